"""The seating plan of the World Café at M3: eight tables of six, three rounds (domain.md MOD4)."""

from datetime import timedelta

from sqlalchemy import select

from app.agenda.models import AgendaItem
from app.core.db import db
from app.demo.sample import OFFICE_LEAD, at, people, rows
from app.meetings.models import Meeting
from app.registrations.models import Registration
from app.tables.models import Seat, SeatingPlan
from app.tables.states import Included
from app.tables.steps import weigh

INTRODUCTION = "So läuft das World Café"
ROUND = "Runde"
"""So the items of the agenda begin that are rounds."""
TOPICS = (
    "Wärmepumpe im Altbau",
    "Nahwärme im Quartier",
    "Dämmen mit kleinem Geld",
    "Mieten und Heizkosten",
    "Handwerk und Nachwuchs",
    "Energie in Gemeinschaft",
    "Beratung an der Haustür",
    "Förderung, die ankommt",
)
SEATS = 6


def add_tables(meeting: Meeting) -> None:
    """The plan as it was on everybody's card; ``data/seats.csv`` holds the tables from 1."""
    items = db.session.scalars(
        select(AgendaItem).filter_by(meeting_id=meeting.id).order_by(AgendaItem.position)
    ).all()
    rounds = [item.id for item in items if item.title.startswith(ROUND)]
    before = meeting.day - timedelta(days=1)
    morning = at(before, "10:00")
    plan = SeatingPlan(
        meeting_id=meeting.id,
        item_id=next(item.id for item in items if item.title == INTRODUCTION),
        title="World Café",
        included=Included.CONFIRMED,
        rounds=len(rounds),
        tables=[{"seats": SEATS, "title": topic, "lead": ""} for topic in TOPICS],
        round_items=rounds,
        seed=1,
        created_at=morning,
        created_by=people()[OFFICE_LEAD].full_name,
    )
    db.session.add(plan)
    db.session.flush()
    _add_seats(plan)
    weigh(plan)
    plan.in_force_at, plan.rounds_held = morning, plan.rounds


def _add_seats(plan: SeatingPlan) -> None:
    found = db.session.execute(
        select(Registration.submit_key, Registration.id).filter_by(meeting_id=plan.meeting_id)
    )
    ids = {row.submit_key.removeprefix("sample-"): row.id for row in found}
    for row in rows("seats.csv"):
        tables = [int(number) - 1 for number in row["tables"].split()]
        leads = row["leads"] == "yes"
        db.session.add(
            Seat(
                plan_id=plan.id,
                registration_id=ids[row["registration_id"]],
                tables=tables,
                printed=tables,
                leads=leads,
                fixed_table=tables[0] if leads else None,
            )
        )
    db.session.flush()
