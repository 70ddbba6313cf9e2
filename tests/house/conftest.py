"""One small world in which every page of the team has something to show."""

from datetime import date

import msgspec
import pytest
from sqlalchemy import insert, select

from app import create_app
from app.agenda.queries import items_of, roles_of
from app.agenda.rules import Place
from app.contacts.queries import organisation_named, person_by_id, unsubscribe_token
from app.core.db import Base, db, transaction
from app.door import actions as door
from app.door.queries import link_behind
from app.ideas.models import Idea
from app.kits.printables import Printed
from app.meetings.models import ChecklistItem, Meeting
from app.minutes import headings
from app.pitches.mails import edit_token, read_token
from app.pitches.models import Pitch
from app.privacy import legal
from app.privacy.legal_rules import LegalKind
from app.registrations import actions as registrations
from app.series.models import Series, SeriesMeeting
from tests import build, conftest
from tests.access.build import a_team_here
from tests.agenda.build import a_topic
from tests.calendars.build import a_foreign_calendar
from tests.desk.build import a_described_photo
from tests.desk.build import a_world as afterwards_here
from tests.feeds.build import a_team_feed, an_own_feed
from tests.floor.build import a_world as hall_here
from tests.house.states import states_here
from tests.ideas.build import ideas_here
from tests.live.build import THREE, an_agenda, do
from tests.matching.build import a_world as matching_here
from tests.minutes.world import minutes_here
from tests.open_data.build import a_world as open_data_here
from tests.papers.orders import a_job
from tests.privacy.build import a_data_link
from tests.projects.build import a_world as projects_here
from tests.replies.build import an_answer
from tests.steering.build import a_world as ratings_here
from tests.steering.decisions import a_world as decisions_here
from tests.support.build import a_world as support_here
from tests.tables.build import a_plan, people
from tests.tables.build import a_world as tables_here
from tests.tasks.build import a_world as tasks_here


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/house" in str(item.path):
            item.add_marker("house")


def a_legal_text():
    """An imprint in one version: the name of its kind."""
    legal.write(LegalKind.IMPRINT, "de", "Stadt Musterhausen", seen=0, actor=build.OFFICE)
    return LegalKind.IMPRINT.value


@pytest.fixture
def placed(app, worker_database):
    """A function that gives the app as it would be elsewhere: with other settings of the site."""
    made_here = []

    def build_it(*, csrf=True, limits=None, database=worker_database, **site):
        made = conftest.test_settings(database)
        other = create_app(
            msgspec.structs.replace(
                made,
                site=msgspec.structs.replace(made.site, **site),
                limits=msgspec.structs.replace(made.limits, **limits or {}),
            )
        )
        other.config.update(TESTING=True, WTF_CSRF_ENABLED=csrf, PROPAGATE_EXCEPTIONS=False)
        made_here.append(other)
        return other

    yield build_it
    for other in made_here:
        with other.app_context():
            db.engine.dispose()


@pytest.fixture
def world(app, office):
    """For each URL parameter a value that exists."""
    with app.app_context():
        meeting = build.a_planned_meeting()
        registration = build.a_registration(meeting)
        pending = build.a_registration(meeting, confirmed=False)
        pitch = build.a_pitch(meeting)
        presenter = build.a_presenter(pitch)
        heading = build.minutes_for(meeting)[0]
        message = build.a_queued_letter()
        idea = db.session.get(Idea, build.an_idea(public=True))
        tick = db.session.query(ChecklistItem).filter_by(meeting_id=meeting).first()
        person = build.a_person(organisation="Radfreunde", invited=True)
        found = {
            "person_id": person,
            "other_person_id": build.a_person(organisation="Speichenbund"),
            "unsubscribe_token": unsubscribe_token(person_by_id(person)),
            "organisation_id": organisation_named("Radfreunde").id,
            "other_organisation_id": organisation_named("Speichenbund").id,
            "import_id": build.an_upload(),
            "what": "einladungen",
            "mailing_id": build.a_mailing(meeting),
            "mail_id": "bestaetigung",
            "invitation_token": build.an_invitation(meeting, person),
            "meeting_id": meeting,
            "slug": build.slug_of(meeting),
            "registration_id": registration,
            "pitch_id": pitch,
            "presenter_id": presenter.id,
            "item_id": items_of(meeting)[0].id,
            "during_item_id": next(i.id for i in items_of(meeting) if i.place == Place.DURING),
            "role_id": roles_of(meeting)[0].id,
            "entry_id": build.an_entry(meeting, heading),
            "message_id": message,
            **a_team_here(),
            **faulty_venue(),
            **tonight(),
            **on_stage(),
            **a_series_here(),
            **hall_here(),
            **afterwards_here(),
            "photo_id": a_described_photo(meeting),
            **tasks_here(),
            **projects_here(),
            **ideas_here(),
            **minutes_here(),
            **matching_here(),
            **support_here(),
            **ratings_here(),
            **decisions_here(),
            **tables_here(),
            **open_data_here(meeting, idea.id),
            "own_point_id": build.an_own_point(meeting),
            "topic_id": a_topic(),
            "edition": 1,
            "number": idea.number,
            "target": "review",
            "kind": "csv",
            "legal_kind": a_legal_text(),
            "legal_number": 1,
            **somebodys_rights(),
            "language": "de",
            "tick_id": tick.id,
            "heading_id": heading,
            "empty_heading_id": headings.add_heading(meeting, "Ohne Eintrag", actor=build.OFFICE),
            "token": build.token_of(registration),
            "pending_id": pending,
            "confirm_token": build.token_of(pending, "confirm"),
            "address_token": build.an_address_link(registration),
            "requests_id": build.a_request(),
            "offer_token": an_offer(build.a_meeting(kit="vernetzung", capacity=1)),
            "reader_token": read_token(presenter),
            "pitch_token": edit_token(db.session.get(Pitch, pitch)),
            "sign_in_token": build.sign_in_token(),
            "own_feed_token": an_own_feed(registration),
            "team_feed_token": a_team_feed(),
            "kit_id": "vernetzung",
            "answer_id": an_answer(registration),
            "calendar_id": a_foreign_calendar(),
            "job_id": a_job(meeting, [(Printed.AGENDA, 1)]),
            "paper": "tagesordnung",
            "table": "tagesordnung",
        }
        return found | states_here(meeting, found["session_id"])


def somebodys_rights():
    """Somebody whom nothing else needs, so that an erasure changes no other page."""
    row = build.a_registration(build.a_meeting())
    return {
        "rights_table": "registration",
        "rights_row_id": row,
        "rights_kind": "json",
        "data_token": a_data_link(row),
        "rights_page": "anmeldung",
        "rights_token": build.token_of(row),
    }


def faulty_venue():
    """A place where something does not work."""
    venue = build.a_venue()
    return {"venue_id": venue, "fault_id": build.a_fault(venue)}


def tonight():
    """A meeting whose door is open, with somebody who waits; and one that was held yesterday."""
    evening, (guest,) = build.an_evening("Nguyễn Thị Mai", capacity=1)
    waiting = build.a_registration(evening)
    door.allow_more_guests(evening, True, build.OFFICE)
    token = build.a_door_link(evening)
    held, _ = build.an_evening("Nguyễn Thị Mai")
    with transaction():
        db.session.get(Meeting, held).day = date(2027, 8, 31)
    return {
        "evening_id": evening,
        "waiting_id": waiting,
        "yesterday_id": held,
        "door_link_id": link_behind(token).id,
        "door_token": token,
        "code_token": build.token_of(guest, "door"),
    }


def on_stage():
    """A meeting that runs: its first item has its turn, a round at the tables."""
    meeting, (item, *_) = an_agenda(*THREE)
    who = people(meeting, 4)
    a_plan(meeting, who=who, tables=(2, 2), rounds=1, in_force=True, round_items=[item])
    do(meeting, "start")
    return {"live_id": meeting}


def a_series_here():
    """A series with two meetings, and a day of the school holidays."""
    series_id = build.a_series(until=date(2028, 3, 31))
    row = db.session.query(SeriesMeeting).filter_by(series_id=series_id).first()
    return {
        "series_id": series_id,
        "series_slug": db.session.get(Series, series_id).slug,
        "series_meeting_id": row.meeting_id,
        "day_id": build.a_calendar_day(),
    }


def an_offer(meeting):
    """The link of somebody to whom the only place is offered."""
    first, second = build.a_registration(meeting), build.a_registration(meeting)
    registrations.cancel(build.token_of(first))
    return build.token_of(second)


@pytest.fixture
def again(app, world, office):
    """A function that puts every row back as it was."""
    tables = Base.metadata.sorted_tables
    with app.app_context():
        kept = {table: db.session.execute(select(table)).mappings().all() for table in tables}

    def put_back():
        with app.app_context(), db.engine.connect() as connection:
            for table in reversed(tables):
                connection.execute(table.delete())
            for table in tables:
                if kept[table]:
                    connection.execute(insert(table), [dict(row) for row in kept[table]])
            connection.commit()

    return put_back
