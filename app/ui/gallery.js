// Arrow keys move through the results, Enter plays one, the space bar selects it, "s" asks for similar ones, "y" and "n"
// call it right or wrong, and take that back. How far one has come stands in the browser's own entry of this page, so that
// Back returns to the same place.

const part = ({ text, share, note }) => {
  const row = el("div", "part");
  const label = el("span", "", text);
  row.title = note ? `${text}: ${note}` : `${text}: ${Math.round(share * 100)} %`;
  row.append(label);
  if (share === null) {
    row.append(el("span", "muted", "not checked"));
  } else {
    const bar = el("div", "bar");
    const fill = el("i");
    fill.style.width = `${Math.round(share * 100)}%`;
    bar.append(fill);
    row.append(bar);
  }
  return row;
};

const picture = (one, data) => {
  const frame = el("div", "picture");
  if (one.crop) {
    const image = el("img");
    image.src = one.crop;
    image.alt = one.title;
    image.loading = "lazy";
    frame.append(image);
  } else {
    frame.append(el("span", "", "no picture"));
  }
  if (data.scored) frame.append(el("span", `badge ${one.decision}`, `${one.decision === "none" ? "no match" : one.decision} ${one.score.toFixed(2)}`));
  return frame;
};

const verdictOf = (card, verdict) => {
  card.dataset.verdict = verdict;
  for (const name of ["right", "wrong"]) card.querySelector(`button.${name}`)?.setAttribute("aria-pressed", verdict === name);
};

const scroller = (node) => {
  for (let at = node; at; at = at.parentElement ?? at.getRootNode().host) {
    if (at.scrollHeight > at.clientHeight && /auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  }
  return document.scrollingElement;
};

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const state = (root.vf ??= { selected: [], at: 0, cards: new Map(), path: location.pathname });
  const left = () => location.pathname !== state.path; // one has gone on meanwhile: the entry is another page's
  const first = state.asked !== data.asked;
  if (first) Object.assign(state, { asked: data.asked, selected: data.selected, at: 0, show: data.show, back: history.state?.vf });
  state.show = data.show;
  state.waiting = false;

  // The query must read exactly as the page itself writes it: then the page makes no entry of its own.
  const write = (show = state.show) => {
    if (left()) return;
    const parts = [data.asked, show && `show=${show}`, state.selected.length && `selected=${state.selected.join("-")}`];
    history.replaceState(history.state, "", `${location.pathname}?${parts.filter(Boolean).join("&")}`);
  };
  const remember = () => history.replaceState({ ...history.state, vf: { at: state.at, top: scroller(root).scrollTop } }, "");
  const ask = (act, one) => {
    if (act === "open" || act === "similar") remember();
    if (act === "open") {
      // Streamlit itself would leave an entry of neither page in the browser's history.
      history.pushState({}, "", `/result?track=${one.track}`);
      window.dispatchEvent(new PopStateEvent("popstate"));
      return;
    }
    setTriggerValue("action", { act, track: one?.track ?? 0, target: one?.target ?? 0 });
  };
  const judge = (card, one, verdict) => {
    if (!data.judging) return;
    verdictOf(card, card.dataset.verdict === verdict ? "" : verdict);
    ask(verdict, one);
  };
  const select = (card, track) => {
    const on = !state.selected.includes(track);
    state.selected = on ? [...state.selected, track] : state.selected.filter((one) => one !== track);
    mark(card, on);
    write();
    setStateValue("selected", { asked: data.asked, tracks: state.selected });
  };
  const mark = (card, on) => {
    card.classList.toggle("selected", on);
    card.querySelector("input").checked = on;
  };

  const draw = (one) => {
    const card = el("div", `card ${data.scored ? one.decision : ""}`);
    card.setAttribute("role", "listitem");
    card.setAttribute("aria-label", data.scored ? `${one.title}, ${one.decision}, score ${one.score}` : one.title);
    card.dataset.track = one.track;
    const box = el("input");
    box.type = "checkbox";
    box.tabIndex = -1;
    box.setAttribute("aria-label", `select track ${one.track}`);
    const frame = picture(one, data);
    frame.append(box);
    const facts = el("div", "facts");
    facts.append(el("b", "", one.title), el("span", "muted", one.when), ...one.parts.map(part));
    facts.title = `track ${one.track}`;
    const acts = el("div", "acts");
    const offered = [["open", "Play", "Enter"], ["similar", "Similar", "s"], ...(data.judging ? [["right", "Right", "y"], ["wrong", "Wrong", "n"]] : [])];
    for (const [act, text, key] of offered) {
      const button = el("button", act, text);
      button.type = "button";
      button.tabIndex = -1;
      button.title = `${text} (${key})`;
      acts.append(button);
    }
    card.append(frame, facts, acts);
    return card;
  };

  // A card that shows the same stays, with its picture and the keyboard in it.
  const kept = new Map();
  const cards = data.cards.map((one, index) => {
    const shows = JSON.stringify([{ ...one, verdict: "" }, data.scored, data.judging]);
    const name = `${one.track} ${one.target}`;
    const before = state.cards.get(name);
    const card = before?.shows === shows ? before.card : draw(one);
    kept.set(name, { shows, card });
    const go = () => { state.at = index; delete state.back; };
    card.onfocus = go;
    card.onclick = () => { go(); ask("open", one); };
    card.querySelector("input").onclick = (event) => { event.stopPropagation(); go(); select(card, one.track); };
    for (const button of card.querySelectorAll(".acts button")) {
      const act = button.className;
      button.onclick = (event) => {
        event.stopPropagation();
        go();
        if (act === "open" || act === "similar") ask(act, one);
        else judge(card, one, act);
      };
    }
    mark(card, state.selected.includes(one.track));
    verdictOf(card, one.verdict);
    return card;
  });
  state.cards = kept;

  const point = (card) => cards.forEach((one) => { one.tabIndex = one === card ? 0 : -1; });
  const go = (to) => {
    const card = cards[Math.max(0, Math.min(cards.length - 1, to))];
    point(card);
    card?.focus();
  };
  point(cards[Math.min(state.at, cards.length - 1)]);

  state.grid ??= el("div", "grid");
  const grid = state.grid;
  grid.setAttribute("role", "list");
  // A card that stays in its place is not touched: moved, it would lose the keyboard.
  cards.forEach((card, index) => { if (grid.children[index] !== card) grid.insertBefore(card, grid.children[index] ?? null); });
  while (grid.children.length > cards.length) grid.lastChild.remove();
  const columns = () => Math.max(1, cards.filter((card) => card.offsetTop === cards[0].offsetTop).length);
  grid.onkeydown = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns(), ArrowDown: columns() };
    const card = cards[state.at];
    const one = data.cards[state.at];
    const keys = {
      Home: () => go(0), End: () => go(cards.length - 1), Enter: () => ask("open", one), " ": () => select(card, one.track),
      s: () => ask("similar", one), y: () => judge(card, one, "right"), n: () => judge(card, one, "wrong"),
    };
    if (event.key in steps) go(state.at + steps[event.key]);
    else if (event.key in keys && event.target === card) keys[event.key]();
    else return;
    event.preventDefault();
  };

  // From anywhere but a box that is typed in, an arrow enters the gallery.
  const enter = (event) => {
    const typing = event.target.closest?.("input, textarea, select, [role=listbox], [contenteditable], [data-baseweb]");
    if (!typing && event.key.startsWith("Arrow") && !grid.contains(event.composedPath()[0])) { go(state.at); event.preventDefault(); }
  };
  document.addEventListener("keydown", enter);

  if (!grid.isConnected) root.replaceChildren(grid, el("p", "end"), el("p", "help")); // moved, it would lose the keyboard
  const [, end, help] = root.children;
  end.textContent = data.more ? "More as you scroll" : "";
  help.textContent = `Arrows move, Enter plays, space selects, s finds similar${data.judging ? ", y is right, n is wrong, again takes it back" : ""}.`;
  const reach = new IntersectionObserver((seen) => {
    if (!data.more || state.waiting || left() || !seen.some((one) => one.isIntersecting)) return;
    state.waiting = true;
    write(data.more);
    ask("more");
  }, { rootMargin: "300px" });
  reach.observe(end);

  // Back returns to a card once it is there again, unless another was gone to meanwhile.
  if (state.back && cards.length && (state.back.at < cards.length || !data.more)) {
    const { at, top } = state.back;
    delete state.back;
    state.at = Math.min(at, cards.length - 1);
    point(cards[state.at]);
    const back = () => {
      scroller(root).scrollTop = top;
      cards[state.at]?.focus({ preventScroll: true });
    };
    requestAnimationFrame(back);
    setTimeout(back, 150); // what is above the gallery may have come by then, and moved it
  }
  return () => {
    document.removeEventListener("keydown", enter);
    reach.disconnect();
  };
}
