// Notes while it happens: every item has a line that is always ready, entries are changed in place,
// everything is saved while it is typed and kept on this device while there is no network.
// Without this script each line is a form that sends the page.

const { Line, Others, Parked, Sender, factsOf, made, newKey, pressable, readData } = globalThis.treffwerk;
const POLL = 4000;

class Notes {
  constructor(root) {
    const { meeting, place, number, csrf, longest, running } = root.dataset;
    Object.assign(this, { root, place, device: newKey(), lines: new Map(), saveTime: "", after: null });
    this.longest = Number(longest);
    this.others = new Others(this, number, running);
    this.blank = root.querySelector("[data-blank]").content.firstElementChild;
    this.emptyForm = root.querySelector("[data-line]").cloneNode(true);
    this.parked = new Parked(`protokoll-${meeting}-offen`);
    this.sender = new Sender({
      name: `protokoll-${meeting}`, csrf, page: place, told: this, ordered: true,
      request: (item) => ({ address: `${place}/eintraege`, fields: this.fieldsOf(item) }),
    });
    root.classList.add("tw-notes--quick");
    this.find("bar").hidden = false;
    for (const section of root.querySelectorAll("[data-item]")) this.prepare(section);
    this.listen();
    this.restore();
    this.others.showRunning();
    this.changed();
    this.sender.send();
    setInterval(() => this.others.poll(), POLL);
  }

  find(name) {
    return this.root.querySelector(`[data-${name}]`);
  }

  prepare(section) {
    const form = section.querySelector("[data-line]");
    if (!form) return;
    const line = new Line(this, form, { key: newKey(), seen: 0, item: section.dataset.item, device: this.device });
    form.querySelector("[data-done] .kern-label").textContent = "Nächster Eintrag";
    section.line = line;
    this.lines.set(line.key, line);
  }

  listen() {
    this.root.addEventListener("keydown", (event) => this.press(event));
    this.root.addEventListener("click", (event) => this.click(event));
    document.addEventListener("click", (event) => this.wait(event), { capture: true });
    this.find("jump").addEventListener("click", () => this.jump());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.flush() : this.others.poll()));
    window.addEventListener("pagehide", () => this.hurry());
    window.addEventListener("storage", () => this.changed());
    window.addEventListener("beforeunload", (event) => {
      this.flush();
      if ([...this.lines.values()].some((line) => line.unsaved)) event.preventDefault();
    });
  }

  press(event) {
    const line = this.lineOf(event.target);
    if (event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      const digit = /^Digit(\d)$/.exec(event.code)?.[1];
      if (digit === "0") this.jump();
      else if (digit && line) line.pickKind(digit - 1);
      else if (event.key === "ArrowUp" || event.key === "ArrowDown") this.go(event.target, event.key === "ArrowUp" ? -1 : 1);
      else return;
    } else if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key === "Enter" && line) this.done(line);
    else if (event.key === "Escape" && line?.entry) this.done(line);
    else return;
    event.preventDefault();
  }

  click(event) {
    const entry = event.target.closest("[data-entry]");
    const body = event.target.closest(".tw-entry__body");
    if (!entry || entry.dataset.kind === "decision" || event.target.closest("a:not([data-edit]), button, form")) return;
    if (!event.target.closest("[data-edit]") && (!body || getSelection().toString())) return;
    event.preventDefault();
    this.open(entry).field("text").focus();
  }

  /** A press that leaves the page waits until everything is sent, if it can be sent. */
  wait(event) {
    const pressed = event.target.closest("a[href]:not([data-edit]), button[form], .tw-notes__heading button");
    if (!pressed) return;
    this.flush();
    if (!this.sender.kept.all().length || this.sender.state !== "fine") return;
    event.preventDefault();
    event.stopPropagation();
    this.after = pressed;
    this.sender.send();
  }

  lineOf(element) {
    const form = element.closest("[data-line]");
    return form && [...this.lines.values()].find((line) => line.form === form);
  }

  sections() {
    return [...this.root.querySelectorAll("[data-item]")];
  }

  section(id) {
    return this.sections().find((one) => one.dataset.item === String(id));
  }

  byKey(key) {
    return this.root.querySelector(`[data-key="${CSS.escape(key)}"]`);
  }

  headings() {
    return this.sections().map((one) => ({ id: one.dataset.item, title: one.querySelector("[data-title]").textContent }));
  }

  go(from, step) {
    const all = this.sections();
    const here = all.indexOf(from.closest("[data-item]"));
    this.toSection(all[Math.max(0, Math.min(all.length - 1, here + step))]);
  }

  jump() {
    const [now] = this.sections().filter((one) => !one.querySelector("[data-now]").hidden);
    if (now) this.toSection(now);
  }

  toSection(section) {
    section.line?.field("text").focus({ preventScroll: true });
    section.scrollIntoView({ block: "start" });
  }

  async people(text) {
    const answer = await this.sender.ask(`${this.place}/personen?${new URLSearchParams({ q: text })}`);
    return answer?.ok ? readData(answer) : null;
  }

  // -- typing ----------------------------------------------------------------------------------

  fieldsOf({ slot, device, item, seen, values }) {
    return { schluessel: slot, geraet: device, punkt: item, gesehen: String(seen), ...values };
  }

  keep({ key, device, item, seen }, values) {
    this.parked.remove(key);
    this.sender.add({ slot: key, device, item, seen, values });
  }

  /** The line is finished: the next one is ready. */
  done(line) {
    line.keep();
    if (line.told || line.conflict) return;
    this.leave(line);
    this.section(line.item)?.line?.field("text").focus();
  }

  leave(line) {
    if (line.told || line.conflict) {
      if (line.hasText || !line.entry) return;
    }
    if (line.entry) this.close(line);
    else if (line.hasText) this.settle(line);
  }

  /** What was typed stands among the entries, and its line is empty again. */
  settle(line) {
    const entry = this.add(line.item, { ...line.values, schluessel: line.key, version: line.seen });
    this.lines.delete(line.key);
    line.reset(newKey(), this.device);
    this.lines.set(line.key, line);
    this.changed();
    return entry;
  }

  add(item, data) {
    const entry = this.blank.cloneNode(true);
    (this.section(item)?.querySelector("[data-entries]") ?? this.find("lost")).append(entry);
    entry.dataset.belongs = String(item);
    this.paint(entry, data);
    return entry;
  }

  paint(entry, data) {
    const { dataset } = entry;
    const label = this.emptyForm.querySelector(`[data-kind][value="${data.art}"]`)?.closest("label").textContent.trim();
    if (data.id) Object.assign(dataset, { entry: data.id });
    if (data.schluessel) dataset.key = data.schluessel;
    if (data.version !== undefined) dataset.version = data.version;
    Object.assign(dataset, { kind: data.art, due: data.bis, person: data.person, personId: data.personnummer ?? "", note: data.zusatz });
    entry.classList.toggle("tw-entry--strong", data.art !== "information");
    const put = (name, words) => (entry.querySelector(`[data-${name}]`).textContent = words);
    put("label", data.artwort ?? label);
    if (data.nummer !== undefined) put("number", data.nummer);
    put("text", data.text.trim());
    put("facts", factsOf(data));
    entry.querySelector("[data-facts]").hidden = !factsOf(data);
    if (data.art !== "decision") entry.querySelector("[data-edit]").setAttribute("aria-label", `Eintrag ändern: ${data.text.trim().slice(0, 40)}`);
    if (!dataset.entry) return;
    entry.id = `eintrag-${dataset.entry}`;
    entry.querySelector("[data-edit]").href = `${this.place}/eintrag/${dataset.entry}`;
  }

  valuesOf(entry) {
    const { kind, due = "", person = "", personId = "", note = "" } = entry.dataset;
    return { art: kind, text: entry.querySelector("[data-text]").textContent, person, personnummer: personId, bis: due, zusatz: note };
  }

  /** The entry as a line to type in, at its place. */
  open(entry) {
    const known = this.lines.get(entry.dataset.key);
    if (known) return known;
    const form = this.emptyForm.cloneNode(true);
    form.classList.add("tw-line--open");
    form.querySelector("[data-done] .kern-label").textContent = "Fertig";
    if (entry.dataset.entry) form.querySelector("[data-done]").after(this.tools(entry.dataset.entry));
    const { key, version } = entry.dataset;
    const item = entry.dataset.belongs ?? entry.closest("[data-item]").dataset.item;
    const waiting = this.sender.kept.all().find((one) => one.slot === key);
    const line = new Line(this, form, { key, seen: Number(version), item, device: waiting?.device ?? this.device, entry });
    line.fill(waiting?.values ?? this.valuesOf(entry));
    entry.classList.add("tw-entry--open");
    entry.append(form);
    this.lines.set(key, line);
    return line;
  }

  /** Moving and removing an entry, as its own page does. */
  tools(id) {
    const address = `${this.place}/eintrag/${id}`;
    const box = made("span", "", "tw-line__tools");
    for (const [name, words] of [["hoch", "Nach oben"], ["runter", "Nach unten"]]) {
      const button = pressable(words, "tertiary", () => {});
      Object.assign(button, { type: "submit", name: "richtung", value: name });
      button.setAttribute("form", "verschieben");
      button.setAttribute("formaction", `${address}/verschieben`);
      box.append(button);
    }
    const remove = made("a", "Entfernen", "tw-line__remove");
    remove.href = `${address}#entfernen`;
    box.append(remove);
    return box;
  }

  close(line) {
    const newer = line.newer?.version > line.seen && !line.unsaved;
    if (newer || line.hasText) this.paint(line.entry, newer ? line.newer : line.values);
    this.lines.delete(line.key);
    const held = line.focused;
    line.form.remove();
    line.entry.classList.remove("tw-entry--open");
    if (held) line.entry.querySelector("[data-edit]").focus();
    this.changed();
  }

  drop(line) {
    this.parked.remove(line.key);
    if (line.entry) {
      this.lines.delete(line.key);
      line.entry.remove();
    } else {
      this.lines.delete(line.key);
      line.reset(newKey(), this.device);
      this.lines.set(line.key, line);
    }
    this.changed();
  }

  addAnother(values, item) {
    const key = newKey();
    this.add(item, { ...values, schluessel: key, version: 0 });
    this.sender.add({ slot: key, device: this.device, item: String(item), seen: 0, values });
  }

  takeTheirs(line, theirs) {
    this.parked.remove(line.key);
    line.say("");
    line.fill(theirs);
    line.seen = theirs.version;
    if (line.entry) {
      this.paint(line.entry, theirs);
      this.close(line);
    } else this.paint(this.settle(line), theirs);
  }

  // -- what the sender tells ----------------------------------------------------------------------

  saved({ slot, values }, data) {
    this.parked.remove(slot);
    this.saveTime = data.um;
    const entry = this.byKey(slot);
    if (entry) this.paint(entry, data);
    this.lines.get(slot)?.saved(data, values);
  }

  refused(item, sentence, data, status) {
    if (this.sender.kept.all().some((one) => one.slot === item.slot)) return;
    const told = { ...item, sentence, data, status };
    this.parked.put(told);
    this.reopen(told).refused(told);
  }

  /** Set aside what this line says, with the reason. */
  park(line, { sentence, status, data = null }) {
    const { key, device, item, seen, values } = line;
    this.parked.put({ slot: key, device, item, seen, values, sentence, status, data });
    line.refused({ sentence, status, data });
  }

  /** The line of something kept, with its text in it. */
  reopen({ slot, item, device, seen, values }) {
    const known = this.lines.get(slot);
    if (known) return known;
    const entry = this.byKey(slot) ?? this.add(item, { ...values, schluessel: slot, version: seen });
    const line = this.open(entry);
    line.fill(values);
    Object.assign(line, { seen, device });
    return line;
  }

  /** After a reload: what was typed and not sent stands where it was typed. */
  restore() {
    for (const { slot, item, seen, values } of this.sender.kept.all()) {
      const entry = this.byKey(slot);
      if (entry) this.paint(entry, values);
      else this.add(item, { ...values, schluessel: slot, version: seen });
    }
    for (const told of Object.values(this.parked.all())) this.reopen(told).refused(told);
  }

  flush() {
    for (const line of this.lines.values()) if (line.timer) line.keep();
  }

  /** The page goes: what could not be sent yet is sent without waiting for the answer. */
  hurry() {
    this.flush();
    for (const item of this.sender.kept.all()) {
      const body = new URLSearchParams({ ...this.fieldsOf(item), csrf_token: this.sender.csrf });
      fetch(`${this.place}/eintraege`, { method: "POST", body, keepalive: true, headers: { Accept: "application/json" } }).catch(() => {});
    }
  }

  changed() {
    if (!this.sender) return;
    const kept = this.sender.kept.all();
    for (const state of this.root.querySelectorAll("[data-state]:not(:empty)")) state.textContent = "";
    for (const { slot } of kept) {
      const state = this.byKey(slot)?.querySelector("[data-state]");
      if (state) state.textContent = this.sender.state === "fine" ? "wird gesichert" : "gemerkt";
    }
    const [look, words] = this.standing(kept.length);
    const sync = this.find("sync");
    sync.dataset.look = look;
    if (sync.textContent !== words) sync.textContent = words;
    if (this.after && (!kept.length || this.sender.state !== "fine")) this.goOn(!kept.length);
  }

  goOn(sent) {
    const pressed = this.after;
    this.after = null;
    if (sent) setTimeout(() => pressed.click());
  }

  standing(waiting) {
    const kept = waiting === 1 ? "1 Eintrag ist gemerkt" : `${waiting} Einträge sind gemerkt`;
    const open = Object.keys(this.parked.all()).length;
    if (this.sender.state === "shut") return ["shut", `Bitte neu einloggen. ${waiting ? `${kept} und ${waiting === 1 ? "wird" : "werden"} dann gesendet.` : ""}`.trim()];
    if (this.sender.state === "lost") return ["lost", waiting ? `Kein Netz: ${kept}` : "Kein Netz. Sie können weiter schreiben."];
    if (open) return ["shut", open === 1 ? "1 Eintrag ist nicht gespeichert" : `${open} Einträge sind nicht gespeichert`];
    if (waiting || [...this.lines.values()].some((line) => line.timer && line.hasText)) return ["busy", "wird gesichert"];
    return ["fine", this.saveTime ? `Gespeichert ${this.saveTime}` : "Alles gespeichert"];
  }
}

for (const root of document.querySelectorAll("[data-notes]")) new Notes(root);
