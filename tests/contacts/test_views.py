"""The address book over HTTP: lists, forms, two colleagues at once, tables, the import."""

import csv
import io

import pytest

from app.contacts import listing, queries
from app.contacts.models import ContactImport, Person
from app.contacts.rules import ConsentKind
from app.core.db import db
from tests import build


def make(app, **values):
    with app.app_context():
        return build.a_person(**values)


def names(page):
    return [link.get_text() for link in page.select("#personen tbody th a")]


def typed(page):
    """What a form of a page would send."""
    fields = page.select("form.tw-form [name]")
    return {
        field["name"]: field.get_text() if field.name == "textarea" else field.get("value", "")
        for field in fields
        if field.get("type") not in ("checkbox", "radio") and field.name != "select"
    }


def test_an_empty_book_tells_the_first_step(office, soup):
    page = soup(office.get("/buero/kontakte"))

    assert page.select_one(".tw-empty a").get_text(strip=True) == "Liste einlesen"
    assert soup(office.get("/buero/organisationen")).select_one(".tw-empty")


def test_the_list_searches_filters_and_sorts(app, office, soup):
    make(app, first_name="Cem", last_name="Yıldırım", sector="politik", invited=True)
    make(app, first_name="Änne", last_name="Ohm", organisation="Radfreunde", labels=("Presse",))

    def found(query):
        return names(soup(office.get(f"/buero/kontakte?{query}")))

    assert found("") == ["Ohm, Änne", "Yıldırım, Cem"]
    assert found("sortierung=-name") == ["Yıldırım, Cem", "Ohm, Änne"]
    assert found("suche=Yildirim") == ["Yıldırım, Cem"]
    assert found("suche=radfr+anne") == ["Ohm, Änne"]
    assert found("bereich=politik&einladungen=ja") == ["Yıldırım, Cem"]
    assert found("einladungen=nein") == ["Ohm, Änne"]
    assert found("schlagwort=Presse") == ["Ohm, Änne"]
    assert found("suche=Zirkus") == []
    nonsense = "/buero/kontakte?seite=x&sortierung=drop&bereich=%27&suche=%25_"
    assert office.get(nonsense).status_code == 200


def test_fifty_people_stand_on_a_page(app, office, soup):
    for number in range(51):
        make(app, last_name=f"Gast {number:02}")

    page = soup(office.get("/buero/kontakte?suche=gast"))
    assert (len(names(page)), "Seite 1 von 2" in page.text) == (50, True)
    following = page.find("a", {"aria-label": "Nächste Seite"})["href"]
    assert names(soup(office.get(following))) == ["Gast 50, Cem"]


@pytest.mark.parametrize("address", ["/buero/kontakte", "/buero/organisationen"])
def test_long_lists_need_no_more_queries(app, office, count_queries, address):
    def asked():
        with count_queries() as seen:
            assert office.get(address).status_code == 200
        return len(seen)

    make(app, organisation="Verein 0", labels=("Presse",))
    asked()
    first = asked()
    for number in range(1, 30):
        make(app, organisation=f"Verein {number}", labels=("Presse", "Chor"))
    assert asked() == first


def test_the_office_adds_and_changes_somebody(app, office, soup):
    answer = office.post(
        "/buero/kontakte/neu",
        data={
            "first_name": "Thị Mai", "last_name": "Nguyễn", "organisation": "Radfreunde e. V.",
            "sector": "zivilgesellschaft", "interests": ["MO", "EE"], "labels": "Presse, Chor",
            "note": "Ruft lieber an.",
        },
    )  # fmt: skip

    page = soup(office.get(answer.location))
    assert page.h1.get_text() == "Thị Mai Nguyễn"
    for words in ("Radfreunde e. V.", "Erneuerbare Energien", "Chor", "Ruft lieber an."):
        assert words in page.main.text
    edit = answer.location + "/bearbeiten"
    form = soup(office.get(edit))
    assert [box["value"] for box in form.select("[name=interests][checked]")] == ["EE", "MO"]
    assert office.post(edit, data=typed(form) | {"phone": "0521 51-0"}).status_code == 303
    assert "0521 51-0" in office.get(answer.location).text


def test_a_wrong_form_keeps_what_was_typed(office, soup):
    data = {"last_name": "", "first_name": "Cem", "email": "cem.example.org"}

    answer = office.post("/buero/kontakte/neu", data=data)

    assert answer.status_code == 422
    page = soup(answer)
    assert page.find(id="email")["value"] == "cem.example.org"
    assert "Nachname: Bitte füllen Sie dieses Feld aus." in page.select_one(".tw-errors").text


def test_the_second_colleague_sees_both_texts_and_can_save_again(app, office, soup):
    person_id = make(app, last_name="Klee")
    edit = f"/buero/kontakte/{person_id}/bearbeiten"
    mine = typed(soup(office.get(edit)))
    office.post(edit, data=mine | {"phone": "1"})

    answer = office.post(edit, data=mine | {"phone": "2", "last_name": "Klee-Moos"})

    assert answer.status_code == 409
    page = soup(answer)
    rows = [
        [cell.get_text(strip=True) for cell in row(["th", "td"])] for row in page.select("tbody tr")
    ]
    assert rows == [["Nachname", "Klee", "Klee-Moos"], ["Telefon", "1", "2"]]
    assert office.post(edit, data=typed(page)).status_code == 303
    with app.app_context():
        assert queries.person_by_id(person_id).phone == "2"


def test_a_consent_by_phone_stands_in_the_history_with_its_words(app, office, soup):
    person_id = make(app)
    address = f"/buero/kontakte/{person_id}/einwilligung/einladungen"
    form = typed(soup(office.get(address)))
    assert form["words"].strip() == "Bitte laden Sie mich auch zu den nächsten Treffen ein."

    assert office.post(address, data=form).status_code == 422
    office.post(address, data=form | {"way": "phone"})
    office.post(address, data={"way": "paper"})

    page = soup(office.get(f"/buero/kontakte/{person_id}"))
    told = [row.get_text(" ", strip=True) for row in page.select("#verlauf tbody tr")]
    assert "Widerrufen auf Papier, notiert von Miriam Voss" in told[0]
    assert "Mi., 01.09.2027, 09:00 Uhr" in told[1] and "(Fassung 1)" in told[1]
    assert office.get(f"/buero/kontakte/{person_id}/einwilligung/alles").status_code == 404


def test_erasing_says_what_goes_first(app, office, soup):
    person_id = make(app, invited=True)
    address = f"/buero/kontakte/{person_id}/loeschen"

    page = soup(office.get(address))
    assert "1 Eintrag über Einwilligungen" in page.main.text
    assert "Karten aus „Suche und Biete“ werden geschlossen" in page.main.text
    version = page.select_one(".tw-confirm [name=version]")["value"]
    assert office.post(address, data={"version": "99"}).status_code == 409
    assert office.post(address, data={"version": version}).status_code == 303
    assert office.get(f"/buero/kontakte/{person_id}").status_code == 404


def test_two_records_are_compared_and_merged(app, office, soup):
    kept = make(app, first_name="Anna", last_name="Schröder", phone="1")
    other = make(app, first_name="Anna", last_name="Schröder", phone="2", invited=True)
    page = soup(office.get(f"/buero/kontakte/{kept}"))
    address = page.select_one(".tw-twins a")["href"]
    assert address == f"/buero/kontakte/{kept}/zusammenfuehren/{other}"

    page = soup(office.get(address))
    assert "lässt sich nicht rückgängig machen" in page.main.text
    seen = {field["name"]: field["value"] for field in page.select("main [name$=version]")}
    stale = office.post(address, data=seen | {"phone": "other", "version": "77"})
    assert stale.status_code == 409
    assert soup(stale).select_one("[name=phone][value=other]").has_attr("checked")
    assert office.post(address, data=seen | {"phone": "other"}).status_code == 303

    with app.app_context():
        assert (queries.person_by_id(other).phone, queries.person_by_id(other).id) == ("2", kept)
    assert office.get(f"/buero/kontakte/{other}").location == f"/buero/kontakte/{kept}"
    assert office.get(f"/buero/kontakte/{other}/bearbeiten").status_code == 404
    assert office.get(f"/buero/kontakte/{kept}/zusammenfuehren/{kept}").status_code == 404


def test_the_second_record_is_found_by_search(app, office, soup):
    kept, other = make(app, last_name="Klee"), make(app, last_name="Moos")

    page = soup(office.get(f"/buero/kontakte/{kept}/zusammenfuehren?suche=moos"))

    assert [link["href"].rpartition("/")[2] for link in page.select(".tw-twins a")] == [str(other)]


def test_the_table_holds_what_the_page_shows_and_no_formula(app, office):
    make(app, last_name="=1+1", organisation="+energie eG", invited=True)
    make(app, last_name="Ohm")

    answer = office.post("/buero/kontakte.csv", data={"einladungen": "ja"})

    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert [(row["Nachname"], row["Organisation"]) for row in rows] == [("'=1+1", "'+energie eG")]
    assert rows[0]["Einladungen erlaubt"] == "ja"
    assert "2027-09-01-Kontakte.csv" in answer.headers["Content-Disposition"]
    assert office.post("/buero/kontakte.xlsx").data.startswith(b"PK")
    assert office.post("/buero/organisationen.csv").data.decode("utf-8-sig").count("\n") == 2
    with app.app_context():
        assert [entry[1:] for entry in build.audit()][-3:] == [
            ("contacts_exported", "people:1"), ("contacts_exported", "people:2"),
            ("contacts_exported", "organisations:1"),
        ]  # fmt: skip


def test_organisations_are_added_changed_and_merged(app, office, soup):
    first = office.post("/buero/organisationen/neu", data={"name": "Radfreunde"}).location
    second = office.post("/buero/organisationen/neu", data={"name": "Speichenbund"}).location
    make(app, organisation="Speichenbund")
    edit = f"{first}/bearbeiten"
    mine = typed(soup(office.get(edit)))
    assert office.post(edit, data=mine | {"name": "Radler"}).status_code == 303
    assert office.post(edit, data=mine | {"name": "Räder"}).status_code == 409
    assert office.post(edit, data=mine | {"name": ""}).status_code == 422
    page = soup(office.get(f"{first}/zusammenfuehren?suche=speiche"))
    address = page.select_one(".tw-twins a")["href"]

    assert "1 Person zieht zu „Radler“ um" in office.get(address).text
    assert office.post(address).status_code == 303
    assert office.get(second).status_code == 404
    assert "1 Person" in soup(office.get(first)).main.text


def upload(office, content, name="liste.csv"):
    return office.post(
        "/buero/kontakte/import",
        data={"file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )


def test_a_list_is_checked_asked_about_and_taken_over(app, office, soup):
    text = "Name;Vorname;E-Mail\nKrüger;;k@example.org\nKlee;Ida;ida@example.org\n;;x\n"
    address = upload(office, text.encode("cp1252")).location

    page = soup(office.get(address))
    assert [figure.get_text(" ", strip=True) for figure in page.select(".tw-figure")] == [
        "1 neu", "0 schon da", "1 Rückfragen, 1 offen", "1 abgelehnt",
    ]  # fmt: skip
    with app.app_context():
        assert db.session.query(Person).count() == 0
    radio = page.select_one("[type=radio][value=new]")["name"]
    answered = {radio: "new", "antwort-x": "new", "label": "Mai & Juni"}
    page = office.post(f"{address}/antworten", data=answered, follow_redirects=True)
    assert "2 Personen kommen neu ins Adressbuch" in page.text
    assert soup(page).select_one("[name=label]")["value"] == "Mai & Juni"

    office.post(f"{address}/uebernehmen", data={"label": "Mai"})

    with app.app_context():
        found = [one.full_name for one in db.session.scalars(queries.labelled("Mai"))]
    assert sorted(found) == ["Ida Klee", "Krüger"]
    assert office.post(f"{address}/uebernehmen").status_code == 404


def test_what_is_ticked_counts_also_when_it_is_taken_over_at_once(app, office, soup):
    address = upload(office, "Name;Vorname;E-Mail\nKrüger;;k@example.org\n".encode()).location
    radio = soup(office.get(address)).select_one("[type=radio][value=new]")

    office.post(f"{address}/uebernehmen", data={radio["name"]: "new"})

    assert radio["form"] == "uebernehmen"
    with app.app_context():
        assert [one.last_name for one in db.session.query(Person)] == ["Krüger"]


def test_lines_can_be_pasted_from_a_spreadsheet(office, soup):
    answer = office.post("/buero/kontakte/import", data={"lines": "Name\tVorname\nKlee\tIda"})

    assert "Ida Klee" in soup(office.get(answer.location)).main.text


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04xx", b"Name\n\0"])
def test_a_wrong_file_is_refused_at_its_field(office, soup, content):
    answer = upload(office, content)

    assert answer.status_code == 422
    assert soup(answer).find(id="file-error").get_text(strip=True)
    assert office.post("/buero/kontakte/import").status_code == 422


def test_a_file_beyond_the_limit_is_refused(office, soup):
    kind = "multipart/form-data; boundary=x"
    answer = office.post("/buero/kontakte/import", data=b"x" * 3_000_000, content_type=kind)

    assert answer.status_code == 413
    assert soup(answer).h1


def test_columns_are_corrected_and_the_list_can_be_discarded(app, office, soup):
    address = upload(office, b"Wer;Wo\nIda Klee;ida@example.org\n").location
    assert soup(office.get(address)).select_one("details[open]")

    wrong = office.post(f"{address}/zuordnung", data={"spalte-0": "email", "spalte-1": "email"})
    assert (wrong.status_code, "Zwei Spalten" in wrong.text) == (409, True)
    office.post(f"{address}/zuordnung", data={"spalte-0": "full_name", "nachweis": "ja"})
    with app.app_context():
        (waiting,) = db.session.query(ContactImport)
        assert (waiting.mapping, waiting.proof) == (["full_name", ""], True)
        assert listing.import_counts(waiting.id)["question"] == 1
    assert office.post(f"{address}/verwerfen").status_code == 303
    assert office.get(address).status_code == 404


def test_when_the_book_changed_the_page_says_so(app, office, soup):
    address = upload(office, b"Nachname;Vorname;Mail\nKlee;Ida;ida@example.org\n").location
    make(app, first_name="Ida", last_name="Klee", email="ida@example.org")

    answer = office.post(f"{address}/uebernehmen")

    assert answer.status_code == 409
    assert "Das Adressbuch hat sich seit der Vorschau geändert" in soup(answer).main.text
    assert office.post(f"{address}/uebernehmen").status_code == 303


def test_hostile_cells_are_shown_as_text(office):
    address = upload(
        office, b"Name;Vorname;E-Mail\n<script>x</script>;Ida;i@example.org\n"
    ).location

    assert "<script>x" not in office.get(address).text


@pytest.mark.parametrize("kind", list(ConsentKind))
def test_the_words_of_the_form_are_offered(app, kind):
    with app.app_context():
        assert queries.consent_words(kind)
