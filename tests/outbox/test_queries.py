from datetime import timedelta

import pytest

from app.core.clock import now
from app.core.errors import NotFound
from app.outbox import actions, queries
from app.outbox.letter import Attachment, Invitation
from app.outbox.models import MessageState
from app.outbox.queries import AttachmentView
from tests.build import a_queued_letter

ICS = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def ids(page):
    return [row.id for row in page.rows]


@pytest.fixture
def letters(ctx):
    """Three letters; the first has left, the second failed."""
    rows = [
        a_queued_letter(to="a@example.org", to_name="Nguyễn Thị Mai", subject="Absage"),
        a_queued_letter(to="l-k@example.org", to_name="Łukasz Krzyżanowski", subject="Zusage 100%"),
        a_queued_letter(to="c@example.org", to_name="Cem Yıldırım", subject="Größe", topic="m:1"),
    ]
    actions.mark_sent(actions.claim_next("me"))
    actions.mark_failed(actions.claim_next("me"), "nein")
    return rows


@pytest.mark.parametrize(
    "search, found",
    [
        ("", [2, 1, 0]),
        ("nguyen mai", [0]),
        ("MAI nguyễn", [0]),
        ("lukasz krzyz", [1]),
        ("yildirim", [2]),
        ("grosse", [2]),
        ("L-K@example.org", [1]),
        ("100%", [1]),
        ("%", [1]),
        ("_", []),
        ("example.org", [2, 1, 0]),
        ("nguyen zusage", []),
        ("\x00", [2, 1, 0]),
    ],
)
def test_search_forgives_accents_and_takes_signs_as_signs(letters, search, found):
    assert ids(queries.messages(search)) == [letters[index] for index in found]


def test_filter_and_sort(letters):
    first, second, third = letters
    assert ids(queries.messages(state=MessageState.SENT)) == [first]
    assert ids(queries.messages(topic="m:1")) == [third]
    assert ids(queries.messages(sort="empfang")) == [first, third, second]
    assert ids(queries.messages(sort="-betreff")) == [second, third, first]
    assert ids(queries.messages(sort="body; DROP TABLE message")) == [first, second, third]


def test_pages(letters):
    page = queries.messages(page=2, per_page=2)
    assert (ids(page), page.total, page.page, page.pages) == ([letters[0]], 3, 2, 2)
    assert queries.messages(page=99, per_page=2).page == 2
    assert queries.messages(page=-1).page == 1
    assert queries.messages("nichts davon").pages == 1


def test_a_search_reads_all_rows_once_for_its_page_and_their_number(letters, count_queries):
    with count_queries() as seen:
        page = queries.messages("example.org", page=2, per_page=2)
    assert (ids(page), page.total, page.page, page.pages) == ([letters[0]], 3, 2, 2)
    assert sum("LIKE" in one and "message.id IN" not in one for one in seen) == 1
    for wanted, given in ((-1, 1), (99, 2), (10**30, 2)):
        again = queries.messages("example.org", page=wanted, per_page=2)
        assert (again.page, len(again.rows), again.total) == (given, 2 if given == 1 else 1, 3)
    nothing = queries.messages("nichts davon", page=7)
    assert (nothing.rows, nothing.total, nothing.page, nothing.pages) == ([], 0, 1, 1)


def test_counts_name_every_state(letters):
    assert queries.counts() == {
        MessageState.QUEUED: 1,
        MessageState.SENDING: 0,
        MessageState.SENT: 1,
        MessageState.FAILED: 1,
    }


def test_one_letter_or_not_found(letters):
    assert queries.message(letters[0]).subject == "Absage"
    with pytest.raises(NotFound):
        queries.message(10_000)


def minutes_waiting():
    age = queries.oldest_due_age(now())
    return age and round(age.total_seconds() / 60)


def test_the_oldest_letter_that_should_have_left(ctx, clock):
    assert minutes_waiting() is None
    a_queued_letter()
    clock.move(minutes=20)
    a_queued_letter()
    assert minutes_waiting() == 20
    actions.pause_queue(now() + timedelta(minutes=1))
    assert minutes_waiting() == 20
    clock.move(minutes=2)
    actions.retry_later(actions.claim_next("me"), now() + timedelta(hours=1), "später")
    assert minutes_waiting() == 2


def test_a_letter_is_read_as_a_mail_program_would(ctx):
    name = "Krzyżanowska-Łukaszewicz von der Größeren Ähre zu Yıldırım und Nguyễn Thị Mai"
    row = queries.message(
        a_queued_letter(
            to_name=name,
            subject=f"Für {name}",
            text="Guten Tag,\n\nbis bald\n",
            invitation=Invitation(ICS, "REQUEST"),
            attachments=(Attachment("Protokoll März.pdf", b"%PDF", "application/pdf"),),
        )
    )
    view = queries.letter_view(row)
    assert view.headers == [
        ("From", "Geschäftsstelle KlimaTriebwerk <klimatriebwerk@example.org>"),
        ("To", f"{name} <mai@example.org>"),
        ("Subject", f"Für {name}"),
        ("Date", "Wed, 01 Sep 2027 07:00:00 +0000"),
        ("Message-ID", row.message_id),
    ]
    assert view.text == "Guten Tag,\n\nbis bald\n"
    assert "<p " in view.html
    assert view.calendar == ICS.decode()
    assert view.attachments == [
        AttachmentView("invite.ics", "application/ics", ICS),
        AttachmentView("Protokoll März.pdf", "application/pdf", b"%PDF"),
    ]


def test_a_forgotten_letter_reads_as_empty(ctx):
    row = queries.message(a_queued_letter(kind="sign_in"))
    actions.mark_sent(actions.claim_next("me"))
    assert queries.letter_view(queries.message(row.id)) == queries.LetterView([], "", "", "", [])


def test_what_is_counted_already_is_not_counted_again(letters, count_queries):
    known = queries.counts()
    for state in (None, MessageState.SENT):
        asked = queries.messages(state=state)
        with count_queries() as seen:
            assert queries.messages(state=state, known=known) == asked
        assert len(seen) == 1
    assert queries.messages("absage", known=known) == queries.messages("absage")
    with count_queries() as seen:
        assert queries.messages("nichts davon", known=known).rows == []
    assert len(seen) == 1
