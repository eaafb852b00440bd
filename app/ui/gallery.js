// Arrow keys move through the results, Enter opens one, the space bar selects it, "s" asks for similar ones.
const el = (tag, name, text) => {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text !== undefined) made.textContent = text;
  return made;
};

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

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const state = (root.vf ??= { selected: [], at: 0 });
  const ask = (act, track) => setTriggerValue("action", { act, track });
  const grid = el("div", "grid");
  grid.setAttribute("role", "list");

  const select = (card, track) => {
    const on = !state.selected.includes(track);
    state.selected = on ? [...state.selected, track] : state.selected.filter((one) => one !== track);
    card.classList.toggle("selected", on);
    card.querySelector("input").checked = on;
    setStateValue("selected", state.selected);
  };

  const draw = (one, index) => {
    const card = el("div", `card ${one.decision}`);
    card.tabIndex = index === state.at ? 0 : -1;
    card.setAttribute("role", "listitem");
    card.setAttribute("aria-label", data.scored ? `${one.title}, ${one.decision}, score ${one.score}` : one.title);
    card.dataset.track = one.track;
    const picture = el("div", "picture");
    if (one.crop) {
      const image = el("img");
      image.src = one.crop;
      image.alt = one.title;
      image.loading = "lazy";
      picture.append(image);
    } else {
      picture.append(el("span", "", "no picture"));
    }
    const box = el("input");
    box.type = "checkbox";
    box.tabIndex = -1;
    box.setAttribute("aria-label", `select track ${one.track}`);
    box.checked = state.selected.includes(one.track);
    box.onclick = (event) => { event.stopPropagation(); select(card, one.track); };
    picture.append(box);
    if (data.scored) picture.append(el("span", `badge ${one.decision}`, `${one.decision === "none" ? "no match" : one.decision} ${one.score.toFixed(2)}`));
    const facts = el("div", "facts");
    facts.append(el("b", "", one.title), el("span", "muted", `${one.when} · track ${one.track}`), ...one.parts.map(part));
    const acts = el("div", "acts");
    const offered = [["open", "Play"], ["similar", "Similar"], ...(data.judging ? [["right", "Right"], ["wrong", "Wrong"]] : [])];
    for (const [act, text] of offered) {
      const button = el("button", act, text);
      button.type = "button";
      button.tabIndex = -1;
      button.onclick = (event) => { event.stopPropagation(); ask(act, one.track); };
      acts.append(button);
    }
    card.append(picture, facts, acts);
    card.classList.toggle("selected", box.checked);
    card.onclick = () => ask("open", one.track);
    card.onfocus = () => { state.at = index; };
    return card;
  };

  const cards = data.cards.map(draw);
  grid.append(...cards);
  const go = (to) => {
    const card = cards[Math.max(0, Math.min(cards.length - 1, to))];
    cards.forEach((one) => { one.tabIndex = one === card ? 0 : -1; });
    card?.focus();
  };
  const columns = () => Math.max(1, cards.filter((card) => card.offsetTop === cards[0].offsetTop).length);
  grid.onkeydown = (event) => {
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns(), ArrowDown: columns() };
    const card = cards[state.at];
    if (event.key in steps) go(state.at + steps[event.key]);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(cards.length - 1);
    else if (event.key === "Enter" && event.target === card) ask("open", data.cards[state.at].track);
    else if (event.key === " " && event.target === card) select(card, data.cards[state.at].track);
    else if (event.key === "s" && event.target === card) ask("similar", data.cards[state.at].track);
    else return;
    event.preventDefault();
  };
  // From anywhere but a box that is typed in, an arrow enters the gallery.
  const enter = (event) => {
    const typing = event.target.closest?.("input, textarea, select, [role=listbox], [contenteditable]");
    if (!typing && event.key.startsWith("Arrow") && !grid.contains(event.composedPath()[0])) { go(state.at); event.preventDefault(); }
  };
  document.addEventListener("keydown", enter);
  root.replaceChildren(el("p", "help", "Arrows move, Enter plays, space selects, s finds similar."), grid);
  return () => document.removeEventListener("keydown", enter);
}
