"""Written votes: asked by mail, hidden until the end, ended once."""

from datetime import date

import pytest
from sqlalchemy import select

from app.access.rules import Role
from app.core.db import db, transaction
from app.core.errors import Gone, RuleBroken
from app.ideas import actions as ideas
from app.ideas.models import Idea
from app.ideas.rules import IdeaState, MoveFacts
from app.outbox.models import Message
from app.steering import votes
from app.steering.models import Decision, Member, Motion
from app.steering.retention import forget_remarks
from app.steering.rules import Choice
from tests import build
from tests.conftest import signed_in
from tests.steering import decisions as make


@pytest.fixture
def group(ctx):
    return make.a_group()


def letters(kind):
    found = db.session.scalars(select(Message).where(Message.kind == kind).order_by(Message.id))
    return [one.recipient_name for one in found]


def state(motion_id):
    db.session.expire_all()
    motion = db.session.get(Motion, motion_id)
    found = db.session.scalar(select(Decision).where(Decision.motion_id == motion_id))
    return motion.state, found and found.number


def idea_state(idea_id):
    db.session.expire_all()
    return db.session.get(Idea, idea_id).state


def test_only_voting_seats_are_asked_once(group):
    idea_id = make.in_review()
    first = make.a_vote(idea_id, key="same-key-000000000000000")
    assert make.a_vote(idea_id, key="same-key-000000000000000") == first
    assert letters("umlauf-bitte") == [
        f"Ida {name}" for name in ("Albrecht", "Brandt", "Çelik", "Đorđević", "Ebert")
    ]


def test_the_last_vote_ends_it_and_moves_the_idea(group):
    idea_id = make.in_review()
    motion_id = make.a_vote(idea_id)
    made = make.cast_all(motion_id, "yes", "no", "abstain", "biased", "yes")
    assert made == ["open"] * 4 + ["decided"]
    assert state(motion_id) == ("decided", "LK-2027-01")
    decision = db.session.query(Decision).one()
    assert (decision.yes, decision.no, decision.abstain, decision.biased) == (2, 1, 1, 1)
    assert (decision.day, decision.by, decision.meeting_id) == (
        date(2027, 9, 1),
        "Automatisch",
        None,
    )
    assert idea_state(idea_id) == "selected"
    assert len(letters("umlauf-ende")) == 5
    with pytest.raises(Gone):
        votes.vote_by_link(make.links(motion_id)[0], Choice.NO, "")


def test_a_vote_can_be_changed_until_the_end(group):
    motion_id = make.a_vote()
    token = make.links(motion_id)[0]
    votes.vote_by_link(token, Choice.YES, "")
    votes.vote_by_link(token, Choice.NO, "Doch nicht.")
    ballot = db.session.get(Motion, motion_id).ballots[0]
    assert (ballot.choice, ballot.comment) == ("no", "Doch nicht.")


def test_the_clockwork_ends_it_at_the_deadline(group, clock):
    idea_id = make.in_review()
    motion_id = make.a_vote(idea_id)
    make.cast_all(motion_id, "yes", "yes", "no")
    assert votes.close_due() == 0
    clock.set("2027-09-15T09:01")
    with pytest.raises(Gone):
        votes.vote_by_link(make.links(motion_id)[4], Choice.NO, "")
    assert [votes.close_due(), votes.close_due()] == [1, 0]
    assert state(motion_id) == ("decided", "LK-2027-01")
    assert db.session.query(Decision).one().day == date(2027, 9, 15)
    assert idea_state(idea_id) == "selected"


def test_too_few_votes_are_no_decision(group, clock):
    idea_id = make.in_review()
    motion_id = make.a_vote(idea_id)
    make.cast_all(motion_id, "yes", "yes")
    clock.set("2027-09-15T09:01")
    votes.close_due()
    assert state(motion_id) == ("lapsed", None)
    assert idea_state(idea_id) == "review"
    assert "Nur 2 von 5" in db.session.get(Idea, idea_id).history[-1].what


def test_a_rejected_motion_moves_nothing(group):
    idea_id = make.in_review()
    make.cast_all(make.a_vote(idea_id), "no", "no", "yes", "abstain", "no")
    assert idea_state(idea_id) == "review"
    assert not db.session.query(Decision).one().adopted


def test_an_idea_that_changed_meanwhile_stays_and_the_decision_says_so(group):
    idea_id = make.in_review()
    motion_id = make.a_vote(idea_id)
    ideas.move_idea(
        idea_id, IdeaState.DROPPED, MoveFacts(reason="Zurückgezogen"), actor=build.OFFICE
    )
    make.cast_all(motion_id, *["yes"] * 5)
    assert idea_state(idea_id) == "dropped"
    decision = db.session.query(Decision).one()
    assert "Klima-Küche" in decision.not_moved and "nicht direkt" in decision.not_moved


def test_the_deputy_votes_only_when_the_office_says_so(group):
    motion_id = make.a_vote()
    old = make.links(motion_id)[0]
    for _ in range(2):
        name = votes.let_vote(motion_id, group[0], deputy=True, actor=build.OFFICE)
    assert name == "Udo Vertretung 0"
    assert letters("umlauf-bitte")[-1] == name and len(letters("umlauf-bitte")) == 6
    with pytest.raises(RuleBroken, match="gehört zu keiner Abstimmung"):
        votes.vote_by_link(old, Choice.YES, "")
    votes.vote_by_link(make.links(motion_id)[0], Choice.YES, "")
    with pytest.raises(RuleBroken, match="schon abgestimmt"):
        votes.let_vote(motion_id, group[0], deputy=False, actor=build.OFFICE)


def test_a_link_ends_with_the_term(group, clock):
    motion_id = make.a_vote()
    with transaction():
        db.session.get(Member, group[0]).term_to = date(2027, 9, 5)
    clock.set("2027-09-06T09:00")
    with pytest.raises(Gone, match="Amtszeit"):
        votes.vote_by_link(make.links(motion_id)[0], Choice.YES, "")
    for token in make.links(motion_id)[1:]:
        votes.vote_by_link(token, Choice.YES, "")
    assert state(motion_id) == ("decided", "LK-2027-01")


def test_the_silent_are_reminded_once(group, clock):
    motion_id = make.a_vote()
    make.cast_all(motion_id, "yes", "yes", "yes")
    clock.set("2027-09-12T09:00")
    assert votes.remind_silent() == 0
    clock.set("2027-09-13T07:59")
    assert votes.remind_silent() == 0
    clock.set("2027-09-13T09:01")
    assert [votes.remind_silent(), votes.remind_silent()] == [2, 0]
    assert letters("umlauf-erinnerung") == ["Ida Đorđević", "Ida Ebert"]


def test_the_office_ends_a_vote_with_a_reason(group):
    motion_id = make.a_vote()
    with pytest.raises(RuleBroken, match="Grund"):
        votes.cancel_vote(motion_id, "", actor=build.OFFICE)
    for _ in range(2):
        votes.cancel_vote(motion_id, "Falscher Wortlaut", actor=build.OFFICE)
    assert state(motion_id) == ("withdrawn", None)
    assert len(letters("umlauf-ende")) == 5


def test_remarks_and_links_are_forgotten_after_a_year(group, clock):
    motion_id = make.a_vote()
    tokens = make.links(motion_id)
    for token in tokens:
        votes.vote_by_link(token, Choice.YES, "Gern.")
    clock.set("2028-08-30T09:00")
    assert forget_remarks() == 0
    clock.set("2028-09-01T10:00")
    assert [forget_remarks(), forget_remarks()] == [5, 0]
    with pytest.raises(RuleBroken, match="gehört zu keiner Abstimmung"):
        votes.vote_by_link(tokens[0], Choice.NO, "")


@pytest.mark.parametrize(
    "values, days, words",
    [
        ({}, 0.5, "mindestens einen Tag"),
        ({}, 61, "60 Tage"),
        ({"kind": "drop", "reason": ""}, 14, "Begründung"),
        ({"kind": "on_hold"}, 14, "Wieder vorlegen am"),
        ({"wording": ""}, 14, "Wortlaut"),
    ],
)
def test_what_cannot_be_voted_on(group, values, days, words):
    with pytest.raises(RuleBroken, match=words):
        make.a_vote(days=days, **values)
    assert db.session.query(Motion).count() == 0


def test_nobody_votes_on_what_could_not_be_done(group):
    with pytest.raises(RuleBroken, match="nicht direkt"):
        make.a_vote(build.an_idea("Neu"))


def test_without_members_nobody_is_asked(ctx):
    with pytest.raises(RuleBroken, match="kein stimmberechtigtes Mitglied"):
        make.a_vote()


# pages


@pytest.fixture
def running(app):
    """(vote, links)"""
    with app.app_context():
        make.a_group()
        motion_id = make.a_vote()
        return motion_id, make.links(motion_id)


def test_the_page_behind_a_link(app, client, soup, running):
    _, links = running
    page = f"/abstimmung/{links[0]}"
    before = client.get(page)
    assert before.headers["X-Robots-Tag"] == "noindex"
    assert "Der Lenkungskreis empfiehlt die Klima-Küche." in before.text
    for _ in range(3):
        client.get(page)
    assert client.post(page, data={}).status_code == 422
    assert client.post(page, data={"choice": "yes", "comment": "x" * 1001}).status_code == 422
    assert client.post(page, data={"choice": "yes", "comment": "a\x00b"}).status_code == 422
    for _ in range(2):
        assert client.post(page, data={"choice": "yes", "comment": "Gern."}).status_code == 303
    after = soup(client.get(page)).main.text
    assert "Ihre Stimme ist da" in after and "1 von 5" in " ".join(after.split())
    other = client.get(f"/abstimmung/{links[1]}").text
    assert "Gern." not in other and "tw-tally" not in other
    for token in links[1:]:
        client.post(f"/abstimmung/{token}", data={"choice": "no"})
    result = " ".join(soup(client.get(page)).main.text.split())
    assert "Der Antrag ist abgelehnt: Beschluss LK-2027-01" in result and "Gern." in result
    assert client.get("/abstimmung/nichts").status_code == 404


def test_the_sheet_of_the_idea_opens_by_the_link(client, running):
    _, links = running
    assert client.get(f"/abstimmung/{links[0]}/2027-999.pdf").status_code == 404


def test_a_vote_after_the_deadline(app, client, soup, clock, running):
    _, links = running
    clock.set("2027-09-15T10:00")
    page = f"/abstimmung/{links[0]}"
    assert "Das Ergebnis steht gleich hier" in client.get(page).text
    late = client.post(page, data={"choice": "yes"})
    assert late.status_code == 410 and "nicht mehr angekommen" in soup(late).text


def test_a_member_who_is_signed_in_votes(app, running, soup):
    motion_id, _ = running
    with app.app_context():
        member = db.session.get(Member, 1)
        build.a_member(Role.STEERING, email=member.person.email, name=member.name)
        from app.access.actions import make_link

        token = make_link(member.person.email)
    browser = app.test_client()
    browser.post(f"/einloggen/{token}")
    page = f"/buero/lenkungskreis/abstimmungen/{motion_id}"
    assert "Ihre Stimme fehlt" in browser.get("/buero/lenkungskreis").text
    answer = browser.post(f"{page}/stimme", data={"choice": "yes"})
    assert answer.status_code == 303
    assert "Stimme ändern" in browser.get(page).text
    stranger = signed_in(app, Role.STEERING)
    assert stranger.post(f"{page}/stimme", data={"choice": "no"}).status_code == 422
    assert "Stimme abgeben" not in stranger.get(page).text


def test_the_office_opens_a_vote_from_a_recommendation(app, office, soup):
    with app.app_context():
        members = make.a_group()
        meeting_id, idea_id = make.a_session(), make.in_review()
        make.call_roll(meeting_id, *members[:2])
        source = make.decided(meeting_id, make.a_motion(meeting_id, idea_id), 2)
    assert "Empfehlung LK-2027-01" in office.get("/buero/").text
    assert (
        "Schriftlich abstimmen lassen"
        in office.get(f"/buero/lenkungskreis/beschluesse/{source}").text
    )
    new = f"/buero/lenkungskreis/abstimmungen/neu?aus={source}"
    form = soup(office.get(new)).find("form", class_="tw-form")
    sent = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}
    sent |= {"kind": "select", "ideas": idea_id, "wording": form.find(id="wording").text.strip()}
    end = date(2027, 9, 11)
    for _ in range(2):
        answer = office.post(new, data=sent | {"day": end.isoformat(), "until": "18:00"})
        assert answer.status_code == 303
    with app.app_context():
        (vote,) = db.session.query(Motion).filter_by(meeting_id=None)
        assert (vote.recommendation_id, vote.state) == (source, "open")
    assert "Empfehlung LK-2027-01" not in office.get("/buero/").text


def test_pages_of_votes_take_a_constant_number_of_queries(app, office, count_queries):
    with app.app_context():
        make.a_group()
        make.a_vote()
        make.cast_all(make.a_vote(make.in_review("B")), *["yes"] * 5)
    page = "/buero/lenkungskreis/abstimmungen"
    with count_queries() as few:
        office.get(page)
    with app.app_context():
        for number in range(6):
            make.a_vote(make.in_review(f"C{number}"))
            make.cast_all(make.a_vote(make.in_review(f"D{number}")), *["yes"] * 5)
    with count_queries() as many:
        assert office.get(page).status_code == 200
    assert len(many) == len(few)
