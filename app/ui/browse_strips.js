// The strips: one row a camera, bars of how many passed; where nothing was recorded the ground is hatched.
const WIDE = 1000;
const CLICK = 5; // pixels that a hand moves in a click
const PREVIEW = 90; // milliseconds at one place before a picture is fetched

const bars = (strip, places, most) => {
  const parts = strip.counts.map((count, bin) => {
    if (!count) return "";
    const high = Math.max(12, (100 * count) / most);
    const wide = Math.max((places[bin + 1] - places[bin]) * 0.86, 0.8);
    return `M${places[bin].toFixed(2)} 100v${-high.toFixed(1)}h${wide.toFixed(2)}v${high.toFixed(1)}z`;
  });
  return svg("path", { class: "bars", d: parts.join("") });
};

// Neighbours that are alike become one rectangle.
const ground = (strip, places) => {
  const kind = (share) => (share >= 0.98 ? "whole" : share > 0 ? "part" : "");
  const runs = [];
  strip.recorded.forEach((share, bin) => {
    const last = runs.at(-1);
    if (last && last.kind === kind(share)) last.end = bin + 1;
    else runs.push({ kind: kind(share), begin: bin, end: bin + 1 });
  });
  return runs
    .filter((run) => run.kind)
    .map((run) => svg("rect", { class: run.kind, x: places[run.begin], y: 0, width: places[run.end] - places[run.begin], height: 100 }));
};

const recordedText = (count, share) => {
  if (share >= 0.98) return count ? "" : "nothing passed";
  if (share > 0) return `${Math.max(1, Math.round(share * 100))} % of it recorded`;
  return "nothing recorded";
};

// `act` holds what is done: jump(text), zoom(from, to), step(name), span(deeper), choose(camera).
const makeStrips = (act) => {
  const box = el("div", "strips");
  const axis = el("div", "axis");
  const rows = el("div", "rows"), drawn = el("div");
  const over = el("div", "over");
  const cursor = el("div", "cursor");
  const brush = el("div", "brush");
  const tip = el("div", "tip");
  brush.hidden = tip.hidden = cursor.hidden = true;
  tip.setAttribute("aria-hidden", "true");
  over.tabIndex = 0;
  over.setAttribute("role", "slider");
  over.setAttribute("aria-label", "Time in the strips");
  over.append(cursor, brush);
  rows.append(drawn, over); // which stays where it is: it may have the keyboard
  box.append(axis, rows, tip);
  let told, moments, from, to, at, drag, waiting;

  const share = (moment) => (moment - from) / (to - from);
  const binOf = (moment) => Math.max(0, Math.min(moments.length - 2, moments.findIndex((edge) => edge > moment) - 1));
  const momentAt = (event) => {
    const area = over.getBoundingClientRect();
    return from + Math.max(0, Math.min(0.999999, (event.clientX - area.left) / area.width)) * (to - from);
  };
  const edgeOf = (bin) => told.edges[Math.max(0, Math.min(told.edges.length - 1, bin))];
  const total = (bin) => told.cameras.reduce((sum, strip) => sum + strip.counts[bin], 0);

  const mark = (moment) => {
    at = moment;
    cursor.hidden = moment === null;
    if (moment === null) return;
    const bin = binOf(Math.min(Math.max(moment, from), to - 1));
    cursor.style.left = `${Math.max(0, Math.min(1, share(moment))) * 100}%`;
    over.setAttribute("aria-valuenow", bin);
    over.setAttribute("aria-valuetext", `${stretchOf(edgeOf(bin), edgeOf(bin + 1))}: ${counted(total(bin), "vehicle")}`);
  };

  const rowOf = (strip, places, most) => {
    const row = el("div", "row");
    row.dataset.camera = strip.camera;
    const sum = strip.counts.reduce((one, other) => one + other, 0);
    const name = el("button", "name");
    name.type = "button";
    name.title = told.cameras.length > 1 ? `Only ${strip.camera}` : strip.camera;
    name.append(el("span", "", strip.camera), el("b", "", sum.toLocaleString("en")));
    name.onclick = () => act.choose(strip.camera);
    const picture = svg("svg", { viewBox: `0 0 ${WIDE} 100`, preserveAspectRatio: "none", "aria-hidden": "true" });
    picture.append(...ground(strip, places), bars(strip, places, most));
    row.append(name, picture);
    return row;
  };

  const hideTip = () => { tip.hidden = true; clearTimeout(waiting); };
  const hover = (event) => {
    const bin = binOf(momentAt(event));
    const area = over.getBoundingClientRect();
    const number = Math.floor(((event.clientY - area.top) / area.height) * told.cameras.length);
    const strip = told.cameras[Math.max(0, Math.min(told.cameras.length - 1, number))];
    const count = strip.counts[bin];
    const key = `${strip.camera} ${bin}`;
    if (tip.dataset.key !== key || tip.hidden) {
      tip.dataset.key = key;
      const said = [count || strip.recorded[bin] >= 0.98 ? counted(count, "vehicle") : "", recordedText(count, strip.recorded[bin])];
      tip.replaceChildren(
        el("b", "", strip.camera),
        el("span", "", stretchOf(edgeOf(bin), edgeOf(bin + 1))),
        el("span", "said", said.filter((one, index) => one && !(index === 0 && said[1] === "nothing passed")).join(", ")),
      );
      clearTimeout(waiting);
      if (strip.tracks[bin]) waiting = setTimeout(() => preview(strip, bin, key), PREVIEW);
      tip.hidden = false;
    }
    const wide = tip.offsetWidth, room = box.getBoundingClientRect();
    tip.style.left = `${Math.max(0, Math.min(room.width - wide, event.clientX - room.left + 14))}px`;
    tip.style.top = `${event.clientY - room.top + 18}px`;
  };
  const preview = (strip, bin, key) => {
    if (tip.hidden || tip.dataset.key !== key) return;
    const image = el("img");
    image.alt = "";
    image.onerror = () => image.remove();
    image.src = `/v1/tracks/${strip.tracks[bin]}/crop`;
    tip.append(image);
  };

  over.onpointerdown = (event) => {
    if (event.button) return;
    over.setPointerCapture(event.pointerId);
    drag = { x: event.clientX, moment: momentAt(event) };
  };
  over.onpointermove = (event) => {
    if (!drag || Math.abs(event.clientX - drag.x) < CLICK) {
      hover(event);
      return;
    }
    hideTip();
    const [left, right] = [drag.moment, momentAt(event)].sort((one, other) => one - other);
    brush.hidden = false;
    brush.style.left = `${share(left) * 100}%`;
    brush.style.width = `${(share(right) - share(left)) * 100}%`;
  };
  over.onpointerup = (event) => {
    const begun = drag;
    drag = undefined;
    brush.hidden = true;
    if (!begun) return;
    const [left, right] = [begun.moment, momentAt(event)].sort((one, other) => one - other).map(binOf);
    if (Math.abs(event.clientX - begun.x) < CLICK) act.jump(edgeOf(left), edgeOf(left + 1));
    else act.zoom(edgeOf(left), edgeOf(right + 1));
  };
  over.onpointercancel = () => { drag = undefined; brush.hidden = true; };
  over.onpointerleave = () => { if (!drag) hideTip(); };
  over.onkeydown = (event) => {
    const bin = binOf(Math.min(Math.max(at ?? to - 1, from), to - 1));
    const bins = { ArrowLeft: bin - 1, ArrowRight: bin + 1, Home: 0, End: moments.length - 2, Enter: bin };
    if (event.key in bins) {
      const next = Math.max(0, Math.min(moments.length - 2, bins[event.key]));
      mark((moments[next] + moments[next + 1]) / 2);
      act.jump(edgeOf(next), edgeOf(next + 1));
    } else if (event.key === "PageUp") act.step(-1);
    else if (event.key === "PageDown") act.step(1);
    else if (event.key === "+" || event.key === "=") act.deeper(1);
    else if (event.key === "-") act.deeper(-1);
    else if (event.key === "Escape") hideTip();
    else return;
    event.preventDefault();
  };

  const draw = (body) => {
    told = body;
    hideTip();
    box.hidden = !body.edges.length;
    if (box.hidden) return;
    moments = body.edges.map((text) => Date.parse(text));
    [from, to] = [moments[0], moments.at(-1)];
    const places = moments.map((moment) => share(moment) * WIDE);
    const most = Math.max(1, ...body.cameras.flatMap((strip) => strip.counts));
    over.setAttribute("aria-valuemin", 0);
    over.setAttribute("aria-valuemax", moments.length - 2);
    drawn.replaceChildren(...body.cameras.map((strip) => rowOf(strip, places, most)));
    label();
    mark(at ?? null);
  };
  const label = () => {
    if (!told?.edges.length || !box.isConnected) return;
    const room = Math.max(2, Math.floor(rows.clientWidth / 90) - 1);
    const line = el("div", "ticks");
    for (const text of ticksOf(told.edges, room)) {
      const tick = el("span", "", tickText(text));
      tick.style.left = `${share(Date.parse(text)) * 100}%`;
      line.append(tick);
    }
    axis.replaceChildren(el("span", "zone", told.zone), line);
  };
  return { box, draw, label, mark, sum: () => told.cameras.reduce((one, strip) => one + strip.counts.reduce((a, b) => a + b, 0), 0) };
};
