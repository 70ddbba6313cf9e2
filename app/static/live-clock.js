// The big clock on the projector: counts down by itself and asks for news every few seconds.
// `globalThis.treffwerk.startClock(root)` may be called again for a clock that was put in later.

const POLL = 3000;
const MINUTE = 60000;
const SOON = 2 * MINUTE;

function digits(remaining) {
  const over = remaining <= -1000;
  const seconds = over ? Math.floor(-remaining / 1000) : Math.max(0, Math.ceil(remaining / 1000));
  const pad = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = Math.floor(seconds / 60) % 60;
  return `${over ? "+" : ""}${hours ? `${hours}:${pad(rest)}` : rest}:${pad(seconds % 60)}`;
}

function remainingWords(remaining) {
  const words = (many) => `${many} ${many === 1 ? "Minute" : "Minuten"}`;
  if (remaining > 0) return `noch ${words(Math.ceil(remaining / MINUTE))}`;
  const over = Math.floor(-remaining / MINUTE);
  return over ? `${words(over)} darüber` : "Zeit ist um";
}

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

class WallClock {
  constructor(root) {
    this.root = root;
    this.state = null;
    this.offset = 0;
    this.ask();
    this.timers = [setInterval(() => this.ask(), POLL), setInterval(() => this.tick(), 250)];
  }

  find(name) {
    return this.root.querySelector(`[data-${name}]`);
  }

  async ask() {
    if (!this.root.isConnected) return this.timers.forEach(clearInterval);
    const before = Date.now();
    try {
      const answer = await fetch(this.root.dataset.clock, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status);
      this.state = await answer.json();
      const age = Number(answer.headers.get("Age") ?? 0) * 1000;
      this.offset = this.state.zeit + age - (before + Date.now()) / 2;
      this.find("lost").hidden = true;
      this.show();
    } catch {
      this.find("lost").hidden = false;
    }
    return null;
  }

  /** What changes only with news. */
  show() {
    const { phase, titel, hinweis, danach, danach_um: at, bis, ende } = this.state;
    this.root.dataset.phase = phase;
    this.root.toggleAttribute("data-long", titel.length > 60);
    put(this.find("title"), titel);
    this.find("note").hidden = !hinweis;
    put(this.find("note"), hinweis);
    this.find("dial").hidden = bis === null;
    this.find("next").hidden = !danach;
    put(this.find("next-at"), at);
    put(this.find("next-title"), danach);
    this.find("end").hidden = !ende;
    put(this.find("end-at"), ende);
    this.tick();
  }

  /** What changes with every second; while the meeting is paused the remaining time stands. */
  tick() {
    if (!this.state || this.state.bis === null) return;
    const { phase, bis, zeit, dauer } = this.state;
    const remaining = bis - (phase === "paused" ? zeit : Date.now() + this.offset);
    const percent = dauer ? Math.max(0, Math.min(100, (100 * remaining) / dauer)) : 0;
    this.find("arc").setAttribute("stroke-dasharray", `${percent.toFixed(1)} 100`);
    put(this.find("digits"), digits(remaining));
    put(this.find("left"), remainingWords(remaining));
    this.root.dataset.look = remaining <= 0 ? "over" : remaining <= SOON ? "soon" : "fine";
  }
}

const startClock = (root) => new WallClock(root);
for (const root of document.querySelectorAll("[data-clock]")) startClock(root);

const full = document.querySelector("[data-full]");
if (full && document.fullscreenEnabled) {
  full.hidden = false;
  full.addEventListener("click", () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()));
}

globalThis.treffwerk = { ...globalThis.treffwerk, startClock };
