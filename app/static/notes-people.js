// Known people offered while a name is typed: a list below the field, by keyboard or by pressing.
// What comes from the server are names and organisations; whoever is not known is typed in full.

const PAUSE = 200;
let lists = 0;

class People {
  /** `ask(text)` gives the people; `chosen()` is called when somebody was picked. */
  constructor(field, ask, chosen) {
    Object.assign(this, { field, ask, chosen, active: -1, found: [] });
    this.list = document.createElement("ul");
    this.list.className = "tw-people";
    this.list.id = `personen-${(lists += 1)}`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Bekannte Personen");
    this.list.hidden = true;
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", this.list.id);
    field.setAttribute("aria-expanded", "false");
    (field.closest("label") ?? field).after(this.list);
    field.addEventListener("input", () => this.typed());
    field.addEventListener("keydown", (event) => this.press(event));
    field.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => this.click(event));
  }

  typed() {
    clearTimeout(this.timer);
    const text = this.field.value.trim();
    if (text.length < 2 || text.includes("@")) this.close();
    else this.timer = setTimeout(() => this.look(text), PAUSE);
  }

  async look(text) {
    const found = await this.ask(text);
    if (!found || this.field.value.trim() !== text || document.activeElement !== this.field) return;
    this.found = found;
    this.active = -1;
    this.list.replaceChildren(...found.map((one, index) => this.line(one, index)));
    this.show(found.length > 0);
  }

  line({ name, organisation }, index) {
    const line = document.createElement("li");
    line.id = `${this.list.id}-${index}`;
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", "false");
    line.append(Object.assign(document.createElement("strong"), { textContent: name }));
    if (organisation) line.append(`, ${organisation}`);
    return line;
  }

  show(open) {
    this.list.hidden = !open;
    this.field.setAttribute("aria-expanded", String(open));
    if (!open) this.field.removeAttribute("aria-activedescendant");
  }

  close() {
    clearTimeout(this.timer);
    this.show(false);
  }

  /** Returns whether the key was for the list. */
  press(event) {
    if (this.list.hidden || event.altKey || event.ctrlKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      this.mark(this.active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && this.active >= 0) this.pick(this.active);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  mark(index) {
    this.active = (index + this.found.length) % this.found.length;
    for (const [place, line] of [...this.list.children].entries()) {
      line.setAttribute("aria-selected", String(place === this.active));
    }
    this.field.setAttribute("aria-activedescendant", `${this.list.id}-${this.active}`);
  }

  click(event) {
    event.preventDefault();
    const line = event.target.closest("li");
    if (line) this.pick([...this.list.children].indexOf(line));
  }

  pick(index) {
    const { id, name } = this.found[index];
    this.field.value = name;
    this.close();
    this.chosen(id, name);
  }
}

globalThis.treffwerk.People = People;
