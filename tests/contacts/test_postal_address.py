"""Where letters go: the postal address is kept, changed, imported, merged, exported, forgotten."""

from app.contacts import documents, imports, office, queries
from app.contacts.models import Person
from app.contacts.rules import address_lines
from app.core.db import db
from tests import build
from tests.build import OFFICE

HOME = "Café-Hof, Hinterhaus\nMusterweg 12\n33719 Bielefeld"


def by_letter():
    return [person.last_name for person in queries.people_without_mail()]


def test_an_address_in_one_line_is_cut_where_the_lines_of_a_letter_end():
    cut = ["Musterweg 12", "33719 Bielefeld"]

    assert address_lines("Musterweg 12, 33719 Bielefeld") == cut
    assert address_lines("Musterweg 12 33719  Bielefeld") == cut
    assert address_lines(HOME)[0] == "Café-Hof, Hinterhaus"
    assert address_lines(" \n") == []


def test_letters_go_to_people_who_agreed_and_have_an_address_but_no_mail(ctx):
    build.a_person(last_name="Zöllner", email="", postal_address=HOME, invited=True)
    build.a_person(last_name="Ärmel", email="", postal_address=HOME, invited=True)
    build.a_person(last_name="Mailleser", postal_address=HOME, invited=True)
    build.a_person(last_name="Nirgendwo", email="", invited=True)
    build.a_person(last_name="Ungefragt", email="", postal_address=HOME)

    assert by_letter() == ["Ärmel", "Zöllner"]


def test_the_office_writes_and_sees_the_address(office, app):
    sent = {"first_name": "Ida", "last_name": "Klee", "postal_address": "Musterweg 12\n33719 Ort"}
    answer = office.post("/buero/kontakte/neu", data=sent)
    assert answer.status_code == 303
    assert "Musterweg 12\n33719 Ort" in office.get(answer.location).text

    too_long = office.post("/buero/kontakte/neu", data=sent | {"postal_address": "x" * 301})
    assert "Postanschrift: Höchstens 300 Zeichen" in too_long.text


def test_an_address_is_imported_and_taken_away_again(ctx):
    lines = "Nachname;Vorname;Mail;Anschrift\nKlee;Ida;i@example.org;Musterweg 12, 33719 Bielefeld"
    waiting = imports.upload(lines.encode(), "liste.csv", actor=OFFICE)
    imports.take_over(waiting.id, actor=OFFICE)

    (person,) = queries.find_people("Klee")
    assert person.postal_address == "Musterweg 12, 33719 Bielefeld"
    table = documents.people_csv([person]).decode("utf-8-sig")
    assert ";Postanschrift;" in table
    assert ";Musterweg 12, 33719 Bielefeld;" in table


def test_merging_keeps_the_address_and_leaves_none_behind(ctx):
    kept, other = build.a_person(email=""), build.a_person(postal_address=HOME)
    versions = queries.person_by_id(kept).version, queries.person_by_id(other).version
    office.merge_people(kept, other, {}, seen_versions=versions, actor=OFFICE)

    assert db.session.get(Person, kept).postal_address == HOME
    assert db.session.get(Person, other).postal_address == ""
