"""States of an idea, what each move needs, history sentences, search."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RuleBroken
from app.ideas.rules import (
    MOVES,
    NEED_LABELS,
    RESTING,
    IdeaState,
    IdeaValues,
    MoveFacts,
    changes,
    check_move,
    differences,
    is_overdue,
    move_sentence,
    read_number,
    told_move,
)

TODAY = date(2027, 9, 1)
FULL = MoveFacts(
    decision="LK-2027-02", reason="Kein Träger", review_on=date(2027, 12, 1), outcome="Fertig"
)
S = IdeaState


def test_the_funnel_goes_one_step_at_a_time():
    chain = [S.NEW, S.REVIEW, S.SELECTED, S.IN_PROGRESS, S.DONE]

    assert [next(iter(MOVES[state])) for state in chain[:-1]] == chain[1:]
    for before, state in pairwise(chain):
        assert [one for one in MOVES[state] if one in chain[: chain.index(state)]] == [before]


def test_every_open_step_can_rest_and_come_back():
    for state in (S.NEW, S.REVIEW, S.SELECTED, S.IN_PROGRESS):
        assert {S.ON_HOLD, S.DROPPED} <= set(MOVES[state])
    assert S.REVIEW in MOVES[S.ON_HOLD]
    assert S.REVIEW in MOVES[S.DROPPED]


def test_what_a_state_needs_is_the_same_from_everywhere():
    needs = {
        target: {moves[target].needs for moves in MOVES.values() if target in moves}
        for target in (S.SELECTED, S.ON_HOLD, S.DROPPED, S.DONE)
    }

    assert needs == {
        S.SELECTED: {("decision",), ("reason",)},
        S.ON_HOLD: {("reason", "review_on")},
        S.DROPPED: {("reason",)},
        S.DONE: {("outcome",)},
    }
    assert MOVES[S.IN_PROGRESS][S.SELECTED].needs == ("reason",)


def test_who_is_told():
    told = {(state, target) for state in S for target, move in MOVES[state].items() if move.tells}

    resting = {(state, target) for state in S for target in MOVES[state] if target in RESTING}
    back = {(S.ON_HOLD, S.REVIEW), (S.DROPPED, S.REVIEW)}
    assert told == resting | back | {
        (S.REVIEW, S.SELECTED), (S.ON_HOLD, S.SELECTED), (S.IN_PROGRESS, S.DONE),
    }  # fmt: skip


@given(state=st.sampled_from(S), target=st.sampled_from(S))
def test_a_complete_move_is_allowed_exactly_when_the_table_says_so(state, target):
    if target in MOVES[state]:
        assert check_move(state, target, FULL, today=TODAY) is MOVES[state][target]
    else:
        with pytest.raises(RuleBroken):
            check_move(state, target, FULL, today=TODAY)


@given(
    moved=st.sampled_from([(state, target) for state in S for target in MOVES[state]]),
    given_names=st.sets(st.sampled_from(list(NEED_LABELS))),
)
def test_a_move_asks_for_exactly_what_it_needs(moved, given_names):
    """With some of the facts it is refused for the first that is missing, or kept in full."""
    facts = MoveFacts(**{name: getattr(FULL, name) for name in given_names})
    missing = [name for name in MOVES[moved[0]][moved[1]].needs if name not in given_names]

    if missing:
        with pytest.raises(RuleBroken) as refused:
            check_move(*moved, facts, today=TODAY)
        assert refused.value.field == missing[0]
    else:
        move = check_move(*moved, facts, today=TODAY)
        kept = move_sentence(*moved, facts)
        named = {name for name in NEED_LABELS if f" {NEED_LABELS[name]}: " in kept}
        assert named == given_names & set(move.asks)
        assert told_move(kept) == moved


@given(steps=st.lists(st.integers(0, 9), max_size=12))
def test_no_way_through_the_table_ends_where_nothing_goes_on(steps):
    state = S.NEW
    for step in steps:
        ways = list(MOVES[state])
        state = ways[step % len(ways)]

    assert MOVES[state]
    if state == S.DONE:
        assert steps


def test_dropping_without_a_reason_is_refused_in_words():
    with pytest.raises(RuleBroken) as refused:
        check_move(S.NEW, S.DROPPED, MoveFacts(), today=TODAY)

    assert refused.value.message == (
        "Für „Nicht aufgenommen“ fehlt die Angabe „Grund“. Bitte füllen Sie das Feld aus."
    )


@pytest.mark.parametrize("day", [date(2027, 8, 31), TODAY])
def test_a_review_date_lies_in_the_future(day):
    facts = MoveFacts(reason="Gespräch mit der Kammer", review_on=day)

    with pytest.raises(RuleBroken) as refused:
        check_move(S.REVIEW, S.ON_HOLD, facts, today=TODAY)

    assert refused.value.field == "review_on"


def test_every_state_has_german_words():
    assert [state.label for state in S] == [
        "Neu", "In Prüfung", "Ausgewählt", "In Umsetzung", "Abgeschlossen", "Zurückgestellt",
        "Nicht aufgenommen",
    ]  # fmt: skip
    assert set(MOVES) == set(S)


def test_the_history_tells_the_move_with_its_facts():
    assert move_sentence(S.REVIEW, S.ON_HOLD, FULL) == (
        "Status: In Prüfung → Zurückgestellt. Grund: Kein Träger. Wieder vorlegen am: 01.12.2027. "
        "Nummer des Beschlusses: LK-2027-02."
    )


def test_changes_tell_old_and_new_but_no_contact_data():
    before = IdeaValues(title="Garten", action_field="KG", contact_email="old@example.org")
    after = IdeaValues(
        title="Dachgarten", action_field="KE", contact_email="new@example.org",
        contact_public=True, next_step_due=date(2027, 9, 17), next_step_by="Cem Yıldırım",
        support_kinds=("contacts",), support_minutes=90,
    )  # fmt: skip

    told = changes(before, after, {"KG": "Gesundheit", "KE": "Ernährung"})

    assert told == [
        "Titel: „Garten“ → „Dachgarten“",
        "Handlungsfeld: „Gesundheit“ → „Ernährung“",
        "Unterstützung: leer → „Vermittlung von Kontakten und Akteuren“",
        "Vereinbarte Unterstützung: leer → „90 Minuten“",
        "E-Mail-Adresse der Ansprechperson geändert.",
        "Name öffentlich: nein → ja",
        "Wer geändert.",
        "Bis wann: leer → 17.09.2027",
    ]


def test_differences_show_both_texts():
    now, typed = IdeaValues(title="Garten", points=3), IdeaValues(title="Dachgarten", points=3)

    assert differences(now, typed, {}) == [("Titel", "Garten", "Dachgarten")]


@pytest.mark.parametrize(
    ("text", "parts"),
    [("2027-001", (2027, 1)), ("2027-1001", (2027, 1001)), ("2027-1", None), ("x", None),
     ("2027-001' OR 1", None), ("2027-" + "9" * 30, None), ("٢٠٢٧-٠٠١", None)],
)  # fmt: skip
def test_numbers_are_read_strictly(text, parts):
    assert read_number(text) == parts


@pytest.mark.parametrize(
    ("state", "due", "late"),
    [(S.REVIEW, date(2027, 8, 31), True), (S.REVIEW, TODAY, False), (S.REVIEW, None, False),
     (S.DONE, date(2027, 8, 31), False)],
)  # fmt: skip
def test_a_next_step_is_late_from_the_day_after(state, due, late):
    assert is_overdue(state, due, TODAY) is late
