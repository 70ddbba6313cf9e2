"""Builders: decisions, people who join in, and a small world that everybody may read."""

from datetime import date, timedelta

from app.agenda.queries import items_of
from app.core import clock
from app.core.db import db, transaction
from app.ideas.models import Idea
from app.meetings.models import Meeting
from app.projects.models import IdeaNews, Supporter
from app.projects.rules import JoinState, Progress
from app.steering.models import Decision, DecisionCorrection, DecisionIdea
from app.steering.rules import DecisionKind
from tests import build

DAY = date(2027, 8, 25)


def a_decision(number="LK-2027-01", idea_ids=(), **values):
    """A stored decision. Returns its id."""
    facts = {
        "day": DAY,
        "kind": DecisionKind.SELECT,
        "wording": "Der Lenkungskreis empfiehlt, die Balkon-Solar-Lotsen zu unterstützen.",
        "reason": "Viele Gruppen sind beteiligt.",
        "yes": 9,
        "no": 1,
        "abstain": 2,
        "biased": 1,
        "at": clock.now(),
        "by": "Miriam Voss",
    } | values
    with transaction():
        row = Decision(number=number, **facts)
        row.ideas = [
            DecisionIdea(idea_id=idea_id, position=place) for place, idea_id in enumerate(idea_ids)
        ]
        db.session.add(row)
        db.session.flush()
        return row.id


def a_correction(decision_id, **values):
    """Something in a decision was corrected."""
    facts = {"day": date(2027, 8, 30), "reason": "Tippfehler", "before": {}, "by": "Miriam Voss"}
    with transaction():
        db.session.add(
            DecisionCorrection(decision_id=decision_id, at=clock.now(), **facts | values)
        )


def a_supporter(idea_id, name="Geheime Hilfe", state=JoinState.CONFIRMED):
    """Somebody who joins in."""
    with transaction():
        db.session.add(
            Supporter(
                idea_id=idea_id,
                name=name,
                email="geheim-hilfe@example.org",
                state=state,
                submitted_at=clock.now(),
            )
        )


def a_report(idea_id, meeting_id, text="Die erste Schulung war gut besucht."):
    """A report given at a meeting."""
    with transaction():
        db.session.add(
            IdeaNews(
                idea_id=idea_id,
                meeting_id=meeting_id,
                what=Progress.RUNNING,
                text=text,
                source="meeting",
                at=clock.now() - timedelta(days=1),
            )
        )


def change(idea_id, **values):
    """Write values into an idea, as any action does."""
    with transaction():
        idea = db.session.get(Idea, idea_id)
        for name, value in values.items():
            setattr(idea, name, value)


def a_public_world():
    """Meetings, ideas and decisions, public and not. Returns ids by name."""
    venue = {"name": "Haus am Park", "latitude": 52.02, "longitude": 8.53}
    evening = build.a_planned_meeting(title="Pitch-Abend im Herbst")
    with transaction():
        place = db.session.get(Meeting, evening).venue
        for name, value in venue.items():
            setattr(place, name, value)
    session = build.a_planned_meeting(kit="lenkungskreis", title="Sitzung", listed=True)
    closed = build.a_planned_meeting(kit="lenkungskreis", title="Geheime Sitzung", listed=False)
    lotsen = build.an_idea(
        public=True,
        summary="Ehrenamtliche beraten bei kleinen Solaranlagen.",
        action_field="EE",
        second_field="GQ",
        district="Heepen",
        seeking="Raum",
        meeting_id=evening,
        contact_name="Cem Yıldırım",
        contact_email="geheim-idee@example.org",
        contact_public=True,
        next_step_by="Geheimer Name",
    )
    hidden = build.an_idea("Geheime Idee", summary="Niemand weiß davon.", district="Senne")
    bench = build.an_idea("Klima-Bänke", public=True, contact_name="Geheime Person")
    a_supporter(lotsen)
    a_supporter(lotsen, state=JoinState.PENDING)
    open_decision = a_decision("LK-2027-01", [lotsen], meeting_id=session)
    a_correction(open_decision)
    a_decision(
        "LK-2027-02", [hidden, bench], meeting_id=closed, wording="Über „Geheime Idee“.",
        reason="Geheimer Grund", kind=DecisionKind.DROP,
    )  # fmt: skip
    a_decision("LK-2027-03", wording="Drei Themen für 2028.", kind=DecisionKind.PROGRAMME)
    return {
        "evening": evening, "session": session, "closed": closed, "lotsen": lotsen,
        "hidden": hidden, "bench": bench,
    }  # fmt: skip


def a_world(meeting_id, idea_id):
    """A decision about a public idea at a public meeting, as values for addresses."""
    decision = a_decision("LK-2027-77", [idea_id], meeting_id=meeting_id)
    row = db.session.get(Decision, decision)
    items = [one for one in items_of(meeting_id) if one.public]
    return {
        "open_decision": row.number,
        "open_consultation_id": row.ideas[0].id,
        "open_item_id": items[0].id,
        "open_place_id": db.session.get(Meeting, meeting_id).venue_id,
        "open_organization_id": 1,
    }
