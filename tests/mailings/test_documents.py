"""The invitation as letters: who gets one, what it says, and where the address stands."""

import re
import subprocess
from datetime import date

import pytest
from bs4 import BeautifulSoup

from app.contacts import queries
from app.core.db import db, transaction
from app.core.errors import RuleBroken
from app.core.pdf import render_pdf, stop_renderer
from app.mailings import documents
from app.mailings.actions import draft_mailings
from app.mailings.queries import invitation_of
from app.mailings.recipients import letter_readers
from app.mailings.rules import address_size
from app.meetings.invitations import invite
from app.meetings.models import Meeting
from tests import build
from tests.papers.structure import findings
from tests.registrations.build import LONG, a_place

HOME = "Musterweg 12\n33719 Bielefeld"
MILLIMETRE = 72 / 25.4


@pytest.fixture(autouse=True, scope="module")
def own_renderer():
    yield
    stop_renderer()


def a_reader(last="Klee", first="Ida", **values):
    """Somebody whom only a letter reaches. Returns the id."""
    facts = {"email": "", "postal_address": HOME, "invited": True} | values
    return build.a_person(first_name=first, last_name=last, **facts)


def meeting_of(meeting_id):
    return db.session.get(Meeting, meeting_id)


def readers(meeting_id):
    return [person.last_name for person in letter_readers(meeting_of(meeting_id))]


def letters(meeting_id):
    meeting = meeting_of(meeting_id)
    return documents.letters_document(meeting, letter_readers(meeting), date(2027, 9, 1))


def page(meeting_id):
    return BeautifulSoup(letters(meeting_id).html, "html.parser")


def words_of(element):
    return " ".join(element.text.split())


def an_invited_meeting(**values):
    meeting_id = build.a_meeting()
    build.a_mailing(meeting_id, **values)
    return meeting_id


def test_letters_go_to_those_whom_no_mail_reaches_and_who_have_not_answered(ctx):
    meeting_id = an_invited_meeting()
    a_reader("Zöllner")
    a_reader("Ärmel")
    a_reader("Mailleser", email="m@example.org")
    a_reader("Ungefragt", invited=False)
    registered, declined = a_reader("Angemeldet"), a_reader("Abgesagt")
    a_place(meeting_id, "Ida", "Angemeldet", person_id=registered, email="")
    with transaction():
        invite(meeting_id, declined).declined_at = meeting_of(meeting_id).created_at

    assert readers(meeting_id) == ["Ärmel", "Zöllner"]


def test_letters_of_a_closed_group_go_to_its_members_only(ctx):
    meeting_id = an_invited_meeting(recipients=("steering_group",))
    a_reader("Mitglied", invited=False, labels=("Lenkungskreis",))
    a_reader("Fremd")

    assert readers(meeting_id) == ["Mitglied"]


def test_a_letter_says_what_the_mail_says_with_a_telephone_number_for_personal_links(ctx):
    body = "Guten Tag {{vorname}} {{nachname}},\n\nkommen Sie: {{anmelde_link}}\n\n{{signatur}}"
    meeting_id = an_invited_meeting(
        body=f"{body}\n\nAustragen: {{{{verwaltungs_link}}}}", attachments=["agenda_pdf"]
    )
    a_reader("Nguyễn Thị", "Mai", academic_title="Dr.")

    letter = page(meeting_id).select_one(".letter-sheet")
    address = [line.text for line in letter.select(".address p")]
    assert address == ["Dr. Mai Nguyễn Thị", "Musterweg 12", "33719 Bielefeld"]
    words = words_of(letter)
    assert "Guten Tag Mai Nguyễn Thị," in words
    assert "Austragen: Telefon 0521 51-0" in words and "Ein Anruf genügt" not in words
    assert "1. September 2027" in words and "Anlage: Tagesordnung" in words
    assert words.count("Freundliche Grüße") == 1
    link = letter.select_one("a")
    assert link.text == link["href"].removeprefix("http://")
    assert letter.svg.title.text.startswith("QR-Code: Seite für die Anmeldung")


def test_a_letter_tells_how_to_leave_when_the_text_does_not(ctx):
    meeting_id = an_invited_meeting()
    a_reader("Klee", "")

    words = words_of(page(meeting_id))
    assert "Sie möchten keine Einladungen mehr? Ein Anruf genügt: Telefon 0521 51-0" in words
    assert "Guten Tag Klee," in words


def test_without_an_invitation_there_are_no_letters(ctx):
    meeting_id = build.a_meeting()
    person_id = a_reader()
    if invitation := invitation_of(meeting_id):
        db.session.delete(invitation)
        db.session.commit()

    people = [queries.person_by_id(person_id)]
    with pytest.raises(RuleBroken, match="keine Einladung"):
        documents.letters_document(meeting_of(meeting_id), people, date(2027, 9, 1))
    with pytest.raises(RuleBroken, match="niemand einen Brief"):
        letters(meeting_id)
    assert readers(meeting_id) == []


def test_mail_merge_has_the_lines_of_the_address_and_the_greeting(ctx):
    meeting_id = an_invited_meeting()
    a_reader("Müller", "Übung", postal_address="Hof Süd, Musterweg 12, 33719 Bielefeld")
    a_reader("Zander", "Bo", postal_address="a\nb\nc\nd\ne")

    table = documents.letters_csv(meeting_of(meeting_id))
    assert table.startswith(b"\xef\xbb\xbf")
    assert table.decode("utf-8-sig").splitlines() == [
        "Anrede;Titel;Vorname;Nachname;Anschrift 1;Anschrift 2;Anschrift 3;Anschrift 4",
        "Guten Tag Übung Müller,;;Übung;Müller;Hof Süd;Musterweg 12;33719 Bielefeld;",
        "Guten Tag Bo Zander,;;Bo;Zander;a;b;c;d, e",
    ]
    assert documents.letters_xlsx(meeting_of(meeting_id)).startswith(b"PK")


def test_a_long_address_gets_smaller_type():
    assert address_size(["Ida Klee", "Musterweg 12", "33719 Bielefeld"]) == ""
    assert address_size(["x" * 150, "Musterweg 12", "33719 Bielefeld"]) == "small"
    assert address_size([LONG, LONG, "Musterweg 12", "33719 Bielefeld"]) == "tiny"


def test_many_letters_ask_the_database_no_more_often(ctx, count_queries):
    meeting_id, seen = an_invited_meeting(), []
    for number in (1, 1, 20):
        for index in range(number):
            a_reader(f"Klee {number} {index} {len(seen)}")
        with count_queries() as asked:
            letters(meeting_id)
        seen.append(len(asked))
    assert seen[1] == seen[2]


def placed(data, tmp_path):
    """(page, word, left, top, right, bottom) in millimetres of every word."""
    file = tmp_path / "letters.pdf"
    file.write_bytes(data)
    told = subprocess.run(
        ["pdftotext", "-bbox", file, "-"], capture_output=True, text=True, check=True
    ).stdout
    for number, part in enumerate(told.split("<page ")[1:], 1):
        for box in re.finditer(r'xMin="(.+)" yMin="(.+)" xMax="(.+)" yMax="(.+)">(.*)<', part):
            yield (number, box[5], *(float(edge) / MILLIMETRE for edge in box.groups()[:4]))


@pytest.mark.pdf
@pytest.mark.parametrize("name", ["Klee", LONG])
def test_the_address_stands_in_the_window_and_the_subject_below_it(ctx, tmp_path, name):
    meeting_id = an_invited_meeting(subject="Betreffzeile")
    a_reader(name, "Ida", postal_address="Fensterstraße 12\n33719 Fensterstadt")

    words = list(placed(render_pdf(letters(meeting_id).html), tmp_path))
    window = [(left, top, right, bottom) for _, word, left, top, right, bottom in words
              if word.startswith(("Fensterstr", "Fensterst", "33719"))][:3]  # fmt: skip
    assert len(window) == 3
    inside = [word for _, word, left, top, right, bottom in words
              if left >= 20 and right <= 105 and top >= 45 and bottom <= 90]  # fmt: skip
    assert inside[0] == "Stadt" and {"Ida", "Fensterstraße", "33719", "Fensterstadt"} <= set(inside)
    for left, top, right, bottom in window:
        assert left >= 24.5 and right <= 104 and top >= 62 and bottom <= 90
    subject = next(top for _, word, _, top, _, _ in words if word == "Betreffzeile")
    assert 98 <= subject <= 100.5


@pytest.mark.pdf
def test_each_letter_begins_on_a_new_page_with_its_own_count(ctx, tmp_path):
    paragraph = "Wir freuen uns auf Sie und auf Ihre Ideen für das Klima. " * 6
    body = "\n\n".join(["Guten Tag {{vorname}} {{nachname}},", *[paragraph] * 9])
    meeting_id = an_invited_meeting(body=body)
    a_reader("Adler")
    a_reader("Zander")

    data = render_pdf(letters(meeting_id).html)
    assert findings(data, pages=4, paper="A4") == []
    words = list(placed(data, tmp_path))
    first = {(number, word) for number, word, _, top, _, _ in words if 62 < top < 70}
    assert {(1, "Adler"), (3, "Zander")} <= first
    counted = [(number, word) for number, word, _, top, _, _ in words if top > 277]
    assert [number for number, word in counted if word == "Seite"] == [2, 4]
    assert [word for number, word in counted if number in (2, 4)][-1] == "2"


@pytest.mark.pdf
@pytest.mark.parametrize("kit", ["auftakt", "vernetzung", "pitch-abend"])
def test_the_invitation_of_a_kit_fits_on_one_page(ctx, kit):
    meeting_id = build.a_planned_meeting(kit=kit)
    if invitation_of(meeting_id) is None:
        draft_mailings(meeting_of(meeting_id))
    a_reader("Krzyżanowska", "Jadwiga")

    assert findings(render_pdf(letters(meeting_id).html), pages=1, paper="A4") == []
