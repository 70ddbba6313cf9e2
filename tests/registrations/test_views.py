"""The office's pages: list, tables, cancelling, changing and calling off with a question."""

import csv
import io
import zipfile

import pytest

from app.core.db import db
from app.meetings.models import Meeting
from app.outbox.models import Message
from app.registrations import queries
from app.registrations.rules import Counts
from tests import build


@pytest.fixture
def meeting(app):
    with app.app_context():
        return build.a_meeting()


def people(app, meeting, *names, **values):
    with app.app_context():
        return [build.a_registration(meeting, last_name=name, **values) for name in names]


def numbers(app, meeting):
    with app.app_context():
        return queries.counts(meeting)


def kinds(app):
    with app.app_context():
        return [row.kind for row in db.session.query(Message).order_by(Message.id)]


def names_in(page):
    return [cell.a.text.strip().split(",")[0] for cell in page.select("#liste tbody th[scope=row]")]


def test_pages_belong_to_the_office_alone(app, client, moderator, steering, meeting):
    (person,) = people(app, meeting, "Süß")
    paths = [
        f"/buero/treffen/{meeting}/anmeldungen",
        f"/buero/anmeldungen/{person}/abmelden",
        f"/buero/treffen/{meeting}/aendern",
        f"/buero/treffen/{meeting}/absagen",
    ]

    for path in paths:
        assert client.get(path).status_code == 303
        assert client.post(path).status_code in (403, 405)
        assert moderator.get(path).status_code == 403
        assert steering.get(path).status_code == 403
    table = f"/buero/treffen/{meeting}/anmeldungen.csv"
    assert [one.post(table).status_code for one in (client, moderator, steering)] == [403] * 3


def test_empty_list_says_the_first_step(office, meeting, soup):
    page = soup(office.get(f"/buero/treffen/{meeting}/anmeldungen"))

    assert "Noch keine Anmeldungen" in page.text
    assert page.find("input", {"id": "link"})["value"].endswith("/anmelden")


def test_list_shows_numbers_people_and_needs(app, office, meeting, soup):
    people(app, meeting, "Zürn", "Ärmel", access_needs="Höranlage")
    people(app, meeting, "Yıldırım", confirmed=False)

    page = soup(office.get(f"/buero/treffen/{meeting}/anmeldungen"))

    assert names_in(page) == ["Ärmel", "Yıldırım", "Zürn"]
    assert "2 von 50 Plätzen vergeben" in page.text
    assert "Unterstützung: 2 Personen" in page.text


def test_list_is_found_filtered_and_sorted(app, office, meeting, soup):
    people(app, meeting, "Zürn", "Ärmel")
    people(app, meeting, "Yıldırım", confirmed=False)

    def shown(query):
        return names_in(soup(office.get(f"/buero/treffen/{meeting}/anmeldungen?{query}")))

    assert shown("suche=yildirim") == ["Yıldırım"]
    assert shown("status=pending") == ["Yıldırım"]
    assert shown("sortierung=-name") == ["Zürn", "Yıldırım", "Ärmel"]
    assert shown("sortierung=password&status=nonsense") == []


def test_number_of_queries_does_not_grow_with_the_list(app, office, meeting, count_queries):
    people(app, meeting, "Eins")
    few = count_queries(lambda: office.get(f"/buero/treffen/{meeting}/anmeldungen"))
    people(app, meeting, *[f"Gast {number}" for number in range(29)])
    many = count_queries(lambda: office.get(f"/buero/treffen/{meeting}/anmeldungen"))

    assert many == few


@pytest.fixture
def count_queries(app):
    from sqlalchemy import event

    def count(call):
        statements = []
        with app.app_context():
            engine = db.engine
        listen = lambda *args: statements.append(args[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", listen)
        assert call().status_code == 200
        event.remove(engine, "before_cursor_execute", listen)
        return len(statements)

    return count


def test_csv_opens_in_excel_and_no_cell_is_a_formula(app, office, meeting):
    people(app, meeting, "Krzyżanowska", organisation="=1+1", answers={"suche": "@SUM(A1)"})

    answer = office.post(f"/buero/treffen/{meeting}/anmeldungen.csv")

    assert answer.data.startswith(b"\xef\xbb\xbf")
    header, row = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";")
    found = dict(zip(header, row, strict=True))
    assert found["Nachname"] == "Krzyżanowska"
    assert found["Organisation"] == "'=1+1"
    assert "Was suchen Sie?" not in found  # its kit keeps it off lists
    assert "Unterstützung" not in found
    assert found["Status"] == "Angemeldet"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="2027-09-30_Vernetzungstreffen-im-Herbst_Anmeldungen.csv"'
    )


def test_a_list_that_is_taken_away_asks_who_it_is_and_is_written_down(app, office, meeting, clock):
    paths = [f"/buero/treffen/{meeting}/{one}" for one in ("anmeldungen.csv", "pitches.xlsx")]
    assert [office.get(path).status_code for path in paths] == [405, 405]
    assert [office.post(path).status_code for path in paths] == [200, 200]
    with app.app_context():
        assert [row[1:] for row in build.audit()[-2:]] == [
            ("registrations_exported", f"meeting:{meeting}"),
            ("pitches_exported", f"meeting:{meeting}"),
        ]
    clock.move(minutes=16)
    assert [office.post(path).status_code for path in paths] == [403, 403]


def test_xlsx_holds_strings_as_strings(app, office, meeting):
    people(app, meeting, "Krzyżanowska", organisation="=1+1")

    answer = office.post(f"/buero/treffen/{meeting}/anmeldungen.xlsx")

    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()
        assert "Krzyżanowska" in book.read("xl/sharedStrings.xml").decode()


def test_office_is_asked_before_it_cancels(app, office, meeting, soup):
    (person,) = people(app, meeting, "Süß")
    path = f"/buero/anmeldungen/{person}/abmelden"

    page = soup(office.get(path))
    assert "Cem Süß abmelden?" in page.text
    assert "entfernt" in page.text
    assert numbers(app, meeting) == Counts(confirmed=1)

    answer = office.post(path)
    assert (answer.status_code, numbers(app, meeting)) == (303, Counts(cancelled=1))
    assert "Die Person ist abgemeldet." in soup(office.get(answer.location)).text
    with app.app_context():
        assert build.audit()[-1][1:] == ("registration_cancelled", f"registration:{person}")


def fields_of(page):
    """What a browser would send back from the form of a page."""
    values = {}
    for field in page.select("main form[method=post] [name]"):
        if field.name == "select":
            chosen = field.find("option", selected=True) or field.find("option")
            values[field["name"]] = chosen["value"]
        elif field.name != "button":
            values[field["name"]] = field.get("value", field.text)
    return values


def test_change_is_shown_before_anybody_is_told(app, office, meeting, soup):
    people(app, meeting, "Süß", "Mai")
    path = f"/buero/treffen/{meeting}/aendern"
    values = fields_of(soup(office.get(path))) | {"begins": "19:00"}

    question = soup(office.post(path, data=values))
    assert "2 Personen bekommen eine Nachricht. Treffen ändern?" in question.text
    assert "18:00 bis 20:30 Uhr" in question.text
    assert "19:00 bis 21:30 Uhr" in question.text
    assert "change_notice" not in kinds(app)

    back = soup(office.post(path, data=fields_of(question) | {"zurueck": "ja"}))
    assert fields_of(back)["begins"] == "19:00"
    answer = office.post(path, data=fields_of(question) | {"bestaetigt": "ja"})
    assert answer.status_code == 303
    assert kinds(app)[-2:] == ["change_notice", "change_notice"]
    with app.app_context():
        assert db.session.get(Meeting, meeting).begins == build.time(19, 0)


def test_change_that_nobody_must_know_is_kept_at_once(app, office, meeting, soup):
    people(app, meeting, "Süß")
    path = f"/buero/treffen/{meeting}/aendern"
    values = fields_of(soup(office.get(path))) | {"title": "Herbsttreffen"}

    assert office.post(path, data=values).status_code == 303

    assert "change_notice" not in kinds(app)
    with app.app_context():
        assert db.session.get(Meeting, meeting).title == "Herbsttreffen"


def test_second_of_two_changes_is_told_and_loses_nothing(app, office, meeting, soup):
    path = f"/buero/treffen/{meeting}/aendern"
    values = fields_of(soup(office.get(path)))
    office.post(path, data=values | {"title": "Zuerst"})

    answer = office.post(path, data=values | {"title": "Danach"})

    page = soup(answer)
    assert answer.status_code == 422
    assert "Jemand anderes hat das Treffen inzwischen geändert" in page.text
    assert fields_of(page)["title"] == "Danach"
    assert office.post(path, data=fields_of(page)).status_code == 303


def test_too_few_places_are_refused_at_the_field(app, office, meeting, soup):
    people(app, meeting, "Süß", "Mai")
    path = f"/buero/treffen/{meeting}/aendern"
    values = fields_of(soup(office.get(path))) | {"capacity": "1"}

    answer = office.post(path, data=values)

    assert answer.status_code == 422
    assert "2 Plätze sind schon vergeben" in soup(answer).find(id="capacity-error").text


def test_a_day_that_is_over_is_refused_at_the_field(app, office, meeting, soup):
    path = f"/buero/treffen/{meeting}/aendern"
    values = fields_of(soup(office.get(path)))
    past = {"day": "2027-08-01", "registration_closes": "2027-08-01"}

    answer = office.post(path, data=values | past)

    assert "Dieser Tag ist schon vorbei" in soup(answer).find(id="day-error").text


def test_calling_off_says_how_many_are_touched_and_needs_a_reason(app, office, meeting, soup):
    people(app, meeting, "Süß", "Mai")
    path = f"/buero/treffen/{meeting}/absagen"

    assert "2 Personen bekommen eine Absage. Treffen absagen?" in soup(office.get(path)).text
    assert office.post(path, data={"reason": ""}).status_code == 422
    assert "meeting_cancelled" not in kinds(app)

    answer = office.post(path, data={"reason": "Sturm", "next_step": "Neuer Termin folgt."})
    assert answer.status_code == 303
    assert kinds(app)[-2:] == ["meeting_cancelled", "meeting_cancelled"]
    assert office.post(path, data={"reason": "Sturm"}).status_code == 409


@pytest.mark.parametrize(
    ("capacity", "said"),
    [(2, "Ein Platz ist frei."), (1, "Alle Plätze sind vergeben.")],
)
def test_confirming_for_somebody_says_whether_a_place_is_free(app, office, soup, capacity, said):
    with app.app_context():
        meeting = build.a_meeting(capacity=capacity)
        build.a_registration(meeting)
        pending = build.a_registration(meeting, confirmed=False)

    page = soup(office.get(f"/buero/anmeldungen/{pending}/bestaetigen"))

    assert said in page.main.text


@pytest.mark.parametrize(
    ("capacity", "said"),
    [(2, "Dort bekommt sie einen Platz."), (1, "Sie kommt auf die Warteliste, auf Platz 2.")],
)
def test_moving_somebody_says_what_happens_there(app, office, soup, meeting, capacity, said):
    (person,) = people(app, meeting, "Süß")
    with app.app_context():
        other = build.a_meeting(kit="vernetzung", capacity=capacity)
        for _ in range(capacity + 1 if capacity == 1 else 1):
            build.a_registration(other)

    page = soup(office.get(f"/buero/anmeldungen/{person}/ummelden?ziel={other}"))

    assert said in page.main.text
