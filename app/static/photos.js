// Photos are made smaller in the browser and sent one after the other, so that a slow line shows progress. The server
// does the same with files that come without this script, and with those that the browser cannot read.

const LONGEST = 1600;
const WORDS = {
  busy: "wird verkleinert",
  sending: "wird gesendet",
  done: "aufgenommen",
  lost: "nicht gesendet, es gibt gerade keine Verbindung. Drücken Sie noch einmal auf „Fotos aufnehmen“.",
};

/** The picture as a small JPEG; the file itself where the browser cannot read it or would not gain anything. */
async function smaller(file) {
  let picture;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return file; // the server says what is wrong with it
  }
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const paper = canvas.getContext("2d");
  paper.fillStyle = "#fff";
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const small = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
  return small && small.size < file.size ? small : file;
}

/** Sends one file; the sentence that the server has to say about it, empty when it was taken in. */
async function send(form, file, name) {
  const body = new FormData();
  for (const field of form.querySelectorAll("input[type=hidden]")) body.append(field.name, field.value);
  body.append("files", file, name);
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
  const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
  if (answer.ok) return told.satz ?? "";
  throw new Error(told.satz ?? `${name}: Die Datei ist zu groß oder Sie sind nicht mehr eingeloggt.`);
}

class Upload {
  constructor(form) {
    this.form = form;
    this.list = form.querySelector("[data-progress]");
    this.input = form.querySelector("input[type=file]");
    form.addEventListener("submit", (event) => this.start(event));
  }

  start(event) {
    if (!this.input.files.length) return;
    event.preventDefault();
    if (this.form.dataset.busy) return;
    this.form.dataset.busy = "yes";
    this.list.replaceChildren();
    this.all([...this.input.files]);
  }

  async all(files) {
    const lines = files.map((file) => this.line(file.name));
    let wrong = 0;
    for (const [place, file] of files.entries()) {
      if (!(await this.one(file, lines[place]))) wrong += 1;
    }
    delete this.form.dataset.busy;
    if (!wrong) location.reload();
    else if (wrong < files.length) this.offerReload();
  }

  async one(file, line) {
    line.say(WORDS.busy);
    const small = await smaller(file);
    line.say(WORDS.sending);
    try {
      line.say((await send(this.form, small, file.name)) || WORDS.done);
      return true;
    } catch (fault) {
      line.wrong(fault instanceof TypeError ? WORDS.lost : fault.message);
      return false;
    }
  }

  line(name) {
    const item = document.createElement("li");
    item.textContent = name;
    this.list.append(item);
    return {
      say: (words) => { item.textContent = `${name}: ${words}`; },
      wrong: (words) => {
        item.className = "tw-upload__wrong";
        item.textContent = words.startsWith(name) ? words : `${name}: ${words}`;
      },
    };
  }

  offerReload() {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = location.pathname;
    link.textContent = "Aufgenommene Fotos anzeigen";
    item.append(link);
    this.list.append(item);
  }
}

for (const form of document.querySelectorAll("form[data-photos]")) new Upload(form);
