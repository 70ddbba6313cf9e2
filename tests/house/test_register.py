"""Every personal column has its entry in the register, and every promise a rule (D-1, D-2)."""

import pytest
import sqlalchemy as sa

import app.privacy.views  # noqa: F401  (with the whole app: every table)
from app.core.db import Base
from app.privacy.list_of_rules import BY_NAME
from app.privacy.record import activities
from app.privacy.register import register
from app.privacy.ways import WAYS

pytestmark = pytest.mark.house

PEOPLE = {
    "feed_link", "invitation", "match_card", "person", "registration", "staff", "steering_member",
    "supporter", "task_holder",
}  # fmt: skip
"""Tables of which a row is one person."""
CAN_HOLD_WORDS = (sa.String, sa.JSON, sa.LargeBinary)
TRACES = {
    "audit_entry", "attempt", "erased_subject", "seat_objection", "sign_in_link", "staff_session",
}  # fmt: skip
ABOUT_PEOPLE = PEOPLE | TRACES | {way.table for way in WAYS}
"""Tables of which a row says something about one person, whatever the type of a column."""


def columns():
    return {f"{t.name}.{c.name}": c for t in Base.metadata.tables.values() for c in t.columns}


def must_be_listed():
    """Everything but names with one meaning, keys to things, and plain values of things.

    A key to a thing says to which thing a row belongs; what the row says stands beside it.
    """
    things, names = set(plain("tables")), set(plain("names"))
    return {
        name
        for name, column in columns().items()
        if column.name not in names
        and (
            isinstance(column.type, CAN_HOLD_WORDS)
            or leads_to_a_person(column)
            or (column.table.name not in things and not column.foreign_keys)
        )
    }


def plain(part):
    return [one for each in register().not_personal for one in getattr(each, part)]


def leads_to_a_person(column):
    return any(key.column.table.name in PEOPLE for key in column.foreign_keys)


def listed():
    parts = (*register().entries, *register().not_personal)
    return [column for part in parts for column in part.columns]


def test_every_column_but_those_of_things_is_listed():
    """Add yours to app/privacy/columns: with a purpose, or with the reason why it is none."""
    assert sorted(must_be_listed() - set(listed())) == []


def test_no_table_about_people_counts_as_a_thing():
    tables = set(Base.metadata.tables)
    assert sorted(set(plain("tables")) & ABOUT_PEOPLE) == []
    assert sorted(set(plain("tables")) - tables) == []


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("person", sa.Column("birth_year", sa.Integer)),
        ("person", sa.Column("wheelchair", sa.Boolean)),
        ("check_in", sa.Column("seen_on", sa.Date)),
        ("meeting", sa.Column("contact", sa.String)),
        ("meeting", sa.Column("lead_id", sa.ForeignKey("person.id"))),
    ],
)
def test_a_new_column_is_noticed(table, column, monkeypatch):
    known = columns()
    sa.Table(table, (new := sa.MetaData()), column)
    if column.foreign_keys:
        sa.Table("person", new, sa.Column("id", sa.Integer, primary_key=True))
    monkeypatch.setattr(f"{__name__}.columns", lambda: known | {f"{table}.{column.name}": column})

    assert must_be_listed() - set(listed()) == {f"{table}.{column.name}"}


def test_no_entry_names_a_column_that_does_not_exist():
    assert sorted(set(listed()) - set(columns())) == []


def test_no_column_is_listed_twice():
    assert sorted({one for one in listed() if listed().count(one) > 1}) == []


def test_what_leads_to_a_person_is_personal():
    reasons = {column for part in register().not_personal for column in part.columns}
    leading = {name for name, column in columns().items() if leads_to_a_person(column)}
    assert sorted(leading & reasons) == []


def test_every_entry_has_a_purpose_and_every_purpose_a_ground():
    found = register()
    assert {one.purpose for one in found.entries} == set(found.purposes)
    grounds = {key for one in found.purposes.values() for key in (one.ground, one.without)}
    assert grounds - {""} == set(found.grounds)


def test_every_term_is_kept_by_a_rule_or_says_why_it_stays():
    terms = register().terms
    assert {one.term for one in register().entries} == set(terms)
    for name, term in terms.items():
        assert bool(term.rules) != bool(term.stays), name
        assert set(term.rules) <= set(BY_NAME), name


def test_the_record_can_be_written_for_every_activity(ctx):
    for one in activities():
        assert one.ground and all(line.term and "{" not in line.term for line in one.lines)
