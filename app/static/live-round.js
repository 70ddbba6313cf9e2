// Searching a name among the tables of a round, on the page of the evening. Works without network;
// the page may be renewed meanwhile, so the document listens.

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/ł/g, "l").replace(/ı/g, "i").toLowerCase();

function search(field) {
  const wanted = plain(field.value.trim());
  for (const table of field.closest("[data-round]").querySelectorAll("section")) {
    const people = [...table.querySelectorAll("li")];
    for (const one of people) one.hidden = !plain(one.textContent).includes(wanted);
    table.hidden = people.every(({ hidden }) => hidden);
  }
}

const show = () => document.querySelectorAll("[data-round] [data-filter]").forEach((label) => { label.hidden = false; });

document.addEventListener("input", ({ target }) => {
  if (target.matches("[data-seat-filter]")) search(target);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches?.("[data-seat-filter]")) event.preventDefault();
});
document.addEventListener("toggle", show, true);
show();
