// Points on a slip: + and − show at once and are kept with every press. Without this script each
// button sends the page.

/** One slip on one phone. */
class Slip {
  constructor(root) {
    this.root = root;
    this.waiting = Promise.resolve();
    this.find = (name) => root.querySelector(`[data-${name}]`);
    root.querySelector("form").addEventListener("submit", (event) => this.press(event));
  }

  press(event) {
    event.preventDefault();
    const button = event.submitter;
    this.say("Wird gespeichert");
    this.waiting = this.waiting.then(() => this.send(button.value));
  }

  async send(punkte) {
    const { send, csrf } = this.root.dataset;
    try {
      const answer = await fetch(send, {
        method: "POST",
        headers: { Accept: "application/json", "X-CSRFToken": csrf },
        body: new URLSearchParams({ punkte }),
      });
      if (!answer.headers.get("Content-Type")?.startsWith("application/json")) {
        location.reload();
        return;
      }
      this.show(await answer.json());
    } catch (fault) {
      if (!(fault instanceof TypeError)) throw fault; // no network
      this.say("");
      this.trouble("Kein Netz. Das ist nicht gespeichert. Drücken Sie noch einmal, wenn Sie wieder Netz haben.");
    }
  }

  show({ punkte, rest, offen, satz }) {
    if (!offen) {
      location.reload();
      return;
    }
    const most = Number(this.root.dataset.most);
    this.find("left").textContent = rest;
    for (const row of this.root.querySelectorAll("[data-option]")) {
      const id = row.dataset.option;
      const number = punkte[id];
      row.querySelector("[data-number]").textContent = number;
      row.toggleAttribute("data-has", number > 0);
      const [less, more] = ["-1", "1"].map((step) => row.querySelector(`[data-step="${step}"]`));
      less.value = `${id}:${Math.max(number - 1, 0)}`;
      more.value = `${id}:${number + 1}`;
      less.disabled = number === 0;
      more.disabled = number >= most || rest === 0;
    }
    this.say(satz ? "" : "Gespeichert");
    this.trouble(satz);
  }

  say(words) {
    this.find("saved").textContent = words;
  }

  trouble(words) {
    const line = this.find("trouble");
    line.textContent = words;
    line.hidden = !words;
  }
}

for (const root of document.querySelectorAll("[data-slip]")) new Slip(root);
