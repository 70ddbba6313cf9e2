"""Kinds, numbers, checks and names of minutes."""

from datetime import date, time
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RuleBroken
from app.kits.schema import MinutesType
from app.minutes.rules import (
    TYPED_KINDS,
    EntryKind,
    EntryValues,
    HeadValues,
    MinutesState,
    check_entry,
    check_open,
    check_release,
    file_name,
    findings,
    head_mark,
    idea_texts,
)

HEAD = HeadValues(
    began=time(18), ended=time(20, 34), chair="Annika Hesselbrock", keeper="Dennis Rohlfing",
    attendance={"politik": 3},
)  # fmt: skip


def test_nobody_types_a_decision():
    assert list(TYPED_KINDS) == [kind for kind in EntryKind if kind != EntryKind.DECISION]
    with pytest.raises(RuleBroken) as refused:
        check_entry(EntryValues(kind=EntryKind.DECISION, text="Wir beschließen."))
    assert refused.value.field == "kind"


def test_kinds_have_german_names():
    assert [kind.label for kind in EntryKind] == [
        "Information", "Vereinbarung", "Beschluss", "Aufgabe", "Idee", "Offene Frage",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "title", "summary"),
    [
        ("Klima-Bänke", "Klima-Bänke", ""),
        ("Klima-Bänke\nIm Schatten.\nMit Wasser.", "Klima-Bänke", "Im Schatten.\nMit Wasser."),
    ],
)
def test_the_first_line_of_an_idea_is_its_title(text, title, summary):
    assert idea_texts(text) == (title, summary)


@given(st.text(min_size=1, max_size=400))
def test_a_title_always_fits_and_no_word_is_lost(text):
    title, summary = idea_texts(text)

    assert len(title) <= 150
    assert text.strip() in (title, f"{title}\n{summary}", summary) or title in text


def task(**values):
    return SimpleNamespace(
        **{
            "kind": EntryKind.TASK,
            "number": "A-2027-01",
            "person": "",
            "due": None,
            "person_id": None,
            "person_email": "",
        }
        | values
    )


def test_the_checks_name_what_is_missing():
    done = task(person="Wir", due=date.max, person_email="wir@example.org")
    unknown = task(number="A-2027-02", person="Cem Yıldırım", due=date.max, person_id=7)
    items = [
        (7, "Begrüßung", False, []), (8, "Abschluss", False, [task(), done, unknown]),
        (9, "Vertagtes", True, []),
    ]  # fmt: skip

    found = findings(items, HeadValues(began=time(18), ended=time(20)), reachable={8})

    assert [(one.text, one.item_id) for one in found] == [
        ("Im Kopf steht noch nicht, wie viele Menschen da waren.", None),
        ("Im Kopf fehlt, wer das Treffen geleitet hat.", None),
        ("Im Kopf fehlt, wer das Protokoll geschrieben hat.", None),
        ("Punkt 1 „Begrüßung“ hat noch kein Ergebnis.", 7),
        ("Aufgabe A-2027-01: Es fehlt, wer sie übernimmt.", 8),
        ("Aufgabe A-2027-01: Es fehlt, bis wann.", 8),
        (
            "Aufgabe A-2027-02: Die Adresse von Cem Yıldırım ist nicht bekannt. "
            "Dorthin geht keine E-Mail.",
            8,
        ),
    ]


def test_complete_minutes_have_no_findings():
    known = task(person="Cem Yıldırım", due=date.max, person_id=8)
    assert findings([(8, "Abschluss", False, [known])], HEAD, reachable={8}) == []


def test_empty_minutes_are_not_released():
    with pytest.raises(RuleBroken):
        check_release(MinutesState.DRAFT, 0)


def test_released_minutes_stay_as_they_are():
    check_open(MinutesState.DRAFT)
    with pytest.raises(RuleBroken):
        check_open(MinutesState.RELEASED)
    with pytest.raises(RuleBroken):
        check_release(MinutesState.RELEASED, 3)


def test_the_mark_of_a_head_changes_with_it_only():
    same = HeadValues(
        began=time(18), ended=time(20, 34), chair="Annika Hesselbrock", keeper="Dennis Rohlfing",
        attendance={"politik": 3, "wirtschaft": 0},
    )  # fmt: skip
    later = HeadValues(began=time(18), ended=time(20, 40), attendance={"politik": 3})

    assert head_mark(HEAD) == head_mark(same)
    assert head_mark(HEAD) != head_mark(later)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        (
            "2. Vernetzungstreffen 2027",
            "2027-06-17_2.-Vernetzungstreffen-2027_Ergebnisprotokoll_v1.pdf",
        ),
        ("Wärme & Größe: „Łódź“", "2027-06-17_Waerme-Groesse-Lodz_Ergebnisprotokoll_v1.pdf"),
        ("../../etc", "2027-06-17_etc_Ergebnisprotokoll_v1.pdf"),
        ("会议", "2027-06-17_Treffen_Ergebnisprotokoll_v1.pdf"),
    ],
)  # fmt: skip
def test_file_names_speak_and_are_plain(title, name):
    assert file_name(date(2027, 6, 17), title, MinutesType.RESULT, 1) == name
