"""Somebody is erased: gone in every table and file, while others, numbers and minutes stay."""

from datetime import datetime

import pytest
from sqlalchemy import func, select

from app.core.db import Base, db
from app.core.errors import NotFound
from app.core.pdf import PdfTimeout
from app.demo.loader import load_year
from app.minutes.models import MinutesRelease
from app.outbox import actions as outbox
from app.outbox.models import Message
from app.privacy import erasing
from app.privacy.subjects import belongings_of, subject_named, subject_of
from app.registrations.models import Registration
from tests import build
from tests.conftest import BERLIN
from tests.privacy.search import places_of

BUSY = ("Aleksandra Łukaszewicz", "aleksandra.lukaszewicz@example.org")
COUPLE = ("Thomas Lindner", "Claudia Lindner", "familie.lindner@example.org")


@pytest.fixture
def year(ctx, monkeypatch):
    monkeypatch.setattr(erasing, "pdf_of", lambda wanted: wanted.html.encode())
    load_year(datetime(2027, 9, 1, 9, tzinfo=BERLIN))


def numbers():
    """Rows of each table, but of those that hold nothing than people."""
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table))
        for table in Base.metadata.sorted_tables
    }


def kept_numbers():
    states = select(Registration.meeting_id, Registration.sector, Registration.attendance,
                    func.count()).group_by(
        Registration.meeting_id, Registration.sector, Registration.attendance
    )  # fmt: skip
    return sorted(map(tuple, db.session.execute(states)))


@pytest.mark.parametrize(
    "name, email",
    [
        BUSY,
        ("Mehmet Şahinoğlu", "mehmet.sahinoglu@example.org"),
        ("Niklas Überacker", "niklas.ueberacker@example.org"),
        ("Dorothea von der Heydebrink-Sonnenschein", "dorothea.heydebrink@example.org"),
    ],
)
def test_nothing_is_left_of_the_name_and_the_address(year, name, email):
    person = next(row for row in people() if row[1] == name)
    email = person[2]
    assert len(places_of(name, email)) > 5
    before, counted = kept_numbers(), numbers()
    erasing.erase(subject_of("person", person[0]), actor=build.OFFICE)
    all_mails_leave()
    assert places_of(name, email) == set()
    assert kept_numbers() == before
    after = numbers()
    for table in ("registration", "idea", "entry", "minutes_release", "support_entry", "decision"):
        assert after[table] == counted[table]
    with pytest.raises(NotFound):
        erasing.erase(subject_of("person", person[0]), actor=build.OFFICE)


def all_mails_leave():
    """Whoever got the address of the person is asked by mail to delete it (Art. 19)."""
    while claim := outbox.claim_next("sender"):
        assert outbox.mark_sent(claim)


def people():
    table = Base.metadata.tables["person"]
    rows = db.session.execute(select(table).where(table.c.merged_into_id.is_(None)))
    return [(row.id, f"{row.first_name} {row.last_name}".strip(), row.email) for row in rows]


def test_the_other_one_at_the_same_address_keeps_everything(year):
    thomas = next(row for row in people() if row[1] == "Thomas Lindner")
    claudia = next(row for row in people() if row[1] == "Claudia Lindner")
    assert thomas[2] == claudia[2]
    before = belongings_of(subject_of("person", claudia[0]))
    erasing.erase(subject_of("person", thomas[0]), actor=build.OFFICE)
    after = belongings_of(subject_of("person", claudia[0]))
    assert after.rows == before.rows and after.subject == before.subject
    assert places_of("Thomas Lindner") == set()
    assert subject_named("Thomas Lindner", thomas[2]) is None
    assert subject_named("Claudia Lindner", claudia[2]) == after.subject


def test_texts_with_the_name_of_two_people_stay(year):
    """Nobody can tell which Anna Schröder is meant."""
    first, second = (row for row in people() if row[1] == "Anna Schröder")
    others = belongings_of(subject_of("person", second[0]))
    erasing.erase(subject_of("person", first[0]), actor=build.OFFICE)
    assert belongings_of(subject_of("person", second[0])).rows == others.rows
    assert places_of(first[2]) == set()
    assert "person.last_name" in places_of("Schröder")


def test_released_minutes_keep_their_words_with_a_marker(year):
    person = next(row for row in people() if row[1] == BUSY[0])
    contents = {row.id: str(row.content) for row in db.session.scalars(select(MinutesRelease))}
    named = [row_id for row_id, text in contents.items() if BUSY[0] in text]
    assert named
    done = erasing.erase(subject_of("person", person[0]), actor=build.OFFICE)
    assert done.releases == len(named)
    for row in db.session.scalars(select(MinutesRelease)):
        assert str(row.content) == contents[row.id].replace(BUSY[0], "N. N.")
        if row.id in named:
            assert b"Ergebnisprotokoll" in row.pdf and BUSY[0].encode() not in row.pdf


def test_erased_is_erased_though_no_document_can_be_made_now(year, monkeypatch):
    """The clockwork makes the document as soon as it can."""
    person = next(row for row in people() if row[1] == BUSY[0])
    with monkeypatch.context() as patch:
        patch.setattr(erasing, "pdf_of", a_document_that_takes_too_long)
        done = erasing.erase(subject_of("person", person[0]), actor=build.OFFICE)

    all_mails_leave()
    assert places_of(*BUSY) == set()
    assert erasing.remake_releases() >= done.releases > 0
    assert b"" not in db.session.scalars(select(MinutesRelease.pdf)).all()


def a_document_that_takes_too_long(_wanted):
    raise PdfTimeout("Das dauert zu lange.")


def test_a_mail_that_is_being_sent_is_gone_and_nothing_is_marked(ctx):
    meeting = build.a_meeting()
    row = build.a_registration(meeting, first_name="Ayşe", last_name="Öztürk",
                               email="ayse@example.org")  # fmt: skip
    claim = outbox.claim_next("sender")
    assert claim is not None and claim.recipient == "ayse@example.org"
    erasing.erase(subject_of("registration", row), actor=build.OFFICE)
    assert not outbox.mark_sent(claim)
    assert not outbox.retry_later(claim, claim.until, "später")
    assert db.session.scalars(select(Message)).all() == []
    assert places_of("Öztürk", "ayse@example.org") == set()


def test_waiting_mails_to_others_say_the_marker_and_still_leave(ctx):
    row = build.a_registration(build.a_meeting(), first_name="Ayşe", last_name="Öztürk",
                               email="ayse@example.org")  # fmt: skip
    other = build.a_queued_letter(
        subject="Ayşe Öztürk macht mit", text="Guten Tag,\n\nAyşe Öztürk macht mit.\n"
    )
    erasing.erase(subject_of("registration", row), actor=build.OFFICE)
    letter = db.session.get(Message, other)
    assert letter.subject == "N. N. macht mit"
    assert places_of("Öztürk") == set()
    claim = outbox.claim_next("sender")
    assert claim.id == other and b"Message-ID" in claim.body


def test_a_freed_place_is_offered_on(ctx):
    meeting = build.a_meeting(capacity=1)
    first = build.a_registration(meeting)
    second = build.a_registration(meeting)
    erasing.erase(subject_of("registration", first), actor=build.OFFICE)
    assert db.session.get(Registration, second).state == "offered"


def test_all_or_nothing(ctx, monkeypatch):
    person = build.a_person()
    build.a_registration(build.a_meeting(), first_name="Cem", last_name="Yıldırım")

    def broken():
        raise RuntimeError

    monkeypatch.setattr(erasing, "_forget_papers", broken)
    with pytest.raises(RuntimeError):
        erasing.erase(subject_of("person", person), actor=build.OFFICE)
    assert belongings_of(subject_of("person", person)).number


def test_the_log_says_that_it_happened_and_not_who(ctx):
    person = build.a_person()
    erasing.erase(subject_of("person", person), actor=build.OFFICE)
    assert build.audit()[-1] == ("Miriam Voss", "subject_erased", f"person:{person}")


def test_nothing_kept_is_nothing_to_erase(ctx):
    with pytest.raises(NotFound):
        subject_of("person", 17)


def test_what_somebody_types_while_the_texts_are_read_is_found_too(year, monkeypatch):
    person = next(row for row in people() if row[1] == BUSY[0])
    read, typed = erasing.rows_naming, []

    def read_and_type(marks):
        found = read(marks)
        if not typed:
            typed.append(build.an_idea(title=f"Lesebank von {BUSY[0]}"))
        return found

    monkeypatch.setattr(erasing, "rows_naming", read_and_type)
    erasing.erase(subject_of("person", person[0]), actor=build.OFFICE)

    all_mails_leave()
    assert typed and places_of(*BUSY) == set()


def test_what_an_erasure_itself_writes_does_not_name_the_person(year, monkeypatch):
    """Nothing is left for later: texts are read before the lock, and not again under it."""
    person = next(row for row in people() if row[1] == BUSY[0])
    monkeypatch.setattr(erasing, "_hide_late", lambda marks: {})

    erasing.erase(subject_of("person", person[0]), actor=build.OFFICE)

    all_mails_leave()
    assert places_of(*BUSY) == set()
