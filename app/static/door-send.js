// What the door list and the typing of paper lists share: keeping and sending marks. A mark is kept
// on this device until the server has it; its key makes sure that it counts once.
// The scripts meet in `globalThis.einlass`: an import would name a file without the mark of its
// version, and browsers would keep an old one.

const PATIENCE = 10000;
const WORDS = { present: "da", excused: "entschuldigt", absent: "fehlt", "": "" };
const SPECIAL = { ß: "ss", ł: "l", ø: "o", đ: "d", ı: "i", æ: "ae", œ: "oe", "'": "", "-": " " };

/** The form in which the server compares names: no capitals, no accents. */
function plain(text) {
  const letters = text.toLowerCase().replace(/[ßłøđıæœ'-]/g, (letter) => SPECIAL[letter]);
  return letters.normalize("NFD").replace(/\p{M}/gu, "");
}

/** A key that no other press has; also where the page is not served over TLS. */
function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, "0")).join("");
}

/** What could not be sent yet; survives closing the page. */
class Kept {
  constructor(name) {
    this.name = name;
    this.memory = [];
  }

  all() {
    try {
      return JSON.parse(localStorage.getItem(this.name) ?? "[]");
    } catch {
      return this.memory;
    }
  }

  write(items) {
    this.memory = items;
    try {
      if (items.length) localStorage.setItem(this.name, JSON.stringify(items));
      else localStorage.removeItem(this.name);
    } catch {
      // No storage: kept as long as the page is open.
    }
  }

  add(item) {
    this.write([...this.all(), item]);
  }

  remove(key) {
    this.write(this.all().filter((item) => item.key !== key));
  }
}

/** Sends what is kept, one after the other; tries again when the network is back. */
class Sender {
  constructor(root, told) {
    this.root = root;
    this.told = told;
    this.kept = new Kept(`einlass-${root.dataset.meeting}`);
    this.csrf = root.dataset.csrf ?? root.querySelector("[name=csrf_token]")?.value ?? "";
    this.state = "fine";
    this.busy = false;
    window.addEventListener("online", () => this.send());
    window.addEventListener("beforeunload", (event) => this.kept.all().length && event.preventDefault());
  }

  add(item) {
    this.kept.add({ key: newKey(), at: Date.now(), ...item });
    this.send();
  }

  async send() {
    if (this.busy) return;
    this.busy = true;
    const tried = new Set();
    const next = () => this.kept.all().find((item) => !tried.has(item.key));
    try {
      for (let item = next(); item; item = next()) {
        this.told.changed();
        tried.add(item.key);
        let answer = await this.post(item);
        if (answer.again && (await this.renew())) answer = await this.post(item);
        if (answer.offline) break;
        if (answer.done) this.settle(item, answer);
      }
    } finally {
      this.busy = false;
      this.told.changed();
    }
  }

  settle(item, { refused, news }) {
    this.kept.remove(item.key);
    if (refused) this.told.refused(item, refused);
    else this.told.saved(item, news);
  }

  async post(item) {
    const guest = item.kind === "guest";
    const fields = guest
      ? { ...item.fields, submit_key: item.key, trotzdem: "1", seit: this.root.dataset.number }
      : { marke: `${item.id}:${item.what}`, schluessel: item.key, seit: this.root.dataset.number ?? "" };
    const body = new URLSearchParams({ ...fields, alter: String(Date.now() - item.at), csrf_token: this.csrf });
    const answer = await this.ask(guest ? this.root.dataset.guest : this.root.dataset.mark, { method: "POST", body });
    if (!answer) return { offline: true };
    const data = await readData(answer);
    if (answer.ok) return { done: true, news: data };
    if (data?.satz) return { done: true, refused: data.satz };
    if (answer.status === 400) return { done: false, again: true };
    return { done: false };
  }

  /** An answer, or nothing when there is no network; ``state`` says how it stands. */
  async ask(address, options = {}) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    const headers = { Accept: "application/json", ...options.headers };
    try {
      const answer = await fetch(address, { ...options, headers, signal: stop.signal, redirect: "manual" });
      const shut = answer.type === "opaqueredirect" || [403, 404, 410].includes(answer.status);
      const sentence = answer.headers.get("Content-Type")?.includes("json");
      this.state = shut && !sentence ? "shut" : answer.status >= 500 || answer.status === 429 ? "lost" : "fine";
      return answer;
    } catch {
      this.state = "lost";
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  /** A new form key from the page itself, after the browser has forgotten its session. */
  async renew() {
    const page = await this.page();
    const token = page?.querySelector("[name=csrf_token], [data-csrf]");
    if (!token) return false;
    this.csrf = token.value ?? token.dataset.csrf;
    return true;
  }

  async page() {
    const answer = await this.ask(this.root.dataset.list, { headers: { Accept: "text/html" } });
    if (!answer?.ok) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }
}

async function readData(answer) {
  try {
    return await answer.json();
  } catch {
    return null;
  }
}

/** How things stand between this device and the server, in words. */
function standing(sender) {
  const waiting = sender.kept.all().length;
  const kept = waiting === 1 ? "1 Eintrag ist gemerkt" : `${waiting} Einträge sind gemerkt`;
  if (sender.state === "shut") {
    const lost = waiting ? ` ${kept} und ${waiting === 1 ? "wird" : "werden"} mit einem neuen Link gesendet.` : "";
    return ["shut", `Diese Liste ist hier nicht mehr offen. Bitte neu einloggen oder einen neuen Link holen.${lost}`];
  }
  if (sender.state === "lost") return ["lost", waiting ? `Kein Netz: ${kept}.` : "Kein Netz. Sie können weiter abhaken."];
  return waiting ? ["busy", `${waiting} wird gesendet`] : ["fine", "Alles gesichert"];
}

globalThis.einlass = { POLL: 4000, Sender, WORDS, plain, readData, standing };
