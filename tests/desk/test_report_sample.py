"""Every number of the report against the files of the sample, counted a second time without SQL."""

from datetime import date, datetime

import pytest

from app.core import clock
from app.demo.loader import load_year
from app.desk.periods import Period
from app.desk.report import report
from app.kits.shelf import shelf
from app.support import queries as support
from tests.conftest import BERLIN, empty_database
from tests.desk.raw_year import raw_figures

TODAY = date(2027, 9, 1)
WHOLE = Period(date(2027, 1, 1), date(2027, 8, 31))
SPRING = Period(date(2027, 5, 1), date(2027, 6, 30))
KICKOFF = Period(date(2027, 2, 18), date(2027, 2, 18))
MARCH = Period(date(2027, 3, 1), date(2027, 3, 31))
EMPTY = Period(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture(scope="module")
def year(built_app):
    """The sample as it stands on the first of September; a context is open."""
    now = datetime(2027, 9, 1, 9, 0, tzinfo=BERLIN)
    with built_app.app_context():
        empty_database()
        clock.start_at(now)
        yield load_year(now)
    clock.reset()


def told(found, settings):
    """The report under the names of the files; what is 0 is left out where the files have none."""
    short = {one.short: one.id for one in settings.forum.sectors}
    fields = {one.name: one.id for one in settings.forum.action_fields}
    kits = {kit.title: kit.id for kit in shelf().kits}
    return {
        "kits": {kits[line.title]: line.meetings for line in found.kits},
        "participations": sum(row.present for row in found.shares),
        "people": found.people,
        "newcomers": found.newcomers,
        "mix": {short[row.label]: row.present for row in found.shares if row.present},
        "registered": found.came.registered,
        "absent": found.came.absent,
        "ideas": found.ideas,
        "fields": {fields[line.label]: line.number for line in found.fields if line.number},
        "states": {state.value: many for state, many in found.states.items() if many},
        "selected": found.selected,
        "wait": found.wait,
        "support": {kind.value: many for kind, many in found.support.kinds.items() if many},
        "support_fields": {fields[label]: many for label, many in found.support.fields},
        "months": {f"{month:%Y-%m}": many for month, many in found.support.months if many},
        "open": found.tasks.open,
        "overdue": found.tasks.overdue,
        "due_today": found.tasks.due_today,
        "done": found.tasks.done,
    }


@pytest.mark.parametrize(
    "period", (WHOLE, SPRING, KICKOFF, MARCH, EMPTY), ids=lambda period: period.short
)
def test_every_number_is_what_the_files_say(year, built_app, period):
    found = report(period, TODAY)

    settings = built_app.extensions["settings"]
    assert told(found, settings) == raw_figures(period.first, period.last, TODAY)


def test_the_examples_of_the_definitions(year):
    kickoff = report(KICKOFF, TODAY)
    workshop = report(Period(date(2027, 5, 11), date(2027, 5, 11)), TODAY)
    summer = report(Period(date(2027, 6, 17), date(2027, 6, 17)), TODAY)

    assert (kickoff.came.absent, kickoff.came.registered, kickoff.wait) == (8, 86, 27)
    assert (workshop.newcomers, summer.newcomers) == (15, 9)
    whole = report(WHOLE, TODAY)
    assert whole.support.total == 1855
    assert [row.label for row in whole.shares] == [
        "Zivilgesellschaft", "Bürgerschaft", "Wissenschaft", "Wirtschaft", "Verwaltung", "Politik",
        "Keine Angabe",
    ]  # fmt: skip
    assert [line.title for line in whole.kits][-1] == "Lenkungskreis-Sitzung"


def test_the_support_room_says_the_same(year):
    found = report(SPRING, TODAY).support
    kinds = support.sums_between(SPRING.first, SPRING.last).by_kind

    assert found.kinds == {kind: one.minutes for kind, one in kinds.items()}
