// The course of an evening on this device: the same as app/live/rules.py and course.py, so that it
// goes on without network. Moments and lengths in milliseconds. A test compares the two.
// The scripts meet in `globalThis.treffwerk`, see send.js.

const MINUTE = 60000;

/** What was pressed so far, taken together; presses that came too late count nothing. */
function history(presses) {
  const states = [{ held: [], paused: 0, pausedAt: null, given: {}, over: false, at: null, last: null }];
  for (const press of presses) {
    const known = states.at(-1);
    if (press.was === "undo") {
      if (known.last && isMeant(known.last, press)) states.pop();
      continue;
    }
    const then = after(known, press);
    if (then) states.push(then);
  }
  return states.at(-1);
}

/** An undo names a press by its number, or by its key while the server has not seen it. */
function isMeant(press, undo) {
  return undo.nimmtKey ? press.key === undo.nimmtKey : undo.nimmt !== null && press.nr === undo.nimmt;
}

function currentOf(known) {
  const newest = known.held.at(-1);
  return newest && newest.end === null ? newest : null;
}

function after(known, press) {
  const at = known.at === null ? press.um : Math.max(press.um, known.at);
  const then = CHANGES[press.was](known, press, at);
  return then && { ...known, ...then, at, last: press };
}

const begun = ({ beginnt, glieder, titel, minuten }, begin) => ({ item: beginnt, members: glieder, title: titel, minutes: minuten ?? 0, begin, end: null });

const CHANGES = {
  start(known, press, at) {
    return known.held.length || press.beginnt === null ? null : { held: [begun(press, at)] };
  },
  next(known, press, at) {
    const current = currentOf(known);
    if (current?.item !== press.punkt) return null;
    const held = [...known.held.slice(0, -1), { ...current, end: at }];
    if (press.beginnt !== null) held.push(begun(press, at));
    return { held, over: press.beginnt === null, paused: 0, pausedAt: null };
  },
  pause(known, press, at) {
    return currentOf(known)?.item !== press.punkt || known.pausedAt !== null ? null : { pausedAt: at };
  },
  resume(known, press, at) {
    if (currentOf(known)?.item !== press.punkt || known.pausedAt === null) return null;
    return { paused: known.paused + at - known.pausedAt, pausedAt: null };
  },
  give(known, { punkt, minuten }) {
    const done = known.held.some(({ item, end }) => item === punkt && end !== null);
    if (done || known.over || (known.given[punkt] ?? 0) === minuten) return null;
    return { given: { ...known.given, [punkt]: minuten } };
  },
};

/** How the evening stands at a moment. */
function course(plan, presses, moment) {
  const known = history(presses);
  const now = known.at === null ? moment : Math.max(moment, known.at);
  const held = known.held.map((one) => heldTurn(plan, known, one, now));
  const current = currentOf(known) ? held.at(-1) : null;
  const spent = current ? (known.pausedAt ?? now) - current.begin - known.paused : 0;
  const remaining = current ? current.minutes * MINUTE - spent : 0;
  const coming = comingTurns(plan, known, freeFrom(plan, known, now, remaining));
  const turns = [...held, ...coming];
  return {
    phase: phaseOf(known),
    turns,
    current,
    following: coming.find(({ state }) => state === "coming") ?? null,
    spent,
    remaining,
    endsAt: turns.length ? turns.at(-1).end : Math.max(plan.ende, plan.beginn),
    plannedEnd: plan.ende,
    last: known.last,
    now,
  };
}

function phaseOf(known) {
  if (known.over) return "over";
  if (!currentOf(known)) return "before";
  return known.pausedAt === null ? "running" : "paused";
}

function heldTurn(plan, known, one, now) {
  const members = membersOf(plan, one);
  const step = plan.schritte.find(({ glieder }) => glieder.some((id) => members.includes(id)));
  const given = known.given[one.item] ?? 0;
  const planned = step && !step.puffer ? step.minuten : one.minutes;
  const minutes = Math.max(planned - given, Math.min(planned, 1));
  const turn = { item: one.item, title: step?.titel ?? one.title, begin: one.begin, minutes, given, step };
  if (one.end !== null) return { ...turn, state: "done", end: one.end, canGive: 0 };
  const paused = known.paused + (known.pausedAt === null ? 0 : now - known.pausedAt);
  const end = Math.max(now, one.begin + paused + minutes * MINUTE);
  const left = Math.floor((end - now) / MINUTE);
  const canGive = step ? Math.max(0, Math.min(minutes - step.mindestens, left)) : 0;
  return { ...turn, state: "now", end, canGive };
}

/** By which it is found in the plan: without itself, by those that ran beside it. */
function membersOf(plan, { item, members }) {
  const there = plan.schritte.some(({ glieder }) => glieder.includes(item));
  return there ? [item] : [item, ...members];
}

function freeFrom(plan, known, now, remaining) {
  if (known.over) return known.at;
  return currentOf(known) ? now + Math.max(remaining, 0) : Math.max(now, plan.beginn);
}

function comingTurns(plan, known, from) {
  if (known.over) return [];
  const done = new Set(known.held.flatMap((one) => membersOf(plan, one)));
  const left = plan.schritte.filter(({ glieder }) => !glieder.some((id) => done.has(id)));
  const turns = [];
  let free = from;
  for (const { steps, limit } of segments(left)) {
    let begin = Math.max(free, steps[0].fest ?? free);
    const lengths = lengthsOf(steps, known, limit === null ? null : limit - begin);
    steps.forEach((step, number) => {
      turns.push(comingTurn(step, known, begin, lengths[number]));
      begin += lengths[number];
    });
    free = begin;
  }
  return turns;
}

/** What lies between two fixed begins, and the second of them. */
function segments(steps) {
  const found = [];
  for (const step of steps) {
    if (!found.length || step.fest !== null) {
      if (found.length) found.at(-1).limit = step.fest;
      found.push({ steps: [], limit: null });
    }
    found.at(-1).steps.push(step);
  }
  return found;
}

function lengthsOf(steps, known, room) {
  const lengths = steps.map((step) => minutesOf(step, known) * MINUTE);
  let missing = room === null ? 0 : lengths.reduce((sum, one) => sum + one, 0) - room;
  for (let number = steps.length - 1; number >= 0; number -= 1) {
    if (!steps[number].puffer || missing <= 0) continue;
    const given = Math.min(lengths[number], missing);
    lengths[number] -= given;
    missing -= given;
  }
  return lengths;
}

function minutesOf(step, known) {
  const shortest = step.puffer ? 0 : Math.min(step.minuten, 1);
  return Math.max(step.minuten - (known.given[step.id] ?? 0), shortest);
}

function comingTurn(step, known, begin, length) {
  const minutes = minutesOf(step, known);
  return {
    item: step.id,
    title: step.titel,
    state: step.puffer && !length ? "dropped" : "coming",
    begin,
    end: begin + length,
    minutes,
    given: known.given[step.id] ?? 0,
    canGive: Math.max(0, Math.min(minutes, Math.floor(length / MINUTE)) - step.mindestens),
    step,
  };
}

/** A press that waits on this device, as the server will take it: with what it begins. */
function foreseen(plan, presses, press) {
  if (press.was !== "start" && press.was !== "next") return press;
  const then = course(plan, presses, press.um).following;
  if (!then) return press;
  return { ...press, beginnt: then.item, glieder: then.step.glieder, titel: then.title, minuten: Math.floor((then.end - then.begin) / MINUTE) };
}

globalThis.treffwerk = { ...globalThis.treffwerk, course, foreseen };
