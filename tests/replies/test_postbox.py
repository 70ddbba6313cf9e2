"""A real mailbox: read without a trace, moved or deleted only when told, trouble is shown."""

import pytest

from app import check, clockwork
from app.core.settings import current
from app.replies import actions, postbox, queries
from app.replies.models import Way
from tests.replies import samples
from tests.replies.conftest import MAIL, Person, listed

ORDINARY = b"From: a@example.org\r\nMessage-ID: <ordinary@x>\r\nSubject: Hallo\r\n\r\nHallo\r\n"
INVITED = samples.mail(
    samples.google("quark", MAIL).replace(b"REPLY", b"REQUEST"), MAIL, number="invited",
    kind="text/calendar; method=REQUEST",
)  # fmt: skip
BIG = (
    b"--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    + b"QUFB" * 750_000
    + b"\r\n"
)


def reply(person, partstat="ACCEPTED", *, number="reply", sender=MAIL, extra=b"", **more):
    file = samples.google(person.uid, person.mail, partstat, **more)
    return samples.mail(file, sender, number=number, extra=extra)


def mark():
    return queries.mark_of(current().mailbox)


def test_new_answers_are_read_once_and_leave_no_trace(person, server, clock):
    server.put(ORDINARY, reply(person, "DECLINED"), INVITED)
    before = server.mails()

    assert postbox.read_due() == 1
    assert listed() == [("taken", "taken")]
    assert server.mails() == before
    assert [flags for flags, _ in before] == [set(), set(), set()]
    assert (mark().last_uid > 0, mark().fault) == (True, "")

    clock.move(minutes=6)
    server.put(reply(person, "ACCEPTED", number="later", stamp="20270901T091000Z"))
    assert (postbox.read_due(), postbox.read_due()) == (1, 0)
    assert person.row.partstat == "ACCEPTED"


def test_it_is_read_every_few_minutes_however_many_clockworks_there_are(person, server, clock):
    postbox.read_due()
    server.put(reply(person))

    assert postbox.read_due() == 0
    clock.move(minutes=current().mailbox.poll_minutes + 1)
    assert postbox.read_due() == 1


def test_done_move_takes_handled_answers_only(person, server, mailbox_settings):
    mailbox_settings(done="move", done_folder="Erledigt")
    open_one = reply(person, number="open", sender="anna@example.org", stamp="20270901T091000Z")
    server.put(ORDINARY, reply(person), open_one, INVITED)

    postbox.read_due()

    assert [name for _, name in server.mails("Erledigt")] == ["reply"]
    assert [name for _, name in server.mails()] == ["ordinary", "open", "invited"]
    assert listed() == [("taken", "taken"), ("sender", "open")]


def test_done_delete_takes_no_mail_along_that_somebody_marked(person, server, mailbox_settings):
    mailbox_settings(done="delete")
    server.put(ORDINARY, flags=r"(\Deleted)")
    server.put(reply(person))

    postbox.read_due()

    assert server.mails() == [({r"\Deleted"}, "ordinary")]


def test_what_breaks_off_between_commit_and_moving_is_applied_once(
    person, server, mailbox_settings, clock, monkeypatch
):
    mailbox_settings(done="move", done_folder="Erledigt")
    server.put(reply(person, "DECLINED"))
    with monkeypatch.context() as broken:
        broken.setattr(postbox._Reader, "_put_away", _die)
        with pytest.raises(SystemExit):
            postbox.read_due()
    assert (listed(), len(server.mails())) == ([("taken", "taken")], 1)

    clock.move(minutes=6)
    assert postbox.read_due() == 0
    assert listed() == [("taken", "taken")]
    assert [name for _, name in server.mails("Erledigt")] == ["reply"]


def _die(*_):
    raise SystemExit


def test_large_mails_are_listed_only_when_an_answer_may_be_inside(person, server):
    large = ORDINARY.replace(b"ordinary", b"large") + b"x" * 3_000_000
    server.put(large, reply(person, extra=BIG))

    postbox.read_due()

    assert listed() == [("unreadable", "open")]
    assert person.row.partstat == ""


def test_a_server_that_is_down_is_shown_and_stops_nothing_else(person, server, clock, office, soup):
    server.stop()
    clockwork.once()
    since = mark().fault_since
    clock.move(minutes=6)
    postbox.read_due()

    assert "antwortet nicht" in mark().fault
    assert (mark().fault_since, mark().read_at) == (since, None)
    page = soup(office.get("/buero/antworten")).main.text
    assert "Das Postfach lässt sich nicht lesen" in page
    assert "seit Mi., 01.09.2027, 09:00 Uhr" in page
    assert "Das Postfach für Antworten" in soup(office.get("/buero/")).main.text

    server.start()
    clock.move(minutes=6)
    server.put(reply(person))
    postbox.read_due()
    assert (mark().fault, mark().fault_since, listed()) == ("", None, [("taken", "taken")])
    assert "zuletzt gelesen Mi., 01.09.2027, 09:12 Uhr" in office.get("/buero/antworten").text


def test_a_wrong_password_and_a_wrong_folder_are_told(ctx, server, mailbox_settings, clock):
    mailbox_settings(password="falsch")
    postbox.read_due()
    assert "lehnt unser Konto ab" in mark().fault

    clock.move(minutes=6)
    mailbox_settings(folder="Gibt es nicht")
    postbox.read_due()
    assert "lässt sich nicht lesen" in mark().fault


def test_flask_check_tries_the_mailbox(ctx, server, mailbox_settings):
    (fine,) = check._mailbox(current())
    (wrong,) = check._mailbox(mailbox_settings(password="falsch"))
    (none,) = check._mailbox(mailbox_settings(host=""))

    assert [one.state for one in (fine, wrong, none)] == ["in Ordnung", "FEHLER", "Hinweis"]
    assert fine.text == "Der Ordner INBOX auf 127.0.0.1 lässt sich lesen."


def test_without_a_mailbox_nothing_is_tried(ctx):
    assert (postbox.read_due(), mark()) == (0, None)


def test_a_stop_ends_between_two_mails_and_the_rest_comes_later(person, server, clock):
    other = Person(person.meeting_id, "cem@example.org")
    server.put(reply(person), reply(other, sender="cem@example.org", number="two"))
    asked = iter([False, True])

    assert postbox.read_due(lambda: next(asked)) == 1
    clock.move(minutes=6)
    assert postbox.read_due() == 1


def test_uploaded_before_it_was_read_it_counts_once(person, server):
    server.put(reply(person, "DECLINED"))
    actions.receive(reply(person, "DECLINED"), Way.UPLOAD)

    assert postbox.read_due() == 0
    assert listed() == [("taken", "taken")]
