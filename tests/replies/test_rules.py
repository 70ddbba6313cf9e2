"""What becomes of an answer: every reason, and that the newest wins in whatever order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.itip import CalendarMessage, Guest
from app.replies.rules import (
    REASONS,
    Envelope,
    Known,
    Standing,
    Trust,
    Verdict,
    decide,
    standing_of,
)

NOW = datetime(2027, 9, 1, 9, tzinfo=UTC)
MAI = "mai@example.org"
KNOWN = Known(mail=MAI, sequence=2, has_place=True)
MINE = Envelope(Trust.MAIL, MAI)
YES = CalendarMessage("REPLY", "uid", (Guest(MAI, "ACCEPTED"),), sequence=2, stamp=NOW)


def guests(*pairs, **more):
    return tuple(Guest(mail, partstat, **more) for mail, partstat in pairs)


CASES = {
    "taken": (YES, MINE, KNOWN),
    "unknown": (YES, MINE, None),
    "other": (replace(YES, method="REQUEST"), MINE, KNOWN),
    "refresh": (replace(YES, method="REFRESH"), MINE, KNOWN),
    "counter": (replace(YES, method="COUNTER"), MINE, KNOWN),
    "one_date": (replace(YES, one_date=True), MINE, KNOWN),
    "delegated": (replace(YES, guests=guests((MAI, "DELEGATED"), delegated=True)), MINE, KNOWN),
    "stranger": (replace(YES, guests=guests(("cem@example.org", "ACCEPTED"))), MINE, KNOWN),
    "sender": (YES, Envelope(Trust.MAIL, "cem@example.org"), KNOWN),
    "no_stamp": (replace(YES, stamp=None), MINE, KNOWN),
    "forgotten": (YES, MINE, replace(KNOWN, mail="")),
    "called_off": (YES, MINE, replace(KNOWN, called_off=True)),
    "over": (YES, MINE, replace(KNOWN, over=True)),
    "no_place": (YES, MINE, replace(KNOWN, has_place=False)),
    "gone": (
        replace(YES, guests=guests((MAI, "DECLINED"))), MINE, replace(KNOWN, has_place=False)
    ),
    "old_version": (replace(YES, sequence=1), MINE, KNOWN),
    "no_such_version": (replace(YES, sequence=3), MINE, KNOWN),
    "older": (YES, MINE, replace(KNOWN, reply_sequence=2, reply_stamp=NOW)),
    "no_answer": (replace(YES, guests=guests((MAI, "NEEDS-ACTION"))), MINE, KNOWN),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_every_reason(name):
    assert decide(*CASES[name], NOW) == name


def test_every_verdict_has_its_words_and_its_case():
    assert set(REASONS) == set(Verdict)
    assert {*CASES, "unreadable"} == set(Verdict)
    assert {v for v in Verdict if standing_of(v) is Standing.TAKEN} == {Verdict.TAKEN}


@pytest.mark.parametrize(
    ("envelope", "expected"),
    [
        (Envelope(Trust.OFFICE), Verdict.TAKEN),
        (Envelope(Trust.FORGED, MAI), Verdict.SENDER),
        (Envelope(Trust.MAIL, ""), Verdict.SENDER),
    ],
)
def test_who_is_believed(envelope, expected):
    assert decide(YES, envelope, KNOWN, NOW) is expected


def test_a_reply_that_names_two_guests_moves_only_ours():
    both = replace(YES, guests=guests(("cem@example.org", "DECLINED"), (MAI, "TENTATIVE")))

    assert decide(both, MINE, KNOWN, NOW) is Verdict.TAKEN


def test_a_clock_that_is_far_ahead_does_not_silence_later_answers():
    ahead = replace(YES, stamp=NOW + timedelta(days=400))

    assert decide(ahead, MINE, KNOWN, NOW) is Verdict.NO_STAMP


def test_after_a_new_version_an_answer_counts_though_its_clock_is_behind():
    before = replace(KNOWN, reply_sequence=1, reply_stamp=NOW + timedelta(hours=5))

    assert decide(YES, MINE, before, NOW) is Verdict.TAKEN


def test_a_new_entry_begins_anew_with_its_answers():
    moved = replace(KNOWN, sequence=0, reply_sequence=2, reply_stamp=NOW)

    assert decide(replace(YES, sequence=0), MINE, moved, NOW) is Verdict.TAKEN


moments = st.integers(0, 5).map(lambda hours: NOW - timedelta(hours=hours))
answers = st.lists(
    st.tuples(moments, st.sampled_from(["ACCEPTED", "DECLINED", "TENTATIVE"])),
    min_size=1,
    max_size=8,
    unique_by=lambda pair: pair[0],
)


@given(answers.flatmap(lambda found: st.tuples(st.just(found), st.permutations(found * 2))))
def test_the_newest_answer_wins_whatever_the_order_and_counts_once(sent):
    answers, arriving = sent
    known, taken = KNOWN, []
    for stamp, partstat in arriving:
        message = replace(YES, guests=guests((MAI, partstat)), stamp=stamp)
        if decide(message, MINE, known, NOW) is Verdict.TAKEN:
            known = replace(known, reply_sequence=message.sequence, reply_stamp=stamp)
            taken.append((stamp, partstat))

    assert taken[-1] == max(answers)
    assert taken == sorted(set(taken))
