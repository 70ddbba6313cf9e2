// A button that copies the text of the field named by its data-copy; without a clipboard it selects the text.
(() => {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    const told = document.getElementById(`${button.dataset.copy}-kopiert`);
    button.hidden = false;
    button.addEventListener("click", async () => {
      field.focus();
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
        told.textContent = "Der Text ist kopiert.";
      } catch {
        told.textContent = "Der Text ist markiert. Kopieren Sie ihn mit Strg und C.";
      }
    });
  }
})();
