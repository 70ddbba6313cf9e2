// Keeping what was pressed or typed on this device until the server has it, and sending it in order.
// Used at the door, in the live view and for notes. Each thing kept has a key of its own, by which
// the server takes it once, however often it is sent.
// The scripts meet in `globalThis.treffwerk`: an import would name a file without the mark of its
// version, and browsers would keep an old one.

const PATIENCE = 10000;

/** A key that no other press has; also where the page is not served over TLS. */
function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, "0")).join("");
}

/** A list or table of things on this device; survives closing the page. */
class Store {
  constructor(name, nothing) {
    Object.assign(this, { name, nothing, memory: nothing, full: false });
  }

  all() {
    if (this.full) return this.memory;
    try {
      return JSON.parse(localStorage.getItem(this.name)) ?? this.nothing;
    } catch {
      return this.memory;
    }
  }

  write(items) {
    this.memory = items;
    try {
      if (Object.keys(items).length) localStorage.setItem(this.name, JSON.stringify(items));
      else localStorage.removeItem(this.name);
      this.full = false;
    } catch {
      this.full = true; // no storage, or none left: kept as long as the page is open
    }
  }
}

/** What could not be sent yet, in order. */
class Kept extends Store {
  constructor(name) {
    super(name, []);
  }

  /** At the end; what has the same slot and is not under way gives its place to the newer one. */
  add(item, underWay) {
    const items = [...this.all()];
    const old = item.slot ? items.findIndex(({ slot, key }) => slot === item.slot && key !== underWay) : -1;
    if (old < 0) items.push(item);
    else items[old] = item;
    this.write(items);
  }

  remove(key) {
    this.write(this.all().filter((item) => item.key !== key));
  }
}

/**
 * Sends what is kept, one after the other; tries again when the network is back.
 *
 * `name`: of the store on this device. `page`: the address whose form has a fresh `csrf_token`.
 * `request(item)`: gives `{ address, fields }` for a thing kept. `told`: hears `changed()`,
 * `saved(item, data)` and `refused(item, sentence, data, status)`.
 * `ordered`: what comes later waits until the server has taken or refused what was before it.
 */
class Sender {
  constructor({ name, csrf, page, request, told, ordered = false }) {
    Object.assign(this, { csrf, address: page, request, told, ordered });
    this.kept = new Kept(name);
    this.state = "fine";
    this.underWay = null;
    window.addEventListener("online", () => this.send());
    window.addEventListener("beforeunload", (event) => this.kept.all().length && event.preventDefault());
  }

  /** Keep and send; of several things with the same `slot` that still wait only the newest stays. */
  add(item) {
    this.kept.add({ key: newKey(), at: Date.now(), ...item }, this.underWay);
    this.send();
  }

  async send() {
    if (this.underWay) return;
    const tried = new Set();
    const next = () => this.kept.all().find((item) => !tried.has(item.key));
    try {
      for (let item = next(); item; item = next()) {
        this.underWay = item.key;
        this.told.changed();
        tried.add(item.key);
        let answer = await this.post(item);
        if (answer.again && (await this.renew())) answer = await this.post(item);
        if (answer.offline || (this.ordered && !answer.done)) break;
        if (answer.done) this.settle(item, answer);
      }
    } finally {
      this.underWay = null;
      this.told.changed();
    }
  }

  settle(item, { refused, data, status }) {
    this.kept.remove(item.key);
    if (refused) this.told.refused(item, refused, data, status);
    else this.told.saved(item, data);
  }

  /** The server is told how long the thing has waited here (`alter`, ms): its clock counts. */
  async post(item) {
    const { address, fields } = this.request(item);
    const waited = String(Date.now() - item.at);
    const body = new URLSearchParams({ ...fields, alter: waited, csrf_token: this.csrf });
    const answer = await this.ask(address, { method: "POST", body });
    if (!answer) return { offline: true };
    const data = await readData(answer);
    if (answer.ok) return { done: true, data };
    if (data?.satz) return { done: true, refused: data.satz, data, status: answer.status };
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

  /** The page as the server has it now. */
  async page() {
    const answer = await this.ask(this.address, { headers: { Accept: "text/html" } });
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

globalThis.treffwerk = { Sender, Store, newKey, readData };
