// The door list. A mark shows at once and, as soon as the server has it, on every other device.
// Without this script each button sends the page. Needs door-send.js before it.

const { POLL, Sender, WORDS, plain, readData, standing } = globalThis.einlass;

/** The list itself. */
class Door {
  constructor(root) {
    this.root = root;
    this.recent = new Set();
    this.filter = "";
    this.complete = !location.search;
    this.find = (name) => root.querySelector(`[data-${name}]`);
    this.sender = new Sender(root, this);
    this.search = root.querySelector("[type=search]");
    root.classList.add("tw-door--quick");
    this.listen();
    if (!this.complete) this.takeAddress();
    this.changed();
    this.sender.send();
    setInterval(() => this.poll(), POLL);
    document.addEventListener("visibilitychange", () => this.poll());
    window.addEventListener("storage", () => this.changed());
  }

  listen() {
    this.find("marks").addEventListener("submit", (event) => this.press(event));
    this.find("newcomer").addEventListener("submit", (event) => this.admit(event));
    this.find("newcomer").elements.name.addEventListener("input", () => this.suggest());
    this.find("search").addEventListener("submit", (event) => this.enter(event));
    this.search.addEventListener("input", () => this.narrow());
    this.search.addEventListener("focus", () => this.search.select());
    for (const link of this.root.querySelectorAll("[data-filter]")) {
      link.addEventListener("click", (event) => this.choose(event, link));
    }
  }

  /** Everything is here and is narrowed in place: the page may have come with a part of it only. */
  takeAddress() {
    this.filter = new URLSearchParams(location.search).get("zeige") ?? "";
    history.replaceState(null, "", location.pathname + location.hash);
    this.refresh();
  }

  rows() {
    return this.root.querySelectorAll("[data-rows] [data-id]");
  }

  row(id) {
    return this.root.querySelector(`[data-rows] [data-id="${id}"]`);
  }

  press(event) {
    event.preventDefault();
    const [id, what] = event.submitter.value.split(":");
    this.mark(this.row(id), what);
  }

  mark(row, what) {
    this.recent.add(row.dataset.id);
    const focused = row.contains(document.activeElement);
    this.sender.add({ kind: "mark", id: row.dataset.id, what });
    row.querySelector("details[open]")?.removeAttribute("open");
    if (focused) {
      row.querySelector(`.tw-door__press > .tw-door__${what === "present" ? "undo" : "tick"}`).focus();
    }
    this.say(`${row.dataset.name}: ${WORDS[what] || "offen"}. ${this.find("count").textContent.trim()}`);
  }

  say(words) {
    this.find("said").textContent = words;
  }

  /** Show a person as marked; ``note``: whether the server knows it. */
  paint(row, what, note) {
    row.dataset.state = what;
    row.querySelector("[data-word]").textContent = WORDS[what];
    const line = row.querySelector("[data-note]");
    line.textContent = note;
    line.hidden = !note;
  }

  /** Something was pressed, sent, refused or lost: show how everything stands. */
  changed() {
    const items = this.sender.kept.all();
    for (const { kind, id, what } of items) {
      const row = kind === "mark" && this.row(id);
      if (row) this.paint(row, what, "wird gesendet");
    }
    this.showGuests(items.filter((item) => item.kind === "guest"));
    this.count(items);
    const [look, words] = standing(this.sender);
    const sync = this.find("sync");
    sync.dataset.look = look;
    if (sync.textContent !== words) sync.textContent = words;
    this.narrow();
  }

  count(items) {
    if (!this.complete) return;
    const rows = [...this.rows()];
    const there = (row) => row.dataset.state === "present";
    const expected = rows.filter((row) => !("walkIn" in row.dataset));
    const guests = rows.filter((row) => "walkIn" in row.dataset && there(row)).length
      + items.filter((item) => item.kind === "guest").length;
    const words = guests === 1 ? "1 spontaner Gast" : `${guests} spontane Gäste`;
    this.find("there").textContent = expected.filter(there).length;
    this.find("expected").textContent = expected.length;
    const many = (what) => expected.filter((row) => row.dataset.state === what).length;
    const [left, excused, absent] = ["", "excused", "absent"].map(many);
    const others = this.find("others");
    if (others) others.textContent = `${left} offen, ${excused} entschuldigt, ${absent} ${absent === 1 ? "fehlt" : "fehlen"}`;
    this.find("guests").textContent = guests ? `, dazu ${words}` : "";
  }

  showGuests(items) {
    const list = this.find("waiting-guests");
    list.replaceChildren(...items.map((item) => {
      const line = document.createElement("li");
      line.className = "tw-door__row";
      line.textContent = `${item.fields.name} (spontan): wird gesendet`;
      return line;
    }));
  }

  saved(item, news) {
    const row = item.kind === "mark" && this.row(item.id);
    if (row) {
      this.paint(row, item.what, "gesichert");
      setTimeout(() => this.calm(item.id), 3000);
    }
    if (item.kind === "guest") this.say(`${item.fields.name} ist eingetragen.`);
    if (news) this.learn(news);
  }

  calm(id) {
    const line = this.row(id)?.querySelector("[data-note]");
    if (line?.textContent === "gesichert") line.hidden = true;
  }

  refused(item, sentence) {
    const name = item.kind === "guest" ? item.fields.name : this.row(item.id)?.dataset.name ?? "";
    this.trouble(`${name}: Das ist nicht gespeichert. ${sentence}`);
    if (item.kind === "guest") this.giveBack(item.fields);
    else this.refresh();
  }

  trouble(words) {
    const box = document.createElement("p");
    box.className = "tw-door__trouble";
    box.textContent = words;
    this.find("trouble").replaceChildren(...(words ? [box] : []));
  }

  /** What was typed stands in the form again, unless somebody types there already. */
  giveBack(fields) {
    const form = this.find("newcomer");
    if (form.elements.name.value) return;
    for (const [name, value] of Object.entries(fields)) {
      const field = form.elements[name];
      if (field?.type === "checkbox") field.checked = true;
      else if (field && field.type !== "hidden") field.value = value;
    }
    form.closest("details").open = true;
  }

  admit(event) {
    event.preventDefault();
    const form = event.target;
    const fields = Object.fromEntries(new FormData(form));
    delete fields.csrf_token;
    if (!fields.name.trim()) {
      this.trouble("Name: Bitte füllen Sie dieses Feld aus.");
      form.elements.name.focus();
      return;
    }
    this.trouble("");
    form.reset();
    this.suggest();
    this.sender.add({ kind: "guest", fields });
  }

  /** Who is on the list already, while a guest's name is typed. */
  suggest() {
    const box = this.find("known");
    const words = plain(this.find("newcomer").elements.name.value).split(/\s+/).filter((word) => word.length > 2);
    const found = words.length ? [...this.rows()].filter((row) => words.every((word) => row.dataset.words.includes(word))) : [];
    box.replaceChildren(...found.slice(0, 4).map((row) => this.suggestion(row)));
  }

  suggestion(row) {
    const line = document.createElement("p");
    line.textContent = `Steht auf der Liste: ${row.dataset.name} `;
    const from = row.querySelector(".tw-door__from");
    if (from) line.append(`(${from.textContent}) `);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "tw-door__tick";
    button.textContent = "Ist da";
    button.setAttribute("aria-label", `Ist da: ${row.dataset.name}`);
    button.addEventListener("click", () => {
      this.mark(row, "present");
      this.find("newcomer").reset();
      this.suggest();
    });
    line.append(button);
    return line;
  }

  choose(event, link) {
    event.preventDefault();
    this.filter = link.dataset.filter;
    this.recent.clear();
    for (const other of this.root.querySelectorAll("[data-filter]")) other.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    this.narrow();
  }

  narrow() {
    const words = plain(this.search.value).split(/\s+/).filter(Boolean);
    const wanted = { offen: "", da: "present" }[this.filter];
    let shown = 0;
    for (const row of this.rows()) {
      const right = wanted === undefined || row.dataset.state === wanted || this.recent.has(row.dataset.id);
      row.hidden = !(right && words.every((word) => row.dataset.words.includes(word)));
      shown += row.hidden ? 0 : 1;
    }
    for (const group of this.root.querySelectorAll("[data-group]")) {
      group.hidden = !group.querySelector("[data-id]:not([hidden])");
    }
    this.find("none").hidden = shown > 0 || !this.rows().length;
  }

  /** Enter in the search field marks the only one who is left. */
  enter(event) {
    event.preventDefault();
    const left = [...this.rows()].filter((row) => !row.hidden);
    if (this.search.value.trim() && left.length === 1 && left[0].dataset.state !== "present") {
      this.mark(left[0], "present");
    }
    this.search.select();
  }

  async poll() {
    if (document.hidden) return;
    if (this.sender.kept.all().length) {
      this.sender.send();
      return;
    }
    const { news, number, members } = this.root.dataset;
    const answer = await this.sender.ask(`${news}?${new URLSearchParams({ nummer: number, liste: members })}`);
    if (answer?.status === 200) this.learn(await readData(answer));
    this.changed();
  }

  /** Marks of other devices; when people came onto the list or left it, the list anew. */
  learn(news) {
    if (!news?.haken) return;
    const mine = new Set(this.sender.kept.all().map((item) => item.id));
    for (const [id, what] of news.haken) {
      const row = this.row(id);
      if (row && !mine.has(String(id)) && row.dataset.state !== what) this.paint(row, what, "");
    }
    this.root.dataset.number = news.nummer;
    if (news.liste !== this.root.dataset.members) this.refresh();
  }

  async refresh() {
    const page = await this.sender.page();
    const fresh = page?.querySelector("[data-door]");
    if (!fresh) return;
    const focused = document.activeElement?.closest("[data-id]")?.dataset.id;
    this.find("rows").replaceChildren(...fresh.querySelector("[data-rows]").childNodes);
    this.root.dataset.number = fresh.dataset.number;
    this.root.dataset.members = fresh.dataset.members;
    this.sender.csrf = fresh.querySelector("[name=csrf_token]")?.value ?? this.sender.csrf;
    this.complete = true;
    this.changed();
    if (focused) this.row(focused)?.querySelector("button")?.focus();
  }
}

for (const root of document.querySelectorAll("[data-door]")) new Door(root);
