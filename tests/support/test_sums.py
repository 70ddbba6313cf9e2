"""Every number of the log, reckoned a second time from the raw lines of the sample year."""

import csv
from collections import Counter
from datetime import date, datetime

import pytest

from app.core import clock as app_clock
from app.demo.loader import load_year
from app.demo.sample import DATA
from app.ideas.rules import SupportKind
from app.support import funding_queries, queries
from app.support.listing import LogFilter, log_page, log_sums, whole_log
from tests.conftest import BERLIN


def lines(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def year(ctx):
    return load_year(datetime(2027, 9, 1, 9, tzinfo=BERLIN))


def counted(rows, key):
    found = Counter()
    for row in rows:
        found[key(row)] += int(row["minutes"])
    return dict(found)


def test_the_sums_of_the_year_and_of_any_period(year):
    raw = lines("support_log.csv")
    field_of = {row["id"]: row["action_field"] for row in lines("ideas.csv")}
    for first, until in (
        ("2027-01-01", "2027-12-31"),
        ("2027-04-12", "2027-06-01"),
        ("2026-01-01", "2026-12-31"),
    ):
        chosen = [row for row in raw if first <= row["date"] <= until]
        days = date.fromisoformat(first), date.fromisoformat(until)
        by_kind = queries.sums_between(*days).by_kind
        assert list(by_kind) == list(SupportKind)
        kinds = counted(chosen, lambda row: row["kind"])
        assert {kind.value: part.minutes for kind, part in by_kind.items() if part.entries} == kinds
        fields = queries.sums_between(*days).by_field
        wanted = counted(chosen, lambda row: field_of[row["idea_id"]])
        assert {field: part.minutes for field, part in fields.items()} == wanted
        months = {
            f"{y}-{m:02}": part.minutes
            for (y, m), part in queries.sums_between(*days).by_month.items()
        }
        assert months == counted(chosen, lambda row: row["date"][:7])


def test_the_known_numbers(year):
    sums = log_sums(LogFilter())
    assert (sums.by_kind[SupportKind.NAVIGATION].minutes, sums.total.minutes) == (585, 1855)
    assert sums.total.entries == 36


def test_filters_narrow_list_and_sums_alike(year):
    raw = lines("support_log.csv")
    numbers = {row["id"]: row["number"] for row in lines("ideas.csv")}
    people = {row["id"]: f"{row['first_name']} {row['last_name']}" for row in lines("people.csv")}
    for wanted, fits in (
        (LogFilter(kind=SupportKind.ADVICE), lambda row: row["kind"] == "advice"),
        (LogFilter(idea=numbers["I02"]), lambda row: row["idea_id"] == "I02"),
        (LogFilter(worker=people["P076"]), lambda row: row["staff_person_id"] == "P076"),
        (LogFilter(since=date(2027, 6, 1)), lambda row: row["date"] >= "2027-06-01"),
        (LogFilter(search="pachtdächer"), lambda row: "Pachtdächer" in row["what"]),
        (LogFilter(idea="unsinn"), lambda row: False),
    ):
        chosen = [row for row in raw if fits(row)]
        total = log_sums(wanted).total
        assert total.minutes == sum(int(row["minutes"]) for row in chosen)
        page = log_page(wanted, total.entries, 1)
        assert Counter(one.minutes for one in page.rows) == Counter(
            int(row["minutes"]) for row in chosen
        )


def test_kinds_are_sorted_as_in_the_mandate(year):
    order = [one.kind for one in whole_log(LogFilter(sort="art"))]
    assert list(dict.fromkeys(order)) == [kind.value for kind in SupportKind]


def test_the_next_deadlines_of_the_year(year):
    coming = funding_queries.next_deadlines(app_clock.today())
    assert [(one.number, f"{one.deadline:%d.%m.}") for one in coming] == [
        ("F03", "30.09."),
        ("F07", "15.10."),
        ("F04", "01.11."),
    ]
