"""The list of decisions, one of them, its corrections, and what is taken away."""

import csv
import io

import pytest

from tests.steering import decisions as make

LIST = "/buero/lenkungskreis/beschluesse"


@pytest.fixture
def decided(app):
    """(adopted, rejected report, written): decisions with the numbers LK-2027-01 to 03."""
    with app.app_context():
        members = make.a_group()
        first = make.a_decision(make.in_review(), members=members)
        meeting_id = make.a_session(title="Zweite Sitzung")
        make.call_roll(meeting_id, *members)
        report = make.a_motion(meeting_id, kind="report", wording="Bericht über Łódź.")
        second = make.decided(meeting_id, report, 1, 4, wording="Bericht über Łódź.")
        make.cast_all(make.a_vote(make.in_review("Fahrradbus")), *["yes"] * 5)
        return first, second, 3


def numbers(soup, answer):
    return [one.text for one in soup(answer).select("th a.tw-motion__number")]


@pytest.mark.parametrize(
    "query, expected",
    [
        ("", ["LK-2027-03", "LK-2027-02", "LK-2027-01"]),
        ("?sortierung=nummer", ["LK-2027-01", "LK-2027-02", "LK-2027-03"]),
        ("?suche=lodz", ["LK-2027-02"]),
        ("?suche=LK-2027-01", ["LK-2027-01"]),
        ("?art=report", ["LK-2027-02"]),
        ("?weg=umlauf", ["LK-2027-03"]),
        ("?weg=sitzung&jahr=2027", ["LK-2027-02", "LK-2027-01"]),
        ("?ergebnis=abgelehnt", ["LK-2027-02"]),
        ("?ergebnis=empfehlung", []),
        ("?idee=2027-002", ["LK-2027-03"]),
        ("?jahr=2026", []),
        (
            "?art=x&jahr=99999&weg=x&sortierung=x&seite=99",
            ["LK-2027-03", "LK-2027-02", "LK-2027-01"],
        ),
        ("?idee=x", []),
    ],
)
def test_the_list_is_narrowed_and_sorted(steering, soup, decided, query, expected):
    assert numbers(soup, steering.get(LIST + query)) == expected


def test_the_list_is_taken_away_as_it_is_filtered(steering, decided):
    answer = steering.post(f"{LIST}.csv", data={"art": "report"})
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert [row[:4] for row in rows[1:]] == [
        ["LK-2027-02", "01.09.2027", "Bericht", "Bericht über Łódź."]
    ]
    assert rows[1][5:10] == ["1", "4", "0", "0", "Abgelehnt"]
    assert steering.post(f"{LIST}.xlsx").status_code == 200


@pytest.mark.pdf
def test_the_list_on_paper(steering, decided):
    answer = steering.get(f"{LIST}.pdf?art=report")
    assert answer.status_code == 200 and answer.data.startswith(b"%PDF-")


def test_a_correction_on_the_page(office, soup, decided):
    page = f"{LIST}/{decided[0]}"
    form = soup(office.get(f"{page}/berichtigen"))
    assert form.find(id="yes")["value"] == "4"
    sent = {"day": "2027-09-01", "why": "", "wording": "Neu.", "reason": "Träger da", "seen": 0}
    sent |= {"yes": 4, "no": 0, "abstain": 0, "biased": 0}
    assert office.post(f"{page}/berichtigen", data=sent).status_code == 422
    sent["why"] = "Schreibfehler"
    late = office.post(f"{page}/berichtigen", data=sent | {"day": "2027-09-02"})
    assert "liegt in der Zukunft" in late.text
    for _ in range(2):
        assert office.post(f"{page}/berichtigen", data=sent).status_code == 303
    shown = " ".join(soup(office.get(page)).main.text.split())
    assert shown.count("Schreibfehler") == 1
    assert "Wortlaut vorher: Der Lenkungskreis empfiehlt die Klima-Küche." in shown
    again = office.post(f"{page}/berichtigen", data=sent | {"wording": "Anders."})
    assert again.status_code == 409 and "So steht der Beschluss jetzt da" in again.text


def test_a_correction_that_turns_the_result_says_what_is_left_to_do(office, soup, decided):
    page = f"{LIST}/{decided[0]}"
    sent = {"day": "2027-09-01", "why": "Zählfehler", "wording": "So.", "reason": "", "seen": 0}
    sent |= {"yes": 1, "no": 3, "abstain": 0, "biased": 0}
    answer = office.post(f"{page}/berichtigen", data=sent, follow_redirects=True)
    assert "Die Idee bleibt im bisherigen Status" in answer.text


def test_who_may_do_what(steering, moderator, decided):
    page = f"{LIST}/{decided[0]}"
    assert steering.get(page).status_code == 200
    assert "Berichtigen" not in steering.get(page).text
    assert steering.get(f"{page}/berichtigen").status_code == 403
    assert moderator.get(page).status_code == 403
    assert steering.get(f"{LIST}/999").status_code == 404


def test_decisions_stand_on_the_page_of_their_idea(steering, soup, decided):
    panel = soup(steering.get("/buero/ideen/2027-001")).find(id="beschluesse")
    assert "LK-2027-01" in panel.text


def test_a_constant_number_of_queries(app, steering, count_queries, decided):
    with count_queries() as few:
        steering.get(LIST)
    with app.app_context():
        for number in range(15):
            make.cast_all(make.a_vote(make.in_review(f"Idee {number}")), *["yes"] * 5)
    with count_queries() as many:
        steering.get(LIST)
    assert len(many) == len(few)
