// Typing a paper list in. Needs door-send.js before it; without script there is the form below.

const { POLL, Sender, WORDS, plain, standing } = globalThis.einlass;

/** A list from paper: some letters, Enter, the next one. */
class Typing {
  constructor(root) {
    this.root = root;
    this.find = (name) => root.querySelector(`[data-${name}]`);
    this.people = JSON.parse(root.dataset.people).map(([id, name, words, state]) => ({ id, name, words, state }));
    this.input = root.querySelector("input");
    this.sender = new Sender(root, this);
    this.input.addEventListener("input", () => this.show());
    this.input.addEventListener("keydown", (event) => event.key === "Enter" && this.enter(event));
    root.hidden = false;
    this.changed();
    this.sender.send();
    setInterval(() => this.sender.kept.all().length && this.sender.send(), POLL);
  }

  /** Those whose words begin with what was typed; who is still open comes first. */
  best() {
    const typed = plain(this.input.value).split(/\s+/).filter(Boolean);
    if (!typed.length) return [];
    const fits = ({ words }) => typed.every((begin) => words.split(/\s+/).some((word) => word.startsWith(begin)));
    const done = ({ state }) => (state === "present" ? 1 : 0);
    return this.people.filter(fits).sort((one, other) => done(one) - done(other));
  }

  show() {
    const [first, ...more] = this.best();
    const rest = more.length ? ` (und ${more.length} weitere)` : "";
    const known = first?.state === "present" ? " ist schon da" : "";
    const none = this.input.value.trim() ? "Niemand auf der Liste" : "";
    this.find("best").textContent = first ? `${first.name}${known}${rest}` : none;
  }

  enter(event) {
    event.preventDefault();
    const [first] = this.best();
    if (!first) return;
    if (first.state !== "present") this.mark(first, "present");
    this.input.value = "";
    this.show();
  }

  mark(person, what) {
    person.state = what;
    this.sender.add({ kind: "mark", id: String(person.id), what });
    const line = document.createElement("li");
    line.className = "tw-door__waiting";
    const name = document.createElement("span");
    name.textContent = `${person.name}: ${WORDS[what] || "wieder offen"}`;
    line.append(name);
    if (what) line.append(this.undo(person, line));
    this.find("ticked").prepend(line);
  }

  undo(person, line) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "tw-door__undo";
    button.textContent = "Zurück";
    button.setAttribute("aria-label", `Zurück: ${person.name}`);
    button.addEventListener("click", () => {
      line.remove();
      this.mark(person, "");
      this.input.focus();
    });
    return button;
  }

  changed() {
    this.find("done").textContent = standing(this.sender)[1];
  }

  saved() {}

  refused(item, sentence) {
    this.find("best").textContent = `Nicht gespeichert: ${sentence}`;
  }
}

for (const root of document.querySelectorAll("[data-typing]")) new Typing(root);
