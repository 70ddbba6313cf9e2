"""When a mail is due and how it stands, from plain values."""

from datetime import date

import pytest

from app.mailings import rules
from app.mailings.rules import MailingState, Standing

MEETING = date(2027, 9, 16)
NO_DAYS = frozenset()


@pytest.mark.parametrize(
    ("offset", "fixed", "closed", "expected"),
    [
        (-42, None, NO_DAYS, date(2027, 8, 5)),
        (-4, None, NO_DAYS, date(2027, 9, 10)),  # the Sunday moves to the Friday before
        (-2, None, {date(2027, 9, 14)}, date(2027, 9, 13)),
        (3, None, NO_DAYS, date(2027, 9, 20)),  # the Sunday after moves to the Monday
        (0, None, {MEETING}, MEETING),
        (None, date(2027, 9, 4), NO_DAYS, date(2027, 9, 4)),  # a fixed Saturday stays
    ],
)
def test_the_day_counts_from_the_meeting_by_working_days(offset, fixed, closed, expected):
    assert rules.due_day(MEETING, offset, fixed, closed) == expected


def stand(due, today, state=MailingState.PLANNED, **known):
    facts = {"silent": False, "begun": False, "afterwards": False} | known
    return rules.standing(state, due, today, **facts)


@pytest.mark.parametrize(
    ("days_late", "expected"),
    [(-1, Standing.PLANNED), (0, Standing.DUE), (2, Standing.DUE), (3, Standing.MISSED)],
)
def test_more_than_two_days_late_is_missed(days_late, expected):
    due = date(2027, 9, 10)

    assert stand(due, date.fromordinal(due.toordinal() + days_late)) is expected


def test_drafts_and_meetings_called_off_are_silent_whatever_the_day():
    assert stand(date(2027, 9, 1), MEETING, silent=True) is Standing.SILENT


def test_once_the_meeting_has_begun_only_mails_for_afterwards_leave():
    assert stand(MEETING, MEETING, begun=True) is Standing.OVER
    assert stand(MEETING, MEETING, begun=True, afterwards=True) is Standing.DUE


@pytest.mark.parametrize("state", [MailingState.SENDING, MailingState.SENT, MailingState.SKIPPED])
def test_what_is_decided_stays_so(state):
    assert stand(MEETING, date(2028, 1, 1), state=state, silent=True) == state.value


@pytest.mark.parametrize(
    ("offset", "fixed", "expected"),
    [
        (-1, None, False),
        (0, None, False),
        (1, None, True),
        (None, MEETING, False),
        (None, date(2027, 9, 17), True),
    ],
)
def test_what_is_for_afterwards(offset, fixed, expected):
    assert rules.is_for_afterwards(MEETING, offset, fixed) is expected


@pytest.mark.parametrize(
    ("standing", "automatic", "hour", "expected"),
    [
        (Standing.DUE, True, 8, True),
        (Standing.DUE, True, 7, False),
        (Standing.DUE, False, 12, False),
        (Standing.MISSED, True, 12, False),
        (Standing.PLANNED, True, 12, False),
    ],
)
def test_it_leaves_by_itself_on_its_day_in_the_morning(standing, automatic, hour, expected):
    assert rules.leaves_by_itself(standing, automatic=automatic, hour=hour) is expected


def test_two_people_at_one_address_are_two_and_one_name_twice_is_one():
    cem, mai = rules.identity("a@example.org", "cem"), rules.identity("a@example.org", "mai")

    assert cem != mai
    assert cem == rules.identity("a@example.org", "cem")


def test_the_short_agenda():
    assert rules.agenda_words([("18:00", "Begrüßung"), ("18:10", "Pitches")]) == (
        "18:00 Uhr: Begrüßung\n18:10 Uhr: Pitches"
    )
    assert rules.agenda_words([]) == "Die Tagesordnung folgt."


@pytest.mark.parametrize(
    ("name", "parts"),
    [("Thị Mai Nguyễn", ("Thị Mai", "Nguyễn")), ("Cem", ("", "Cem")), ("", ("", ""))],
)
def test_a_name_in_one_line_falls_into_two(name, parts):
    assert rules.split_name(name) == parts
