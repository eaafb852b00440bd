// A click adds a corner, dragging moves it, a double click or Enter closes the outline.
const NEAR = 8; // pixels within which two clicks are one corner
const QUAD = 4;
const MOST = 100; // steps that can be taken back
const ENDS = 2;
const REACH = 0.12; // half the length of an arrow, in heights of the picture
const HELP = {
  north: "Click where the arrow begins and where it points: to the north, over the ground. Drag turns it, Delete removes it, Ctrl+Z takes the last step back.",
  road: "Click the four corners one after the other. Drag moves a corner, Delete removes all four, Ctrl+Z takes the last step back, Esc cancels.",
  other:
    "Click adds a corner, double-click or Enter closes. Drag moves a corner, Delete removes the chosen corner or outline, " +
    "Ctrl+Z takes the last step back, Esc cancels. Shift and click starts one inside another.",
};

const line = (tag, points, name) => svg(tag, { points: points.map((point) => point.join(",")).join(" "), class: name });

const placed = (made, [x, y]) => {
  made.style.left = `${x * 100}%`;
  made.style.top = `${y * 100}%`;
  return made;
};

// Degrees of a step in pixels, as headings have them: 0 down, 90 right, 180 up, 270 left.
const degreesOf = (across, down) => Math.round((((Math.atan2(across, down) * 180) / Math.PI + 360) % 360) * 10) / 10 % 360;

const between = (a, b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];

// Where the edge that is lowest in the picture begins.
const lowest = (polygon) => {
  const heights = polygon.map((point, index) => point[1] + polygon[(index + 1) % polygon.length][1]);
  return heights.indexOf(Math.max(...heights));
};

const build = (root) => {
  const state = { shapes: [], draft: [], chosen: -1, corner: -1, past: [], drag: null, pointer: null, seen: "", sent: [], data: {}, tell: null };
  const stage = el("div", "stage");
  const image = el("img");
  const picture = svg("svg", { viewBox: "0 0 1 1", preserveAspectRatio: "none" });
  const marks = el("div", "marks");
  const list = el("ul");
  image.alt = "";
  image.draggable = false;
  image.onload = () => {
    stage.classList.add("loaded");
    stage.style.setProperty("--ratio", ratio());
    paint();
  };
  image.onerror = () => stage.classList.remove("loaded");
  stage.append(image, picture, marks, el("p", "empty", "There is no picture of this camera yet."));
  root.append(stage, el("p", "help"), list);

  // What Ctrl+Z brings back; kept before every change.
  const keep = () => {
    state.past.push(structuredClone(state.shapes));
    if (state.past.length > MOST) state.past.shift();
  };
  const undo = () => {
    if (state.draft.length) {
      state.draft.pop();
    } else if (state.past.length) {
      Object.assign(state, { shapes: state.past.pop(), chosen: -1, corner: -1 });
      send();
      enlist();
    }
  };
  const cancel = () => {
    if (state.drag) state.shapes = state.past.pop();
    Object.assign(state, { draft: [], drag: null, chosen: -1, corner: -1 });
  };
  // Of a polygon one corner, as long as three are left; else all of it.
  const remove_chosen = () => {
    const { polygon } = state.shapes[state.chosen];
    if (state.corner < 0 || state.data.kind === "road" || !polygon || polygon.length <= 3) return remove(state.chosen);
    keep();
    polygon.splice(state.corner, 1);
    state.corner = -1;
    send();
    enlist();
  };
  const send = () => {
    const shapes = structuredClone(state.shapes);
    state.sent.push(JSON.stringify(shapes));
    state.tell(shapes);
    paint();
  };
  const fresh = () => {
    const taken = new Set(state.shapes.map((shape) => shape.name.trim().toLowerCase()));
    let number = state.shapes.length + 1;
    while (taken.has(`zone ${number}`)) number += 1;
    return `Zone ${number}`;
  };
  const remove = (index) => {
    keep();
    state.shapes.splice(index, 1);
    state.chosen = state.corner = -1;
    send();
    enlist();
  };
  // An arrow is a place and a direction; its two ends follow from the shape of the picture.
  const ratio = () => (image.naturalWidth || 16) / (image.naturalHeight || 9);
  const along = (degrees, reach) => {
    const turn = (degrees * Math.PI) / 180;
    return [(Math.sin(turn) * reach) / ratio(), Math.cos(turn) * reach];
  };
  const ends = ({ degrees, at }) => {
    const [x, y] = at ?? [0.5, 0.5];
    return [-REACH, REACH].map((reach) => along(degrees, reach)).map(([dx, dy]) => [x + dx, y + dy]);
  };
  const pointsOf = (shape) => shape.polygon ?? ends(shape);
  const arrow = (tail, head, reach) => {
    const degrees = degreesOf((head[0] - tail[0]) * ratio(), head[1] - tail[1]);
    const [dx, dy] = along(degrees, reach);
    const at = reach < 0 ? [head[0] + dx, head[1] + dy] : [tail[0] + dx, tail[1] + dy];
    return { degrees, at: at.map((share) => Math.round(Math.max(0, Math.min(1, share)) * 1e4) / 1e4) };
  };
  const close = () => {
    if (state.data.kind === "north") return;
    if (state.draft.length < 3 || (state.data.kind === "road" && state.draft.length !== QUAD)) return;
    keep();
    state.shapes.push({ name: state.data.kind === "zones" ? fresh() : "", polygon: state.draft });
    state.chosen = state.shapes.length - 1;
    state.draft = [];
    send();
    enlist();
  };
  const where = (event) => {
    const box = stage.getBoundingClientRect();
    const shares = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    return shares.map((share) => Math.round(Math.max(0, Math.min(1, share)) * 1e4) / 1e4);
  };
  const near = (a, b) => Math.hypot((a[0] - b[0]) * stage.clientWidth, (a[1] - b[1]) * stage.clientHeight) < NEAR;
  const add = (point) => {
    const { draft } = state;
    if (draft.length && near(draft.at(-1), point)) return;
    if (draft.length > 2 && near(draft[0], point)) return close();
    draft.push(point);
    if (state.data.kind === "north" && draft.length === ENDS) {
      const [tail, head] = draft;
      const { degrees } = arrow(tail, head, REACH);
      keep();
      state.shapes = [{ degrees, at: between(tail, head).map((share) => Math.round(share * 1e4) / 1e4) }];
      state.draft = [];
      send();
      enlist();
    }
    if (state.data.kind === "road" && draft.length === QUAD) close();
  };

  const handle = (shape, index) => (point, corner) => {
    const dot = placed(el("i", `dot${index === state.chosen ? " chosen" : ""}${index === state.chosen && corner === state.corner ? " at" : ""}`, state.data.kind === "road" ? corner + 1 : ""), point);
    dot.dataset.corner = corner;
    dot.dataset.shape = index;
    return dot;
  };
  const labels = (shape) => {
    const { name, polygon } = shape;
    if (state.data.kind === "north") return [placed(el("b", "", "N"), ends(shape)[1])];
    if (state.data.kind === "road") {
      const [a, b, c] = [0, 1, 2].map((step) => polygon[(lowest(polygon) + step) % QUAD]);
      return [placed(el("b", "", "width"), between(a, b)), placed(el("b", "", "length"), between(b, c))];
    }
    const middle = [0, 1].map((axis) => polygon.reduce((sum, point) => sum + point[axis], 0) / polygon.length);
    return name ? [placed(el("b", "", name), middle)] : [];
  };
  const pointing = (shape) => {
    const [tail, head] = ends(shape);
    const wings = [150, 210].map((turn) => along(shape.degrees + turn, REACH / 3)).map(([dx, dy]) => [head[0] + dx, head[1] + dy]);
    return line("polyline", [tail, head, wings[0], head, wings[1]], "arrow");
  };
  const outline = (shape, index) => {
    if (state.data.kind === "north") return pointing(shape);
    const made = line("polygon", shape.polygon, index === state.chosen ? "chosen" : "");
    made.dataset.shape = index;
    return made;
  };
  const paint = () => {
    const { shapes, draft, pointer } = state;
    const corners = state.data.editable ? shapes.flatMap((shape, index) => pointsOf(shape).map(handle(shape, index))) : [];
    const trail = draft.length ? [line("polyline", pointer ? [...draft, pointer] : draft, "draft")] : [];
    picture.replaceChildren(...shapes.map(outline), ...trail);
    marks.replaceChildren(...corners, ...draft.map((point) => placed(el("i", "dot draft"), point)), ...shapes.flatMap(labels));
  };
  const row = (shape, index) => {
    const made = el("li");
    const name = el(state.data.kind === "zones" && state.data.editable ? "input" : "span", "", shape.name || (state.data.kind === "north" ? "North" : `Outline ${index + 1}`));
    name.value = shape.name;
    name.maxLength = 60;
    name.setAttribute("aria-label", "Name of the zone");
    name.onfocus = () => { state.chosen = index; paint(); };
    name.onchange = () => {
      keep();
      shape.name = name.value.trim() || shape.name;
      send();
    };
    made.append(name, el("small", "", shape.polygon ? `${shape.polygon.length} corners` : `${shape.degrees}° in the picture`));
    if (state.data.editable) {
      const gone = el("button", "", "Remove");
      gone.type = "button";
      gone.onclick = () => remove(index);
      made.append(gone);
    }
    return made;
  };
  const enlist = () => list.replaceChildren(...state.shapes.map(row));

  stage.onpointerdown = (event) => {
    if (!state.data.editable || event.button) return;
    const { corner, shape } = event.target.dataset;
    stage.focus({ preventScroll: true });
    if (!state.draft.length && corner !== undefined) {
      state.drag = { shape: Number(shape), corner: Number(corner) };
      state.chosen = state.drag.shape;
      state.corner = state.drag.corner;
      keep();
      state.drag.ends = pointsOf(state.shapes[state.chosen]);
      stage.setPointerCapture(event.pointerId);
    } else if (!state.draft.length && shape !== undefined && !event.shiftKey) {
      state.chosen = Number(shape);
      state.corner = -1;
    } else if (["road", "north"].includes(state.data.kind) && state.shapes.length) {
      state.chosen = -1;
    } else {
      state.chosen = -1;
      add(where(event));
    }
    paint();
  };
  stage.onpointermove = (event) => {
    if (state.drag && state.data.kind === "north") {
      const [tail, head] = state.drag.ends;
      const turned = state.drag.corner ? arrow(tail, where(event), REACH) : arrow(where(event), head, -REACH);
      Object.assign(state.shapes[state.drag.shape], turned);
    } else if (state.drag) state.shapes[state.drag.shape].polygon[state.drag.corner] = where(event);
    if (!state.drag && !state.draft.length) return;
    state.pointer = where(event);
    paint();
  };
  stage.onpointerup = stage.onpointercancel = () => {
    if (!state.drag) return;
    // A corner that was only chosen has changed nothing.
    const moved = JSON.stringify(state.past.at(-1)) !== JSON.stringify(state.shapes);
    state.drag = null;
    if (moved) send();
    else state.past.pop();
  };
  stage.onpointerleave = () => { state.pointer = null; if (state.draft.length) paint(); };
  stage.ondblclick = close;
  stage.onkeydown = (event) => {
    if (!state.data.editable) return;
    if (event.key === "Enter") close();
    else if (event.key === "Escape") cancel();
    else if ((event.ctrlKey || event.metaKey) && event.key === "z") undo();
    else if (event.key === "Backspace" && state.draft.length) state.draft.pop();
    else if (["Delete", "Backspace"].includes(event.key) && state.chosen >= 0) remove_chosen();
    else return;
    event.preventDefault();
    paint();
  };
  // The page has keys of its own, which must not be pressed by typing a name.
  root.onkeydown = (event) => event.stopPropagation();

  // What is shown here may be newer than what the page has heard of.
  const take = (data, tell) => {
    state.tell = tell;
    state.data = data;
    const text = JSON.stringify(data.shapes);
    const known = state.sent.indexOf(text);
    if (text !== state.seen && known >= 0) state.sent.splice(0, known + 1);
    else if (text !== state.seen) {
      Object.assign(state, { shapes: structuredClone(data.shapes), sent: [], past: [], drag: null, chosen: -1, corner: -1 });
      enlist();
    }
    state.seen = text;
    stage.tabIndex = data.editable ? 0 : -1;
    stage.setAttribute("role", "application");
    stage.setAttribute("aria-label", `Picture with ${data.kind}; they can be written as text below`);
    root.dataset.kind = data.kind;
    root.classList.toggle("editable", data.editable);
    root.querySelector(".help").textContent = data.editable ? HELP[data.kind] ?? HELP.other : "";
    if (image.getAttribute("src") !== data.still) image.src = data.still;
    paint();
  };
  return { take };
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  root.vf ??= build(root);
  root.vf.take(data, (shapes) => setTriggerValue("shapes", shapes));
}
