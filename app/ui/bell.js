// The bell of every page: how many alerts are open, and new ones as they arise, wherever the operator is.
// One of the browser's tabs listens for all of them (a browser opens few connections to a host); each knows what it heard
// last, so that whichever listens next misses nothing. It is kept by the window, since pages are drawn again and again.
const CHANNEL = "vehiclefinder alerts";
const AGAIN = 10000; // milliseconds until a line that was refused is tried anew
const QUIET = 3000; // milliseconds between two rings
const COUNTED = /^\(\d+\) /;
const BELL = "M12 22a2 2 0 0 0 2-2h-4a2 2 0 0 0 2 2zm6-6v-5c0-3.1-1.6-5.6-4.5-6.3V4a1.5 1.5 0 0 0-3 0v.7C7.6 5.4 6 7.9 6 11v5l-2 2v1h16v-1z";
const SOUND = "M3 9v6h4l5 5V4L7 9zm13.5 3A4.5 4.5 0 0 0 14 8v8a4.5 4.5 0 0 0 2.5-4z";
const NOTICE = "M20 3H4a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2h5v2H7v2h10v-2h-2v-2h5a2 2 0 0 0 2-2V5a2 2 0 0 0-2-2zm0 13H4V5h16zM11 7h2v4h-2zm0 5h2v2h-2z";

const tell = (name, detail) => window.dispatchEvent(new CustomEvent(`vehiclefinder:${name}`, { detail }));

const chosen = (what) => {
  try {
    return localStorage.getItem(`vehiclefinder ${what}`) === "on";
  } catch {
    return false; // the browser keeps nothing
  }
};

const choose = (what, on) => {
  try {
    localStorage.setItem(`vehiclefinder ${what}`, on ? "on" : "off");
  } catch {
    return;
  }
};

const may = () => window.isSecureContext && "Notification" in window;

class Line {
  constructor({ newest, open }) {
    this.last = newest;
    this.open = open;
    this.live = false;
    this.channel = new BroadcastChannel(CHANNEL);
    this.channel.onmessage = ({ data }) => this.hear(data);
    this.channel.postMessage({ asks: true });
    new MutationObserver(() => this.entitle()).observe(document.head, { childList: true, subtree: true, characterData: true });
    document.addEventListener("pointerdown", () => chosen("sound") && this.wake());
    if (navigator.locks) navigator.locks.request(CHANNEL, () => new Promise(() => this.listen()));
    else this.listen(); // without TLS each tab listens for itself
  }

  listen() {
    this.leads = true;
    const source = new EventSource(`/v1/alerts/stream?after=${this.last}`);
    const say = (what) => {
      this.hear(what);
      this.channel.postMessage(what);
    };
    source.onopen = () => say({ live: true });
    source.addEventListener("alert", (event) => say({ alert: JSON.parse(event.data) }));
    source.addEventListener("open_alerts", (event) => say({ open: Number(event.data) }));
    source.onerror = () => {
      say({ live: false });
      if (source.readyState === EventSource.CLOSED) setTimeout(() => this.listen(), AGAIN);
    };
  }

  hear({ asks, alert, open, live }) {
    if (asks && this.leads) this.channel.postMessage({ live: this.live, open: this.open });
    if (live !== undefined) {
      this.live = live;
      tell("line", live);
    }
    if (open !== undefined) this.count(open);
    if (alert && alert.id > this.last) {
      this.last = alert.id;
      tell("alert", alert);
      this.ring();
      if (this.leads) this.notify(alert);
    }
  }

  count(open) {
    this.open = open;
    this.entitle();
    tell("open", open);
  }

  entitle() {
    const bare = document.title.replace(COUNTED, "");
    const title = this.open ? `(${this.open}) ${bare}` : bare;
    if (document.title !== title) document.title = title;
  }

  wake() {
    this.audio ??= new AudioContext();
    return this.audio.resume();
  }

  ring() {
    if (!chosen("sound") || this.audio?.state !== "running") return; // a tab that was never clicked must be silent
    if (!navigator.locks) return this.chime();
    navigator.locks.request("vehiclefinder ring", { ifAvailable: true }, async (lock) => {
      if (!lock) return; // another tab rings, or this one just did
      this.chime();
      await new Promise((done) => setTimeout(done, QUIET));
    });
  }

  chime() {
    [880, 660].forEach((pitch, number) => {
      const begin = this.audio.currentTime + number * 0.18;
      const tone = new OscillatorNode(this.audio, { frequency: pitch });
      const volume = new GainNode(this.audio, { gain: 0 });
      volume.gain.setValueAtTime(0.0001, begin);
      volume.gain.exponentialRampToValueAtTime(0.25, begin + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, begin + 0.5);
      tone.connect(volume).connect(this.audio.destination);
      tone.start(begin);
      tone.stop(begin + 0.5);
    });
  }

  notify(alert) {
    if (!chosen("notices") || !may() || Notification.permission !== "granted") return;
    const about = { body: `${alert.camera} · “${alert.sentence}”`, tag: `vehiclefinder ${alert.watch_id}`, renotify: true };
    if (alert.picture) about.icon = alert.picture;
    const notice = new Notification(alert.watch, about);
    notice.onclick = () => {
      window.focus();
      window.open(`/result?track=${alert.track}`, "_blank", "noopener"); // this page goes on watching
      notice.close();
    };
  }
}

const icon = (path) => {
  const made = svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" });
  made.append(svg("path", { d: path }));
  return made;
};

const toggle = (what, path, label, change) => {
  const button = el("button", what);
  button.type = "button";
  button.append(icon(path));
  const show = (on) => {
    button.setAttribute("aria-pressed", String(on));
    button.title = `${label}: ${on ? "on" : "off"}`;
    button.setAttribute("aria-label", label);
  };
  button.onclick = async () => {
    const on = !chosen(what);
    if (on && !(await change())) return;
    choose(what, on);
    show(on);
  };
  show(chosen(what));
  return button;
};

const noticesAllowed = async (button) => {
  const answer = await Notification.requestPermission();
  if (answer !== "granted") button.title = "The browser forbids notices of this site";
  return answer === "granted";
};

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root");
  root.stop?.();
  const line = (window.vehiclefinderAlerts ??= new Line(data));

  const link = el("a");
  link.href = "/watch";
  link.onclick = (event) => {
    const page = document.querySelector('a[data-testid="stTopNavLink"][href$="/watch"]');
    if (!page) return; // narrow windows fold the links away: the page is loaded
    event.preventDefault();
    page.click(); // what was filled in elsewhere is kept
  };
  const count = el("span", "count");
  link.append(icon(BELL), count);
  const spoken = el("span", "spoken");
  spoken.setAttribute("aria-live", "polite");

  const show = () => {
    count.textContent = line.open > 999 ? "999+" : String(line.open);
    count.hidden = !line.open;
    link.classList.toggle("away", !line.live);
    link.setAttribute("aria-label", line.open === 1 ? "1 open alert" : `${line.open} open alerts`);
    link.title = line.live ? link.getAttribute("aria-label") : "Not connected: alerts do not arrive";
  };
  const speak = ({ detail }) => {
    spoken.textContent = `New alert: ${detail.watch}, camera ${detail.camera}.`;
  };

  const sound = toggle("sound", SOUND, "Sound at alerts", async () => {
    await line.wake();
    line.chime();
    return true;
  });
  const notices = toggle("notices", NOTICE, "Desktop notices of alerts", () => noticesAllowed(notices));
  if (!may()) {
    notices.disabled = true;
    notices.title = "Desktop notices need https";
  }
  root.replaceChildren(link, sound, notices, spoken);

  if (!line.live) line.count(data.open); // else the line knows better than a page that was drawn a while ago
  show();
  const events = { "vehiclefinder:open": show, "vehiclefinder:line": show, "vehiclefinder:alert": speak };
  Object.entries(events).forEach(([name, act]) => window.addEventListener(name, act));
  root.stop = () => Object.entries(events).forEach(([name, act]) => window.removeEventListener(name, act));
  return root.stop;
}
