"""Pages of seats: list, forms, print list, Heute; what the steering group sees of them."""

from datetime import date

import pytest

from app.core.db import db
from app.steering.models import Member
from tests.steering import build

MEMBERS = "/buero/lenkungskreis/mitglieder"
FIELDS = {
    "person": "", "deputy": "", "function": "", "voting": "ja", "term_from": "2027-01-01",
    "term_to": "",
}  # fmt: skip


def rows(page):
    return [row.th.get_text(" ", strip=True) for row in page.select("tbody tr") if row.th]


def text_of(response):
    return " ".join(response.text.split())


def test_the_office_adds_a_member_by_name(app, office, soup):
    with app.app_context():
        build.base_people("Agnieszka Krzyżanowska", "Nguyễn Thị Mai")
    typed = FIELDS | {
        "person": "Agnieszka Krzyzanowska", "deputy": "Nguyễn Thị Mai", "function": "Sprecherin"
    }  # fmt: skip
    answer = office.post(f"{MEMBERS}/neu", data=typed)
    assert answer.status_code == 422
    assert "steht nicht in den Kontakten" in answer.text
    answer = office.post(f"{MEMBERS}/neu", data=typed | {"person": "agnieszka krzyżanowska"})
    assert answer.status_code == 303
    page = soup(office.get(MEMBERS))
    (row,) = page.select("tbody tr")[:1]
    said = row.get_text(" ", strip=True)
    assert "Agnieszka Krzyżanowska" in said
    assert "Sprecherin" in said and "Nguyễn Thị Mai" in said and "bis offen" in said


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"person": ""}, "Person: Bitte füllen Sie dieses Feld aus."),
        ({"person": "a" * 100_000}, "Höchstens 400 Zeichen"),
        ({"person": "Anna\0Weber"}, "unsichtbares Steuerzeichen"),
        ({"term_from": "bald"}, "Bitte geben Sie ein Datum ein"),
        ({"term_to": "2026-01-01"}, "liegt vor dem ersten Tag"),
        ({"voting": "vielleicht"}, "Stimmrecht"),
        ({"deputy": "Anna Weber"}, "nicht selbst vertreten"),
    ],
)
def test_bad_seats_are_told_and_nothing_typed_is_lost(app, office, changed, sentence):
    with app.app_context():
        build.base_people("Anna Weber")
    typed = FIELDS | {"person": "Anna Weber", "function": "Sprecherin"} | changed
    answer = office.post(f"{MEMBERS}/neu", data=typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Sprecherin"' in answer.text
    with app.app_context():
        assert db.session.query(Member).count() == 0


def test_a_seat_that_changed_meanwhile_shows_both(app, office):
    with app.app_context():
        one = build.a_seat(deputy="Ole Zander")
    typed = FIELDS | {"version": "1", "deputy": "Ole Zander", "function": "Sprecherin"}
    assert office.post(f"{MEMBERS}/{one}", data=typed).status_code == 303
    answer = office.post(f"{MEMBERS}/{one}", data=typed | {"function": "Schriftführung"})
    assert answer.status_code == 409
    assert "So steht der Sitz jetzt da" in answer.text
    assert "Schriftführung" in answer.text and "Sprecherin" in answer.text
    again = typed | {"function": "Schriftführung", "version": "2"}
    assert office.post(f"{MEMBERS}/{one}", data=again).status_code == 303


def test_a_term_is_ended_and_stays_in_the_list(app, office, soup, clock):
    with app.app_context():
        one = build.a_seat()
    answer = office.post(
        f"{MEMBERS}/{one}/beenden", data={"last_day": "2027-09-01", "version": "1"}
    )
    assert answer.status_code == 303
    assert "endet bald" in office.get(MEMBERS).text
    clock.set("2027-09-02T09:00")
    page = soup(build.signed_in_again(app).get(MEMBERS))
    assert "Noch kein Mitglied im Amt" in page.text
    assert rows(page) == ["Anna Weber"]
    assert "beendet" in page.select_one("tbody").text


def test_a_slip_is_removed_and_a_used_seat_stays(app, office):
    with app.app_context():
        used, unused = build.a_seat(), build.a_seat(last="Irrtum")
        build.a_round()
    office.post(f"{MEMBERS}/{used}/entfernen")
    with app.app_context():
        assert db.session.query(Member).count() == 2
        slip = build.a_seat(last="Spät")
    assert "Eintrag entfernen" in office.get(f"{MEMBERS}/{slip}").text
    assert "Eintrag entfernen" not in office.get(f"{MEMBERS}/{unused}").text
    for status in (303, 404):
        assert office.post(f"{MEMBERS}/{slip}/entfernen").status_code == status


def test_the_steering_group_sees_names_and_no_addresses(app, soup):
    with app.app_context():
        build.a_seat(deputy="Ole Zander")
    member = build.a_member_signed_in(app)
    page = soup(member.get(MEMBERS))
    assert "Ole Zander" in page.text
    assert "example.org" not in page.select_one("main").text
    assert not page.select(f'a[href^="{MEMBERS}/"]')
    for path in (f"{MEMBERS}/neu", f"{MEMBERS}/1", f"{MEMBERS}/personen?person=web"):
        assert member.get(path).status_code == 403


def test_moderators_see_nothing_of_it(app, moderator):
    for path in (
        "/buero/lenkungskreis",
        MEMBERS,
        f"{MEMBERS}.pdf",
        "/buero/lenkungskreis/bewertungen",
    ):
        assert moderator.get(path).status_code == 403


def test_names_are_offered_while_typing(app, office):
    with app.app_context():
        build.base_people("Cem Yıldırım", "Änne Süß")
    offered = office.get(f"{MEMBERS}/personen?deputy=sus").text
    assert '<option value="Änne Süß"></option>' in offered
    assert office.get(f"{MEMBERS}/personen").text.count("<option") == 0


def test_heute_tells_of_terms_that_end_in_eight_weeks(app, office, clock, soup):
    with app.app_context():
        build.a_seat(term_to=date(2027, 10, 31))
        build.a_seat(last="Klee", term_to=date(2027, 10, 31))
    page = text_of(office.get("/buero/"))
    assert "Amtszeiten enden am 31.10.2027" in page
    assert "2 Sitze sind danach nicht besetzt" in page


def test_the_page_asks_the_same_number_of_questions_for_thirty_seats(app, office, count_queries):
    with app.app_context():
        build.a_seat(deputy="Ole Zander")
    with count_queries() as few:
        office.get(MEMBERS)
    with app.app_context():
        for number in range(30):
            build.a_seat(last=f"Person{number}", deputy=f"Ole Vertretung{number}")
    with count_queries() as many:
        office.get(MEMBERS)
    assert len(many) == len(few)
