"""Builders of seating plans."""

from operator import ne
from random import Random

from sqlalchemy import select

from app.agenda.actions import draft_agenda
from app.agenda.rules import Place
from app.core import clock
from app.core.db import db, transaction
from app.registrations.models import Registration
from app.registrations.rules import Attendance
from app.tables.evening import show_on_own_pages
from app.tables.models import Seat, SeatingPlan, SeatWish
from app.tables.planning import task_of
from app.tables.queries import plan_by_id, seats_of
from app.tables.rules.cost import cost
from app.tables.rules.start import first_plan
from app.tables.seating import Choice, Seen, change_place, places_in
from app.tables.states import Included, SearchState, WishKind
from tests import build

NAMES = (
    ("Ayşe", "Yıldırım"),
    ("Wojciech", "Krzyżanowski"),
    ("Thị Mai", "Nguyễn"),
    ("Zoë", "Bauer"),
    ("Jadwiga", "Łukaszewicz"),
    ("Günther", "Öztürk"),
)
SECTORS = ("zivilgesellschaft", "buergerschaft", "wissenschaft", "wirtschaft")


def people(meeting_id, number):
    """So many people with a place, of four sectors in turn. Returns their ids, in German order."""
    for place in range(number):
        first, last = NAMES[place % len(NAMES)]
        build.a_registration(
            meeting_id,
            first_name=first,
            last_name=f"{last} {place // len(NAMES) + 1:02}",
            sector=SECTORS[place % len(SECTORS)],
        )
    return in_order(meeting_id)


def in_order(meeting_id):
    """Ids of everybody who registered for the meeting, in German order of the names."""
    return db.session.scalars(
        select(Registration.id)
        .where(Registration.meeting_id == meeting_id)
        .order_by(Registration.sort_key, Registration.id)
    ).all()


def a_plan(
    meeting_id=None, *, tables=(3, 3), rounds=2, who=None, seated=False, in_force=False, **values
):
    """A plan with a seat for everybody in it. Returns its id.

    ``tables``: seats of each; ``who``: ids of registrations (None: as many new people as there are
    seats); ``seated``: everybody has a table in every round (a first valid plan, not a good one);
    ``in_force``: seated, on the cards and shown.
    """
    if who is None:
        meeting_id = meeting_id or build.a_meeting(capacity=200)
        who = people(meeting_id, sum(tables))
    with transaction():
        facts = {
            "title": "Tischgespräche",
            "included": Included.CONFIRMED,
            "seed": 1,
            "created_at": clock.now(),
            "created_by": build.OFFICE.name,
            "with_memory": False,
        } | values
        plan = SeatingPlan(
            meeting_id=meeting_id,
            rounds=rounds,
            tables=[{"seats": seats, "title": "", "lead": ""} for seats in tables],
            **facts,
        )
        db.session.add(plan)
        db.session.flush()
        db.session.add_all(Seat(plan_id=plan.id, registration_id=one) for one in who)
        db.session.flush()
        if seated or in_force:
            _seat(plan)
        if in_force:
            _put_in_force(plan)
        return plan.id


def _seat(plan):
    task = task_of(plan)
    found = first_plan(task.instance, Random(plan.seed))
    for person, seat in enumerate(task.seats):
        seat.tables = [tables[person] for tables in found]
    plan.cost = cost(task.instance, found)


def _put_in_force(plan):
    plan.in_force_at = clock.now()
    for seat in seats_of(plan.id):
        seat.printed = list(seat.tables)


def a_wish(plan_id, kind, *registrations):
    """Two people who must share a table, or never (``WishKind`` or its value)."""
    one, other = sorted(registrations)
    with transaction():
        db.session.add(SeatWish(plan_id=plan_id, kind=WishKind(kind), one_id=one, other_id=other))


def tables_of(plan_id):
    """Who sits where: names by table, for each round, as the page shows them."""
    plan, seats = plan_by_id(plan_id), seats_of(plan_id)
    return [
        [
            [s.registration.full_name for s in seats if s.tables[number : number + 1] == [table]]
            for table in range(len(plan.tables))
        ]
        for number in range(plan.rounds)
    ]


def seen_now(plan_id, round_, key=""):
    """What somebody sees who looks at a round (from 0) of the plan now."""
    return Seen(plan_by_id(plan_id).version, places_in(seats_of(plan_id), round_), key)


def a_world():
    """For each URL parameter of the tables a value that exists."""
    plan_id = a_plan(tables=(3, 3), seated=True)
    first, *others = seats = seats_of(plan_id)
    second = next(one for one in others if all(map(ne, one.tables, first.tables)))
    a_wish(plan_id, WishKind.APART, first.registration_id, second.registration_id)
    plan = plan_by_id(plan_id)
    build.a_registration(plan.meeting_id)  # came since
    return {
        "plan_id": plan_id,
        "plan_meeting_id": plan.meeting_id,
        "seat_id": seats[0].id,
        "seating_paper": "rundenkarten",
        "wish_id": db.session.scalar(select(SeatWish.id).where(SeatWish.plan_id == plan_id)),
        "searched_plan_id": a_plan(seated=True, search=SearchState.WAITING, search_seconds=60.0),
        **_tonight(),
    }


def _tonight():
    """A plan in force that people see: some are missing, somebody came, two cards are wrong."""
    meeting_id, _ = build.an_evening(kit="vernetzung", capacity=200)
    draft_agenda(meeting_id)
    *_, last = build.item_ids(meeting_id, place=Place.DURING)
    who = people(meeting_id, 6)
    plan_id = a_plan(meeting_id, who=who, in_force=True, round_items=[None, last])
    first, *others = seats_of(plan_id)
    other = next(one for one in others if one.tables[0] != first.tables[0])
    seen = seen_now(plan_id, 0, "abend-0000000001")
    change_place(plan_id, Choice(0, first.id, partner_id=other.id), seen, build.OFFICE)
    comer = build.a_registration(meeting_id)
    with transaction():
        for one in (first.registration_id, comer):
            db.session.get(Registration, one).attendance = Attendance.PRESENT
    show_on_own_pages(meeting_id, True, build.OFFICE)
    return {"evening_plan_id": plan_id, "seated_token": build.token_of(first.registration_id)}
