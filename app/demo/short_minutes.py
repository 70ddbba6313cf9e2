"""Minutes of M1 to M3, put together from what the sample knows of them.

Of these evenings it holds no minutes but all results: ideas, points, decisions and tasks.
"""

from collections import defaultdict
from datetime import date

from app.agenda.models import AgendaItem
from app.agenda.queries import items_of
from app.agenda.rules import Place
from app.core.words import count
from app.demo.minutes import idea_entry, keep_first, numbered, task_entry
from app.demo.sample import SPEAKER, Row, at, people, rows
from app.kits.schema import Kind
from app.meetings.models import Meeting
from app.minutes.models import Entry, Minutes, MinutesItem
from app.minutes.rules import EntryKind
from app.registrations.queries import attendance_by_sector, counts

RELEASED = {"M1": date(2027, 3, 3), "M2": date(2027, 3, 24), "M3": date(2027, 5, 25)}
"""M1 and M3: tasks A-2027-01 and A-2027-08 were done; M2: seven days after, as the kit wants."""
QUORUM = {"M2": "Beschlussfähig: 10 von 11 stimmberechtigten Mitgliedern"}
"""As the registrations say: one deputy came, one member was excused."""
KEEPER = "P076"
PREPARES, REPORTS = "Vorbereitung", "Bericht an"
"""How the headings of M2 begin that decisions on programme and report belong to."""

Entries = dict[str, list[Entry]]


def add_short_minutes(meetings: dict[str, Meeting], idea_ids: dict[str, int]) -> None:
    """Add the released minutes of M1, M2 and M3."""
    for sample_id, released in RELEASED.items():
        meeting = meetings[sample_id]
        agenda = [item for item in items_of(meeting.id) if item.place == Place.DURING]
        entries = _entries(sample_id, agenda, idea_ids)
        numbers = counts(meeting.id)
        attendance = attendance_by_sector(meeting.id)
        minutes = Minutes(
            meeting_id=meeting.id,
            began=meeting.begins,
            ended=meeting.ends_at.time(),
            chair=people()[SPEAKER].full_name,
            keeper=people()[KEEPER].full_name,
            attendance=attendance,
            excused=numbers.cancelled,
            summary=_summary(sum(attendance.values()), entries),
            quorum=QUORUM.get(sample_id, ""),
            opened_at=at(meeting.day, "17:00"),
            items=_items(agenda, entries),
        )
        keep_first(minutes, released)


def _items(agenda: list[AgendaItem], entries: Entries) -> list[MinutesItem]:
    titles = [item.title for item in agenda if entries.get(item.title)]
    return [
        MinutesItem(position=position, title=title, entries=numbered(entries[title]))
        for position, title in enumerate(titles, 1)
    ]


def _entries(sample_id: str, agenda: list[AgendaItem], idea_ids: dict[str, int]) -> Entries:
    """Results by the title of the item at which they came about."""
    found: Entries = defaultdict(list)
    titles = {item.kind: item.title for item in agenda}  # the last one of each kind
    born = {row["id"]: row for row in rows("ideas.csv") if row["origin_meeting"] == sample_id}
    for row in born.values():
        found[titles[Kind.WORK]].append(idea_entry(row, idea_ids[row["id"]]))
    if born:
        found[titles[Kind.VOTE]].append(_poll(sample_id, born))
    for row in rows("decisions.csv"):
        if sample_id == "M2" and row["body"] == "LK":
            found[_decided_at(row, agenda)].append(_decision(row, idea_ids))
    for row in rows("tasks.csv"):
        if row["meeting_id"] == sample_id:
            found[titles[Kind.CLOSING]].append(task_entry(row, idea_ids))
    return found


def _poll(sample_id: str, ideas: dict[str, Row]) -> Entry:
    votes = [row for row in rows("votes.csv") if row["meeting_id"] == sample_id]
    best = sorted(votes, key=lambda row: -int(row["points"]))[:3]
    places = ", ".join(f"{ideas[row['idea_id']]['title']} ({row['points']})" for row in best)
    text = (
        f"{sum(int(row['points']) for row in votes)} Punkte wurden vergeben. "
        f"Die drei ersten Plätze: {places}. Das Meinungsbild ist keine Entscheidung. "
        "Es geht an den Lenkungskreis."
    )
    return Entry(kind=EntryKind.INFORMATION, text=text)


def _decided_at(row: Row, agenda: list[AgendaItem]) -> str:
    start = {"report": REPORTS, "programme": PREPARES}.get(row["kind"], "Beschluss")
    return next(item.title for item in agenda if item.title.startswith(start))


def _decision(row: Row, idea_ids: dict[str, int]) -> Entry:
    abstained = count(int(row["abstain"]), "Enthaltung", "Enthaltungen")
    votes = f"{row['yes']} ja, {row['no']} nein, {abstained}"
    biased = f", {row['biased']} befangen" if row["biased"] != "0" else ""
    return Entry(
        kind=EntryKind.DECISION,
        text=row["wording"],
        number=row["id"],
        note=votes + biased,
        reason=row["reason"],
        idea_id=idea_ids.get(row["idea_ids"]),
    )


def _summary(came: int, entries: Entries) -> str:
    kinds = [entry.kind for found in entries.values() for entry in found]
    ideas, decisions = kinds.count(EntryKind.IDEA), kinds.count(EntryKind.DECISION)
    tasks = count(kinds.count(EntryKind.TASK), "Aufgabe", "Aufgaben")
    if decisions:
        result = f"Der Lenkungskreis hat {count(decisions, 'Beschluss', 'Beschlüsse')} gefasst"
    else:
        result = f"{count(ideas, 'Projektidee ist', 'Projektideen sind')} entstanden"
    return f"{count(came, 'Person war', 'Personen waren')} da. {result}. Verteilt: {tasks}."
