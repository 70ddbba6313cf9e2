// What ical.js reads in calendar files: node ical_js.mjs <file> ... prints one JSON object, by path.
import { readFileSync } from "node:fs";
import ICAL from "../../node_modules/ical.js/dist/ical.js";

function utc(time) {
  return time.toJSDate().toISOString().slice(0, 19) + "Z";
}

function told(event, start, end) {
  const status = event.component.getFirstPropertyValue("status");
  return [event.uid, utc(start), utc(end), status, event.summary, event.location || ""];
}

function read(path) {
  const root = new ICAL.Component(ICAL.parse(readFileSync(path, "utf8")));
  for (const zone of root.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(new ICAL.Timezone(zone));
  }
  const all = root.getAllSubcomponents("vevent");
  const exceptions = all.filter((one) => one.hasProperty("recurrence-id"));
  const found = [];
  for (const component of all.filter((one) => !one.hasProperty("recurrence-id"))) {
    const uid = component.getFirstPropertyValue("uid");
    const event = new ICAL.Event(component, {
      exceptions: exceptions.filter((one) => one.getFirstPropertyValue("uid") === uid),
    });
    if (!event.isRecurring()) {
      found.push(told(event, event.startDate, event.endDate));
      continue;
    }
    const dates = event.iterator();
    for (let date = dates.next(), most = 500; date && most > 0; date = dates.next(), most -= 1) {
      const one = event.getOccurrenceDetails(date);
      found.push(told(one.item, one.startDate, one.endDate));
    }
  }
  const todos = root.getAllSubcomponents("vtodo").map((todo) => [
    todo.getFirstPropertyValue("uid"),
    todo.getFirstPropertyValue("due").toString(),
    todo.getFirstPropertyValue("status"),
  ]);
  return { events: found.sort(), todos: todos.sort() };
}

const result = {};
for (const path of process.argv.slice(2)) result[path] = read(path);
console.log(JSON.stringify(result));
