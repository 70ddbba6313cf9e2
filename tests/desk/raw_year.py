"""The key figures once more, straight from the files of the sample: no database, no application."""

import csv
import tomllib
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from statistics import median

DATA = Path(__file__).resolve().parents[2] / "app/demo/data"
CIRCULAR = timedelta(days=14)
"""A decision by circular counts from its deadline on, which its reason in the file names."""


def lines(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def raw_figures(first, last, today):
    """All numbers of a period by their names."""
    meetings = {m["id"]: m for m in tomllib.loads((DATA / "meetings.toml").read_text())["meetings"]}
    held = {
        one["id"]: one
        for one in meetings.values()
        if one["status"] == "completed" and first <= one["date"] <= last
    }
    public = {key for key, one in held.items() if one["kit"] != "lenkungskreis"}
    return {
        "kits": dict(Counter(one["kit"] for one in held.values())),
        **people_figures(meetings, public),
        **idea_figures(first, last),
        **support_figures(first, last),
        **task_figures(today),
    }


def people_figures(meetings, public):
    sectors = {one["id"]: one["sector"] for one in lines("people.csv")}
    rows = lines("registrations.csv")
    came = [r for r in rows if r["attended"] == "yes" and r["meeting_id"] in public]
    firsts = {}
    for row in rows:
        if row["attended"] == "yes" and meetings[row["meeting_id"]]["kit"] != "lenkungskreis":
            day = meetings[row["meeting_id"]]["date"]
            firsts[row["person_id"]] = min(day, firsts.get(row["person_id"], day))
    began = min((meetings[key]["date"] for key in public), default=date.max)
    people = {row["person_id"] for row in came}
    placed = [
        row
        for row in rows
        if row["meeting_id"] in public
        and row["status"] == "confirmed"
        and row["source"] != "walk_in"
    ]
    return {
        "participations": len(came),
        "people": len(people),
        "newcomers": sum(firsts[one] >= began for one in people),
        "mix": dict(Counter(sectors[row["person_id"]] for row in came)),
        "registered": len(placed),
        "absent": sum(row["attended"] == "no" for row in placed),
    }


def idea_figures(first, last):
    ideas = [
        one
        for one in lines("ideas.csv")
        if first.isoformat() <= one["submitted_on"] <= last.isoformat()
    ]
    decisions = lines("decisions.csv")
    waits = []
    for idea in ideas:
        days = [decided_on(one) for one in decisions if idea["id"] in one["idea_ids"].split(";")]
        if days:
            waits.append((min(days) - date.fromisoformat(idea["submitted_on"])).days)
    selecting = {
        key for one in decisions if one["kind"] == "select" for key in one["idea_ids"].split(";")
    }
    return {
        "ideas": len(ideas),
        "fields": dict(Counter(one["action_field"] for one in ideas)),
        "states": dict(Counter(one["status"] for one in ideas)),
        "selected": sum(one["id"] in selecting for one in ideas),
        "wait": median(waits) if waits else None,
    }


def decided_on(decision):
    day = date.fromisoformat(decision["date"])
    return day + CIRCULAR if decision["body"] == "LK-Umlauf" else day


def support_figures(first, last):
    fields = {one["id"]: one["action_field"] for one in lines("ideas.csv")}
    kinds, by_field, months = Counter(), Counter(), Counter()
    for entry in lines("support_log.csv"):
        if first.isoformat() <= entry["date"] <= last.isoformat():
            minutes = int(entry["minutes"])
            kinds[entry["kind"]] += minutes
            by_field[fields[entry["idea_id"]]] += minutes
            months[entry["date"][:7]] += minutes
    return {"support": dict(kinds), "support_fields": dict(by_field), "months": dict(months)}


def task_figures(today):
    tasks = lines("tasks.csv")
    waiting = [one for one in tasks if one["status"] == "open"]
    return {
        "open": len(waiting),
        "overdue": sum(one["due"] < today.isoformat() for one in waiting),
        "due_today": sum(one["due"] == today.isoformat() for one in waiting),
        "done": len(tasks) - len(waiting),
    }
