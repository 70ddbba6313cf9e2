// The contact person of an idea: known people are offered while the name is typed.

const place = document.querySelector("[data-people]");
const name = document.getElementById("contact_name");
const person = document.getElementById("contact_person_id");

async function ask(text) {
  const answer = await fetch(`${place.dataset.people}?q=${encodeURIComponent(text)}`);
  return answer.ok ? answer.json() : [];
}

if (place && name && person) {
  name.autocomplete = "off";
  name.addEventListener("input", () => (person.value = ""));
  new globalThis.treffwerk.People(name, ask, (id) => (person.value = id));
}
