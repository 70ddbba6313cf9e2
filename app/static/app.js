// Small comforts on top of pages that work without script. Nothing here decides anything.

/** Moves the reading position to the first message that asks for it, unless the browser does so itself. */
function focusMessage() {
  document.querySelector("[data-focus]:not([autofocus])")?.focus();
}

/** Marks the pressed button as busy and ignores a second press; the page also survives the back button. */
function guardForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
    setTimeout(() => release(form), 5000);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
}

function release(form) {
  delete form.dataset.sent;
  form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
}

/** Asks before leaving a page with typed, unsaved text (forms with data-keep). */
function keepTyped() {
  const changed = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-keep]");
    if (form) changed.add(form);
  });
  document.addEventListener("submit", (event) => changed.delete(event.target));
  window.addEventListener("beforeunload", (event) => {
    if (changed.size > 0) event.preventDefault();
  });
}

/** Shows how many characters are left below a field with maxlength and data-count. */
function countCharacters() {
  for (const area of document.querySelectorAll("[maxlength][data-count]")) {
    const note = document.createElement("p");
    note.className = "tw-muted";
    const show = () => {
      note.textContent = `Noch ${area.maxLength - area.value.length} Zeichen`;
    };
    area.after(note);
    area.addEventListener("input", show);
    show();
  }
}

/** Buttons with data-print open the print dialogue; without script they are hidden by the attribute `hidden`. */
function printButtons() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

focusMessage();
guardForms();
keepTyped();
countCharacters();
printButtons();
