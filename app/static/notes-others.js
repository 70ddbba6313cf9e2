// What other people write into the same minutes, without touching what somebody types here; and what
// the server did not take, kept until somebody has decided.

const { Store, readData } = globalThis.treffwerk;
const REMOVED = "Dieser Eintrag wurde inzwischen entfernt. Ihr Text steht noch hier.";

/** What the server did not take: kept here until somebody has decided, also over a reload. */
class Parked extends Store {
  constructor(name) {
    super(name, {});
  }

  put(item) {
    this.write({ ...this.all(), [item.slot]: item });
  }

  remove(slot) {
    const { [slot]: gone, ...others } = this.all();
    if (gone) this.write(others);
  }
}

class Others {
  constructor(notes, number, running) {
    Object.assign(this, { notes, number, running });
  }

  /** Which item is on now. */
  showRunning() {
    const items = this.running.split(",").filter(Boolean);
    for (const section of this.notes.sections()) {
      section.querySelector("[data-now]").hidden = !items.includes(section.dataset.agenda);
    }
    this.notes.find("jump").hidden = !this.notes.sections().some((one) => items.includes(one.dataset.agenda));
  }

  async poll() {
    if (document.hidden) return;
    if (this.notes.sender.kept.all().length) this.notes.sender.send();
    const query = new URLSearchParams({ seit: this.number, laeuft: this.running });
    const answer = await this.notes.sender.ask(`${this.notes.place}/stand?${query}`);
    const news = answer?.status === 200 ? await readData(answer) : null;
    if (news) await this.learn(news);
    this.notes.changed();
  }

  async learn({ nummer, laeuft, offen, eintraege, punkte }) {
    const missing = () => punkte?.some(({ id }) => !this.notes.section(id));
    if (missing()) await this.fetchSections();
    if (missing()) return; // without a network: the same news are asked for again
    this.number = String(nummer);
    this.running = laeuft;
    for (const data of eintraege) this.learnEntry(data);
    if (punkte) this.arrange(punkte);
    this.showRunning();
    this.notes.find("closed").hidden = offen;
  }

  learnEntry(data) {
    const { schluessel: key, version } = data;
    const line = this.notes.lines.get(key);
    const entry = this.notes.byKey(key);
    if (this.notes.sender.kept.all().some(({ slot }) => slot === key)) return;
    if (line && version > line.seen && (line.focused || line.unsaved)) {
      line.newer = data;
      return;
    }
    if (line && version > line.seen) {
      line.fill(data);
      line.seen = version;
    }
    if (entry) this.notes.paint(entry, data);
    else if (!line && this.notes.section(data.punkt)) this.notes.add(data.punkt, data);
  }

  arrange(headings) {
    for (const { id, titel, vertagt, reihe } of headings) {
      const section = this.notes.section(id);
      if (!section) continue;
      section.querySelector("[data-title]").textContent = titel;
      section.querySelector("[data-postponed]").hidden = !vertagt;
      const remove = section.querySelector("[data-remove]");
      if (remove) remove.hidden = reihe.length > 0;
      this.order(section.querySelector("[data-entries]"), reihe.map(String));
    }
    const known = headings.map(({ id }) => String(id));
    for (const section of this.notes.sections()) if (!known.includes(section.dataset.item)) this.removeSection(section);
    for (const [index, section] of this.notes.sections().entries()) section.querySelector("[data-place-number]").textContent = index + 1;
  }

  order(entries, ids) {
    for (const entry of [...entries.children]) if (entry.dataset.entry && !ids.includes(entry.dataset.entry)) this.gone(entry);
    const stands = [...entries.children].filter((entry) => entry.dataset.entry);
    const wanted = [...stands].sort((one, other) => ids.indexOf(one.dataset.entry) - ids.indexOf(other.dataset.entry));
    const same = stands.every((entry, index) => entry === wanted[index]);
    if (!same && !entries.contains(document.activeElement)) {
      const fresh = [...entries.children].filter((entry) => !entry.dataset.entry);
      entries.replaceChildren(...wanted, ...fresh);
    }
  }

  /** Somebody has removed an entry; text that is being typed in it stays. */
  gone(entry) {
    const line = this.notes.lines.get(entry.dataset.key);
    if (this.notes.sender.kept.all().some(({ slot }) => slot === entry.dataset.key) || line?.told || line?.conflict) return;
    if (line && (line.unsaved || line.focused)) this.notes.park(line, { sentence: REMOVED, status: 410 });
    else {
      if (line) this.notes.lines.delete(line.key);
      entry.remove();
    }
  }

  /** Somebody has removed an item; a text that stands in it keeps it here. */
  removeSection(section) {
    const lines = [...this.notes.lines.values()].filter((line) => section.contains(line.form));
    if (lines.some((line) => line.hasText) || section.querySelector("[data-entries]").children.length) return;
    for (const line of lines) this.notes.lines.delete(line.key);
    section.remove();
  }

  /** New items come from the page itself. */
  async fetchSections() {
    const page = await this.notes.sender.page();
    let last = null;
    for (const fresh of page?.querySelectorAll("[data-item]") ?? []) {
      const here = this.notes.section(fresh.dataset.item);
      if (here) last = here;
      else {
        const section = document.importNode(fresh, true);
        if (last) last.after(section);
        else this.notes.find("lost").after(section);
        this.notes.prepare(section);
        last = section;
      }
    }
  }
}

Object.assign(globalThis.treffwerk, { Others, Parked });
