// New alerts come on top as they arise: the bell (bell.js) hears of them. What arose while nobody listened is asked for
// whenever the line opens.
const MOST = 200; // alerts on the page
const PAGE = 200; // alerts that are asked for at a time

// By the clock of the site: its zone, or how many minutes that of the service is ahead of UTC.
const clockOf =
  ({ zone, ahead }) =>
  (text) =>
    new Date(zone ? text : Date.parse(text) + ahead * 60000).toLocaleString("en-GB", {
      dateStyle: "medium",
      timeStyle: "medium",
      timeZone: zone ?? "UTC",
    });

const when = (alert, clock) => (alert.seen ? `seen ${clock(alert.seen)}, told ${clock(alert.time)}` : `told ${clock(alert.time)}`);

const picture = (alert) => {
  const frame = el("div", "picture");
  if (!alert.picture) {
    frame.append(el("span", "", "no picture"));
    return frame;
  }
  const image = el("img");
  image.src = alert.picture;
  image.alt = `${alert.watch}, ${alert.camera}`;
  image.loading = "lazy";
  frame.append(image);
  return frame;
};

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root");
  root.stop?.();
  const clock = clockOf(data);
  const alerts = new Map(data.alerts.map((alert) => [alert.id, alert]));
  const known = new Set(alerts.keys());
  let caughtUp = Math.max(0, ...known); // up to it nothing is missing; the stream may be ahead of what is asked for
  let open = data.open;

  const count = el("span", "count");
  const line = el("span", "line", "Connecting");
  const spoken = el("p", "spoken");
  spoken.setAttribute("aria-live", "polite");
  const list = el("ol");
  const nothing = el("p", "nothing", data.only_open ? "Everything is acknowledged." : "No alerts yet. What a watch sees from now on appears here.");
  const head = el("div", "head");
  head.append(count, line);
  root.replaceChildren(head, spoken, nothing, list);

  const showCount = () => {
    count.textContent = open ? `${open} not acknowledged` : "All acknowledged";
    count.hidden = !open && !alerts.size;
    nothing.hidden = alerts.size > 0;
  };

  const acknowledge = async (alert, item, button) => {
    button.disabled = true;
    try {
      const answer = await fetch(`/v1/alerts/${alert.id}/acknowledge`, { method: "POST" });
      const told = await answer.json();
      if (!answer.ok) throw new Error(told.detail);
      const done = { ...told, there: alert.there };
      alerts.set(alert.id, done);
      item.replaceWith(card(done));
      open = Math.max(0, open - 1);
      showCount();
      spoken.textContent = "Acknowledged.";
    } catch (error) {
      button.disabled = false;
      item.querySelector(".wrong").textContent = `Not acknowledged: ${error.message}`;
    }
  };

  const acts = (alert, item) => {
    const row = el("div", "acts");
    if (alert.there) {
      const link = el("a", "result", "Open result");
      link.href = `/result?track=${alert.track}`;
      link.target = "_blank"; // this page goes on watching
      link.rel = "noopener";
      row.append(link);
    }
    if (alert.acknowledged) {
      row.append(el("span", "muted", `acknowledged by ${alert.acknowledged_by}, ${clock(alert.acknowledged)}`));
    } else if (data.acknowledging) {
      const button = el("button", "acknowledge", "Acknowledge");
      button.type = "button";
      button.setAttribute("aria-label", `Acknowledge ${alert.watch}, ${alert.camera}`);
      button.onclick = () => acknowledge(alert, item, button);
      row.prepend(button);
    }
    row.append(el("span", "wrong"));
    return row;
  };

  const card = (alert) => {
    const item = el("li", alert.acknowledged ? "alert" : "alert open");
    item.dataset.alert = alert.id;
    const facts = el("div", "facts");
    facts.append(
      el("b", "", `${alert.watch} · ${alert.camera}`),
      el("span", "", `“${alert.sentence}”`),
      el("span", "muted", `${alert.decision} ${alert.score.toFixed(2)} · ${when(alert, clock)}`),
    );
    if (alert.delivery === "failed") facts.append(el("span", "wrong", `The webhook was not told: ${alert.error}`));
    facts.append(acts(alert, item));
    item.append(picture(alert), facts);
    return item;
  };

  const add = (alert) => {
    if (known.has(alert.id)) return;
    known.add(alert.id);
    alerts.set(alert.id, alert);
    list.insertBefore(card(alert), [...list.children].find((one) => Number(one.dataset.alert) < alert.id) ?? null);
    if (list.children.length > MOST) {
      alerts.delete(Number(list.lastElementChild.dataset.alert));
      list.lastElementChild.remove();
    }
    if (!alert.acknowledged) open += 1;
    spoken.textContent = `New alert: ${alert.watch}, camera ${alert.camera}.`;
    showCount();
  };

  const catchUp = async () => {
    const open = data.only_open ? "&unacknowledged=true" : "";
    let next;
    do {
      const answer = await fetch(`/v1/alerts?limit=${PAGE}&after=${caughtUp}${open}`);
      if (!answer.ok) return;
      const page = await answer.json();
      page.items.forEach((alert) => add({ ...alert, there: true }));
      caughtUp = Math.max(caughtUp, ...page.items.map((alert) => alert.id));
      next = page.next;
    } while (next);
  };

  const connected = (live) => {
    line.textContent = live ? "Live" : "Not connected, trying again";
    line.classList.toggle("live", live);
    if (live) catchUp().catch(() => {}); // the line itself tells that the service is away
  };
  const events = {
    "vehiclefinder:line": ({ detail }) => connected(detail),
    "vehiclefinder:alert": ({ detail }) => add({ ...detail, there: true }),
    "vehiclefinder:open": ({ detail }) => {
      open = detail;
      showCount();
    },
  };

  list.append(...data.alerts.map(card));
  showCount();
  Object.entries(events).forEach(([name, act]) => window.addEventListener(name, act));
  if (window.vehiclefinderAlerts?.live) connected(true);
  root.stop = () => Object.entries(events).forEach(([name, act]) => window.removeEventListener(name, act));
  return root.stop;
}
