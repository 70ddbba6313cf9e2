"""What a session decides is stored once, moves its ideas, and stands in the minutes."""

from datetime import date

import pytest

from app.core.db import db
from app.core.errors import Conflict, RuleBroken
from app.ideas.models import Idea
from app.minutes.queries import opened_minutes
from app.steering.decision_queries import decision_by_id
from app.steering.decisions import Cast, Correction, correct, decide
from app.steering.models import Ballot, Decision
from app.steering.vote_rules import Votes
from tests import build
from tests.steering import decisions as make

pytestmark = pytest.mark.usefixtures("ctx")


def idea(idea_id):
    db.session.expire_all()
    return db.session.get(Idea, idea_id)


def said(meeting_id):
    """(kind, number, text, note, reason) of all entries."""
    items = opened_minutes(meeting_id).items
    return [(e.kind, e.number, e.text, e.note, e.reason) for item in items for e in item.entries]


def history(idea_id):
    return [one.what for one in idea(idea_id).history]


def test_an_adopted_decision_selects_its_idea_and_stands_in_the_minutes():
    members, meeting_id, idea_id = make.a_group(), make.a_session(), make.in_review()
    make.call_roll(meeting_id, *members[:3], deputies=members[3:4])
    motion_id = make.a_motion(meeting_id, idea_id)
    decision_id = make.decided(meeting_id, motion_id, 2, 0, 1, biased=members[:1])

    decision = decision_by_id(decision_id)
    assert (decision.number, decision.adopted, decision.recommendation) == (
        "LK-2027-01", True, False,
    )  # fmt: skip
    assert (idea(idea_id).state, idea(idea_id).decision) == ("selected", "LK-2027-01")
    assert said(meeting_id) == [
        (
            "decision", "LK-2027-01", "Der Lenkungskreis empfiehlt die Klima-Küche.",
            "2 ja, 0 nein, 1 Enthaltung, 1 befangen; 4 von 5 Stimmberechtigten anwesend",
            "Träger da",
        )
    ]  # fmt: skip
    minutes = opened_minutes(meeting_id)
    assert minutes.quorum == "Beschlussfähig: 4 von 5 stimmberechtigten Mitgliedern"
    heading = next(item for item in minutes.items if item.entries)
    assert heading.title == "Beschlüsse"
    biased = db.session.query(Ballot).one()
    assert (biased.member_id, biased.choice) == (members[0], "biased")


def test_a_decision_stands_below_the_item_of_its_motion():
    members, meeting_id = make.a_group(), make.a_session()
    make.call_roll(meeting_id, *members)
    (item,) = build.item_ids(meeting_id, title="Bericht der Geschäftsstelle")
    motion_id = make.a_motion(meeting_id, kind="report", agenda_item=item)
    make.decided(meeting_id, motion_id, 5, agenda_item=item)
    heading = next(one for one in opened_minutes(meeting_id).items if one.entries)
    assert heading.title == "Bericht der Geschäftsstelle"


def test_without_quorum_it_is_a_recommendation_that_moves_nothing():
    members, meeting_id, idea_id = make.a_group(), make.a_session(), make.in_review()
    make.call_roll(meeting_id, *members[:2], excused=members[2:])
    motion_id = make.a_motion(meeting_id, idea_id)
    decision = decision_by_id(make.decided(meeting_id, motion_id, 2))
    assert decision.recommendation and idea(idea_id).state == "review"
    assert history(idea_id)[-1].startswith(
        "Empfehlung ohne Beschlussfähigkeit, noch kein Beschluss: LK-2027-01."
    )
    assert opened_minutes(meeting_id).quorum.startswith("Nicht beschlussfähig: 2 von 5")


@pytest.mark.parametrize(
    "kind, extra, state, reason, review",
    [
        ("on_hold", {"review_on": date(2027, 12, 1)}, "on_hold", "Träger da", date(2027, 12, 1)),
        ("drop", {}, "dropped", "Träger da", None),
        ("refer", {}, "dropped", "Träger da", None),
        ("postpone", {}, "review", "", None),
    ],
)
def test_what_each_kind_does_to_an_idea(kind, extra, state, reason, review):
    idea_id = make.in_review()
    make.a_decision(idea_id, kind=kind, **extra)
    found = idea(idea_id)
    assert (found.state, found.reason, found.review_on) == (state, reason, review)
    assert any("LK-2027-01" in line for line in history(idea_id))


def test_a_rejected_motion_moves_nothing_and_keeps_its_votes():
    idea_id = make.in_review()
    decision = decision_by_id(make.a_decision(idea_id, yes=1, no=3))
    assert (decision.adopted, decision.votes_words) == (
        False,
        "1 ja, 3 nein, 0 Enthaltungen, abgelehnt",
    )
    assert idea(idea_id).state == "review"
    assert history(idea_id)[-1] == "Antrag „Aufnehmen“ abgelehnt: LK-2027-01. Träger da"


def test_an_idea_that_cannot_move_stops_the_whole_decision():
    members, meeting_id = make.a_group(), make.a_session()
    make.call_roll(meeting_id, *members)
    good, new = make.in_review("Reparatur-Treff"), build.an_idea("Ganz neu")
    motion_id = make.a_motion(meeting_id, good, new)
    with pytest.raises(RuleBroken, match=r"Ganz neu.*nicht direkt.*noch nicht gespeichert"):
        make.decided(meeting_id, motion_id, 5)
    assert db.session.query(Decision).count() == 0
    assert idea(good).state == "review" and said(meeting_id) == []


def test_votes_must_add_up_and_only_those_present_are_biased():
    members, meeting_id = make.a_group(), make.a_session()
    motion_id = make.a_motion(meeting_id, kind="report")
    with pytest.raises(RuleBroken, match="Anwesenheit ist noch nicht festgestellt"):
        make.decided(meeting_id, motion_id, 5)
    make.call_roll(meeting_id, *members[:4])
    with pytest.raises(RuleBroken, match=r"ergeben zusammen 5. Es müssen 4 sein.*1 Stimme zu viel"):
        make.decided(meeting_id, motion_id, 5)
    with pytest.raises(RuleBroken, match="nicht als anwesend"):
        make.decided(meeting_id, motion_id, 3, biased=members[4:5])
    advising = members[5:]
    with pytest.raises(RuleBroken, match="nicht als anwesend"):
        make.decided(meeting_id, motion_id, 3, biased=advising)


def test_a_second_press_finds_the_decision_and_an_old_page_is_told():
    members, meeting_id = make.a_group(), make.a_session()
    make.call_roll(meeting_id, *members)
    first, second = (make.a_motion(meeting_id, kind="report") for _ in range(2))
    values, cast = make.motion_values(kind="report"), Cast(yes=5, no=0, abstain=0)
    ids = [decide(meeting_id, first, values, cast, seen=1, actor=build.OFFICE) for _ in range(2)]
    assert ids[0] == ids[1] and len(said(meeting_id)) == 1
    with pytest.raises(Conflict):
        decide(meeting_id, second, values, cast, seen=7, actor=build.OFFICE)


def test_numbers_are_one_series_for_sessions_and_written_votes():
    members = make.a_group()
    make.a_decision(members=members)
    motion_id = make.a_vote()
    make.cast_all(motion_id, *["yes"] * 5)
    make.a_decision(make.in_review("Dritte"), members=members)
    found = [one.number for one in db.session.query(Decision).order_by(Decision.id)]
    assert found == ["LK-2027-01", "LK-2027-02", "LK-2027-03"]


# corrections


def a_correction(**values):
    facts = {
        "day": date(2027, 9, 1),
        "why": "Schreibfehler",
        "wording": "Der Lenkungskreis empfiehlt die Klima-Küche.",
        "reason": "Träger da",
        "votes": Votes(yes=4, no=0, abstain=0),
    }
    return Correction(**facts | values)


def test_a_correction_keeps_the_old_words_and_the_minutes_follow():
    idea_id = make.in_review()
    decision_id = make.a_decision(idea_id)
    wanted = a_correction(wording="Neuer Wortlaut.", votes=Votes(yes=1, no=3, abstain=0))
    for _ in range(2):
        correct(decision_id, wanted, seen=0, actor=build.OFFICE)
    decision = decision_by_id(decision_id)
    (kept,) = decision.corrections
    assert kept.before == {
        "wording": "Der Lenkungskreis empfiehlt die Klima-Küche.", "yes": 4, "no": 0,
    }  # fmt: skip
    assert (decision.wording, decision.yes, decision.no) == ("Neuer Wortlaut.", 1, 3)
    assert said(decision.meeting_id)[0][2:4] == (
        "Neuer Wortlaut. (Berichtigt am 01.09.2027: Schreibfehler)",
        "1 ja, 3 nein, 0 Enthaltungen, abgelehnt; 4 von 5 Stimmberechtigten anwesend",
    )  # fmt: skip
    assert idea(idea_id).state == "selected"
    assert history(idea_id)[-1] == (
        "Beschluss LK-2027-01 am 01.09.2027 berichtigt: Schreibfehler. Nach der Berichtigung ist "
        "der Antrag abgelehnt. Die Idee bleibt im bisherigen Status. Ändern Sie ihn bei Bedarf "
        "auf der Seite der Idee."
    )
    assert ("Miriam Voss", "decision_corrected", f"decision:{decision_id}") in build.audit()


@pytest.mark.parametrize(
    "values, words",
    [
        ({"day": date(2027, 9, 2), "wording": "Anders"}, "liegt in der Zukunft"),
        ({"day": date(2027, 8, 31), "wording": "Anders"}, "Vorher kann er nicht"),
        ({"why": "", "wording": "Anders"}, "Grund der Berichtigung"),
        ({"votes": Votes(yes=5, no=0, abstain=0)}, "zu viel"),
        ({"wording": ""}, "braucht einen Wortlaut"),
        ({}, "nichts geändert"),
    ],
)
def test_what_is_no_correction(values, words):
    decision_id = make.a_decision()
    with pytest.raises(RuleBroken, match=words):
        correct(decision_id, a_correction(**values), seen=0, actor=build.OFFICE)
    assert decision_by_id(decision_id).corrections == []


def test_two_people_correct_at_once():
    decision_id = make.a_decision()
    correct(decision_id, a_correction(wording="Eins"), seen=0, actor=build.OFFICE)
    with pytest.raises(Conflict):
        correct(decision_id, a_correction(wording="Zwei"), seen=0, actor=build.OFFICE)
