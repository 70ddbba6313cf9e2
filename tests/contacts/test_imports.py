"""Scenario G3: the office's Excel list, line by line (domain.md 7; data/README.md)."""

import io
from pathlib import Path

import openpyxl
import pytest

from app.clockwork import jobs
from app.contacts import imports, listing, office, queries
from app.contacts.models import Consent, ContactImport, ContactImportRow, Person
from app.contacts.rules import ConsentKind, PersonFacts
from app.core.db import db, transaction
from app.core.errors import Conflict, NotFound, RuleBroken
from app.demo.people import add_people
from tests import build
from tests.build import OFFICE

SAMPLE = Path("app/demo/data/import_teilnehmende_excel.csv").read_bytes()


@pytest.fixture
def year(ctx):
    """The 120 people of the demo."""
    with transaction():
        return {sample_id: person.id for sample_id, person in add_people().items()}


def upload(content, name="liste.csv"):
    text = content if isinstance(content, bytes) else content.encode()
    return imports.upload(text, name, actor=OFFICE).id


def lines(import_id):
    """Number of the line -> the row."""
    rows = db.session.query(ContactImportRow).filter_by(import_id=import_id)
    return {row.number: row for row in rows.order_by(ContactImportRow.number)}


def verdicts(import_id):
    return {number: row.verdict for number, row in lines(import_id).items()}


def answer(import_id, **given):
    rows = lines(import_id)
    imports.answer(
        import_id, {rows[int(name[1:])].id: said for name, said in given.items()}, actor=OFFICE
    )


def prove(import_id):
    mapping = db.session.get(ContactImport, import_id).mapping
    imports.set_mapping(import_id, mapping, proof=True, actor=OFFICE)


def people():
    return db.session.query(Person).filter(Person.merged_into_id.is_(None)).count()


def test_the_sample_is_judged_as_the_office_expects(year):
    rows = lines(upload(SAMPLE))

    told = {number - 1: (row.verdict, row.question) for number, row in rows.items()}
    assert told == {
        1: ("known", ""), 2: ("rejected", ""), 3: ("new", ""), 4: ("new", ""),
        5: ("question", "first_name"), 6: ("new", ""), 7: ("question", "twin"),
        8: ("rejected", ""), 9: ("new", ""), 10: ("known", ""), 11: ("question", "no_email"),
        12: ("known", ""), 13: ("new", ""), 14: ("rejected", ""),
    }  # fmt: skip
    assert rows[3].reason.startswith("Die Zeile hat 11 Spalten statt 10.")
    assert rows[8].reason.startswith("Gleiche Person wie Matthias Brandhorst (")
    assert rows[8].person_id == year["P080"]
    assert "ludger.averbeck(at)example.org" in rows[9].reason
    assert rows[11].reason == "Doppelt: steht schon in Zeile 4 dieser Datei."
    assert rows[13].person_id == year["P118"]
    assert rows[13].reason.endswith("Dieselbe Adresse nutzt auch Thomas Lindner.")
    assert people() == 120


def test_taking_over_adds_each_person_once_however_often(year):
    first = upload(SAMPLE)
    answer(first, n6="new", n8="new", n12="new")
    assert imports.take_over(first, label="Liste Mai", actor=OFFICE) == {
        "new": 8, "known": 3, "left": 3,
    }  # fmt: skip

    again = upload(SAMPLE)
    assert imports.take_over(again, actor=OFFICE)["new"] == 0
    assert people() == 128
    assert sorted(p.full_name for p in db.session.scalars(queries.labelled("Liste Mai"))) == [
        "Bärbel Süß", "Gesa Teichmüller", "Henriette Vogt-Lünemann", "Jürgen Möhlenkamp",
        "Krüger", "Matthias Brandhorst", "Ole Weißgerber", "Änne Pohlmeier",
    ]  # fmt: skip


def test_what_was_taken_over_is_clean_and_can_be_found(year):
    imports.take_over(upload(SAMPLE), actor=OFFICE)

    (person,) = queries.find_people("weissgerber")
    assert (person.academic_title, person.sector, person.source) == (
        "Dr.",
        "wissenschaft",
        "import",
    )
    assert queries.person_behind(queries.unsubscribe_token(person)).id == person.id
    (person,) = queries.find_people("mohlenkamp")
    assert person.organisation.name == 'Förderkreis "Alte Linde" e. V.'
    assert not person.invitations


def test_the_same_person_keeps_the_address_and_gets_the_other_one_as_a_note(year):
    import_id = upload(SAMPLE)
    answer(import_id, n8="same")
    imports.take_over(import_id, actor=OFFICE)

    person = queries.person_by_id(year["P080"])
    assert person.email != "matthias.brandhorst@example.com"
    assert person.note == "Weitere E-Mail-Adresse: matthias.brandhorst@example.com"


def test_open_questions_and_skipped_lines_are_left_out(ctx):
    import_id = upload("Name;Vorname;E-Mail\nKrüger;;k@example.org\nKlee;;klee@example.org\n")
    answer(import_id, n2="skip")

    assert imports.take_over(import_id, actor=OFFICE) == {"new": 0, "known": 0, "left": 2}


def test_an_answer_that_fits_no_question_is_ignored(ctx):
    import_id = upload("Name;Vorname;E-Mail\nKrüger;;k@example.org\nKlee;Ida;klee@example.org\n")
    answer(import_id, n2="same", n3="skip")

    assert [row.answer for row in lines(import_id).values()] == ["", ""]


CONSENTS = (
    "Nachname,Vorname,E-Mail,Einladungen,Einwilligung vom\n"
    "Klee,Ida,ida@example.org,ja,03.05.2027\n"
    "Voss,Ole,ole@example.org,nein,\n"
    "Süß,Bärbel,suess@example.org,x,31.02.2027\n"
    "Moos,Eva,eva@example.org,ja,03.05.2031\n"
)


def test_consents_come_only_with_proof(ctx):
    import_id = upload(CONSENTS)
    assert verdicts(import_id) == {2: "new", 3: "new", 4: "rejected", 5: "rejected"}
    assert "31.02.2027" in lines(import_id)[4].reason

    imports.take_over(import_id, actor=OFFICE)

    assert db.session.query(Consent).count() == 0


def test_with_proof_a_consent_has_its_day_and_who_wrote_it_down(ctx):
    import_id = upload(CONSENTS)
    prove(import_id)
    imports.take_over(import_id, actor=OFFICE)

    (consent,) = db.session.query(Consent)
    assert (consent.way, consent.by, f"{consent.at:%d.%m.%Y}") == (
        "import", "Miriam Voss", "03.05.2027",
    )  # fmt: skip
    assert [p.first_name for p in db.session.scalars(queries.invitable())] == ["Ida"]


def test_a_list_never_undoes_a_withdrawal(ctx):
    person = build.a_person(first_name="Ida", last_name="Klee", email="ida@example.org")
    office.note_consent(
        person, ConsentKind.INVITATIONS, given=True, way="phone", words="Ja.", actor=OFFICE
    )
    office.note_consent(person, ConsentKind.INVITATIONS, given=False, way="phone", actor=OFFICE)
    import_id = upload(CONSENTS)
    imports.set_mapping(
        import_id, db.session.get(ContactImport, import_id).mapping, proof=True, actor=OFFICE
    )
    imports.take_over(import_id, actor=OFFICE)

    assert not queries.person_by_id(person).invitations


def test_the_office_can_say_what_a_column_holds(ctx):
    import_id = upload("Wer;Wo\nIda Klee;ida@example.org\nMoos, Eva;eva@example.org\n")
    assert set(verdicts(import_id).values()) == {"rejected"}

    imports.set_mapping(import_id, ["full_name", "email"], proof=False, actor=OFFICE)
    imports.take_over(import_id, actor=OFFICE)

    assert [p.full_name for p in queries.find_people("")] == ["Ida Klee", "Eva Moos"]


@pytest.mark.parametrize("mapping", [["email", "email"], ["", "email"], ["last_name"]])
def test_a_mapping_that_makes_no_sense_is_refused(ctx, mapping):
    import_id = upload("Nachname;Mail\nKlee;ida@example.org\n")

    with pytest.raises(RuleBroken):
        imports.set_mapping(import_id, mapping, proof=False, actor=OFFICE)
    assert verdicts(import_id) == {2: "question"}


def test_when_the_book_changed_since_the_preview_nothing_is_taken(ctx):
    import_id = upload("Nachname;Vorname;Mail\nKlee;Ida;ida@example.org\n")
    build.a_person(first_name="Ida", last_name="Klee", email="ida@example.org")

    with pytest.raises(Conflict):
        imports.take_over(import_id, actor=OFFICE)
    imports.judge_again(import_id)

    assert imports.take_over(import_id, actor=OFFICE) == {"new": 0, "known": 1, "left": 0}


def test_a_second_press_finds_nothing_left(ctx):
    import_id = upload("Nachname;Vorname;Mail\nKlee;Ida;ida@example.org\n")
    imports.take_over(import_id, actor=OFFICE)

    with pytest.raises(NotFound):
        imports.take_over(import_id, actor=OFFICE)
    assert people() == 1


def test_a_list_is_forgotten_after_a_day(ctx, clock):
    upload("Nachname\nKlee\n")
    clock.move(hours=23)
    imports.forget_imports()
    assert db.session.query(ContactImportRow).count() == 1

    clock.move(hours=2)
    next(job for job in jobs(bool) if "Listen" in job.name).do()
    assert db.session.query(ContactImportRow).count() == 0


def test_merged_records_are_recognised(ctx):
    kept = build.a_person(first_name="Ida", last_name="Klee", email="ida@example.org")
    gone = build.a_person(first_name="I.", last_name="Klee", email="klee@example.org")
    versions = queries.person_by_id(kept).version, queries.person_by_id(gone).version
    office.merge_people(kept, gone, {}, seen_versions=versions, actor=OFFICE)

    rows = lines(upload("Nachname;Vorname;Mail\nKlee;I.;klee@example.org\n"))

    assert (rows[2].verdict, rows[2].person_id) == ("known", kept)


def test_ten_thousand_lines_are_read_and_taken_over(ctx):
    text = "Nachname;Vorname;E-Mail;Verein\n" + "".join(
        f"Gast {n};Ida;gast{n}@example.org;Verein {n % 200}\n" for n in range(10_000)
    )
    import_id = upload(text)

    assert listing.import_counts(import_id)["new"] == 10_000
    assert imports.take_over(import_id, actor=OFFICE)["new"] == 10_000
    assert listing.people_page(listing.PeopleFilter(search="gast 9999"))[1].total == 1


def test_an_xlsx_is_read_like_a_csv(ctx):
    book = openpyxl.Workbook()
    book.active.append(["Nachname", "Vorname", "E-Mail", "Telefon"])
    book.active.append(["=1+1", "Ida", "ida@example.org", 5206])
    file = io.BytesIO()
    book.save(file)

    imports.take_over(upload(file.getvalue(), "liste.xlsx"), actor=OFFICE)

    (person,) = queries.find_people("ida")
    assert (person.last_name, person.phone) == ("=1+1", "5206")


def test_facts_of_the_office_are_never_overwritten(ctx):
    with transaction():
        build.a_person(first_name="Ida", last_name="Klee", email="ida@example.org", phone="1")
    import_id = upload(
        "Nachname;Vorname;Mail;Telefon;Stadtteil\nKlee;Ida;ida@example.org;2;Senne\n"
    )
    imports.take_over(import_id, actor=OFFICE)

    (person,) = queries.find_people("klee")
    assert (person.phone, person.district) == ("1", "Senne")
    assert PersonFacts(first_name="Ida", last_name="Klee").full_name == person.full_name
