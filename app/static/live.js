// The evening on the moderator's phone. A press shows at once, is kept until the server has it, and
// the clock runs on without network. Without this script each button sends the page.
// Needs send.js and live-course.js before it.

const { Sender, course, foreseen } = globalThis.treffwerk;
const POLL = 3000;
const DOUBLE_TAP = 1500;
const MINUTE = 60000;
const USUAL_GIFT = 5;
const LONG = 60;
const SOON = 2 * MINUTE;
const PRESS_WORDS = { start: "Beginn", next: "Weiter", pause: "Pause", resume: "Fortsetzen", give: "Kürzen" };
const STATE_WORDS = { done: "", now: "jetzt", coming: "", dropped: "entfällt" };

const minutes = (many) => `${many} ${many === 1 ? "Minute" : "Minuten"}`;

function digits(remaining) {
  const over = remaining <= -1000;
  const seconds = over ? Math.floor(-remaining / 1000) : Math.max(0, Math.ceil(remaining / 1000));
  const pad = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = Math.floor(seconds / 60) % 60;
  return `${over ? "+" : ""}${hours ? `${hours}:${pad(rest)}` : rest}:${pad(seconds % 60)}`;
}

function remainingWords(remaining) {
  if (remaining > 0) return `noch ${minutes(Math.ceil(remaining / MINUTE))}`;
  const over = Math.floor(-remaining / MINUTE);
  return over ? `${minutes(over)} darüber` : "Zeit ist um";
}

function driftWords(drift) {
  return drift ? `${minutes(Math.abs(drift))} ${drift > 0 ? "später" : "früher"} als geplant` : "im Zeitplan";
}

function differenceOf({ state, begin, end, step }) {
  const more = state === "done" && step ? Math.floor((end - begin - step.minuten * MINUTE) / MINUTE + 0.5) : 0;
  return more ? `${Math.abs(more)} Min. ${more > 0 ? "länger" : "kürzer"}` : "";
}

function lookOf(remaining) {
  if (remaining <= 0) return "over";
  return remaining <= SOON ? "soon" : "fine";
}

/** Writes only what has changed: nothing flickers, and screen readers stay quiet. */
function put(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

/** The page of one evening. */
class Live {
  constructor(root) {
    this.root = root;
    this.pressed = {};
    this.clock = new Intl.DateTimeFormat("de-DE", { hour: "2-digit", minute: "2-digit", timeZone: root.dataset.zone });
    this.read();
    this.sender = new Sender({
      name: `live-${root.dataset.meeting}`,
      csrf: root.elements.csrf_token.value,
      page: root.dataset.page,
      request: ({ button, key }) => ({ address: root.action, fields: { druck: button, schluessel: key, seit: this.number } }),
      told: this,
      ordered: true,
    });
    root.addEventListener("submit", (event) => this.press(event));
    document.addEventListener("visibilitychange", () => this.look());
    window.addEventListener("pageshow", () => this.look());
    setInterval(() => this.paint(), 500);
    setInterval(() => this.poll(), POLL);
    this.paint();
    this.sender.send();
    this.look();
  }

  find(name) {
    return this.root.querySelector(`[data-${name}]`);
  }

  all(name) {
    return this.root.querySelectorAll(`[data-${name}]`);
  }

  /** What the page knows when it arrives. */
  read() {
    const data = JSON.parse(this.root.dataset.live);
    this.plan = data.plan;
    this.mark = data.marke;
    this.presses = data.druecke;
    this.number = data.nummer;
    this.offset ??= data.zeit - Date.now();
  }

  /** The time by the server's clock: this device's own may be wrong. */
  now() {
    return Date.now() + this.offset;
  }

  /** Everything pressed, with what still waits here. */
  everything() {
    const known = new Set(this.presses.map(({ key }) => key));
    const all = [...this.presses];
    for (const item of this.sender.kept.all()) {
      if (known.has(item.key)) continue;
      const press = { ...item, nr: null, beginnt: null, glieder: [], titel: "", nimmt: null, um: item.at + this.offset };
      all.push(foreseen(this.plan, all, press));
    }
    return all;
  }

  press(event) {
    event.preventDefault();
    const button = event.submitter.value;
    const [was, first, second] = button.split(":");
    if (Date.now() - (this.pressed[was] ?? 0) < DOUBLE_TAP && was !== "give") return;
    this.pressed[was] = Date.now();
    put(this.find("trouble"), "");
    const about = was === "undo" ? { nimmtKey: first } : { punkt: Number(first), minuten: second === undefined ? null : Number(second) };
    this.sender.add({ button, was, punkt: null, minuten: null, ...about });
    this.wake();
  }

  // What the sender tells.

  changed() {
    this.paint();
  }

  saved(_item, data) {
    this.take(data);
  }

  refused(_item, sentence, data) {
    put(this.find("trouble"), sentence);
    this.take(data);
  }

  // News from other devices.

  async look() {
    if (document.hidden) return;
    this.wake();
    await this.poll();
  }

  async poll() {
    if (document.hidden || this.asking) return;
    this.asking = true;
    const before = Date.now();
    const answer = await this.sender.ask(`${this.root.dataset.news}?seit=${this.number}`);
    const data = answer?.ok ? await globalThis.treffwerk.readData(answer) : null;
    if (data) this.offset = data.zeit - (before + Date.now()) / 2;
    this.asking = false;
    this.take(data);
    if (data && this.sender.kept.all().length) this.sender.send();
  }

  take(data) {
    if (data?.nummer === undefined) return this.paint();
    this.presses.push(...data.druecke.filter(({ nr }) => nr > this.number));
    this.number = Math.max(this.number, data.nummer);
    if (data.marke !== this.mark) this.renew();
    return this.paint();
  }

  /** The agenda was changed: take the parts of the page as the server has them now. */
  async renew() {
    if (this.renewing) return;
    this.renewing = true;
    const page = await this.sender.page();
    const fresh = page?.querySelector("[data-live]");
    if (fresh) {
      this.root.dataset.live = fresh.dataset.live;
      this.root.replaceChildren(...fresh.childNodes);
      this.sender.csrf = this.root.elements.csrf_token.value;
      this.read();
    }
    this.renewing = false;
    this.paint();
  }

  /** The screen stays on while the meeting runs, where the browser can do that. */
  async wake() {
    if (!document.body.classList.contains("tw-live-on") || document.hidden || !navigator.wakeLock) return;
    try {
      await navigator.wakeLock.request("screen");
    } catch {
      // Low battery or not allowed: the phone sleeps as usual and loses nothing.
    }
  }

  // Showing how everything stands.

  paint() {
    const state = course(this.plan, this.everything(), this.now());
    const on = ["running", "paused"].includes(state.phase);
    this.root.dataset.phase = state.phase;
    document.body.classList.toggle("tw-live-on", on);
    for (const part of this.all("phases")) part.hidden = !part.dataset.phases.split(" ").includes(state.phase);
    this.paintDrift(state);
    if (state.current) this.paintNow(state);
    this.paintButtons(state);
    this.paintSteps(state);
    this.paintTurns(state);
    this.paintGivers(state);
    this.paintStanding();
  }

  paintDrift({ phase, turns, endsAt, plannedEnd }) {
    const drift = Math.floor((endsAt - plannedEnd + MINUTE / 2) / MINUTE);
    const planned = this.clock.format(plannedEnd);
    const statt = drift ? `${this.clock.format(plannedEnd + drift * MINUTE)} statt ` : "";
    for (const one of this.all("drift")) put(one, driftWords(drift));
    put(this.find("end"), `Ende ${statt}${planned}\u00a0Uhr`);
    this.find("drift-look").dataset.driftLook = drift > 0 ? "late" : "fine";
    if (phase === "over") put(this.find("real"), `Von ${this.clock.format(turns[0].begin)} bis ${this.clock.format(endsAt)}\u00a0Uhr`);
    const give = this.find("give");
    const late = drift > 0 && ["running", "paused"].includes(phase);
    if (give && late && !this.wasLate) give.open = true;
    this.wasLate = late;
    this.late = drift;
  }

  paintNow({ current, following, remaining }) {
    const look = lookOf(remaining);
    const part = this.root.querySelector(".tw-live__now");
    part.dataset.look = look;
    part.toggleAttribute("data-long", current.title.length > LONG);
    this.find("next-words")?.closest("button").toggleAttribute("data-long", (following?.title.length ?? 0) > LONG);
    put(this.find("title"), current.title);
    put(this.find("digits"), digits(remaining));
    put(this.find("left"), remainingWords(remaining));
    put(this.find("since"), `seit ${this.clock.format(current.begin)}\u00a0Uhr, geplant ${minutes(current.minutes)}`);
    put(this.find("next-words"), following ? `Weiter zu: ${following.title}` : "Treffen beenden");
    put(this.find("said"), `Jetzt: ${current.title}`);
  }

  paintButtons({ current, last }) {
    for (const button of this.all("press")) button.value = `${button.dataset.press}:${current?.item ?? ""}`;
    const undo = this.find("undo");
    if (!undo) return;
    undo.hidden = !last;
    undo.value = `undo:${last?.key ?? ""}`;
    put(this.find("undo-words"), last ? `: ${PRESS_WORDS[last.was]}` : "");
  }

  paintSteps({ phase, current, following }) {
    for (const step of this.all("step")) {
      const id = Number(step.dataset.step);
      const role = id === current?.step?.id ? "now" : id === following?.item ? "next" : "";
      step.dataset.role = role;
      step.hidden = !role;
      const words = role === "now" ? "Zu diesem Punkt" : role === "next" ? `${phase === "before" ? "Zuerst" : "Danach"} um ${this.clock.format(following.begin)}\u00a0Uhr` : "";
      put(step.querySelector("[data-role-words]"), words);
    }
  }

  paintTurns({ turns }) {
    for (const turn of turns) {
      const row = this.root.querySelector(`[data-turn="${turn.item}"]`);
      if (!row) continue;
      row.dataset.state = turn.state;
      if (turn.state === "now") row.setAttribute("aria-current", "step");
      else row.removeAttribute("aria-current");
      put(row.querySelector("[data-word]"), STATE_WORDS[turn.state]);
      put(row.querySelector("[data-diff]"), differenceOf(turn));
      put(row.querySelector("[data-times]"), `${this.clock.format(turn.begin)}–${this.clock.format(turn.end)}`);
    }
  }

  paintGivers({ turns }) {
    for (const row of this.all("giver")) {
      const turn = turns.find(({ item }) => item === Number(row.dataset.giver));
      const open = turn && turn.state !== "done";
      row.hidden = !open || (!turn.canGive && !turn.given);
      if (row.hidden) continue;
      const offer = Math.min(turn.canGive, this.late > 0 ? this.late : USUAL_GIFT);
      const [take, back] = [row.querySelector("[data-take]"), row.querySelector("[data-back]")];
      take.hidden = !turn.canGive;
      take.value = `give:${turn.item}:${turn.given + offer}`;
      put(take, `${minutes(offer)} kürzer`);
      take.setAttribute("aria-label", `${turn.title}: ${minutes(offer)} kürzer`);
      back.hidden = !turn.given;
      put(row.querySelector("[data-has]"), turn.given ? `gibt ${minutes(turn.given)} ab` : `bis zu ${minutes(turn.canGive)}`);
    }
  }

  /** How things stand between this device and the server. */
  paintStanding() {
    const waiting = this.sender.kept.all().length;
    const kept = waiting === 1 ? "1 Schritt ist gemerkt" : `${waiting} Schritte sind gemerkt`;
    const sync = this.find("sync");
    let [look, words] = waiting ? ["busy", "Wird gesendet"] : ["fine", "Alles gesichert"];
    if (this.sender.state === "lost") [look, words] = ["lost", waiting ? `Kein Netz: ${kept}.` : "Kein Netz. Die Uhr läuft weiter."];
    if (this.sender.state === "shut") [look, words] = ["shut", `Sie sind nicht mehr eingeloggt.${waiting ? ` ${kept}.` : ""} Bitte laden Sie die Seite neu.`];
    sync.dataset.look = look;
    put(sync, words);
  }
}

const root = document.querySelector("[data-live]");
if (root) new Live(root);
