"""Ten years after the demo year: what the register says must be gone is gone, numbers stay."""

import json
import re
from dataclasses import fields, replace
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import func, update

from app.access.models import Staff
from app.core import clock
from app.core.db import Base, db, transaction
from app.demo.loader import load_year
from app.desk.periods import Period
from app.desk.report import report
from app.ideas.models import Idea
from app.matching.retention import close_expired
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.minutes.models import Entry
from app.operation.copying import marks_of
from app.privacy.list_of_rules import RULES
from app.privacy.old_consents import end_old_invitations
from app.privacy.register import register
from app.privacy.retention_run import run, try_out
from app.registrations.queries import counts_of
from app.series.models import Series
from app.steering.models import Member, Motion, RatingRound
from app.support.models import SupportCase
from tests.conftest import BERLIN, empty_database

NOW = datetime(2027, 9, 1, 9, 0, tzinfo=BERLIN)
FOUR_YEARS, TEN_YEARS = timedelta(days=1461), timedelta(days=3653)
MARKED = {
    "registration.last_name", "registration.name_key", "staff.name", "staff.email",
    "pitch.search_key", "seating_plan.tables",
}  # fmt: skip
"""They hold a mark that nobody is known, or what is left of the project or the tables; names are
looked for in them as well, see above."""
FIELDS = (
    ("person", "first_name", "last_name", ("email", "phone")),
    ("registration", "first_name", "last_name", ("email",)),
    ("pitch", "first_name", "last_name", ("email", "phone")),
    ("pitch_presenter", "first_name", "last_name", ("email",)),
)


@pytest.fixture(scope="module")
def old(built_app):
    """What was known before, what was tried and done, and what the numbers were then and now."""
    with built_app.app_context():
        empty_database()
        clock.start_at(NOW)
        load_year(NOW)
        end_everything()
        found = {"words": words_of_people()}
        clock.start_at(NOW + timedelta(days=500))
        close_expired()
        clock.start_at(NOW + FOUR_YEARS)
        end_old_invitations()
        clock.start_at(NOW + TEN_YEARS)
        found["figures"] = figures()
        before = marks()
        found["tried"] = try_out().numbers
        found["untouched"] = marks() == before
        found["done"] = run()
        found["after"] = marks()
        found["again"] = run()
        found["same"] = marks() == found["after"]
        yield found
    clock.reset()


def end_everything():
    """Whatever may be kept as long as it goes on comes to its end."""
    day, moment = NOW.date(), NOW
    with transaction():
        for model, values in (
            (Idea, {"closed_on": func.coalesce(Idea.closed_on, day)}),
            (Entry, {"done_on": func.coalesce(Entry.done_on, day)}),
            (SupportCase, {"closed_at": func.coalesce(SupportCase.closed_at, moment)}),
            (RatingRound, {"closed_at": func.coalesce(RatingRound.closed_at, moment)}),
            (Motion, {"closed_at": func.coalesce(Motion.closed_at, moment)}),
            (Member, {"term_to": func.coalesce(Member.term_to, day)}),
            (Staff, {"active": False}),
        ):
            db.session.execute(update(model).values(**values))


def marks():
    with db.engine.connect() as connection:
        return marks_of(connection)


def words_of_people():
    """Full names, addresses and numbers of everybody, without those of the team."""
    team = set(db.session.scalars(sa.text("SELECT name FROM staff")))
    found = set()
    for table, first, last, others in FIELDS:
        for row in db.session.execute(sa.select(Base.metadata.tables[table])).mappings():
            name = f"{row[first]} {row[last]}".strip()
            found |= {row[one] for one in others if row[one]}
            found |= {name} if " " in name and name not in team else set()
    return found


def figures():
    """Key figures of the year and how many were at each meeting."""
    year = report(Period(date(2026, 9, 1), date(2028, 8, 31)), date(2028, 9, 1))
    ids = db.session.scalars(sa.select(Meeting.id).order_by(Meeting.id)).all()
    return year, counts_of(ids)


def must_be_gone():
    """Columns whose term ends by itself."""
    ends = {name for name, term in register().terms.items() if term.rules}
    return {
        column for entry in register().entries if entry.term in ends for column in entry.columns
    }


def not_personal():
    return {column for part in register().not_personal for column in part.columns}


def held(column):
    """The texts of a column."""
    table, name = column.split(".")
    found = Base.metadata.tables[table].c[name]
    if not isinstance(found.type, (sa.String, sa.JSON, sa.LargeBinary)):
        return []
    return [as_text(value) for value in db.session.scalars(sa.select(found)) if value]


def as_text(value):
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def test_nobody_is_named_where_the_register_says_it_ends(old):
    known = re.compile("|".join(map(re.escape, sorted(old["words"]))))
    assert len(old["words"]) > 200
    left = {
        column: found[:3]
        for column in sorted(must_be_gone() | not_personal())
        if (found := [hit[0] for text in held(column) if (hit := known.search(text))])
    }
    assert left == {}


def empty(column):
    """What stands in a column of which nothing is kept: nothing, no, or what a new row gets."""
    made = column.default.arg if column.default is not None and column.default.is_scalar else None
    return (None, "", False, b"", 0, [], {}, made)


def test_nothing_is_left_where_the_register_says_it_ends(old):
    """Keys to people, dates, and switches as well as words."""
    left = {}
    for name in sorted(must_be_gone() - MARKED):
        table, column = name.split(".")
        found = Base.metadata.tables[table].c[column]
        values = [one for one in db.session.scalars(sa.select(found)) if one not in empty(found)]
        if values:
            left[name] = (len(values), values[0])
    assert left == {}


def test_what_was_tried_is_what_was_done(old):
    assert old["untouched"]
    assert old["tried"] == {rule.name: old["done"][rule.name] for rule in RULES if not rule.outside}
    assert old["done"]["people"] > 200 and old["done"]["pitches"] > 5


def test_a_second_run_does_nothing(old):
    assert set(old["again"].values()) == {0}
    assert old["same"]


def test_figures_and_numbers_of_people_stay(old):
    now, then = figures(), old["figures"]
    changed = {
        one.name
        for one in fields(then[0])
        if getattr(now[0], one.name) != getattr(then[0], one.name)
    }
    # How many different people came can only be counted while they are known; the report says so.
    assert changed <= {"people", "newcomers"}
    # Who never confirmed was never registered.
    assert now[1] == {one: replace(counts, pending=0) for one, counts in then[1].items()}


def test_the_series_goes_on_living(old, built_app):
    client = built_app.test_client()
    for slug in db.session.scalars(sa.select(Series.slug)).all():
        assert client.get(f"/reihe/{slug}").status_code == 200
        assert client.get(f"/reihe/{slug}/termine.ics").status_code == 200
    for meeting in db.session.scalars(
        sa.select(Meeting).where(Meeting.listed, Meeting.state != MeetingState.DRAFT)
    ).all():
        assert client.get(f"/treffen/{meeting.slug}").status_code == 200
    assert client.get("/datenschutz").status_code == 200
