"""Pages of the support log and of requests."""

from datetime import date

import pytest

from app.access.rules import Role
from app.core.db import db, transaction
from app.ideas.models import Idea
from app.support.models import SupportCase, SupportEntry
from tests.conftest import signed_in
from tests.support.build import a_case, a_project, an_entry, number_of

NEW = "/buero/unterstuetzung/neu"
LOG = "/buero/unterstuetzung"
NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def project(app):
    with app.app_context():
        idea_id = a_project("Klima-Bänke am Kesselbrink", action_field="KG")
        return idea_id, number_of(idea_id)


def sent(number, **changed):
    facts = {"idea": number, "kind": "navigation", "minutes": "25", "day": "2027-09-01"} | changed
    return {f"u-{name}": value for name, value in facts.items()} | {"zurueck": "idee"}


def kept(app):
    with app.app_context():
        return [(one.minutes, one.partner) for one in db.session.query(SupportEntry)]


def test_an_entry_from_the_page_of_an_idea(app, office, project, soup):
    page = soup(office.get(f"/buero/ideen/{project[1]}"))
    form = page.select_one("#unterstuetzung form[action$='unterstuetzung/neu']")
    assert [one.text for one in form.select("fieldset .kern-label")][1:] == [
        "Vermittlung von Kontakten und Akteuren",
        "Koordination von Gruppen",
        "Beratung und Begleitung",
        "Moderation von Veranstaltungen",
        "Lotsenfunktion in Politik und Verwaltung",
    ]
    key = form.find("input", {"name": "u-submit_key"})["value"]
    values = sent(project[1], submit_key=key, partner="Amt für Verkehr", follow_up="2027-09-15")
    for _ in range(2):
        answer = office.post(NEW, data=values)
        assert answer.status_code == 303
        assert answer.location == f"/buero/ideen/{project[1]}#unterstuetzung"
    assert kept(app) == [(25, "Amt für Verkehr")]
    page = soup(office.get(f"/buero/ideen/{project[1]}"))
    assert "Bisher 25" in page.select_one("#unterstuetzung").text


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("minutes", "0", "1 bis 1440 Minuten"),
        ("minutes", "100000", "1 bis 1440 Minuten"),
        ("minutes", "", "Bitte füllen Sie dieses Feld aus"),
        ("day", "2027-09-02", "liegt in der Zukunft"),
        ("day", "gestern", "Bitte geben Sie ein Datum ein"),
        ("follow_up", "2027-08-31", "liegt vor der Unterstützung"),
        ("kind", "kaffee", ""),
        ("what", "x" * 100_000, "Höchstens 4000 Zeichen"),
        ("partner", "Amt\x00", "Steuerzeichen"),
        ("idea", "Windrad", "gibt es nicht"),
        ("idea", "", "Bitte füllen Sie dieses Feld aus"),
        ("idea", "a\x00", "Steuerzeichen"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    app, office, project, soup, field, typed, says
):
    values = sent(project[1], note="Nur für uns") | {f"u-{field}": typed}
    answer = office.post(NEW, data=values)
    assert answer.status_code == 422
    page = soup(answer)
    assert says in page.select_one(".tw-errors").text
    assert page.find("textarea", {"name": "u-note"}).text.strip() == "Nur für uns"
    assert kept(app) == []


def test_minutes_may_be_typed_as_hours(app, office, project):
    office.post(NEW, data=sent(project[1], minutes="1:30"))
    office.post(NEW, data=sent("klima bänke am kesselbrink", minutes="1,5 Std."))
    assert [minutes for minutes, _ in kept(app)] == [90, 90]


def test_an_entry_is_changed_and_moves_to_another_idea(app, office, project, soup):
    with app.app_context():
        entry, other = an_entry(project[0]), number_of(a_project("Radwege"))
    where = f"{LOG}/{entry}"
    page = soup(office.get(where))
    version = page.find("input", {"name": "u-version"})["value"]
    values = sent(other, minutes="40", version=version)
    assert office.post(where, data=values).location == f"/buero/ideen/{other}#unterstuetzung"
    late = office.post(where, data=values | {"u-minutes": "50"})
    assert late.status_code == 409
    page = soup(late)
    assert page.find("input", {"name": "u-minutes"})["value"] == "50"
    assert "So steht der Eintrag jetzt da" in page.text
    assert kept(app) == [(40, "")]


def test_deleting_says_what_is_gone(app, office, project, soup):
    with app.app_context():
        entry = an_entry(project[0], follow_up=date(2027, 9, 15))
        an_entry(project[0], minutes=60)
    page = soup(office.get(f"{LOG}/{entry}/loeschen"))
    words = page.select_one(".tw-confirm").text
    assert "sinkt von 85 auf 60 Minuten" in words and "15.09.2027 entfällt" in words
    assert office.post(f"{LOG}/{entry}/loeschen").status_code == 303
    assert kept(app) == [(60, "")]
    for gone in (f"{LOG}/{entry}", f"{LOG}/{entry}/loeschen"):
        assert office.get(gone).status_code == 404
        assert office.post(gone).status_code == 404


def test_a_follow_up_is_done_from_heute(app, office, project, soup, clock):
    with app.app_context():
        entry = an_entry(project[0], what="Antrag angekündigt", follow_up=date(2027, 9, 15))
    clock.set("2027-09-15T09:00")
    office = signed_in(app, Role.OFFICE)
    group = soup(office.get("/buero/")).select_one("[aria-labelledby=gruppe-today]")
    assert "Wiedervorlage: Antrag angekündigt" in group.text
    button = group.find("form", {"action": f"{LOG}/{entry}/wiedervorlage"})
    assert button
    answer = office.post(button["action"], data={"erledigt": "ja", "zurueck": "heute"})
    assert answer.location == "/buero/#checkliste"
    assert "Antrag angekündigt" not in office.get("/buero/").text


def test_heute_tells_of_requests_and_agreements(app, office, project, soup, clock):
    with app.app_context():
        a_case(project[0], "Wer hilft beim Antrag?")
        an_entry(a_project("Fast verbraucht", support_minutes=30))
    text = soup(office.get("/buero/")).select_one("#checkliste").text
    assert "Neues Anliegen: Wer hilft beim Antrag?" in text
    assert "zu 83 Prozent verbraucht" in text
    clock.set("2027-09-10T09:00")
    office = signed_in(app, Role.OFFICE)
    late = soup(office.get("/buero/")).select_one("[aria-labelledby=gruppe-late]")
    assert "Wer hilft beim Antrag?" in late.text


def test_moderators_read_entries_without_notes_and_steering_sums_alone(
    app, office, moderator, steering, project, soup
):
    with app.app_context():
        an_entry(project[0], what="Gespräch im Amt", note="Streng vertraulich")
        a_case(project[0], "Bitte um Rat")
    assert "Streng vertraulich" in office.get(LOG).text
    assert (
        LOG + "?suche=vertraulich"
        and "1 Eintrag" not in office.get(f"{LOG}?suche=vertraulich").text
    )
    read = moderator.get(LOG)
    assert "Gespräch im Amt" in read.text and "Streng vertraulich" not in read.text
    page = f"/buero/ideen/{project[1]}"
    assert "Gespräch im Amt" in moderator.get(page).text
    assert "Streng vertraulich" not in moderator.get(page).text
    panel = soup(steering.get(page)).select_one("#unterstuetzung")
    assert f"Bisher 25{NBSP}Min." in panel.text
    assert "Gespräch im Amt" not in panel.text and "Bitte um Rat" not in panel.text
    for path in (LOG, f"{LOG}/anliegen"):
        assert steering.get(path).status_code == 403
    assert moderator.get(NEW).status_code == 403
    assert moderator.post("/buero/unterstuetzung.csv").status_code == 403


def test_the_log_leaves_as_a_table_and_it_is_written_down(app, office, project):
    with app.app_context():
        an_entry(project[0], partner="=Gefahr", note="Notiz")
        an_entry(a_project("Anderes"), minutes=90)
    answer = office.post("/buero/unterstuetzung.csv", data={"idee": project[1]})
    rows = answer.data.decode("utf-8-sig").splitlines()
    assert len(rows) == 2 and "'=Gefahr" in rows[1] and ";25;" in rows[1]
    assert office.post("/buero/unterstuetzung.xlsx").data[:2] == b"PK"


def test_a_page_that_there_is_not_becomes_the_nearest(app, office, project, soup):
    with app.app_context():
        an_entry(project[0])
    for query in (
        "seite=99999999999",
        "seite=-3",
        "von=unsinn&bis=2027-13-01&art=kaffee",
        "sortierung=drop+table",
    ):
        assert office.get(f"{LOG}?{query}").status_code == 200
    assert "1 Eintrag" in soup(office.get(f"{LOG}?seite=99999")).text


def test_a_request_from_the_phone_to_its_end(app, office, project, soup):
    where = f"{LOG}/anliegen"
    asked = {"idea": project[1], "text": "Wer räumt den Schnee?", "kind": "", "asked_by": "Ida"}
    key = soup(office.get(f"{where}/neu")).find("input", {"name": "submit_key"})["value"]
    first, second = (office.post(f"{where}/neu", data=asked | {"submit_key": key}) for _ in "12")
    assert first.location == second.location
    case = first.location
    page = soup(office.get(f"{case}/uebernehmen"))
    assert "Darum kümmert sich jetzt" in page.text and page.find(
        "input", {"name": "tell"}
    ).has_attr("checked")
    taken = {
        "worker": "Cem Yıldırım",
        "due": "2027-09-10",
        "kind": "navigation",
        "note": "",
        "tell": "y",
        "version": "1",
    }
    over = office.post(f"{case}/uebernehmen", data=taken | {"due": "2027-08-01"})
    assert over.status_code == 422 and "schon vorbei" in over.text
    assert office.post(f"{case}/uebernehmen", data=taken).location == case
    assert office.post(f"{case}/uebernehmen", data=taken).status_code == 409
    office.post(NEW, data=sent(project[1], case_id=case.rsplit("/", 1)[1]))
    done_for_it = soup(office.get(case)).select_one("#getan").find_parent("section").text
    assert "25" in done_for_it
    assert office.post(f"{case}/erledigen", data={"outcome": "", "version": "2"}).status_code == 422
    done = {"outcome": "Der Winterdienst kommt.", "tell": "y", "version": "2"}
    assert office.post(f"{case}/erledigen", data=done).location == case
    assert "Der Winterdienst kommt." in office.get(f"/buero/ideen/{project[1]}").text
    assert office.post(f"{case}/oeffnen").location == case
    with app.app_context():
        (row,) = db.session.query(SupportCase)
        assert (row.state, row.worker, row.kind) == ("taken", "Cem Yıldırım", "navigation")


def test_requests_are_found_and_filtered(app, office, project, soup):
    with app.app_context():
        a_case(project[0], "Dächer in Łódź-Straße")
        a_case(project[0], "Küche gesucht")
    rows = soup(office.get(f"{LOG}/anliegen?suche=lodz")).select("tbody tr")
    assert [row.th.text.strip() for row in rows] == ["Dächer in Łódź-Straße"]
    assert soup(office.get(f"{LOG}/anliegen?status=erledigt")).select("tbody tr") == []
    assert len(soup(office.get(f"{LOG}/anliegen?status=quatsch")).select("tbody tr")) == 2


def test_pages_ask_as_often_for_thirty_as_for_one(app, office, project, count_queries):
    def more(number):
        with app.app_context():
            for index in range(number):
                idea = a_project(f"Projekt {index}", support_minutes=10)
                an_entry(idea, follow_up=date(2027, 9, 2), case_id=a_case(idea))
                an_entry(project[0], case_id=a_case(project[0]))

    def asked(path):
        office.get(path)
        with count_queries() as seen:
            assert office.get(path).status_code == 200
        return len(seen)

    more(1)
    pages = (LOG, f"{LOG}/anliegen", f"/buero/ideen/{project[1]}", "/buero/", NEW)
    few = [asked(path) for path in pages]
    more(29)
    assert [asked(path) for path in pages] == few


def test_an_idea_that_was_merged_shows_where_it_went(app, office, project):
    with app.app_context():
        other = a_project("Geht weiter")
        with transaction():
            db.session.get(Idea, project[0]).merged_into_id = other
        number = number_of(other)
    answer = office.post(NEW, data=sent(project[1]))
    assert answer.location == f"/buero/ideen/{number}#unterstuetzung"
