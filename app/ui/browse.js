// What is shown stands in the address: each step into time or to other cameras is one that the browser's Back undoes.
const SPANS = ["hour", "day", "week", "all"];
const BIN = 9; // pixels of a bin, about
const QUIET = 300; // milliseconds without scrolling before the address follows

const readAddress = (search) => {
  const query = new URLSearchParams(search);
  const text = (name) => query.get(name) || null;
  return {
    cameras: query.getAll("camera"), zones: query.getAll("zone"), from: text("from"), to: text("to"), at: text("at"),
    order: query.get("order") === "oldest" ? "oldest" : "newest", video: Number(query.get("video")) || null,
  };
};
const addressOf = (state) => {
  const pairs = [...state.cameras.map((one) => ["camera", one]), ...state.zones.map((one) => ["zone", one])];
  for (const name of ["from", "to", "at", "video"]) if (state[name]) pairs.push([name, state[name]]);
  if (state.order === "oldest") pairs.push(["order", "oldest"]);
  return `${location.pathname}${pairs.length ? "?" : ""}${new URLSearchParams(pairs)}`;
};
// On the way to a result Streamlit writes its number over the address that is left: what stood there is kept beside.
const KEPT = "vehiclefinder browse ";
const keep = (track, address) => sessionStorage.setItem(KEPT + track, new URL(address, location.href).search);
const kept = () => {
  const track = new URLSearchParams(location.search).get("track");
  return track ? sessionStorage.getItem(KEPT + track) : null;
};
const places = (state) => [...state.cameras.map((one) => ["camera", one]), ...state.zones.map((one) => ["zone", one])];
const second = (moment) => new Date(moment).toISOString().replace(/\.\d+Z/, "Z");

const makePage = (root, data, send) => {
  const search = kept();
  let state = search === null ? { ...data.asked } : readAddress(search), told = null, quiet, cameras = data.cameras, zones = data.zones;
  const error = el("p", "error");
  error.setAttribute("role", "alert");
  const title = el("h2", "title");
  const head = el("div", "head"), notes = el("p", "notes"), apart = el("details", "apart"), heading = el("div", "heading");

  const button = (name, text, label, run) => {
    const made = el("button", name, text);
    made.type = "button";
    if (label) made.title = label;
    if (label) made.setAttribute("aria-label", label);
    made.onclick = run;
    return made;
  };
  const go = (change, ask) => {
    state = { ...state, ...change };
    return load(ask, true);
  };
  const fail = (failed) => { error.textContent = failed.message; error.hidden = false; };

  const earlier = button("step", "‹", "Earlier", () => step(-1)), later = button("step", "›", "Later", () => step(1));
  const spans = SPANS.map((span) => button("span", span[0].toUpperCase() + span.slice(1), "", () => spanned(span)));
  const group = el("div", "spans");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", "Length of time");
  group.append(...spans);
  const day = el("input");
  day.type = "date";
  day.setAttribute("aria-label", "Day");
  day.onchange = () => day.value && go({ at: null, video: null }, [["span", "day"], ["at", `${day.value}T12:00:00`]]);
  const order = el("select");
  order.setAttribute("aria-label", "Order");
  for (const one of ["newest", "oldest"]) order.append(new Option(`${one[0].toUpperCase()}${one.slice(1)} first`, one));
  order.onchange = () => go({ order: order.value, at: null });
  const chooser = el("details", "chooser"), choice = el("summary"), choices = el("div", "choices");
  chooser.append(choice, choices);
  head.append(earlier, title, later, group, day, chooser, order);

  const strips = makeStrips({
    jump: (from, to) => jump(from, to),
    zoom: (from, to) => go({ from, to, at: null, video: null }),
    step: (way) => step(way),
    deeper: (way) => deeper(way),
    choose: (camera) => go({ cameras: state.cameras.length === 1 && state.cameras[0] === camera ? [] : [camera], zones: [], video: null }),
  });
  const list = makeList({
    open: (track, near) => {
      clearTimeout(quiet);
      keep(track, addressOf(state));
      send("action", { track, near, query: new URL(addressOf(state), location.href).search.slice(1) });
    },
    at: (one) => onTop(one),
    fail,
    ending: (many) => ending(many),
    lacking: (page) => lacking(page),
  });
  root.replaceChildren(head, error, strips.box, notes, apart, heading, list.box);

  // The middle of what is looked at: whatever is on top of the list.
  const here = () => (state.at ? Date.parse(state.at) - (state.order === "newest" ? 1000 : 0) : null);
  const spanned = (span) => {
    const moment = here();
    told.span = span; // the next key counts from it
    const around = span === "all" || moment === null ? [] : [["at", second(moment)]];
    return go({ video: null, ...(span === "all" ? {} : { at: state.at }) }, [["span", span], ...around]);
  };
  const deeper = (way) => {
    const now = SPANS.indexOf(told.span), place = now < 0 ? (way > 0 ? 1 : 2) : Math.max(0, Math.min(3, now - way));
    return spanned(SPANS[place]);
  };
  const step = (way) => {
    if (!told?.edges.length || told.span === "all") return undefined;
    const [from, to] = [Date.parse(told.edges[0]), Date.parse(told.edges.at(-1))];
    if (told.span) return go({ at: null }, [["span", told.span], ["at", second(way < 0 ? from - 1000 : to)]]);
    return go({ from: second(from + way * (to - from)), to: second(to + way * (to - from)), at: null });
  };
  const jump = (from, to) => {
    state = { ...state, at: state.order === "newest" ? to : from, video: null };
    history.pushState(history.state, "", addressOf(state));
    return showList();
  };

  const follow = () => {
    clearTimeout(quiet);
    if (addressOf(state) !== `${location.pathname}${location.search}`) history.replaceState(history.state, "", addressOf(state));
  };
  const onTop = (one) => {
    if (!one?.seen) {
      strips.mark(state.video ? null : here());
      return;
    }
    const moment = Date.parse(one.seen);
    strips.mark(moment);
    state.at = second(state.order === "newest" ? Math.floor(moment / 1000) * 1000 + 1000 : moment);
    clearTimeout(quiet);
    quiet = setTimeout(follow, QUIET);
  };

  const showList = () => {
    const kept = told.untimed.find((one) => one.video === state.video);
    heading.replaceChildren();
    if (state.video) {
      heading.append(el("b", "", kept ? `${kept.name} · ${kept.camera}` : `Video ${state.video}`), el("span", "", "by seconds of the video: its time is not known"));
      if (told.edges.length) heading.append(button("more", "Back to the clock", "", () => go({ video: null })));
      strips.mark(null);
      return list.show([["video", state.video], ["order", "oldest"]], null, "");
    }
    if (!told.edges.length) return list.show([["until", "1971-01-02T00:00:00Z"]], null, "");
    const [from, to] = [told.edges[0], told.edges.at(-1)], moment = state.at && Date.parse(state.at);
    const inside = moment && moment > Date.parse(from) && moment < Date.parse(to);
    const at = inside ? state.at : null;
    const up = [...places(state), ["order", "oldest"]], down = [...places(state), ["order", "newest"]];
    if (state.order === "newest") {
      strips.mark(inside ? moment - 1 : Date.parse(to));
      return list.show([...down, ["since", from], ["until", at ?? to]], at && [...up, ["since", at], ["until", to]], "↑ Newer");
    }
    strips.mark(inside ? moment : Date.parse(from));
    return list.show([...up, ["since", at ?? from], ["until", to]], at && [...down, ["since", from], ["until", at]], "↑ Older");
  };
  const ending = (many) => {
    const made = el("p", "", many ? "That is all." : state.video ? "No vehicle was seen in it." : "No vehicle was seen here then.");
    const beyond = state.order === "newest" ? -1 : 1;
    if (!state.video && told.edges.length && told.span !== "all") made.append(button("more", beyond < 0 ? "Earlier" : "Later", "", () => step(beyond)));
    return made;
  };

  const choose = (kind, one, on) => go({ [kind]: on ? [...state[kind], one] : state[kind].filter((other) => other !== one), video: null });
  const drawChoices = () => {
    const many = state.cameras.length + state.zones.length;
    choice.textContent = many === 0 ? "All cameras" : many === 1 ? [...state.cameras, ...state.zones][0] : `${many} chosen`;
    const line = (kind, one) => {
      const label = el("label"), tick = el("input");
      tick.type = "checkbox";
      tick.checked = state[kind].includes(one);
      tick.onchange = () => choose(kind, one, tick.checked);
      label.append(tick, el("span", "", one));
      return label;
    };
    const all = button("more", "All cameras", "", () => go({ cameras: [], zones: [], video: null }));
    all.disabled = !many;
    choices.replaceChildren(all, ...cameras.map((one) => line("cameras", one)), ...zones.map((one) => line("zones", one)));
  };
  const drawApart = () => {
    apart.hidden = !told.untimed_videos;
    const more = told.untimed_videos - told.untimed.length;
    const rows = told.untimed.map((one) => {
      const seconds = one.duration === null ? "" : ` · ${durationOf(one.duration)}`;
      const made = button("video", `${one.name} · ${one.camera} · ${counted(one.tracks, "vehicle")}${seconds}`, "", () => go({ video: one.video, at: null }));
      made.setAttribute("aria-pressed", String(one.video === state.video));
      return made;
    });
    apart.replaceChildren(
      el("summary", "", `${counted(told.untimed_videos, "video")} of unknown time, with no place on the clock`),
      ...rows,
      ...(more ? [el("p", "", `and ${more} older ones`)] : []),
    );
    if (!told.edges.length || state.video) apart.open = true;
  };
  const drawNotes = () => {
    const timed = told.edges.length > 0;
    notes.replaceChildren(
      el("b", "", timed ? counted(strips.sum(), "vehicle") : ""),
      ...(timed ? [el("i", "hatched"), el("span", "", "nothing recorded")] : []),
      ...told.notes.map((note) => el("span", "warned", `${note[0].toUpperCase()}${note.slice(1)}.`)),
    );
  };
  // A searcher may go away after the strips were drawn.
  const lacking = (page) => {
    if (!page.shards?.missing.length || told.shards?.missing.length) return;
    told.notes = [...new Set([...told.notes, ...page.notes])];
    drawNotes();
  };
  const draw = () => {
    const timed = told.edges.length > 0;
    title.textContent = timed ? stretchOf(told.edges[0], told.edges.at(-1)) : "No time is known of any video";
    for (const one of [earlier, later, group, day, order]) one.hidden = !timed;
    spans.forEach((one, index) => one.setAttribute("aria-pressed", String(SPANS[index] === told.span)));
    if (timed) {
      earlier.disabled = told.span === "all" || Date.parse(told.edges[0]) <= Date.parse(told.first);
      later.disabled = told.span === "all" || Date.parse(told.edges.at(-1)) >= Date.parse(told.last);
      [day.value, day.min, day.max] = [told.edges[0], told.first, told.last].map((text) => text.slice(0, 10));
    }
    order.value = state.order;
    strips.draw(told);
    drawNotes();
    drawChoices();
    drawApart();
  };

  let turn = 0;
  const load = async (ask, push) => {
    const mine = ++turn;
    clearTimeout(quiet);
    const times = ask ?? (state.from || state.to ? [["since", state.from], ["until", state.to]].filter(([, text]) => text)
      : [["span", "day"], ...(state.at ? [["at", state.at]] : [])]);
    root.setAttribute("aria-busy", "true");
    try {
      const bins = Math.max(24, Math.min(240, Math.round((root.clientWidth - 150) / BIN)));
      const body = await fetched("/v1/timeline", [...places(state), ...times, ["bins", bins]]);
      if (mine !== turn) return;
      told = body;
      error.hidden = true;
      if (told.edges.length) [state.from, state.to] = [told.edges[0], told.edges.at(-1)];
      else if (told.untimed.length && !state.video) state.video = told.untimed[0].video;
      if (push) history.pushState(history.state, "", addressOf(state));
      else follow();
      draw();
      list.fit();
      await showList();
    } catch (failed) {
      if (mine === turn) fail(failed);
    } finally {
      if (mine === turn) root.removeAttribute("aria-busy");
    }
  };

  const back = () => {
    if (!root.isConnected || !location.pathname.endsWith("/browse")) return;
    const asked = readAddress(location.search);
    if (addressOf(asked) === addressOf(state)) return;
    state = asked;
    load();
  };
  const resized = () => { strips.label(); list.fit(); };
  const shut = (event) => { if (!event.composedPath().includes(chooser)) chooser.open = false; };
  const listen = (way) => {
    window[`${way}EventListener`]("popstate", back);
    window[`${way}EventListener`]("resize", resized);
    document[`${way}EventListener`]("click", shut);
  };
  listen("add");
  load();
  return {
    update: (fresh) => { [cameras, zones] = [fresh.cameras, fresh.zones]; if (told) drawChoices(); },
    close: () => { listen("remove"); list.close(); clearTimeout(quiet); },
  };
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  root.send = setTriggerValue;
  root.page ??= makePage(root, data, (...sent) => root.send(...sent));
  root.page.update(data);
  return () => {
    if (root.isConnected) return;
    root.page.close();
    root.page = undefined;
  };
}
