// The agenda of the team. Times shift while minutes are typed; what was changed is saved by itself,
// rows are dragged, and every button works without a new page. Without this script each button
// sends the page. Needs agenda-times.js before it.

{
  const { timetable, clock } = globalThis.tagesordnung;
  const WAIT = 700;
  const MOST = 1440;
  const amount = (minutes) => (minutes === 1 ? "1 Minute" : `${minutes} Minuten`);
  const NO_NETWORK = "Gerade ist keine Verbindung da. Ihre Eingabe steht noch hier. Versuchen Sie es gleich noch einmal.";
  const NO_ANSWER = "Das ist nicht gespeichert. Bitte laden Sie die Seite neu.";

  /** How the end lies to the announced one (rules.drift_sentence). */
  function drift(total, planned) {
    if (total === planned) return "Die Punkte füllen genau die geplante Zeit.";
    const words = amount(Math.abs(total - planned));
    return total < planned ? `${words} vor dem geplanten Ende` : `${words} über der geplanten Zeit`;
  }

  /** What the clock times do not say themselves (editor.time_words). */
  function timeWords(item, slot) {
    const found = [];
    if (slot.gap) found.push(`davor ${amount(slot.gap)} frei`);
    if (slot.parallel) found.push("gleichzeitig mit dem Punkt davor");
    else if (item.starts) {
      found.push(`fester Beginn ${item.starts}${slot.late ? `, verfehlt um ${amount(Math.abs(slot.late))}` : ""}`);
    }
    if (slot.given) found.push(`gibt ${slot.given} von ${item.minutes} Minuten ab`);
    return found.join(", ");
  }

  class Plan {
    constructor(root) {
      this.root = root;
      this.said = document.querySelector("[data-agenda-said]");
      this.timer = 0;
      this.queue = Promise.resolve();
      this.pressed = new WeakSet();
      document.addEventListener("submit", (event) => this.submit(event));
      document.addEventListener("input", (event) => this.typed(event));
      document.addEventListener("change", (event) => this.settled(event));
      document.addEventListener("pointerdown", (event) => this.lift(event));
      window.addEventListener("beforeunload", (event) => {
        if (this.unsaved().length) event.preventDefault();
      });
      this.dress();
    }

    /** After each new copy of the page: what only makes sense with this script. */
    dress() {
      this.root.classList.add("tw-plan--quick");
      for (const grip of this.root.querySelectorAll("[data-grip]")) grip.hidden = false;
    }

    rows() {
      return [...this.root.querySelectorAll("[data-item]")];
    }

    inputs() {
      return [...this.root.querySelectorAll("[name^=minutes-]")];
    }

    shown(input) {
      return this.root.querySelector(`[name="shown-${input.name.slice(8)}"]`).value;
    }

    unsaved() {
      return this.inputs().filter((input) => input.value !== this.shown(input));
    }

    good(input) {
      return /^\d{1,4}$/.test(input.value) && input.value >= 1 && input.value <= MOST;
    }

    items() {
      return this.rows().map((row) => {
        const input = row.querySelector("[name^=minutes-]");
        const { place, starts, parallel, buffer } = row.dataset;
        const minutes = Number(this.good(input) ? input.value : this.shown(input));
        return { place, minutes, starts, parallel: Boolean(parallel), buffer: Boolean(buffer) };
      });
    }

    /** Show all clock times, the end, and how it lies to the announced one. */
    reckon() {
      const { begins, planned } = this.root.dataset;
      const items = this.items();
      const { slots, total } = timetable(items, begins);
      this.rows().forEach((row, number) => {
        const slot = slots[number];
        row.querySelector("[data-time]").textContent = `${clock(begins, slot.begin)}–${clock(begins, slot.end)}`;
        const words = row.querySelector("[data-times-words]");
        words.textContent = timeWords(items[number], slot);
        words.hidden = !words.textContent;
      });
      const box = this.root.querySelector("[data-plan-end]");
      box.dataset.fits = total === Number(planned) ? "yes" : "no";
      box.querySelector("[data-drift]").textContent = drift(total, Number(planned));
      box.querySelector("[data-end]").textContent = `${clock(begins, total)}\u00a0Uhr`;
      box.querySelector("[data-total]").textContent = total;
    }

    typed(event) {
      if (event.target.matches("[data-agenda] [name^=minutes-]")) this.reckon();
    }

    settled(event) {
      if (event.target.matches("[data-agenda] [name^=minutes-]")) this.saveSoon();
      if (event.target.matches("[data-agenda] [name=number]")) event.target.form.requestSubmit();
    }

    saveSoon() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), WAIT);
    }

    save() {
      const typed = this.unsaved();
      if (typed.length && typed.every((input) => this.good(input))) {
        document.getElementById("minutes-form").requestSubmit();
      }
    }

    submit(event) {
      if (!event.target.matches("form[data-quick]") || !this.root.contains(event.target)) return;
      event.preventDefault();
      if (this.pressed.has(event.target)) return;
      // Enter in the field for the number both changes it and sends the form.
      if (event.target.elements.number) this.pressed.add(event.target);
      this.queue = this.queue.then(() => this.send(event.target, event.submitter));
    }

    /** What was sent before may have brought a new page: its times count, not those seen at the press. */
    async send(form, submitter) {
      clearTimeout(this.timer);
      const minutes = form.id === "minutes-form";
      const data = minutes ? new FormData(document.getElementById(form.id)) : new FormData(form, submitter);
      this.root.setAttribute("aria-busy", "true");
      const sent = new Map(this.inputs().map((input) => [input.name, input.value]));
      try {
        const answer = await fetch(form.action, { method: "POST", body: data });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        this.take(page, minutes ? sent : new Map());
      } catch {
        this.trouble(NO_NETWORK);
      }
      this.pressed.delete(form);
      this.root.removeAttribute("aria-busy");
    }

    /** Show the page that came back; what was typed meanwhile stays and is saved next. */
    take(page, sent) {
      const fresh = page.querySelector("[data-agenda]");
      if (!fresh) {
        this.trouble(page.querySelector("main")?.querySelector("h1, .kern-title")?.textContent ?? NO_ANSWER);
        return;
      }
      const typed = this.inputs().filter((input) => input.value !== (sent.get(input.name) ?? this.shown(input)));
      const focused = document.activeElement?.id;
      this.root.replaceWith(fresh);
      this.root = fresh;
      this.dress();
      for (const { name, value } of typed) {
        const input = fresh.querySelector(`[name="${name}"]`);
        if (input) input.value = value;
      }
      if (typed.length) this.saveSoon();
      this.reckonIfAny();
      this.focus(focused);
      const words = [...page.querySelectorAll("main > .tw-alert .kern-title, [data-agenda] > [role=alert] .kern-title, [data-drift]")];
      this.said.textContent = words.map((one) => one.textContent.trim()).join(" ");
    }

    reckonIfAny() {
      if (this.rows().length) this.reckon();
    }

    /** The button may have gone, for the first item cannot go up: then its neighbour is next. */
    focus(id) {
      if (!id) return;
      const [name, number] = id.split("-");
      const other = { up: "down", down: "up" }[name];
      const target = document.getElementById(id) ?? document.getElementById(`${other}-${number}`);
      target?.focus();
    }

    trouble(words) {
      const box = document.createElement("p");
      box.className = "tw-plan__trouble";
      box.setAttribute("role", "alert");
      box.textContent = words;
      this.root.querySelector("[data-agenda-trouble]").replaceChildren(box);
    }

    /** Drag a row by its grip, within its place; Escape puts it back. */
    lift(event) {
      const grip = event.target.closest?.("[data-grip]");
      if (!grip || event.button > 0) return;
      event.preventDefault();
      const row = grip.closest("[data-item]");
      const drag = new AbortController();
      const before = row.nextSibling;
      const beside = this.beside(row);
      const end = (keep) => {
        drag.abort();
        row.classList.remove("tw-plan__lifted");
        const number = this.neighbours(row).filter((one) => !beside.includes(one)).indexOf(row) + 1;
        const moved = keep && number !== Number(row.querySelector("[name=number]").defaultValue);
        if (!moved) row.parentNode.insertBefore(row, before);
        this.reckon();
        if (moved) this.put(row, number);
      };
      row.classList.add("tw-plan__lifted");
      const { signal } = drag;
      document.addEventListener("pointermove", (move) => this.carry(row, move.clientY), { signal });
      document.addEventListener("pointerup", () => end(true), { signal });
      document.addEventListener("pointercancel", () => end(false), { signal });
      document.addEventListener("keydown", (key) => {
        if (key.key === "Escape") end(false);
      }, { signal });
    }

    neighbours(row) {
      return this.rows().filter((one) => one.dataset.place === row.dataset.place);
    }

    /** Those parallel to a row: they go with it, so they do not count for its new number. */
    beside(row) {
      const behind = this.neighbours(row);
      behind.splice(0, behind.indexOf(row) + 1);
      const next = behind.findIndex((one) => !one.dataset.parallel);
      return row.dataset.parallel ? [] : behind.slice(0, next < 0 ? behind.length : next);
    }

    carry(row, y) {
      const others = this.neighbours(row).filter((one) => one !== row);
      const next = others.find((one) => {
        const { top, height } = one.getBoundingClientRect();
        return y < top + height / 2;
      });
      if (next) next.before(row);
      else others.at(-1)?.after(row);
      this.reckon();
    }

    put(row, number) {
      const input = row.querySelector("[name=number]");
      input.value = number;
      input.form.requestSubmit();
    }
  }

  const root = document.querySelector("[data-agenda]");
  if (root) new Plan(root);
}
