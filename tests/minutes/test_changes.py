"""What differs between two versions, in words."""

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.language import speaking
from app.minutes.changes import changes, suggested_note
from app.minutes.content import (
    Content,
    EntryContent,
    ItemContent,
    PhotoContent,
    as_plain,
    from_plain,
)  # fmt: skip
from app.minutes.rules import EntryKind

ENTRIES = (
    EntryContent(id=1, kind=EntryKind.INFORMATION, text="Elf Personen sind neu."),
    EntryContent(id=2, kind=EntryKind.AGREEMENT, text="Die Wand bleibt.", number="V-2027-01"),
    EntryContent(id=3, kind=EntryKind.TASK, text="Lager klären", number="A-2027-01"),
)
CONTENT = Content(
    kind="Ergebnisprotokoll", title="Treffen", topic="", office="Geschäftsstelle, Stadt",
    day=date(2027, 6, 17), place="Alte Spulerei", began=time(18), ended=time(20, 34), people="",
    excused=0, chair="Annika", keeper="Dennis", summary="", readers="Teilnehmende", following="",
    items=(
        ItemContent(id=7, title="Begrüßung", entries=ENTRIES[:1]),
        ItemContent(id=8, title="Abschluss", entries=ENTRIES[1:]),
    ),
)  # fmt: skip
PHOTO = PhotoContent(id=1, description="Die Wand mit den Karten", width=1600, height=900)


def with_entries(*parts):
    return replace(
        CONTENT,
        items=tuple(
            replace(item, entries=entries)
            for item, entries in zip(CONTENT.items, parts, strict=True)
        ),
    )


def with_item(**values):
    return replace(CONTENT, items=(replace(CONTENT.items[0], **values), CONTENT.items[1]))


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (CONTENT, []),
        (replace(CONTENT, following="Herbsttreffen"), []),
        (replace(CONTENT, ended=time(20, 40), chair="Änne"), ["Kopf: Ende und Leitung."]),
        (
            with_entries((), (replace(ENTRIES[1], text="Die Wand geht."), ENTRIES[2])),
            ["Geändert: Vereinbarung V-2027-01.", "Entfernt: Information bei Punkt 1."],
        ),
        (
            with_entries(
                (*ENTRIES[:1], replace(ENTRIES[0], id=9)),
                (*ENTRIES[1:], replace(ENTRIES[2], id=10, number="A-2027-02")),
            ),
            ["Neu: Information bei Punkt 1 und Aufgabe A-2027-02."],
        ),
        (with_entries((*ENTRIES[:2],), ENTRIES[2:]), ["Geändert: Vereinbarung V-2027-01."]),
        (
            with_entries(ENTRIES[:1], (ENTRIES[2], ENTRIES[1])),
            ["Die Reihenfolge ist geändert."],
        ),
        (with_item(title="Beginn"), ["Punkte: „Begrüßung“ heißt jetzt „Beginn“."]),
        (with_item(postponed=True), ["Punkte: „Begrüßung“ ist vertagt."]),
        (with_item(photos=(PHOTO,)), ["Punkte: andere Fotos bei „Begrüßung“."]),
        (replace(CONTENT, photos=(PHOTO,)), ["Punkte: andere Fotos."]),
        (
            replace(CONTENT, items=CONTENT.items[1:]),
            ["Entfernt: Information bei Punkt 1.", "Punkte: „Begrüßung“ fehlt jetzt."],
        ),
    ],
)
def test_changes_are_named(after, words):
    assert changes(CONTENT, after) == words


EDITS = st.sampled_from([
    ("text", "anders"), ("person", "Cem Yıldırım"), ("due", date(2027, 7, 1)), ("note", "9 ja"),
    ("number", "V-2027-09"), ("idea", "2027-001"), ("kind", EntryKind.OPEN_QUESTION),
])  # fmt: skip
HEADS = st.sampled_from([
    "kind", "title", "topic", "office", "place", "people", "chair", "keeper", "summary", "readers",
])  # fmt: skip


@given(st.sampled_from(range(3)), EDITS)
def test_no_edit_of_an_entry_is_overlooked(place, edit):
    name, value = edit
    edited = list(ENTRIES)
    edited[place] = replace(edited[place], **{name: value})
    after = with_entries(tuple(edited[:1]), tuple(edited[1:]))

    assert bool(changes(CONTENT, after)) == (after != CONTENT)


@given(HEADS, st.text())
def test_no_edit_of_the_head_is_overlooked(name, value):
    after = replace(CONTENT, **{name: value})

    assert bool(changes(CONTENT, after)) == (after != CONTENT)


def test_a_long_note_is_cut_and_content_survives_json():
    many = tuple(
        EntryContent(id=n, kind=EntryKind.TASK, text="x", number=f"A-2027-{n}") for n in range(200)
    )
    after = with_entries(ENTRIES[:1], many)

    assert len(suggested_note(CONTENT, after)) == 1000
    assert from_plain(as_plain(after)) == after
    assert after.numbers[:2] == ["A-2027-0", "A-2027-1"]
    assert after.tasks[9].number == "A-2027-9"


def test_a_meeting_that_ends_after_midnight_says_so():
    late = replace(CONTENT, began=time(22), ended=time(0, 30))

    assert late.times == "22:00–00:30\N{NO-BREAK SPACE}Uhr am folgenden Tag"
    assert CONTENT.times == "18:00–20:34\N{NO-BREAK SPACE}Uhr"
    with speaking("en"):
        assert late.times == "22:00–00:30 on the following day"
