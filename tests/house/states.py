"""Rows in the states that some buttons need, with a value for each parameter of their addresses."""

from datetime import date, time

from app.agenda import backlog, decisions, reports
from app.agenda.decisions import Choice
from app.agenda.models import AgendaItem
from app.agenda.rules import Decision
from app.contacts import actions as contacts
from app.contacts.models import ConsentKind
from app.contacts.queries import person_by_id, unsubscribe_token
from app.core.db import db, transaction
from app.ideas.models import Idea
from app.ideas.rules import IdeaState
from app.mailings import actions as mailings
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.minutes import photo_actions
from app.outbox.models import Message, MessageState
from app.pitches import office as pitches
from app.projects import joining
from app.projects.queries import supporters_of
from app.registrations import actions as registrations
from tests import build
from tests.agenda.build import a_topic
from tests.minutes.pictures import a_photo
from tests.projects.build import a_project, joins
from tests.steering.build import a_round, hand_in, sheets, token
from tests.steering.decisions import a_motion


def changed(model, row_id, **values):
    """A row, put into a state without its history. Returns its id."""
    with transaction():
        for name, value in values.items():
            setattr(db.session.get(model, row_id), name, value)
    return row_id


def states_here(meeting, session):
    """``meeting``: one whose minutes are open; ``session``: one of the steering group."""
    photo_actions.take_in(meeting, [("tisch.jpg", a_photo(color="red"))], build.OFFICE)
    return {
        "draft_id": build.a_meeting(state=MeetingState.DRAFT),
        "failed_id": changed(Message, build.a_queued_letter(), state=MessageState.FAILED),
        "skipped_id": a_skipped_mail(meeting),
        "moving_number": db.session.get(
            Idea, build.an_idea("Leihlager", state=IdeaState.SELECTED)
        ).number,
        **somebody_new(),
        "dropped_topic_id": a_dropped_topic(),
        "second_motion_id": a_motion(session, kind="report", wording="Der Kreis nimmt Kenntnis."),
        "full_round_id": (full := a_full_round()),
        "handed_in_token": token(next(iter(sheets(full).values()))),
        **people_who_come_back(),
        **pitches_of_all_states(),
        **agendas(),
    }


def a_skipped_mail(meeting):
    mailing = build.a_mailing(meeting)
    mailings.skip(mailing, actor=build.OFFICE)
    return mailing


def a_dropped_topic():
    topic = a_topic("Ein Thema, das niemand mehr braucht")
    backlog.drop_topic(topic, "Beim Stadtfest besprochen.", build.OFFICE)
    return topic


def a_full_round():
    """A rating that everybody has handed in."""
    full = a_round(title="Ideen, die alle bewertet haben", key=93)
    hand_in(full, **dict.fromkeys(sheets(full), (3, 2)))
    return full


def somebody_new():
    """Who joined in where no contact person could be told."""
    project = a_project("Projekt ohne Ansprechperson", contact_email="")
    joining.confirm(joins(project, 805))
    return {"untold_number": db.session.get(Idea, project).number,
            "untold_id": supporters_of(project)[0].id}  # fmt: skip


def people_who_come_back():
    """Links of those who get no invitations, left, or have no calendar; a meeting that moved."""
    gone = build.a_person(invited=True)
    contacts.withdraw(gone, ConsentKind.INVITATIONS, way="link")
    meeting = build.a_meeting()
    left, stays = build.a_registration(meeting), build.a_registration(meeting)
    registrations.cancel(build.token_of(left))
    elsewhere = build.a_meeting(title="Treffen mit anderer Zeit")
    build.a_registration(elsewhere)
    changed(Meeting, elsewhere, begins=time(17, 30))
    return {
        "gone_token": unsubscribe_token(person_by_id(gone)),
        "left_token": build.token_of(left),
        "stays_token": build.token_of(stays),
        "elsewhere_id": elsewhere,
    }


def pitches_of_all_states():
    """An evening to come with pitches in order and one decided upon; one that is over."""
    coming = build.a_planned_meeting(title="Pitch-Abend, der kommt")
    first, _ = build.an_accepted_pitch(coming), build.an_accepted_pitch(coming)
    changed(AgendaItem, build.item_ids(coming, place="during")[0], minutes=90)
    decided = build.a_pitch(coming)
    no = Choice(kind=Decision.DECLINE, reason="Der Abend ist voll.", next_step="Ein Stand.")
    decisions.prepare(coming, decided, no, build.OFFICE)
    over = build.a_planned_meeting(title="Pitch-Abend, der war")
    shown, _ = build.an_accepted_pitch(over), build.an_accepted_pitch(over)
    changed(Meeting, over, day=date(2027, 8, 26))
    pitches.mark_presented(over, {shown}, build.OFFICE)
    return {"pitched_id": coming, "placed_pitch_id": first, "decided_pitch_id": decided,
            "presented_id": over, "presented_pitch_id": shown}  # fmt: skip


def agendas():
    """One without items; one with reports, changed since it was published and since its minutes."""
    empty, changing = build.a_meeting(kit="pitch-abend"), build.a_planned_meeting()
    due = date(2027, 9, 1)
    waiting, reporting = (
        build.an_idea(title, state=IdeaState.IN_PROGRESS) for title in ("Lastenrad", "Lesebank")
    )
    for idea in (waiting, reporting):
        changed(Idea, idea, report_due=due)
    build.minutes_for(changing)
    reports.add_reports(changing, {reporting}, None, build.OFFICE)
    return {
        "empty_id": empty,
        "changing_id": changing,
        "reporting_id": build.item_ids(changing, title=reports.TITLE)[0],
    }
