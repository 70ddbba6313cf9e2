"""The form over HTTP: anonymous, once, in its time; and what the team reads."""

import csv
import io
from datetime import date

import pytest

from app.core.db import db, transaction
from app.feedback.models import Feedback
from app.feedback.rules import QUESTIONS
from tests import build

DAY = date(2027, 8, 26)


@pytest.fixture
def meeting(app):
    """(id, slug) of a meeting that was held six days ago."""
    with app.app_context():
        meeting_id = build.a_meeting(day=DAY, title="2. Vernetzungstreffen 2027")
        return meeting_id, build.slug_of(meeting_id)


def address(slug):
    return f"/treffen/{slug}/rueckmeldung"


def filled_in(**fields):
    return {"submit_key": "rueckmeldung-" + "0" * 20, "content": "5", "again": "4"} | fields


def kept(app):
    with app.app_context():
        return list(db.session.query(Feedback).order_by(Feedback.id))


def given(app, meeting_id, number, *, start=0, **values):
    with app.app_context(), transaction():
        for place in range(start, start + number):
            marks = dict.fromkeys(QUESTIONS, 1 + place % 5)
            facts = {"good": f"Satz {place}", "marks": marks, "on": DAY} | values
            key = f"antwort-{meeting_id}-{place:020}"
            db.session.add(Feedback(meeting_id=meeting_id, submit_key=key, **facts))


def test_an_answer_is_kept_without_anything_of_the_person(app, client, meeting):
    meeting_id, slug = meeting

    answer = client.post(address(slug), data=filled_in(good="Die Tische.", name="Cem", email="c@x"))

    assert (answer.status_code, answer.location) == (303, address(slug) + "/danke")
    (one,) = kept(app)
    columns = {column.name: getattr(one, column.name) for column in Feedback.__table__.columns}
    assert columns | {"id": 0} == {
        "id": 0, "meeting_id": meeting_id, "marks": {"content": 5, "again": 4},
        "good": "Die Tische.", "better": "", "on": date(2027, 9, 1),
        "submit_key": "rueckmeldung-" + "0" * 20,
    }  # fmt: skip
    assert client.get(answer.location).status_code == 200


def test_the_same_form_sent_twice_counts_once(app, client, meeting):
    for _ in range(2):
        assert client.post(address(meeting[1]), data=filled_in()).status_code == 303

    assert len(kept(app)) == 1


def test_reading_the_form_changes_nothing_and_every_question_may_stay_open(app, client, meeting):
    client.get(address(meeting[1]))
    assert kept(app) == []

    answer = client.post(
        address(meeting[1]), data={"submit_key": "k" * 24, "better": "Mehr Pausen."}
    )

    assert answer.status_code == 303
    assert [(one.marks, one.better) for one in kept(app)] == [({}, "Mehr Pausen.")]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"content": "", "again": ""}, "noch leer"),
        ({"content": "6"}, "Die Themen waren für mich wichtig"),
        ({"good": "x" * 2001}, "Höchstens 2000 Zeichen"),
        ({"good": "a\x00b"}, "Steuerzeichen"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(app, client, meeting, soup, fields, said):
    answer = client.post(address(meeting[1]), data=filled_in(**fields))

    page = soup(answer)
    assert answer.status_code == 422
    assert said in page.select_one(".tw-errors").text
    if "again" not in fields:
        assert page.select_one("[name=again][checked]")["value"] == "4"
    assert kept(app) == []


@pytest.mark.parametrize(
    ("now", "said"),
    [("2027-08-26T17:59", "noch nicht begonnen"), ("2027-09-24T00:01", "ist geschlossen")],
)
def test_outside_of_its_weeks_the_form_takes_nothing(app, client, clock, meeting, soup, now, said):
    clock.set(now)

    assert said in soup(client.get(address(meeting[1]))).main.text
    assert "nicht angekommen" not in soup(client.get(address(meeting[1]))).main.text
    late = client.post(address(meeting[1]), data=filled_in(better="Mehr <Pausen>."))
    assert (late.status_code, "Mehr <Pausen>." in soup(late).main.text) == (409, True)
    assert kept(app) == []


def test_robots_are_sent_away(app, client, meeting):
    assert client.post(address(meeting[1]), data=filled_in(website="x")).status_code == 422
    assert kept(app) == []


def test_the_team_reads_numbers_pictures_and_sentences(app, moderator, meeting, soup):
    given(app, meeting[0], 6)

    page = soup(moderator.get(f"/buero/treffen/{meeting[0]}/rueckmeldungen"))

    assert "6 Personen haben geantwortet" in page.main.text
    assert "Im Mittel 2,7 von 5, 6 Antworten." in page.main.text
    assert len(page.select("svg.tw-chart")) == len(QUESTIONS)
    first = [row.get_text(" ", strip=True) for row in page.select("tbody")[0].select("tr")]
    assert first == [
        "trifft voll zu 1 (17\xa0%)", "trifft eher zu 1 (17\xa0%)", "teils, teils 1 (17\xa0%)",
        "trifft eher nicht zu 1 (17\xa0%)", "trifft nicht zu 2 (33\xa0%)",
    ]  # fmt: skip
    assert "Erst wenige Antworten" not in page.main.text


def test_few_answers_come_with_a_warning(app, office, meeting, soup):
    given(app, meeting[0], 4)

    page = soup(office.get(f"/buero/treffen/{meeting[0]}/rueckmeldungen"))

    assert "Erst wenige Antworten" in page.main.text


def test_sentences_are_found_whatever_their_accents(app, office, meeting, soup):
    given(app, meeting[0], 3)
    given(app, meeting[0], 1, start=3, good="Die Gruppe von Yıldırım war großartig.")
    base = f"/buero/treffen/{meeting[0]}/rueckmeldungen"

    found = soup(office.get(f"{base}?suche=YILDIRIM")).select(".tw-comments li")
    nothing = soup(office.get(f"{base}?suche=Regen"))

    assert [one.get_text(" ", strip=True) for one in found] == [
        "Das hat gefallen Die Gruppe von Yıldırım war großartig."
    ]
    assert "Diese Wörter stehen in keiner Rückmeldung." in nothing.main.text


def test_means_stand_beside_those_of_earlier_meetings(app, office, meeting, soup):
    with app.app_context():
        earlier = build.a_meeting(day=date(2027, 6, 17), title="1. Vernetzungstreffen 2027")
        later = build.a_meeting(day=date(2027, 8, 30), title="Danach")
    for one, number in ((earlier, 5), (meeting[0], 6), (later, 5)):
        given(app, one, number)

    page = soup(office.get(f"/buero/treffen/{meeting[0]}/rueckmeldungen"))

    rows = page.select("#vergleich ~ div tbody tr")
    assert [row.get_text(" ", strip=True) for row in rows] == [
        "2. Vernetzungstreffen 2027 6 2,7 2,7 2,7 2,7 2,7",
        "1. Vernetzungstreffen 2027 5 3,0 3,0 3,0 3,0 3,0",
    ]


def test_answers_as_csv_cannot_become_formulas(app, office, meeting):
    given(app, meeting[0], 1, good="=1+1")

    answer = office.get(f"/buero/treffen/{meeting[0]}/rueckmeldungen.csv")

    head, line = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";")
    assert head[:2] == ["Tag", "Die Themen waren für mich wichtig."]
    assert line == ["26.08.2027", "1", "1", "1", "1", "1", "'=1+1", ""]


def test_the_page_asks_as_often_with_many_answers_and_meetings(app, office, meeting, count_queries):
    def queries_needed():
        with count_queries() as asked:
            assert office.get(f"/buero/treffen/{meeting[0]}/rueckmeldungen").status_code == 200
        return len(asked)

    given(app, meeting[0], 1)
    few = queries_needed()
    given(app, meeting[0], 30, start=1)
    with app.app_context():
        others = [build.a_meeting(day=date(2027, 5, day), title=f"M {day}") for day in (1, 2, 3)]
    for other in others:
        given(app, other, 10)

    assert queries_needed() == few


def test_steering_members_and_strangers_do_not_read_them(client, steering, meeting):
    address = f"/buero/treffen/{meeting[0]}/rueckmeldungen"
    assert steering.get(address).status_code == 403
    assert client.get(address).status_code == 303
