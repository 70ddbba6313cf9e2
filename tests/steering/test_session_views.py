"""The page of a session: roll call, motions, votes, and what is refused."""

import re

import pytest

from app.core.db import db
from app.meetings.queries import meeting_by_id
from app.steering.decision_queries import decision_by_id
from app.steering.models import Decision, Motion
from app.steering.session_queries import roll_call
from tests import build
from tests.steering import decisions as make


@pytest.fixture
def evening(app):
    """(session, members, idea in review) with nothing noted yet."""
    with app.app_context():
        return make.a_session(), make.a_group(), make.in_review()


def place(meeting_id, rest=""):
    return f"/buero/treffen/{meeting_id}/sitzung{rest}"


def words(response, soup):
    return " ".join(soup(response).main.get_text(" ").split())


def mark(app, meeting_id):
    with app.app_context():
        return roll_call(meeting_by_id(meeting_id)).mark


def motions(app):
    with app.app_context():
        return [(one.kind, one.wording, one.state) for one in db.session.query(Motion)]


def a_called_motion(app, evening, **values):
    """Everybody is there and one motion waits. Returns its id."""
    meeting_id, members, idea_id = evening
    with app.app_context():
        make.call_roll(meeting_id, *members)
        return make.a_motion(meeting_id, idea_id, **values)


def test_a_session_from_the_roll_call_to_the_minutes(app, office, soup, evening):
    meeting_id, _members, idea_id = evening
    page = words(office.get(place(meeting_id)), soup)
    assert "Wer ist da?" in page and "Noch kein Antrag" in page

    answer = office.post(
        place(meeting_id, "/anwesenheit"), data={"knopf": "alle", "stand": mark(app, meeting_id)}
    )
    assert answer.status_code == 303
    assert "Beschlussfähig: 5 von 5" in words(office.get(place(meeting_id)), soup)

    new = place(meeting_id, "/antraege/neu")
    sent = {"kind": "select", "ideas": idea_id, "agenda_item": 0, "wording": "", "reason": "Gut"}
    proposed = office.post(new, data=sent | {"knopf": "vorschlagen"})
    assert "Der Lenkungskreis empfiehlt, „Klima-Küche“ bis … durch … zu unterstützen." in (
        soup(proposed).find(id="wording").text
    )
    sent |= {"wording": "Der Lenkungskreis empfiehlt die Klima-Küche.", "submit_key": "k" * 24}
    for _ in range(2):
        assert office.post(new, data=sent).status_code == 303
    assert len(motions(app)) == 1

    vote = place(meeting_id, "/antraege/1/beschluss")
    data = {"wording": sent["wording"], "reason": "Gut", "version": 1, "yes": 4, "no": 2}
    refused = office.post(vote, data=data)
    assert refused.status_code == 422
    assert "Ja, Nein und Enthaltung ergeben zusammen 6. Es müssen 5 sein" in words(refused, soup)
    for _ in range(2):
        assert office.post(vote, data=data | {"knopf": "einstimmig"}).status_code == 303
    page = words(office.get(place(meeting_id)), soup)
    assert "LK-2027-01 Aufnehmen Angenommen" in page and "5 ja, 0 nein, 0 Enthaltungen" in page
    notes = words(office.get(f"/buero/treffen/{meeting_id}/protokoll"), soup)
    assert "Beschluss LK-2027-01" in notes


def test_biased_members_are_ticked_by_name(app, office, evening):
    motion_id = a_called_motion(app, evening)
    vote = place(evening[0], f"/antraege/{motion_id}/beschluss")
    data = {"wording": "So.", "version": 1, "knopf": "einstimmig", "biased": evening[1][:2]}
    assert office.post(vote, data=data).status_code == 303
    with app.app_context():
        found = db.session.query(Decision).one()
        assert (found.yes, found.biased) == (3, 2)


def test_two_people_at_the_roll_call(app, office, soup, evening):
    meeting_id, members, _ = evening
    seen = mark(app, meeting_id)
    with app.app_context():
        make.call_roll(meeting_id, *members[:3])
    answer = office.post(
        place(meeting_id, "/anwesenheit"), data={"stand": seen, f"sitz-{members[3]}": "member"}
    )
    assert answer.status_code == 409
    page = soup(answer)
    assert "Jemand anderes hat die Anwesenheit" in page.main.text
    assert page.find(id=f"sitz-{members[3]}-member").has_attr("checked")


def test_two_people_at_a_motion(app, office, soup, evening):
    motion_id = a_called_motion(app, evening)
    edit = place(evening[0], f"/antraege/{motion_id}")
    data = {"kind": "report", "agenda_item": 0, "wording": "Anders.", "version": 1}
    assert office.post(edit, data=data).status_code == 303
    again = office.post(edit, data=data | {"wording": "Noch anders."})
    assert again.status_code == 409
    page = soup(again)
    assert "So steht der Antrag jetzt da" in page.text
    assert page.find(id="wording").text.strip() == "Noch anders."
    vote = office.post(f"{edit}/beschluss", data={"wording": "x", "version": 1, "yes": 5})
    assert vote.status_code == 409


def test_order_and_withdrawal(app, office, soup, evening):
    meeting_id = evening[0]
    with app.app_context():
        for number in range(3):
            make.a_motion(meeting_id, kind="report", wording=f"Bericht {number}")

    def shown():
        page = soup(office.get(place(meeting_id)))
        return [one.text for one in page.select("ol.tw-motions .tw-motion__words")]

    office.post(place(meeting_id, "/antraege/3/verschieben"), data={"richtung": "hoch"})
    assert shown() == ["Bericht 0", "Bericht 2", "Bericht 1"]
    for _ in range(2):
        office.post(place(meeting_id, "/antraege/1/zurueckziehen"))
    assert shown() == ["Bericht 2", "Bericht 1"]
    assert office.post(place(meeting_id, "/antraege/1/verschieben")).status_code == 409


@pytest.mark.parametrize(
    "data, field",
    [
        ({"wording": ""}, "Wortlaut"),
        ({"wording": "x" * 4001}, "Höchstens 4000 Zeichen"),
        ({"wording": "x\x00y"}, "Steuerzeichen"),
        ({"wording": "x" * 100_000}, "Höchstens 4000 Zeichen"),
        ({"kind": "select"}, "braucht mindestens eine Idee"),
        ({"kind": "nichts"}, "Art"),
        ({"more_ideas": "2027-999"}, "2027-999"),
        ({"review_on": "morgen"}, "Wieder vorlegen am"),
    ],
)
def test_what_is_no_motion(app, office, soup, evening, data, field):
    sent = {"kind": "report", "agenda_item": 0, "wording": "Gebilligt."} | data
    answer = office.post(place(evening[0], "/antraege/neu"), data=sent)
    assert answer.status_code == 422
    assert field in words(answer, soup)
    assert motions(app) == []


def test_only_on_the_day_and_only_in_sessions(app, office, soup):
    with app.app_context():
        make.a_group()
        later = make.a_session(day=make.date(2027, 10, 6))
        evening = build.a_meeting()
    page = words(office.get(place(later)), soup)
    assert "Beschlussfähig ist die Sitzung ab 3 besetzten Sitzen" in page
    data = {"knopf": "alle", "stand": mark(app, later)}
    refused = office.post(place(later, "/anwesenheit"), data=data)
    assert refused.status_code == 422 and "erst am 06.10.2027" in words(refused, soup)
    assert office.get(place(evening)).status_code == 404
    assert "Sitzung" not in soup(office.get(f"/buero/treffen/{evening}")).main.text


def test_the_group_reads_and_the_office_writes(app, steering, moderator, evening):
    motion_id = a_called_motion(app, evening)
    page = steering.get(place(evening[0]))
    assert page.status_code == 200 and "Abstimmen" not in page.text
    vote = place(evening[0], f"/antraege/{motion_id}/beschluss")
    assert steering.post(vote, data={"yes": 5}).status_code == 403
    assert moderator.get(place(evening[0])).status_code == 403
    assert not re.search(r"[\w.]+@example\.org", page.text.split("<footer")[0])


def test_a_constant_number_of_queries(app, office, count_queries, evening):
    meeting_id, members, _ = evening
    with app.app_context():
        make.call_roll(meeting_id, *members)
        make.decided(meeting_id, make.a_motion(meeting_id, make.in_review("A")), 5)
        make.a_motion(meeting_id, make.in_review("B"))
    with count_queries() as few:
        office.get(place(meeting_id))
    with app.app_context():
        for number in range(15):
            idea = make.in_review(f"Idee {number}")
            make.decided(meeting_id, make.a_motion(meeting_id, idea), 5)
            make.a_motion(meeting_id, make.in_review(f"Noch {number}"))
    with count_queries() as many:
        office.get(place(meeting_id))
    assert len(many) == len(few)


def test_a_typed_decision_leads_to_the_session(app, office, evening):
    with app.app_context():
        decision = decision_by_id(make.a_decision(make.in_review("A"), members=evening[1]))
        meeting_id, entry_id = decision.meeting_id, decision.entry_id
    answer = office.get(f"/buero/treffen/{meeting_id}/protokoll/eintrag/{entry_id}")
    assert answer.location == place(meeting_id)
