from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.meetings import rules
from app.meetings.rules import SpecialDay

CLOSED = {date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 31), date(2027, 1, 1)}


@pytest.mark.parametrize(
    ("day", "before", "expected"),
    [
        (date(2026, 12, 24), True, date(2026, 12, 23)),
        (date(2026, 12, 24), False, date(2026, 12, 28)),
        (date(2027, 1, 2), True, date(2026, 12, 30)),
        (date(2027, 2, 18), True, date(2027, 2, 18)),
    ],
)
def test_working_day(day, before, expected):
    assert rules.working_day(day, CLOSED, before=before) == expected


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(-90, 30))
def test_due_dates_lie_on_working_days_on_the_right_side(day, offset):
    due = rules.due_date(day, offset, CLOSED)

    if offset == 0:
        assert due == day
    else:
        assert due.weekday() < 5 and due not in CLOSED
        wished = day + timedelta(days=offset)
        assert due <= wished if offset < 0 else due >= wished


def test_special_days_are_named_with_their_dates():
    easter = SpecialDay(date(2027, 3, 22), date(2027, 4, 3), "school", "Osterferien in NRW")
    labour = SpecialDay(date(2027, 5, 1), date(2027, 5, 1), "public", "Tag der Arbeit")

    assert easter.sentence == "Osterferien in NRW (22.03.–03.04.2027)"
    assert labour.sentence == "Tag der Arbeit (01.05.2027)"
    assert rules.clashes(date(2027, 3, 30), [easter, labour]) == [easter]


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Projekt-Pitch-Abend 2027", "2027-09-16-projekt-pitch-abend-2027"),
        ("Größe, Łódź & Öl!", "2027-09-16-groesse-lodz-oel"),
        ("…", "2027-09-16-treffen"),
        ("a" * 300, "2027-09-16-" + "a" * 80),
    ],
)
def test_slugs_are_plain(title, slug):
    assert rules.slug_of(date(2027, 9, 16), title) == slug


def test_file_names_start_with_the_date_and_have_no_umlauts():
    name = rules.file_name(
        date(2027, 6, 17), "2. Vernetzungstreffen für Ältere", "Regieplan", "pdf"
    )

    assert name == "2027-06-17_2-Vernetzungstreffen-fuer-Aeltere_Regieplan.pdf"
