// The list: cards in the order of time, fetched a page at a time as one scrolls.
const PAGE = 60;

const fetched = async (path, pairs, signal) => {
  const answer = await fetch(`${path}?${new URLSearchParams(pairs)}`, { signal });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.detail ?? `The service answered ${answer.status}.`);
  return body;
};

const durationOf = (seconds) => `${Math.max(0.1, seconds).toFixed(seconds < 10 ? 1 : 0)} s`;

const cardOf = (one) => {
  const card = el("a", "card");
  card.href = `/result?track=${one.track}`;
  card.dataset.track = one.track;
  card.tabIndex = -1;
  const when = one.seen ? secondOf(one.seen) : `${one.start.toFixed(1)} s`;
  card.setAttribute("aria-label", `${when}, ${one.camera}, ${one.label}, track ${one.track}`);
  const picture = el("div", "picture");
  if (one.crop) {
    const image = el("img");
    image.src = one.crop;
    image.alt = "";
    image.loading = "lazy";
    image.onerror = () => image.replaceWith(el("span", "", "no picture"));
    picture.append(image);
  } else {
    picture.append(el("span", "", "no picture"));
  }
  const facts = el("div", "facts");
  facts.append(el("b", "", when), el("span", "", `${one.camera} · ${one.label}`), el("span", "muted", durationOf(one.end - one.start)));
  card.append(picture, facts);
  return card;
};

// `act` holds what is done: open(track, near), at(track that is on top), fail(error).
const makeList = (act) => {
  const box = el("div", "list");
  box.tabIndex = -1;
  const newer = el("button", "more", "");
  newer.type = "button";
  const grid = el("div", "grid");
  grid.setAttribute("role", "group");
  grid.setAttribute("aria-label", "Vehicles");
  const foot = el("div", "foot");
  box.append(newer, grid, foot);
  let tracks = [], asked, before, next, abort, busy = false, top = 0;

  const cards = () => [...grid.querySelectorAll(".card")];
  const separated = (some, previous) =>
    some.flatMap((one) => {
      const heading = one.seen && one.seen.slice(0, 10) !== previous ? [el("h3", "day", fullDayOf(one.seen))] : [];
      previous = one.seen?.slice(0, 10);
      return [...heading, cardOf(one)];
    });
  const reachable = () => {
    const all = cards();
    if (!all.some((card) => card.tabIndex === 0) && all.length) all[0].tabIndex = 0;
  };

  const grow = async () => {
    if (busy || !next) return;
    busy = true;
    const mine = abort;
    try {
      const body = await fetched("/v1/timeline/tracks", [...asked, ["limit", PAGE], ...(next === true ? [] : [["after", next]])], mine.signal);
      act.lacking(body);
      grid.append(...separated(body.tracks, tracks.at(-1)?.seen?.slice(0, 10)));
      tracks.push(...body.tracks);
      next = body.next;
      foot.classList.toggle("loading", Boolean(next));
      foot.firstChild?.remove();
      if (!next) foot.append(act.ending(tracks.length));
      reachable();
      note();
    } catch (error) {
      if (mine !== abort) return;
      next = null;
      act.fail(error);
    } finally {
      if (mine === abort) busy = false;
    }
    watch();
  };
  // Told anew after each page: an observer speaks once where the end stays in sight.
  const observer = new IntersectionObserver((seen) => { if (seen.some((one) => one.isIntersecting)) grow(); }, { root: box, rootMargin: "900px" });
  const watch = () => { observer.unobserve(foot); observer.observe(foot); };

  const showBefore = async () => {
    if (!before || newer.disabled) return;
    newer.disabled = true;
    try {
      const body = await fetched("/v1/timeline/tracks", [...before, ["limit", PAGE]], abort.signal);
      act.lacking(body);
      before = body.next ? [...before.filter(([name]) => name !== "after"), ["after", body.next]] : null;
      newer.hidden = !before;
      const high = box.scrollHeight, scrolled = box.scrollTop;
      tracks = [...body.tracks.reverse(), ...tracks];
      grid.replaceChildren(...separated(tracks, undefined));
      box.scrollTop = scrolled + box.scrollHeight - high;
      reachable();
    } catch (error) {
      if (error.name !== "AbortError") act.fail(error);
    } finally {
      newer.disabled = false;
    }
  };
  newer.onclick = showBefore;

  const note = () => {
    const all = cards();
    top = all.findIndex((card) => card.offsetTop + card.offsetHeight / 2 > box.scrollTop);
    act.at(tracks[Math.max(0, top)] ?? null);
  };
  let frame;
  box.onscroll = () => { cancelAnimationFrame(frame); frame = requestAnimationFrame(note); };

  grid.onclick = (event) => {
    const card = event.target.closest(".card");
    if (!card || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const place = cards().indexOf(card);
    const near = tracks.slice(Math.max(0, place - 200), place + 200).map((one) => one.track);
    act.open(Number(card.dataset.track), near);
  };
  grid.onkeydown = (event) => {
    const all = cards(), place = all.indexOf(event.target);
    if (place < 0) return;
    const columns = Math.max(1, getComputedStyle(grid).gridTemplateColumns.split(" ").length);
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
    if (!(event.key in steps)) return;
    const card = all[Math.max(0, Math.min(all.length - 1, place + steps[event.key]))];
    all[place].tabIndex = -1;
    card.tabIndex = 0;
    card.focus();
    event.preventDefault();
  };

  // `pairs` is what is asked for, `pairsBefore` the same the other way from its begin, or null.
  const show = (pairs, pairsBefore, said) => {
    abort?.abort();
    abort = new AbortController();
    [tracks, asked, before, next, busy] = [[], pairs, pairsBefore, true, false];
    newer.hidden = !before;
    newer.textContent = said;
    grid.replaceChildren();
    foot.replaceChildren();
    foot.className = "foot loading";
    box.scrollTop = 0;
    return grow();
  };
  const fit = () => {
    const above = box.getBoundingClientRect().top + window.scrollY;
    box.style.height = `${Math.max(340, window.innerHeight - above - 12)}px`;
  };
  const close = () => { abort?.abort(); observer.disconnect(); };
  return { box, show, fit, close, watch };
};
