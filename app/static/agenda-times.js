// Clock times of an agenda: the same rules as app/agenda/timetable.py, which explains them.
// All numbers are minutes from the begin of the meeting. A test compares both.

globalThis.tagesordnung = (() => {
  const DAY = 1440;
  const EARLY = 360;
  const whole = (number, by) => ((number % by) + by) % by;

  function minuteOf(clock) {
    const [hours, minutes] = clock.split(":").map(Number);
    return hours * 60 + minutes;
  }

  function anchorOf(item, start) {
    if (!item.starts) return null;
    const later = minuteOf(item.starts) - start;
    return item.place === "before" ? -whole(-later, DAY) : whole(later + EARLY, DAY) - EARLY;
  }

  function groupsOf(items, place, start) {
    const groups = [];
    items.forEach((item, number) => {
      if (item.place !== place) return;
      if (item.parallel && groups.length) groups.at(-1).numbers.push(number);
      else groups.push({ numbers: [number], begin: 0, given: 0 });
    });
    for (const group of groups) {
      const first = items[group.numbers[0]];
      group.length = Math.max(...group.numbers.map((number) => items[number].minutes));
      group.anchor = anchorOf(first, start);
      group.buffer = group.numbers.length === 1 && first.buffer && group.anchor === null;
    }
    return groups;
  }

  const endOf = (group) => group.begin + group.length - group.given;

  function segmentsOf(groups) {
    const starts = groups.map((group, number) => (group.anchor !== null ? number : -1)).filter((n) => n > 0);
    const edges = [0, ...starts, groups.length];
    return edges.slice(0, -1).map((from, n) => ({
      groups: groups.slice(from, edges[n + 1]),
      limit: n + 2 < edges.length ? groups[edges[n + 1]].anchor : null,
    }));
  }

  function give(groups, missing) {
    for (const group of [...groups].reverse()) {
      if (!group.buffer || missing <= 0) continue;
      group.given = Math.min(group.length, missing);
      missing -= group.given;
    }
  }

  function countOn(groups, at) {
    if (!groups.length) return;
    for (const segment of segmentsOf(groups)) {
      const [first] = segment.groups;
      if (first.anchor !== null) at = Math.max(at, first.anchor);
      const length = segment.groups.reduce((sum, group) => sum + group.length, 0);
      if (segment.limit !== null) give(segment.groups, at + length - segment.limit);
      for (const group of segment.groups) {
        group.begin = at;
        at = endOf(group);
      }
    }
  }

  function countBack(groups) {
    const mirror = () => {
      for (const group of groups) group.anchor = group.anchor === null ? null : -group.anchor - group.length;
    };
    mirror();
    groups.reverse();
    countOn(groups, 0);
    groups.reverse();
    mirror();
    for (const group of groups) group.begin = -endOf(group);
  }

  /** items: {place, minutes, starts: "HH:MM" or "", parallel, buffer}. Gives slots and the total. */
  function timetable(items, begins) {
    const start = minuteOf(begins);
    const [before, during, after] = ["before", "during", "after"].map((place) => groupsOf(items, place, start));
    countBack(before);
    countOn(during, 0);
    const total = during.length ? endOf(during.at(-1)) : 0;
    countOn(after, total);
    const slots = [];
    let free = before.length ? before[0].begin : 0;
    for (const group of [...before, ...during, ...after]) {
      const [first, ...others] = group.numbers;
      const late = group.anchor === null ? 0 : group.begin - group.anchor;
      const own = items[first].minutes - group.given;
      slots[first] = { begin: group.begin, end: group.begin + own, gap: group.begin - free, late, given: group.given, parallel: false };
      for (const number of others) {
        slots[number] = { begin: group.begin, end: group.begin + items[number].minutes, gap: 0, late: 0, given: 0, parallel: true };
      }
      free = endOf(group);
    }
    return { slots, total };
  }

  /** 18:05 for five minutes after a begin at 18:00 */
  function clock(begins, minutes) {
    const at = whole(minuteOf(begins) + minutes, DAY);
    return `${String(Math.floor(at / 60)).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`;
  }

  return { timetable, clock };
})();
