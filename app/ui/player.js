// Space plays and pauses, arrows step by a frame, j and l by a second, k pauses, - and + change the speed.
const RATES = [0.1, 0.25, 0.5, 1, 2, 4, 8];
const LATE = 0.02; // seconds by which a frame may lie beside the moments of a path, which are rounded
const INSIDE = 0.001; // seconds behind a frame's stamp, so that a seek shows this frame and not the one before
const SECOND = 1;
const TYPED = "input, textarea, select, [role=listbox], [role=tab], [role=slider], [contenteditable]";
const PRESSED = "button, a, summary, [role=button]";

const shape = (tag, name) => svg(tag, { class: name });
const clock = (seconds) => {
  const whole = Math.max(0, seconds);
  return `${Math.floor(whole / 60)}:${(whole % 60).toFixed(2).padStart(5, "0")}`;
};

// Where a vehicle is between the moments at which it was seen; null before the first and after the last.
const boxAt = (path, time) => {
  const last = path.length - 1;
  if (!path.length || time < path[0][0] - LATE || time > path[last][0] + LATE) return null;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (path[middle][0] <= time) low = middle;
    else high = middle;
  }
  const span = path[high][0] - path[low][0];
  const share = span > 0 ? Math.max(0, Math.min(1, (time - path[low][0]) / span)) : 0;
  return [1, 2, 3, 4].map((side) => path[low][side] + share * (path[high][side] - path[low][side]));
};

const told = async (answer) => {
  try {
    return (await answer.json()).detail;
  } catch {
    return `${answer.status}`;
  }
};

const build = (root) => {
  const state = { data: null, mode: "", shown: 0, whole: "", wanted: 0, saving: false };
  const stage = el("div", "stage");
  const video = el("video");
  const over = svg("svg");
  const [rim, line, dark, bright] = [shape("polyline", "rim"), shape("polyline", "line"), shape("rect", "rim"), shape("rect", "line")];
  const say = el("p", "say");
  const bar = el("div", "bar");
  const note = el("p", "note");
  const button = (name, text, hint, act) => {
    const made = el("button", name, text);
    made.type = "button";
    made.title = hint;
    made.setAttribute("aria-label", hint.replace(/ \(.*/, ""));
    made.onclick = act;
    return made;
  };
  const choice = (name, label, values, chosen, tell) => {
    const made = el("select", name);
    made.setAttribute("aria-label", label);
    made.title = label;
    made.append(...values.map((value) => new Option(tell(value), value, value === chosen, value === chosen)));
    return made;
  };
  const toggle = (name, text, hint, on) => {
    const made = el("label", name, text);
    const box = el("input");
    box.type = "checkbox";
    box.checked = on;
    made.title = hint;
    made.prepend(box);
    return [made, box];
  };

  video.muted = true;
  video.playsInline = true;
  video.preload = "auto";
  over.setAttribute("viewBox", "0 0 1 1");
  over.setAttribute("preserveAspectRatio", "none");
  over.append(rim, line, dark, bright);
  stage.tabIndex = 0;
  stage.setAttribute("role", "group");
  stage.setAttribute("aria-label", "Video of the result");
  stage.append(video, over, say);

  const seek = el("input", "seek");
  seek.type = "range";
  seek.step = "any";
  seek.setAttribute("aria-label", "Moment");
  const time = el("span", "time");
  const rate = choice("rate", "Speed (- and +)", RATES, 1, (value) => `${value}×`);
  const [loopLabel, loop] = toggle("loop", "Loop", "Play its stay again and again", true);
  const [pathLabel, pathOn] = toggle("path", "Path", "Draw the line that it took", true);
  const around = choice("around", "Seconds before and after, in the clip", [0, 2, 5, 10], 2, (value) => `± ${value} s`);

  const recorded = () => state.mode === "recording";
  const offset = () => (recorded() ? state.data.recording.offset : 0);
  const interval = () => (state.data.recording ?? { interval: 0.04 }).interval;
  // Of a recording the stay, of a clip all of it, by the clock of the player.
  const span = () => (recorded() ? [state.data.start + offset(), state.data.end + offset()] : [0, video.duration || 0]);
  const play = () => video.play().catch(() => {});
  const to = (seconds) => {
    state.wanted = Math.max(0, seconds);
    video.currentTime = state.wanted;
  };
  const pausePlay = () => (video.paused ? play() : video.pause());
  // While a seek goes on, the next step goes on from where that leads to.
  const here = () => (video.seeking ? state.wanted - interval() / 2 : state.shown);
  const step = (frames) => {
    video.pause();
    to(here() + (frames + 0.5) * interval());
  };
  const faster = (by) => {
    rate.selectedIndex = Math.max(0, Math.min(RATES.length - 1, rate.selectedIndex + by));
    video.playbackRate = RATES[rate.selectedIndex];
  };

  const draw = (moment) => {
    state.shown = moment;
    const [begin, end] = span();
    const box = recorded() ? boxAt(state.data.path, moment - offset()) : null;
    for (const each of [dark, bright]) {
      each.style.display = box ? "" : "none";
      if (!box) continue;
      const [x1, y1, x2, y2] = box;
      Object.entries({ x: x1, y: y1, width: x2 - x1, height: y2 - y1 }).forEach(([name, value]) => each.setAttribute(name, value));
    }
    root.dataset.moment = moment;
    if (document.activeElement !== seek && root.getRootNode().activeElement !== seek) seek.value = moment;
    time.textContent = recorded() ? `${clock(moment - offset())} of ${clock(state.data.start)}–${clock(state.data.end)}` : `${clock(moment)} of ${clock(end)}`;
    if (recorded() && loop.checked && !video.paused && !video.seeking && (moment > end - interval() / 4 || moment < begin - 2 * interval())) to(begin + INSIDE);
  };
  const line_ = () => {
    const points = state.data.path.map(([, x1, , x2, y2]) => `${(x1 + x2) / 2},${y2}`).join(" ");
    for (const each of [rim, line]) {
      each.setAttribute("points", points);
      each.style.display = pathOn.checked && recorded() ? "" : "none";
    }
  };
  const frame = (now, { mediaTime }) => {
    draw(mediaTime);
    video.requestVideoFrameCallback(frame);
  };
  if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(frame);
  else video.ontimeupdate = () => draw(video.currentTime);

  const show = (mode, src, at) => {
    state.mode = mode;
    root.dataset.mode = mode;
    say.textContent = "";
    video.loop = mode === "clip";
    video.src = src;
    if (at) to(at);
    video.playbackRate = RATES[rate.selectedIndex];
    line_();
    play();
  };
  const clipOf = (seconds, longest) => `${state.data.clip}?seconds=${seconds}${longest ? `&longest=${longest}` : ""}`;
  const cut = (reason) => {
    const { track, around: seconds, moment } = state.data;
    note.textContent = `${reason} ${moment ? `Shown: ${moment} seconds around its best moment; all of its stay follows.` : "Shown: a clip."}`;
    show("clip", clipOf(seconds, moment), 0);
    say.textContent = "Cutting the clip …";
    if (!moment) return;
    const whole = clipOf(seconds);
    fetch(whole, { headers: { Range: "bytes=0-0" } }).then((answer) => {
      if (!answer.ok || state.data.track !== track) return;
      note.textContent = `${reason} Shown: a clip of its stay, of a minute at most.`;
      show("clip", whole, 0);
    });
  };
  const failed = async () => {
    if (!video.getAttribute("src")) return;
    if (recorded()) {
      const answer = await fetch(video.src, { headers: { Range: "bytes=0-0" } });
      return cut(answer.ok ? "This browser does not play the recording." : `The recording is not played: ${await told(answer)}.`);
    }
    const answer = await fetch(video.src);
    say.textContent = answer.ok ? "This browser does not play the clip." : await told(answer);
  };
  const save = async () => {
    if (state.saving) return;
    state.saving = true;
    download.textContent = "Cutting …";
    try {
      const answer = await fetch(clipOf(around.value));
      if (!answer.ok) throw new Error(await told(answer));
      const link = el("a");
      link.href = URL.createObjectURL(await answer.blob());
      link.download = `track-${state.data.track}.mp4`;
      link.click();
      URL.revokeObjectURL(link.href);
    } catch (error) {
      note.textContent = `No clip: ${error.message}`;
    } finally {
      state.saving = false;
      download.textContent = "Download clip";
    }
  };

  const toggler = button("play", "", "Play or pause (space)", pausePlay);
  const download = button("download", "Download clip", "Cut its stay, with its box drawn", save);
  bar.append(
    toggler, button("back", "◂", "A frame back (←)", () => step(-1)), button("forth", "▸", "A frame on (→)", () => step(1)),
    seek, time, rate, loopLabel, pathLabel, around, download,
  );
  root.append(stage, bar, note);
  toggler.dataset.playing = "false";
  video.onplay = video.onpause = () => { toggler.dataset.playing = `${!video.paused}`; };
  video.onclick = pausePlay;
  video.onloadedmetadata = () => stage.style.setProperty("--ratio", video.videoWidth / video.videoHeight);
  video.onloadeddata = () => {
    say.textContent = "";
    const pad = recorded() ? 2 : 0;
    const [begin, end] = span();
    seek.min = Math.max(0, begin - pad);
    seek.max = Math.min(video.duration || end, end + pad);
  };
  video.onerror = failed;
  video.onended = () => { if (recorded() && loop.checked) { to(span()[0] + INSIDE); play(); } };
  seek.oninput = () => { loop.checked = false; to(Number(seek.value)); };
  seek.onchange = () => seek.blur();
  rate.onchange = () => { video.playbackRate = Number(rate.value); };
  pathOn.onchange = line_;

  const acts = {
    " ": pausePlay, ArrowLeft: () => step(-1), ArrowRight: () => step(1), k: () => video.pause(),
    j: () => to(here() - SECOND + interval() / 2), l: () => to(here() + SECOND + interval() / 2), "-": () => faster(-1), "+": () => faster(1),
  };
  const pressed = (event) => {
    const at = event.composedPath()[0];
    if (event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && event.key !== "+") || !(event.key in acts)) return;
    if (at.closest?.(TYPED) && at.type !== "checkbox" && at !== seek) return;
    if (event.key === " " && (at.type === "checkbox" || at.closest?.(PRESSED))) return;
    event.preventDefault();
    acts[event.key]();
  };
  // A page that is drawn again brings the same data, and goes on playing.
  const take = (data) => {
    const seen = JSON.stringify(data);
    if (seen === state.seen) return;
    Object.assign(state, { data, seen });
    root.dataset.track = data.track;
    if (!data.recording) return cut(data.reason);
    note.textContent = "";
    show("recording", data.recording.src, data.start + data.recording.offset + INSIDE);
  };
  const stop = () => { video.removeAttribute("src"); video.load(); };
  return { take, pressed, stop };
};

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root");
  const player = (root.vf ??= build(root));
  player.take(data);
  document.addEventListener("keydown", player.pressed);
  return () => {
    document.removeEventListener("keydown", player.pressed);
    setTimeout(() => { if (!root.isConnected) player.stop(); });
  };
}
