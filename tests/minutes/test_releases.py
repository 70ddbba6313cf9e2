"""Versions: what people read stays as it was, and nothing is released twice."""

from dataclasses import replace
from datetime import time

import pytest
from sqlalchemy import select

from app.agenda import actions as agenda
from app.core.db import db, transaction
from app.core.errors import Conflict, NotFound, RuleBroken
from app.minutes import actions, entries, headings, queries, releases
from app.minutes.checks import release_page
from app.minutes.content import from_plain
from app.minutes.rules import EntryKind, EntryValues, HeadValues, MinutesState
from app.outbox.models import Message
from tests import build
from tests.minutes.releasing import it_is_over, mark_of, release

NOTE = "Das Ende war 20:34 Uhr."


@pytest.fixture(autouse=True)
def no_press(monkeypatch):
    """The document is its own HTML: these tests are about what is kept."""
    monkeypatch.setattr(releases, "pdf_of", lambda document: document.html.encode())


@pytest.fixture
def held(ctx):
    """A meeting that was held, with one agreement in its minutes and one person to thank."""
    meeting_id = build.a_planned_meeting(kit="vernetzung")
    build.a_registration(meeting_id, email="cem@example.org")
    it_is_over(meeting_id)
    item_id = build.minutes_for(meeting_id)[0]
    build.an_entry(meeting_id, item_id, "agreement", "Die Wand bleibt.")
    return meeting_id


def first_item(meeting_id):
    return queries.opened_minutes(meeting_id).items[0]


def agree(meeting_id, text):
    return build.an_entry(meeting_id, first_item(meeting_id).id, "agreement", text)


def revise(meeting_id):
    releases.revise(meeting_id, actor=build.OFFICE)


def public_texts(meeting_id, number=None):
    content = from_plain(queries.release_of(meeting_id, number).content)
    return [(entry.number, entry.text) for entry in content.entries]


def letters(kind):
    return db.session.scalars(select(Message.recipient).where(Message.kind == kind)).all()


def test_what_is_typed_later_changes_nothing_that_is_public(held):
    release(held)
    before = queries.released_pdf(held)
    revise(held)
    agree(held, "Der Flyer kommt.")

    minutes = queries.opened_minutes(held)
    assert (minutes.state, minutes.edition) == (MinutesState.DRAFT, 1)
    assert public_texts(held) == [("V-2027-01", "Die Wand bleibt.")]
    assert queries.released_pdf(held) == before
    assert queries.is_released(held)


def test_the_second_version_has_a_note_and_the_first_stays_readable(held):
    release(held)
    revise(held)
    agree(held, "Der Flyer kommt.")

    assert release(held, note=NOTE) == 0

    assert [(one.number, one.note) for one in queries.releases_of(held)] == [(2, NOTE), (1, "")]
    assert public_texts(held, 1) == [("V-2027-01", "Die Wand bleibt.")]
    assert public_texts(held) == public_texts(held, 2) == [
        ("V-2027-01", "Die Wand bleibt."), ("V-2027-02", "Der Flyer kommt."),
    ]  # fmt: skip
    html = queries.released_pdf(held).decode()
    assert f"Version 2 vom 01.09.2027: {NOTE}" in html
    assert "Version 2" not in queries.released_pdf(held, 1).decode()
    with pytest.raises(NotFound):
        queries.release_of(held, 3)


def test_a_version_needs_a_change_and_a_note(held):
    release(held)
    revise(held)
    with pytest.raises(RuleBroken, match="sagt dasselbe"):
        release(held, note=NOTE)
    agree(held, "Der Flyer kommt.")
    with pytest.raises(RuleBroken) as fault:
        release(held)

    assert fault.value.field == "note"
    assert len(queries.releases_of(held)) == 1


def test_people_get_one_letter_and_a_second_only_when_asked_for(held):
    assert release(held) == 1
    for number, inform in ((2, False), (3, True)):
        revise(held)
        agree(held, f"Nummer {number}")
        assert release(held, note=NOTE, inform=inform) == int(inform)

    assert letters("thanks_minutes") == ["cem@example.org"]
    assert letters("minutes_changed") == ["cem@example.org"]
    told = db.session.scalar(select(Message).where(Message.kind == "minutes_changed"))
    assert told.subject.startswith("Protokoll geändert: ")


def test_numbers_of_released_entries_are_never_given_out_again(held):
    second = agree(held, "Der Flyer kommt.")
    release(held)
    revise(held)
    entries.remove_entry(held, second, seen_version=1, actor=build.OFFICE)

    agree(held, "Doch kein Flyer.")

    content = queries.opened_minutes(held)
    numbers = [entry.number for item in content.items for entry in item.entries]
    assert numbers == ["V-2027-01", "V-2027-03"]


def test_minutes_opened_by_mistake_are_closed_without_a_version(held):
    release(held)
    revise(held)
    revise(held)

    for _ in range(2):
        releases.close_unchanged(held, actor=build.OFFICE)

    minutes = queries.opened_minutes(held)
    assert (minutes.state, minutes.edition) == (MinutesState.RELEASED, 1)
    with pytest.raises(RuleBroken):
        agree(held, "Zu spät")
    revise(held)
    agree(held, "Der Flyer kommt.")
    with pytest.raises(RuleBroken, match="inzwischen geändert"):
        releases.close_unchanged(held, actor=build.OFFICE)


def test_a_draft_without_a_version_is_not_closed(held):
    with pytest.raises(NotFound):
        releases.close_unchanged(held, actor=build.OFFICE)


def test_what_changed_while_the_document_was_made_is_not_released(held, monkeypatch):
    def slow(document):
        agree(held, "Dazwischen")
        return b"%PDF"

    monkeypatch.setattr(releases, "pdf_of", slow)

    with pytest.raises(Conflict):
        release(held)

    assert queries.releases_of(held) == []
    assert letters("thanks_minutes") == []


def test_a_released_page_keeps_its_words_when_the_meeting_is_renamed(held):
    release(held)
    with transaction():
        queries.opened_minutes(held).meeting.title = "Ganz anders"

    assert from_plain(queries.release_of(held).content).title != "Ganz anders"


def test_headings_follow_the_agenda_only_when_asked(held):
    first, second, *_ = queries.agenda_with_results(held)
    before = [item.title for item in queries.opened_minutes(held).items]
    surprise = replace(agenda.text_of(second), title="Überraschung")
    agenda.add_item(held, surprise, after=second.id)
    agenda.remove_item(held, first.id)

    minutes = queries.opened_minutes(held)
    assert [item.title for item in minutes.items] == before
    assert [item.title for item in queries.agenda_news(minutes)] == ["Überraschung"]
    assert actions.take_agenda_news(held, actor=build.OFFICE) == 1
    assert actions.take_agenda_news(held, actor=build.OFFICE) == 0

    after = [item.title for item in queries.opened_minutes(held).items]
    assert after == [*before[:2], "Überraschung", *before[2:]]
    [added] = [one for one in queries.opened_minutes(held).items if one.title == "Überraschung"]
    headings.remove_heading(held, added.id, actor=build.OFFICE)
    assert queries.agenda_news(queries.opened_minutes(held)) == []


def test_a_head_that_ends_after_midnight_is_kept(held):
    head = HeadValues(began=time(22), ended=time(0, 30))
    seen = queries.head_mark_of(queries.opened_minutes(held))
    actions.change_head(held, head, seen=seen, actor=build.OFFICE)

    release(held)

    content = from_plain(queries.release_of(held).content)
    assert content.times == "22:00–00:30\N{NO-BREAK SPACE}Uhr am folgenden Tag"


def test_a_changed_entry_is_suggested_as_the_note(held):
    release(held)
    revise(held)
    [entry] = first_item(held).entries
    values = EntryValues(kind=EntryKind.AGREEMENT, text="Die Wand geht.")
    entries.change_entry(
        held, entry.id, values, seen_version=entry.version, actor=build.OFFICE
    )  # fmt: skip

    page = release_page(held)

    assert page["suggestion"] == "Geändert: Vereinbarung V-2027-01."
    assert (page["unchanged"], page["mark"]) == (False, mark_of(held))
