// Changes of places by hand: two people are chosen one after the other, by keyboard, pointer or
// dragging, and what it costs is said before it is done. Prices come from the page „Platz ändern“,
// which does the same without this script.

{
  const NO_NETWORK = "Gerade ist keine Verbindung da. Es ist nichts geändert. Versuchen Sie es gleich noch einmal.";
  const OVERTAKEN = "Der Plan ist inzwischen ein anderer. Hier steht er, wie er jetzt ist. Wählen Sie bitte noch einmal.";
  const FAR = 6;
  const PARTS = ["suche", "gilt", "erklaerung"];

  const text = (node) => (node ? node.textContent.trim().replace(/\s+/g, " ") : "");

  async function pageAt(address, options) {
    const answer = await fetch(address, options);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }

  /** What the page „Platz ändern“ offers: prices by choice, reasons by choice, and its form. */
  function offersOf(page) {
    const form = page.querySelector("[data-place]");
    const places = new Map((form?.elements.places.value ?? "").split(" ").map((one) => one.split("-")));
    const found = { form, places, short: new Map(), prices: new Map(), reasons: new Map(), bound: "" };
    for (const row of page.querySelectorAll("[data-choice]")) {
      const also = text(row.querySelector("[data-along]"));
      found.short.set(row.dataset.choice, text(row.querySelector("[data-verdict]")));
      found.prices.set(row.dataset.choice, `${text(row.querySelector("[data-words]"))}${also && `. ${also}`}`);
    }
    for (const one of page.querySelectorAll("[data-obstacle]")) {
      found.reasons.set(one.dataset.obstacle, text(one.querySelector("[data-why]")));
    }
    if (!form) found.bound = text(page.querySelector("main .tw-alert .kern-alert__body")) || text(page.querySelector("main"));
    return found;
  }

  class Seats {
    constructor(root) {
      this.root = root;
      this.forget();
      document.addEventListener("click", (event) => this.click(event));
      document.addEventListener("keydown", (event) => this.key(event));
      document.addEventListener("submit", (event) => this.submit(event));
      document.addEventListener("pointerdown", (event) => this.lift(event));
      document.addEventListener("dragstart", (event) => {
        if (event.target.closest?.("[data-seat]")) event.preventDefault();
      });
      this.dress();
    }

    /** After each new copy of the board: what only makes sense with this script. */
    dress() {
      this.root.classList.add("tw-seats--quick");
      for (const one of this.root.querySelectorAll("[data-how-plain]")) one.hidden = true;
      for (const one of this.root.querySelectorAll("[data-how-quick]")) one.hidden = false;
      for (const link of this.links()) {
        link.setAttribute("role", "button");
        link.setAttribute("aria-pressed", "false");
        link.querySelector(".kern-sr-only")?.remove();
      }
    }

    forget() {
      this.chosen = null;
      this.offers = null;
      this.loading = null;
      this.pending = "";
    }

    links() {
      return [...this.root.querySelectorAll("[data-choose]")];
    }

    part(name) {
      return this.root.querySelector(`[data-seats-${name}]`);
    }

    /** One sentence, read aloud and shown, with the buttons that make sense now. */
    say(words, { confirm = "", cancel = false, all = "", undo = false } = {}) {
      const bar = this.part("bar");
      if (!bar) return;
      this.part("said").textContent = words;
      this.part("text").textContent = words;
      bar.hidden = !words;
      this.part("confirm").hidden = !confirm;
      this.part("confirm").firstElementChild.textContent = confirm;
      this.part("cancel").hidden = !cancel;
      this.part("all").hidden = !all;
      if (all) this.part("all").href = all;
      this.part("undo").hidden = !(undo && document.getElementById("seat-undo"));
    }

    click(event) {
      if (!this.root.contains(event.target) || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const link = event.target.closest("[data-choose]");
      const here = event.target.closest("[data-here]");
      if (link || this.dragged) event.preventDefault();
      if (this.dragged) return;
      if (link) this.choose(link.closest("[data-seat]"));
      else if (here) this.aim(`table-${here.dataset.here}`, here);
      else if (event.target.closest("[data-seats-confirm]")) this.send(this.pending);
      else if (event.target.closest("[data-seats-cancel]")) this.cancel();
      else if (event.target.closest("[data-seats-undo]")) document.getElementById("seat-undo")?.click();
      else if (event.target.closest("[data-print]") && this.renewed) window.print();
    }

    async choose(row) {
      if (!this.chosen) await this.begin(row);
      else if (row === this.chosen) this.cancel();
      else this.aim(`person-${row.dataset.seat}`, row.querySelector("[data-choose]"));
    }

    /** The first person: fetch all prices and write them beside everybody else. */
    async begin(row) {
      this.clear();
      this.chosen = row;
      row.classList.add("tw-seat--chosen");
      const link = row.querySelector("[data-choose]");
      link.setAttribute("aria-pressed", "true");
      this.say(`${row.dataset.name} ist gewählt. Die Preise werden geladen.`, { cancel: true });
      this.loading = this.load(row, link.href);
      await this.loading;
    }

    async load(row, address) {
      let offers;
      try {
        offers = offersOf(await pageAt(address));
      } catch {
        this.cancel();
        this.trouble(NO_NETWORK);
        return;
      }
      if (this.chosen !== row) return;
      if (offers.form && offers.form.dataset.version !== this.root.dataset.version) {
        await this.renew(OVERTAKEN);
        return;
      }
      if (offers.form && this.isOld(offers.places)) {
        await this.catchUp(row.id);
        return;
      }
      if (offers.bound) {
        this.cancel();
        this.say(offers.bound);
        return;
      }
      this.offers = offers;
      // Rows that grow while something is carried would slip away below the pointer.
      if (!this.drag?.ghost) this.price();
      this.say(`${row.dataset.name} ist gewählt. Wählen Sie, mit wem getauscht wird, oder einen Tisch.`, {
        cancel: true,
        all: address,
      });
    }

    /** A search under way has found better seats than the board shows. */
    isOld(places) {
      return [...this.root.querySelectorAll("[data-seat]")].some((row) => places.get(row.dataset.seat) !== row.dataset.table);
    }

    /** Nobody has changed anything: the same person is chosen on the board as it is now. */
    async catchUp(id) {
      const carried = Boolean(this.drag?.ghost);
      await this.renew(carried ? OVERTAKEN : "");
      const row = document.getElementById(id);
      if (row && !carried) await this.begin(row);
    }

    price() {
      for (const row of this.root.querySelectorAll("[data-seat]")) {
        const choice = `person-${row.dataset.seat}`;
        const words = this.offers.short.get(choice);
        const price = row.querySelector("[data-price]");
        if (row === this.chosen || row.dataset.table === this.chosen.dataset.table) continue;
        price.textContent = words ?? "nicht möglich";
        price.hidden = false;
        row.classList.toggle("tw-seat--no", words === undefined);
      }
      for (const here of this.root.querySelectorAll("[data-here]")) {
        const words = this.offers.short.get(`table-${here.dataset.here}`);
        here.hidden = words === undefined;
        here.firstElementChild.textContent = `Hierher setzen: ${words ?? ""}`;
      }
    }

    /** The second choice: say what it costs, and wait for the press that does it. */
    aim(choice, node) {
      if (!this.offers) return;
      const words = this.offers.prices.get(choice);
      const row = node.closest("[data-seat]");
      if (words === undefined) {
        const same = row && row.dataset.table === this.chosen.dataset.table;
        this.say(same ? "Beide sitzen schon an diesem Tisch." : this.offers.reasons.get(choice) ?? "Das ist nicht möglich.", {
          cancel: true,
        });
        return;
      }
      this.mark(row ?? node.closest("[data-table-card]"));
      this.pending = choice;
      this.aimed = node;
      const who = row ? `${this.chosen.dataset.name} und ${row.dataset.name} tauschen` : `${this.chosen.dataset.name} an Tisch ${node.dataset.here}`;
      this.say(`${who}: ${words}.`, { confirm: row ? "Tauschen" : "Setzen", cancel: true });
      this.part("confirm").focus();
    }

    mark(node) {
      for (const one of this.root.querySelectorAll(".tw-seat--target")) one.classList.remove("tw-seat--target");
      node?.classList.add("tw-seat--target");
    }

    /** One step back: from the second choice to the first, from the first to none. */
    cancel() {
      if (this.pending) {
        this.pending = "";
        this.mark(null);
        this.say(`${this.chosen.dataset.name} ist weiter gewählt.`, { cancel: true });
        this.aimed?.focus();
        return;
      }
      const link = this.chosen?.querySelector("[data-choose]");
      this.clear();
      this.say("");
      link?.focus();
    }

    clear() {
      this.mark(null);
      this.chosen?.classList.remove("tw-seat--chosen");
      this.chosen?.querySelector("[data-choose]").setAttribute("aria-pressed", "false");
      for (const one of this.root.querySelectorAll("[data-price], [data-here]")) one.hidden = true;
      for (const one of this.root.querySelectorAll(".tw-seat--no")) one.classList.remove("tw-seat--no");
      this.forget();
    }

    async send(choice) {
      if (!choice || !this.offers || this.sending) return;
      const data = new FormData(this.offers.form);
      data.set("choice", choice);
      await this.post(this.offers.form.getAttribute("action"), data, this.chosen.id);
    }

    submit(event) {
      if (!event.target.matches("form[data-seat-quick]") || !this.root.contains(event.target)) return;
      event.preventDefault();
      const near = event.target.closest("[id]")?.id;
      this.post(event.target.action, new FormData(event.target), near);
    }

    /** Send, and show the board that comes back; ``near``: where the focus belongs afterwards. */
    async post(address, data, near) {
      if (this.sending) return;
      this.sending = true;
      this.root.setAttribute("aria-busy", "true");
      try {
        const page = await pageAt(address, { method: "POST", body: data });
        if (page.querySelector("[data-seats]")) this.take(page, near, text(page.querySelector("main .tw-alert--flash, main > .tw-alert .kern-title")));
        else await this.renew(text(page.querySelector("main .kern-alert--danger .kern-alert__body, main .tw-error .tw-lead")) || text(page.querySelector("main h1")));
      } catch {
        this.trouble(NO_NETWORK);
      }
      this.sending = false;
      this.root.removeAttribute("aria-busy");
    }

    /** The board as it is now, with the reason why nothing was changed. */
    async renew(reason) {
      this.take(await pageAt(window.location.href), this.chosen?.id, "");
      this.trouble(reason);
    }

    take(page, near, words) {
      this.root.replaceWith(page.querySelector("[data-seats]"));
      this.root = document.querySelector("[data-seats]");
      for (const id of PARTS) this.refresh(id, page);
      this.forget();
      this.renewed = true;
      for (const button of this.root.querySelectorAll("[data-print]")) button.hidden = false;
      this.dress();
      this.say(words, { undo: true });
      const place = near && document.getElementById(near);
      (place?.querySelector("[data-choose], button") ?? this.links()[0])?.focus({ preventScroll: true });
    }

    /** Figures and state beside the board are those of the seats. */
    refresh(id, page) {
      const fresh = page.getElementById(id);
      const old = document.getElementById(id);
      if (!fresh || !old) return;
      old.replaceWith(fresh);
      globalThis.htmx?.process(fresh);
    }

    trouble(words) {
      if (!words) return;
      const box = document.createElement("p");
      box.className = "tw-seats__trouble";
      box.setAttribute("role", "alert");
      box.textContent = words;
      this.part("trouble")?.replaceChildren(box);
    }

    // ---- keys

    key(event) {
      if (event.key === "Escape" && (this.chosen || this.drag)) {
        event.preventDefault();
        this.drop(null);
        this.cancel();
      }
      const link = event.target.closest?.("[data-choose], [data-here]");
      if (!link || !this.root.contains(link)) return;
      if (event.key === " " && link.matches("[data-choose]")) {
        event.preventDefault();
        this.choose(link.closest("[data-seat]"));
      }
      const next = { ArrowDown: () => this.step(link, 1), ArrowUp: () => this.step(link, -1), ArrowRight: () => this.aside(link, 1), ArrowLeft: () => this.aside(link, -1) }[event.key];
      if (!next) return;
      event.preventDefault();
      next()?.focus();
    }

    stops(root) {
      return [...root.querySelectorAll("[data-choose], [data-here]:not([hidden])")];
    }

    step(link, by) {
      const all = this.stops(this.root);
      return all[all.indexOf(link) + by];
    }

    /** The same place at the next table. */
    aside(link, by) {
      const cards = [...this.root.querySelectorAll(".tw-table-card")].filter((card) => this.stops(card).length);
      const here = cards.findIndex((card) => card.contains(link));
      const next = cards[here + by];
      if (!next) return null;
      const stops = this.stops(next);
      return stops[Math.min(this.stops(cards[here]).indexOf(link), stops.length - 1)];
    }

    // ---- dragging

    lift(event) {
      const row = event.target.closest?.("[data-seat]");
      this.dragged = false;
      if (!row || !this.root.contains(row) || event.pointerType === "touch" || event.button > 0) return;
      if (event.target.closest("button, input") || !row.querySelector("[data-choose]")) return;
      const end = new AbortController();
      const { signal } = end;
      this.drag = { row, end, x: event.clientX, y: event.clientY, ghost: null, over: null };
      document.addEventListener("pointermove", (move) => this.carry(move), { signal });
      document.addEventListener("pointerup", (up) => this.drop(up), { signal });
      document.addEventListener("pointercancel", () => this.drop(null), { signal });
    }

    carry(event) {
      const { drag } = this;
      const far = Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > FAR;
      if (!drag.ghost && !far) return;
      event.preventDefault();
      if (!drag.ghost) {
        this.dragged = true;
        drag.ghost = document.createElement("p");
        drag.ghost.className = "tw-seats__ghost";
        drag.ghost.setAttribute("aria-hidden", "true");
        this.root.append(drag.ghost);
        this.root.classList.add("tw-seats--dragging");
        this.begin(drag.row);
      }
      drag.over = this.under(event);
      this.mark(drag.over?.node);
      drag.ghost.style.left = `${event.clientX + 12}px`;
      drag.ghost.style.top = `${event.clientY + 12}px`;
      drag.ghost.textContent = `${drag.row.dataset.name}${drag.over ? `: ${this.words(drag.over.choice)}` : ""}`;
    }

    words(choice) {
      if (!this.offers) return "…";
      return this.offers.prices.get(choice) ?? this.offers.reasons.get(choice) ?? "nicht möglich";
    }

    /** What lies below the pointer: somebody at another table, or another table. */
    under(event) {
      const node = document.elementFromPoint(event.clientX, event.clientY);
      const row = node?.closest("[data-seat]");
      if (row === this.drag.row) return null;
      if (row && this.root.contains(row) && row.dataset.table !== this.drag.row.dataset.table) {
        return { choice: `person-${row.dataset.seat}`, node: row };
      }
      const card = node?.closest("[data-table-card]");
      if (!card || card.dataset.tableCard === this.drag.row.dataset.table) return null;
      return { choice: `table-${card.dataset.tableCard}`, node: card };
    }

    async drop(event) {
      const { drag } = this;
      if (!drag) return;
      this.drag = null;
      drag.end.abort();
      drag.ghost?.remove();
      this.root.classList.remove("tw-seats--dragging");
      if (!event || !drag.ghost) return;
      setTimeout(() => {
        this.dragged = false;
      });
      await this.loading;
      if (this.chosen !== drag.row || !this.offers) return;
      if (drag.over && this.offers.prices.has(drag.over.choice)) await this.send(drag.over.choice);
      else {
        const why = drag.over && this.words(drag.over.choice);
        this.clear();
        this.say(why ? `Das geht nicht: ${why}` : "");
      }
    }
  }

  const root = document.querySelector("[data-seats]");
  if (root) new Seats(root);
}
