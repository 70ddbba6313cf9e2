// What the door list and the typing of paper lists share: sending marks and guests, and the words
// for it. Needs send.js before it. The scripts of the door meet in `globalThis.einlass`.

const { Sender: KeepingSender, readData } = globalThis.treffwerk;
const WORDS = { present: "da", excused: "entschuldigt", absent: "fehlt", "": "" };
const SPECIAL = { ß: "ss", ł: "l", ø: "o", đ: "d", ı: "i", æ: "ae", œ: "oe", "'": "", "-": " " };

/** The form in which the server compares names: no capitals, no accents. */
function plain(text) {
  const letters = text.toLowerCase().replace(/[ßłøđıæœ'-]/g, (letter) => SPECIAL[letter]);
  return letters.normalize("NFD").replace(/\p{M}/gu, "");
}

/** Sends marks and guests of one meeting. */
class Sender extends KeepingSender {
  constructor(root, told) {
    super({
      name: `einlass-${root.dataset.meeting}`,
      csrf: root.dataset.csrf ?? root.querySelector("[name=csrf_token]")?.value ?? "",
      page: root.dataset.list,
      request: (item) => doorRequest(root.dataset, item),
      told,
    });
  }
}

function doorRequest({ guest, mark, number }, item) {
  if (item.kind === "guest") {
    return { address: guest, fields: { ...item.fields, submit_key: item.key, trotzdem: "1", seit: number } };
  }
  return { address: mark, fields: { marke: `${item.id}:${item.what}`, schluessel: item.key, seit: number ?? "" } };
}

/** How things stand between this device and the server, in words. */
function standing(sender) {
  const waiting = sender.kept.all().length;
  const kept = waiting === 1 ? "1 Eintrag ist gemerkt" : `${waiting} Einträge sind gemerkt`;
  if (sender.state === "shut") {
    const lost = waiting ? ` ${kept} und ${waiting === 1 ? "wird" : "werden"} mit einem neuen Link gesendet.` : "";
    return ["shut", `Diese Liste ist hier nicht mehr offen. Bitte neu einloggen oder einen neuen Link holen.${lost}`];
  }
  if (sender.state === "lost") return ["lost", waiting ? `Kein Netz: ${kept}.` : "Kein Netz. Sie können weiter abhaken."];
  return waiting ? ["busy", `${waiting} wird gesendet`] : ["fine", "Alles gesichert"];
}

globalThis.einlass = { POLL: 4000, Sender, WORDS, plain, readData, standing };
