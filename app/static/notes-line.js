// One entry that is being typed: the line at the end of an item, or an entry opened in place.
// It keeps its text a moment after the last letter, and shows what the server says about it.

const { People, compared } = globalThis.treffwerk;
const PAUSE = 800;
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029]/g;

/** An element with words in it. */
function made(tag, words, look = "") {
  return Object.assign(document.createElement(tag), { textContent: words, className: look });
}

/** Person, day and addition of an entry in one line. */
function factsOf({ person, bis, zusatz }) {
  return [person, bis && `bis ${bis}`, zusatz].filter(Boolean).join(" · ");
}

function pressable(words, look, act) {
  const button = made("button", "", `kern-btn kern-btn--${look} kern-btn--x-small`);
  button.type = "button";
  button.append(made("span", words, "kern-label"));
  button.addEventListener("click", act);
  return button;
}

class Line {
  /** `facts`: key, seen version, id of the item, device; `entry`: the element it stands in for. */
  constructor(notes, form, { key, seen, item, device, entry = null }) {
    Object.assign(this, { notes, form, key, seen, item, device, entry, timer: 0, told: "", conflict: null, newer: null });
    this.field("due").type = "text"; // a day can be typed in few signs
    this.kept = this.print();
    this.people = new People(this.field("person"), (text) => notes.people(text), (id, name) => this.choose(id, name));
    form.addEventListener("input", () => this.typed());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      notes.done(this);
    });
    form.addEventListener("focusout", (event) => this.left(event));
  }

  field(name) {
    return this.form.querySelector(`[data-${name}]`);
  }

  get kinds() {
    return [...this.form.querySelectorAll("[data-kind]")];
  }

  get values() {
    const text = (name) => this.field(name).value.replace(CONTROLS, " ");
    return {
      art: this.kinds.find((one) => one.checked).value,
      text: this.field("text").value.replace(/\u000b|\u000c/g, "\n").replace(CONTROLS, " "),
      person: text("person"),
      personnummer: this.field("person").dataset.id ?? "",
      bis: text("due"),
      zusatz: text("note"),
    };
  }

  fill({ art, text, person, personnummer, bis, zusatz }) {
    for (const one of this.kinds) one.checked = one.value === art;
    this.field("text").value = text;
    this.field("person").value = person;
    this.remember(personnummer, person);
    this.field("due").value = bis;
    this.field("note").value = zusatz;
    this.kept = this.print();
    this.grow();
  }

  remember(id, name) {
    Object.assign(this.field("person").dataset, { id: id ?? "", name });
  }

  print() {
    return JSON.stringify(this.values);
  }

  get hasText() {
    return this.field("text").value.trim() !== "";
  }

  /** Whether something stands here that the server has not. */
  get unsaved() {
    return this.hasText && (this.timer !== 0 || this.told !== "" || this.conflict !== null || this.print() !== this.kept);
  }

  get focused() {
    return this.form.contains(document.activeElement);
  }

  choose(id, name) {
    this.remember(id, name);
    this.typed();
  }

  pickKind(number) {
    const kind = this.kinds[number];
    if (!kind) return;
    kind.checked = true;
    this.typed();
  }

  typed() {
    const { value, dataset } = this.field("person");
    if (dataset.id && value !== dataset.name) dataset.id = "";
    this.grow();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), PAUSE);
    this.notes.changed();
  }

  grow() {
    const text = this.field("text");
    text.rows = Math.max(2, Math.min(24, text.value.split("\n").reduce((rows, line) => rows + 1 + Math.floor(line.length / 90), 0)));
  }

  /** Keep what stands here, unless it is kept already. */
  keep() {
    clearTimeout(this.timer);
    this.timer = 0;
    const { values } = this;
    const { length } = [...values.text];
    if (this.print() === this.kept && !this.conflict) return this.notes.changed();
    if (this.conflict) return this.compare(this.conflict);
    if (length > this.notes.longest) return this.tooLong(length);
    if (!this.hasText) return this.say(this.entry ? "Ein leerer Text wird nicht gespeichert." : "");
    this.kept = this.print();
    this.say("");
    this.notes.keep(this, values);
  }

  tooLong(length) {
    const [most, many] = [this.notes.longest, length].map((number) => number.toLocaleString("de-DE"));
    this.notes.park(this, { status: 422, sentence: `Text: Höchstens ${most} Zeichen sind möglich, es sind ${many}. Der Text ist nicht gespeichert. Teilen Sie ihn auf mehrere Einträge auf.` });
  }

  left(event) {
    if (this.form.contains(event.relatedTarget)) return;
    this.keep();
    if (document.hasFocus()) this.notes.leave(this);
  }

  /** The server has these values. */
  saved(data, sent) {
    this.seen = data.version;
    this.say("");
    if (JSON.stringify(sent) !== this.print()) return;
    this.remember(data.personnummer, this.field("person").value);
    for (const [name, value] of [["due", data.bis], ["person", data.person]]) {
      const field = this.field(name);
      if (field === document.activeElement) continue;
      field.value = value;
      if (name === "person") this.remember(data.personnummer, value);
    }
    this.kept = this.print();
  }

  say(words) {
    this.told = words;
    this.conflict = null;
    this.field("told").replaceChildren(...(words ? [made("p", words, "tw-line__trouble")] : []));
    this.notes.changed();
  }

  /** The server does not take it: the sentence, and what can be done. */
  refused({ sentence, status, data }) {
    if (data?.jetzt) this.compare(data.jetzt);
    else if (status === 410 || status === 404) this.offerOtherItem(sentence);
    else this.say(status === 422 ? sentence : `${sentence} Kopieren Sie Ihren Text, wenn Sie ihn noch brauchen.`);
  }

  /** Both texts side by side. */
  compare(theirs) {
    this.say("");
    this.conflict = theirs;
    const mine = this.values;
    const [here, there] = compared(mine.text, theirs.text);
    const [facts, others] = compared(factsOf(mine), factsOf(theirs));
    const kind = this.kinds.find((one) => one.checked).closest("label").textContent.trim();
    const box = made("div", "", "tw-compare");
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", "Zwei Fassungen dieses Eintrags");
    const sides = [["Meine Fassung", kind, here, facts], [`Fassung von ${theirs.von}, ${theirs.um} Uhr`, theirs.artwort, there, others]];
    for (const [title, word, text, line] of sides) {
      const side = made("div", "", "tw-compare__side");
      side.append(made("p", title, "tw-compare__title"), made(word === kind && kind === theirs.artwort ? "p" : "mark", word), text, line);
      box.append(side);
    }
    const choices = made("div", "", "tw-compare__choices");
    choices.append(
      pressable("Meine Fassung nehmen", "primary", () => this.takeMine(theirs)),
      pressable("Andere Fassung nehmen", "secondary", () => this.notes.takeTheirs(this, theirs)),
      pressable("Beide behalten", "secondary", () => this.keepBoth(theirs)),
    );
    const words = made("p", "Jemand anderes hat diesen Eintrag inzwischen geändert. Wählen Sie, was gelten soll.", "tw-line__trouble");
    this.field("told").replaceChildren(words, box, choices);
    this.notes.changed();
  }

  takeMine(theirs) {
    this.seen = theirs.version;
    this.kept = "";
    this.say("");
    this.keep();
    this.field("text").focus();
  }

  keepBoth(theirs) {
    this.notes.addAnother(this.values, this.item);
    this.notes.takeTheirs(this, theirs);
  }

  /** The entry or its item is gone: the text can become an entry of another item. */
  offerOtherItem(sentence) {
    this.say(sentence);
    const choice = made("select", "", "kern-form-input__select");
    choice.setAttribute("aria-label", "Punkt für den neuen Eintrag");
    for (const { id, title } of this.notes.headings()) {
      choice.append(Object.assign(made("option", title), { value: id, selected: id === this.item }));
    }
    const save = pressable("Als neuen Eintrag speichern", "primary", () => {
      this.notes.addAnother(this.values, choice.value);
      this.notes.drop(this);
    });
    const row = made("div", "", "tw-compare__choices");
    row.append(choice, save, pressable("Text verwerfen", "tertiary", () => this.notes.drop(this)));
    this.field("told").append(row);
  }

  /** An empty line for the next entry. */
  reset(key, device) {
    clearTimeout(this.timer);
    const art = this.kinds[0].value;
    Object.assign(this, { key, device, seen: 0, timer: 0 });
    this.fill({ art, text: "", person: "", personnummer: "", bis: "", zusatz: "" });
    this.say("");
  }
}

Object.assign(globalThis.treffwerk, { Line, factsOf, made, pressable });
