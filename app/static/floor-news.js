// Keeps a part of a page as it is on the server, without reloading: what is new comes in, what is
// being typed stays. Without this script the page shows how it was when it was opened.

/** A part of the page with an address that answers 204 when nothing has changed. */
class News {
  constructor(root) {
    this.root = root;
    setInterval(() => this.ask(), Number(root.dataset.every));
    document.addEventListener("visibilitychange", () => this.ask());
  }

  async ask() {
    if (document.hidden || this.asking) return;
    this.asking = true;
    try {
      const { mark } = this.root.querySelector("[data-mark]").dataset;
      const answer = await fetch(`${this.root.dataset.news}?${new URLSearchParams({ stand: mark })}`);
      if (answer.status === 200 && !answer.redirected) this.show(await answer.text());
    } catch (fault) {
      if (!(fault instanceof TypeError)) throw fault; // no network: the next round asks again
    } finally {
      this.asking = false;
    }
  }

  show(text) {
    const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-mark]");
    const old = this.root.querySelector("[data-mark]");
    if (!fresh) return;
    this.keepLines(old.querySelector("[data-list]"), fresh.querySelector("[data-list]"));
    old.replaceWith(fresh);
    for (const clock of fresh.querySelectorAll("[data-clock]")) globalThis.treffwerk.startClock(clock);
  }

  /** Lines that are as they were keep what is typed in them, and the place of the cursor. */
  keepLines(old, fresh) {
    if (!old || !fresh) return;
    for (const line of [...fresh.children]) {
      const known = old.querySelector(`#${line.id}`);
      if (known && known.dataset.version === line.dataset.version) line.replaceWith(known);
    }
  }
}

for (const root of document.querySelectorAll("[data-news]")) new News(root);
