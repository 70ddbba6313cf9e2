"""Slips without and with script, polls of the team, the projector, numbers of queries."""

import re

import pytest

from app.core.db import db
from app.floor import actions, polls, queries
from app.floor.models import Poll
from app.floor.rules import Screen, grouped
from app.meetings.rules import MeetingState
from tests import build
from tests.floor.build import (
    a_card,
    a_poll,
    an_evening,
    an_open_poll,
    change,
    count,
    option_ids,
    poll_facts,
    sent_form,
    slips_of,
    totals,
)

DATA = {"Accept": "application/json"}
IDEA = {"kind": "idea", "text": "Klima-Bänke"}
SECRET = {"name": "Nguyễn Thị Mai", "email": "geheim@example.org", "consent_text": "Ja."}


@pytest.fixture
def evening(app):
    """(meeting, slug) on the test clock's day."""
    with app.app_context():
        meeting = an_evening()
        return meeting, build.slug_of(meeting)


# slips


@pytest.fixture
def slip(app, evening):
    """(poll, code of a slip, ids of its options)"""
    with app.app_context():
        poll, (code, _) = an_open_poll(evening[0])
        return poll, code, option_ids(poll)


def left(page):
    return page.select_one("[data-left]").text


def test_points_are_given_without_script_and_can_be_taken_back(app, client, slip, soup):
    poll, code, (first, *_) = slip
    page = soup(client.get(f"/punkte/{code}"))
    plus = page.select_one(f"#option-{first} [data-step='1']")["value"]

    answer = client.post(f"/punkte/{code}", data={"punkte": plus})

    assert answer.location == f"/punkte/{code}#option-{first}"
    page = soup(client.get(answer.location))
    assert (left(page), page.select_one(f"#option-{first} [data-number]").text) == ("2", "1")
    minus = page.select_one(f"#option-{first} [data-step='-1']")["value"]
    client.post(f"/punkte/{code}", data={"punkte": minus})
    with app.app_context():
        assert slips_of(poll)[0] == {}


def test_opening_a_code_changes_nothing(app, client, slip):
    poll, code, _ = slip
    for _ in range(5):
        assert client.get(f"/punkte/{code}").status_code == 200
    with app.app_context():
        assert slips_of(poll) == [{}, {}]


def test_a_slip_that_is_used_up_says_so_and_keeps_its_points(app, client, slip, soup):
    poll, code, (first, second, third) = slip
    for press in (f"{first}:2", f"{second}:1"):
        client.post(f"/punkte/{code}", data={"punkte": press})

    told = client.post(f"/punkte/{code}", data={"punkte": f"{third}:1"}, headers=DATA).json

    assert (told["rest"], told["satz"][:11]) == (0, "Sie haben 3")
    client.post(f"/punkte/{code}", data={"punkte": f"{third}:1"})
    page = soup(client.get(f"/punkte/{code}"))
    assert "Nehmen Sie zuerst anderswo etwas weg" in page.text
    assert not page.select(".tw-slip__button[data-step='1']:not([disabled])")
    with app.app_context():
        assert totals(poll) == [2, 1, 0]


@pytest.mark.parametrize(
    "press", ["", "1", "x:1", "1:-1", "1:999", "٣:1", "9" * 20 + ":1", "1:1\n"]
)
def test_presses_that_make_no_sense_change_nothing(app, client, slip, press):
    poll, code, _ = slip

    assert client.post(f"/punkte/{code}", data={"punkte": press}).status_code == 303

    with app.app_context():
        assert totals(poll) == [0, 0, 0]


def test_a_typed_code_leads_to_its_slip_and_a_wrong_one_is_sent_back(client, evening, slip, soup):
    code = slip[1]
    for path in ("/punkte", f"/treffen/{evening[1]}/punkte"):
        answer = client.post(path, data={"code": grouped(code).lower()})
        assert answer.location == f"/punkte/{code}"

    wrong = client.post("/punkte", data={"code": "ACDE FGHJ KMNP QRTU"})

    assert wrong.status_code == 422
    assert "Diesen Code gibt es nicht" in soup(wrong).text
    assert client.get("/punkte/ACDEFGHJKMNPQRTU").status_code == 404


def test_wrong_codes_cannot_be_tried_for_ever(client, evening, monkeypatch):
    monkeypatch.setattr("app.floor.rules.WRONG_CODES_PER_HOUR", 2)
    seen = [client.post("/punkte", data={"code": f"falsch{n}"}).text for n in range(3)]

    assert ["sehr viele falsche Codes" in text for text in seen] == [False, False, True]


def test_a_closed_poll_shows_the_slip_and_takes_nothing(app, client, evening, slip, soup):
    poll, code, (first, *_) = slip
    client.post(f"/punkte/{code}", data={"punkte": f"{first}:2"})
    with app.app_context():
        polls.close_poll(evening[0], poll, build.OFFICE)

    page = soup(client.get(f"/punkte/{code}"))

    assert "Die Abfrage ist geschlossen" in page.text
    assert not page.select(".tw-slip__button")
    client.post(f"/punkte/{code}", data={"punkte": f"{first}:0"})
    with app.app_context():
        assert totals(poll) == [2, 0, 0]


# polls


def test_a_poll_is_prepared_from_ideas_and_lines(app, office, evening, soup):
    meeting, _ = evening
    with app.app_context():
        idea = build.an_idea("Balkon-Solar", meeting_id=meeting)
    path = f"/buero/treffen/{meeting}/saal/abfragen/neu"
    form = {
        "question": "Was soll weitergehen?", "ideas": [str(idea)], "options": "Bänke\n\n Bäume ",
        "points_each": "3", "most_each": "2",
    }  # fmt: skip
    form |= {"submit_key": soup(office.get(path)).select_one("[name=submit_key]")["value"]}

    answers = [office.post(path, data=form) for _ in range(2)]

    assert answers[0].location == answers[1].location
    with app.app_context():
        (poll,) = db.session.query(Poll)
        assert [(one.text, one.idea_id) for one in poll.options] == [
            ("Balkon-Solar", idea), ("Bänke", None), ("Bäume", None),
        ]  # fmt: skip


def test_a_poll_that_does_not_work_keeps_what_was_typed(office, evening, soup):
    path = f"/buero/treffen/{evening[0]}/saal/abfragen/neu"
    form = {"question": "Was?", "options": "Nur eine", "points_each": "3", "most_each": "9"}

    answer = office.post(path, data=form)

    page = soup(answer)
    assert answer.status_code == 422
    assert "2 bis 40" in page.text
    assert page.select_one("textarea").text.strip() == "Nur eine"


def test_more_dots_than_possible_are_asked_for_and_nothing_typed_is_lost(
    app, office, evening, soup
):
    meeting, _ = evening
    with app.app_context():
        poll = a_poll(meeting)
        first, second, third = (f"option_{one}" for one in option_ids(poll))
    path = f"/buero/treffen/{meeting}/saal/abfragen/{poll}/zaehlung"
    form = sent_form(office, soup, path, people="2", **{first: "4", second: "3", third: ""})

    answer = office.post(path, data=form)

    page = soup(answer)
    assert answer.status_code == 422
    assert "2 × 3 = 6" in page.text
    assert page.select_one(f"[name={first}]")["value"] == "4"
    office.post(path, data=form | {"comment": "Zwei klebten zusammen."})
    assert "mehr Punkte gezählt" in soup(office.get(path.removesuffix("/zaehlung"))).text


def compared(page):
    """The rows of the table beside a form that somebody else was faster with."""
    return [[cell.text.strip() for cell in row("th") + row("td")] for row in page("tr")[1:]]


def test_who_counts_second_sees_both_counts_and_decides(app, office, evening, soup):
    meeting, _ = evening
    with app.app_context():
        poll = a_poll(meeting)
        first, second, third = (f"option_{one}" for one in option_ids(poll))
    path = f"/buero/treffen/{meeting}/saal/abfragen/{poll}/zaehlung"
    typed = {"people": "12", first: "8", second: "7", third: "5"}
    form = sent_form(office, soup, path, **typed)
    with app.app_context():
        count(meeting, poll, 11, 7, 5)

    answer = office.post(path, data=form)

    page = soup(answer)
    assert answer.status_code == 409
    assert compared(page) == [
        ["Wie viele Menschen haben Punkte geklebt?", "10", "12"], ["1. Bänke", "11", "8"],
    ]  # fmt: skip
    version = page.select_one("[name=version]")["value"]
    assert office.post(path, data=form | {"version": version}).status_code == 303
    with app.app_context():
        assert totals(poll) == [8, 7, 5]


def test_who_changes_a_draft_second_sees_both_and_a_fault_does_not_hide_it(
    app, office, evening, soup
):
    meeting, _ = evening
    with app.app_context():
        poll = a_poll(meeting)
    path = f"/buero/treffen/{meeting}/saal/abfragen/{poll}/aendern"
    typed = {"question": "Was?", "options": "Eins", "points_each": "3", "most_each": "2"}
    form = sent_form(office, soup, path, **typed)
    with app.app_context():
        facts = poll_facts("Bänke", "Bäume", question="Was?")
        polls.change_poll(meeting, poll, facts, seen_version=1, actor=build.OFFICE)

    refused = soup(office.post(path, data=form))
    form |= {"version": refused.select_one("[name=version]")["value"], "options": "Eins\nZwei"}
    answer = office.post(path, data=form)

    assert answer.status_code == 409
    assert compared(soup(answer)) == [["Weitere Möglichkeiten", "Bänke\nBäume", "Eins\nZwei"]]


@pytest.mark.pdf
def test_slips_come_as_one_file_that_is_kept_nowhere(app, office, evening, soup):
    meeting, _ = evening
    with app.app_context():
        poll = a_poll(meeting)
    place = f"/buero/treffen/{meeting}/saal/abfragen/{poll}"
    form = sent_form(office, soup, place, number="3")

    page = [soup(office.post(f"{place}/zettel", data=form)) for _ in range(2)][1]
    button = page.find("button", string=re.compile("Zettel herunterladen"))
    fields = {one["name"]: one["value"] for one in button.parent.select("input")}
    first, again = (office.post(f"{place}/zettel", data=fields) for _ in range(2))

    assert first.data.startswith(b"%PDF") and first.data == again.data
    assert first.headers["Content-Disposition"].startswith("attachment")
    assert first.headers["Cache-Control"] == "no-store"
    with app.app_context():
        assert queries.slip_count(poll) == 3


def test_after_slips_were_made_the_page_has_a_fresh_form_and_void_ones_have_no_file(
    app, office, evening, soup
):
    with app.app_context():
        poll = a_poll(evening[0])
    place = f"/buero/treffen/{evening[0]}/saal/abfragen/{poll}"
    form = sent_form(office, soup, place, number="3")
    page = soup(office.post(f"{place}/zettel", data=form))
    fresh = page.select_one(".tw-hall__slips [name=submit_key]")["value"]
    assert fresh != form["submit_key"]

    office.post(f"{place}/zettel", data=form | {"submit_key": fresh})
    answer = office.post(f"{place}/zettel", data=form | {"datei": "ja"})

    assert answer.status_code == 422 and "gelten nicht mehr" in answer.text


@pytest.mark.parametrize("number", ["", "0", "201", "x"])
def test_a_number_of_slips_that_does_not_work_is_sent_back(app, office, evening, soup, number):
    with app.app_context():
        poll = a_poll(evening[0])
    place = f"/buero/treffen/{evening[0]}/saal/abfragen/{poll}"

    answer = office.post(f"{place}/zettel", data={"number": number})

    assert answer.status_code == 422 and soup(answer).select_one(".tw-errors")


def test_a_poll_goes_from_draft_to_result_on_paper(app, office, evening, soup):
    meeting, slug = evening
    with app.app_context():
        poll = a_poll(meeting)
    place = f"/buero/treffen/{meeting}/saal/abfragen/{poll}"
    office.post(f"{place}/oeffnen")
    with app.app_context():
        count(meeting, poll, 9, 4, 4)
    office.post(f"{place}/schliessen")
    office.post(f"/buero/treffen/{meeting}/saal/leinwand", data={"zeige": f"poll:{poll}"})

    for path in (place, f"/treffen/{slug}/leinwand"):
        page = soup(office.get(path))
        assert "Das ist ein Meinungsbild, keine Entscheidung." in page.text
        rows = [[cell.text.strip() for cell in row("td")] for row in page.select("tbody tr")]
        assert [(row[0].rstrip("."), row[-1]) for row in rows] == [
            ("1", "9"), ("2", "4"), ("2", "4"),
        ]  # fmt: skip


def test_points_of_a_poll_without_ideas_have_no_place_in_the_register(app, office, evening, soup):
    meeting, _ = evening
    with app.app_context():
        poll = a_poll(meeting)
        count(meeting, poll, 3, 2, 1)
        polls.close_poll(meeting, poll, build.OFFICE)
    place = f"/buero/treffen/{meeting}/saal/abfragen/{poll}"

    office.post(f"{place}/ideenspeicher")

    page = soup(office.get(place)).text
    assert "Keine dieser Möglichkeiten steht im Ideenspeicher." in page
    assert "0 Ideen" not in page


def test_the_projector_learns_only_of_changes_and_hides_running_results(app, client, evening, slip):
    meeting, slug = evening
    poll, code, (first, *_) = slip
    with app.app_context():
        actions.show(meeting, Screen.POLL, poll_id=poll, actor=build.OFFICE)
    page = client.get(f"/treffen/{slug}/leinwand").text
    mark = re.search(r'data-mark="([^"]+)"', page)[1]
    assert client.get(f"/treffen/{slug}/leinwand/stand?stand={mark}").status_code == 204

    client.post(f"/punkte/{code}", data={"punkte": f"{first}:2"})

    news = client.get(f"/treffen/{slug}/leinwand/stand?stand={mark}").text
    assert "1 Zettel ist schon benutzt" in news
    assert "<table" not in page + news


def test_the_projector_of_a_meeting_that_is_called_off_says_so(app, client, evening, slip, soup):
    meeting, slug = evening
    with app.app_context():
        actions.show(meeting, Screen.POLL, poll_id=slip[0], actor=build.OFFICE)
    change(app, meeting, state=MeetingState.CANCELLED)

    for page in ("leinwand", "uhr"):
        shown = soup(client.get(f"/treffen/{slug}/{page}"))
        assert shown.select_one("[data-title]").text == "Dieses Treffen fällt aus"
    assert client.get(f"/treffen/{slug}/uhr/stand").json["titel"] == "Dieses Treffen fällt aus"


def test_a_draft_meeting_has_no_pages_in_the_room(app, client, evening):
    meeting, slug = evening
    change(app, meeting, state=MeetingState.DRAFT)

    paths = ("karte", "punkte", "leinwand", "leinwand/stand", "karte/danke")
    assert {client.get(f"/treffen/{slug}/{path}").status_code for path in paths} == {404}


def test_pages_ask_the_database_as_often_for_thirty_as_for_one(
    app, office, client, evening, count_queries
):
    meeting, slug = evening
    with app.app_context():
        a_card(meeting)
        poll, codes = an_open_poll(meeting, *(f"Idee {n}" for n in range(30)), slips=30)
        actions.show(meeting, Screen.POLL, poll_id=poll, actor=build.OFFICE)
    pages = (
        (office, f"/buero/treffen/{meeting}/saal"),
        (office, f"/buero/treffen/{meeting}/saal/abfragen/{poll}"),
        (client, f"/treffen/{slug}/leinwand"),
    )

    def asked():
        numbers = []
        for browser, path in pages:
            with count_queries() as seen:
                assert browser.get(path).status_code == 200
            numbers.append(len(seen))
        return numbers

    asked()
    few = asked()
    with app.app_context():
        for n in range(29):
            a_card(meeting, text=f"Karte {n}")
            a_poll(meeting)
        for code in codes:
            polls.give_points(code, option_ids(poll)[0], 1)
    assert asked() == few
