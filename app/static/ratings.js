// Saves a sheet while somebody fills it in, idea by idea. Without it the buttons do the same.
// What could not be sent stays in the form, is told beside the idea, and is tried again.

const QUIET = 900;
const AGAIN = 15000;

class SheetSaver {
  constructor(form) {
    this.form = form;
    this.waiting = new Map();
    this.queue = Promise.resolve();
    form.addEventListener("input", (event) => this.touched(event));
    window.addEventListener("online", () => this.retry());
    window.addEventListener("beforeunload", (event) => this.waiting.size && event.preventDefault());
    form.addEventListener("submit", () => this.stop());
  }

  touched(event) {
    const part = event.target.closest("[data-idea]");
    if (part) this.later(part, event.target.type === "textarea" ? QUIET * 2 : QUIET);
  }

  later(part, milliseconds) {
    clearTimeout(this.waiting.get(part));
    this.waiting.set(part, setTimeout(() => this.enqueue(part), milliseconds));
  }

  retry() {
    for (const part of this.waiting.keys()) this.later(part, 0);
  }

  /** The whole form is being sent: nothing more on its own. */
  stop() {
    for (const timer of this.waiting.values()) clearTimeout(timer);
    this.waiting.clear();
  }

  /** One after the other: each answer brings the mark that the next one needs. */
  enqueue(part) {
    this.queue = this.queue.then(() => this.save(part));
  }

  async save(part) {
    if (this.form.dataset.sent) return;
    const body = this.fields(part);
    const sent = body.toString();
    let answer;
    try {
      answer = await fetch(this.form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    } catch {
      this.tell(part, "Noch nicht gespeichert: keine Verbindung. Es wird wieder versucht.", true);
      this.later(part, AGAIN);
      return;
    }
    const data = await answer.json().catch(() => ({}));
    if (this.fields(part).toString() === sent) this.waiting.delete(part);
    this.show(part, answer, data);
  }

  fields(part) {
    const body = new URLSearchParams();
    body.set("csrf_token", this.form.elements.csrf_token.value);
    for (const field of part.querySelectorAll("input, textarea")) {
      if ((field.type !== "radio" && field.type !== "checkbox") || field.checked) body.set(field.name, field.value);
    }
    return body;
  }

  show(part, answer, data) {
    const idea = part.dataset.idea;
    if (data.seen?.[idea]) part.querySelector(`[name="gesehen-${idea}"]`).value = data.seen[idea];
    if (answer.ok) this.tell(part, `Gespeichert um ${data.at}\u00a0Uhr`);
    else if (data.faults?.[idea]) this.tell(part, data.faults[idea].join(" "), true);
    else if (data.conflicts?.length)
      this.tell(part, "Auf einem anderen Gerät wurde etwas anderes gespeichert. Drücken Sie „Zwischenspeichern“: Dann sehen Sie beides.", true);
    else this.tell(part, data.message || "Das konnte nicht gespeichert werden. Drücken Sie „Zwischenspeichern“.", true);
  }

  tell(part, words, wrong = false) {
    const place = part.querySelector("[data-state]");
    place.textContent = words;
    place.classList.toggle("tw-rating__state--wrong", wrong);
  }
}

for (const form of document.querySelectorAll("form[data-sheet]")) new SheetSaver(form);
