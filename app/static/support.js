// Buttons beside the field for minutes: one press fills it in. Without script the field is typed into.
globalThis.supportMinutes = (root) => {
  for (const box of root.querySelectorAll("[data-minutes-for]")) {
    const field = root.getElementById(box.dataset.minutesFor);
    const buttons = [...box.querySelectorAll("button")];
    const mark = () => {
      for (const one of buttons) one.setAttribute("aria-pressed", String(one.value === field.value.trim()));
    };
    for (const one of buttons) {
      one.addEventListener("click", () => {
        field.value = one.value;
        mark();
      });
    }
    field.addEventListener("input", mark);
    box.hidden = false;
    mark();
  }
};
globalThis.supportMinutes(document);
