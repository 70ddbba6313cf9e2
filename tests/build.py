"""Builders: plain functions with defaults that write one thing and return its id."""

from datetime import date, time
from itertools import count

from sqlalchemy import select

from app.access.actions import Actor, add_staff, make_link
from app.access.models import AuditEntry
from app.access.rules import Role
from app.agenda import actions as agenda
from app.agenda import places
from app.agenda import queries as agenda_queries
from app.agenda.publishing import publish_first
from app.contacts import imports
from app.contacts import office as contacts
from app.contacts.rules import ConsentKind, PersonFacts
from app.core.db import db, transaction
from app.core.words import plain_key
from app.door import actions as door
from app.door import queries as door_queries
from app.ideas import actions as ideas
from app.ideas.rules import IdeaState, IdeaValues
from app.kits.shelf import shelf
from app.mailings.models import Mailing
from app.meetings import actions as meetings
from app.meetings import checklist, special_days, venues
from app.meetings.invitations import invite
from app.meetings.models import Meeting, Venue, VenueFault, VenueSeating
from app.meetings.queries import invitation_token
from app.meetings.rules import MeetingState, SpecialDay
from app.minutes import actions as minutes
from app.minutes import entries
from app.minutes.queries import opened_minutes
from app.minutes.rules import EntryKind, EntryValues
from app.outbox import actions as outbox
from app.outbox.letter import Letter
from app.outbox.models import Message
from app.pitches import actions as pitches
from app.pitches import steps
from app.pitches.models import Pitch
from app.pitches.rules import PresenterFacts, Proposal
from app.registrations import actions as registrations
from app.registrations.models import Registration
from app.registrations.queries import address_token, same_person
from app.registrations.rules import Applicant
from app.series import actions as series
from app.series.plans import SeriesPlan
from app.series.rules import Rhythm, Rule

OFFICE = Actor(1, "Miriam Voss", frozenset({Role.OFFICE}))
_number = count(1)


# meetings


def a_venue(**values):
    facts = {
        "name": f"Stadtteilhaus {next(_number)}",
        "street": "Musterweg 12",
        "postcode": "33719",
        "city": "Bielefeld",
        "stop": "Musterweg, 120 m",
        "step_free": True,
        "accessible_toilet": True,
    } | values
    seats = facts.pop("seats", {})
    with transaction():
        venue = Venue(**facts)
        venue.seatings = [VenueSeating(seating=kind, seats=n) for kind, n in seats.items()]
        db.session.add(venue)
        db.session.flush()
        return venue.id


def a_meeting(
    kit="vernetzung",
    title="Vernetzungstreffen im Herbst",
    day=date(2027, 9, 30),
    begins=time(18, 0),
    capacity=50,
    state=MeetingState.PUBLISHED,
    **values,
):
    """A meeting from a kit; registration is open on the test clock's 01.09.2027."""
    with transaction():
        plan = meetings.Plan(
            title=title, day=day, begins=begins, capacity=capacity, venue_id=a_venue()
        )
        meeting = meetings.create(shelf().kit(kit), plan)
        values = {"registration_opens": date(2027, 8, 1), "state": state} | values
        for name, value in values.items():
            setattr(meeting, name, value)
        db.session.flush()
        return meeting.id


def a_fault(venue_id, text="Der Aufzug ist außer Betrieb.", known_since=date(2027, 8, 30)):
    """Something that does not work at a place. Returns its id."""
    venues.add_fault(venue_id, text, known_since)
    return db.session.scalar(select(VenueFault.id).filter_by(venue_id=venue_id, text=text))


def an_own_point(meeting_id, text="Saal ansehen", **values):
    """A point that the office added to the checklist. Returns its id."""
    values = {"area": "raum", "due": date(2027, 9, 1)} | values
    point = checklist.Point(text=text, **values)
    return checklist.add_point(meeting_id, point, f"point-{next(_number):020}", OFFICE)


def slug_of(meeting_id):
    return db.session.get(Meeting, meeting_id).slug


# access


def sign_in_token(*roles):
    return make_link(a_member(*roles))


def a_member(*roles, email=None, name="Miriam Voss"):
    email = email or f"person{next(_number)}@example.org"
    add_staff(name, email, frozenset(roles or {Role.OFFICE}))
    return email


# ideas


def an_idea(title="Balkon-Solar-Lotsen im Quartier", state=IdeaState.NEW, public=False, **values):
    """A noted idea, then put into a state without its history. Returns its id."""
    meeting_id = values.pop("meeting_id", None)
    with transaction():
        idea = ideas.note_idea(
            IdeaValues(title=title, **values), actor=OFFICE, meeting_id=meeting_id
        )
        idea.state, idea.public = state, public
        db.session.flush()
        return idea.id


# pitches and agenda


def a_proposal(**values):
    texts = {
        "title": "Klima-Bänke",
        "summary": "Bänke mit Schatten und Grün für den Kesselbrink.",
        "seeking": "Holz und Werkzeug",
        "action_field": "KG",
        "first_name": "Jadwiga",
        "last_name": "Łukaszewicz",
        "email": "jadwiga@example.org",
        "organisation": "Werkhof e. V.",
    }
    return Proposal(**texts | values)


def a_planned_meeting(kit="pitch-abend", **values):
    """A published meeting with the agenda of its kit, which is published as well."""
    meeting_id = a_meeting(kit=kit, **values)
    agenda.draft_agenda(meeting_id)
    publish_first(meeting_id, OFFICE)
    return meeting_id


def a_pitch(meeting_id, **values):
    """A pitch as it came in. Returns its id."""
    return pitches.submit(meeting_id, a_proposal(**values), f"key-{next(_number)}")


def a_presenter(pitch_id, **values):
    """Somebody who presents as well."""
    facts = {"first_name": "Zoë", "last_name": f"Bauer {next(_number)}", "email": "zoe@example.org"}
    with transaction():
        return steps.add_presenter(
            db.session.get(Pitch, pitch_id), PresenterFacts(**facts | values), "Test"
        )


def item_ids(meeting_id, **wanted):
    """Ids of the items in order, of those only whose fields have these values."""
    items = agenda_queries.items_of(meeting_id)
    return [i.id for i in items if all(getattr(i, k) == v for k, v in wanted.items())]


def an_accepted_pitch(meeting_id, **values):
    """A pitch that stands in the first free slot. Returns its id."""
    pitch_id = a_pitch(meeting_id, **values)
    item, _ = agenda_queries.free_slots(meeting_id)[0]
    places.accept_pitch(meeting_id, pitch_id, item.id, OFFICE)
    return pitch_id


# registrations


def an_applicant(**values):
    number = next(_number)
    facts = {
        "first_name": "Cem",
        "last_name": f"Yıldırım {number}",
        "email": f"person{number}@example.org",
        "sector": "buergerschaft",
    } | values
    return Applicant(**facts)


def a_registration(meeting_id, *, confirmed=True, **values):
    """Somebody who registered, and confirmed the address, through the real actions: the id."""
    applicant = an_applicant(**values)
    registrations.register(meeting_id, applicant, f"form-{next(_number)}")
    name_key = plain_key(f"{applicant.first_name} {applicant.last_name}")
    row = same_person(meeting_id, plain_key(applicant.email), name_key)
    if confirmed:
        registrations.confirm(token_of(row.id, "confirm"))
    return row.id


def token_of(registration_id, purpose="manage"):
    row = db.session.get(Registration, registration_id)
    return row.token(purpose)


def an_address_link(registration_id, email="neu@example.org"):
    """Somebody wants another address. Returns the token that goes there."""
    registrations.ask_new_address(token_of(registration_id), email)
    return address_token(db.session.get(Registration, registration_id))


def a_request(**values):
    """A meeting at which the office decides, with one person who asked. Returns its id."""
    meeting_id = a_meeting(needs_approval=True, **values)
    a_registration(meeting_id)
    return meeting_id


def audit():
    """(who, what, subject) of the whole audit log, in order."""
    rows = db.session.query(AuditEntry).order_by(AuditEntry.id)
    return [(row.who, row.what, row.subject) for row in rows]


# outbox


def a_letter(**values):
    """A letter as plain data, each with a key of its own."""
    facts = {
        "key": f"test:{next(_number)}",
        "kind": "confirmation",
        "to": "mai@example.org",
        "to_name": "Nguyễn Thị Mai",
        "subject": "Ihr Platz ist sicher",
        "text": "Guten Tag Nguyễn Thị Mai,\n\nIhr Platz ist reserviert.\n",
    } | values
    return Letter(**facts)


def a_queued_letter(**values):
    """Put a letter; returns the id of its row."""
    letter = a_letter(**values)
    with transaction():
        outbox.put(letter)
        return db.session.scalar(select(Message.id).where(Message.key == letter.key))


# minutes


def minutes_for(meeting_id):
    """Opened minutes of a meeting. Returns the ids of their headings."""
    minutes.open_minutes(meeting_id, OFFICE)
    return [item.id for item in opened_minutes(meeting_id).items]


def an_entry(meeting_id, item_id, kind="information", text="Drei Runden im Saal.", **values):
    """One result below a heading. Returns its id."""
    told = EntryValues(kind=EntryKind(kind), text=text, **values)
    return entries.add_entry(meeting_id, item_id, told, actor=OFFICE)


# door


def an_evening(*names, **values):
    """A meeting on the test clock's day, with people who have a place. (meeting, their ids)"""
    tonight = {"day": date(2027, 9, 1), "registration_closes": date(2027, 9, 1)} | values
    meeting_id = a_meeting(**tonight)
    people = [name.rpartition(" ") for name in names]
    return meeting_id, [
        a_registration(meeting_id, first_name=first, last_name=last) for first, _, last in people
    ]


def a_door_link(meeting_id, label="Tablet am Eingang"):
    """The token of a link for helpers."""
    door.make_link(meeting_id, label, f"door-form-{next(_number):06}", OFFICE)
    return door_queries.token_of(door_queries.links(meeting_id)[0].link)


# series


def a_series_plan(**values):
    """Every third Wednesday of the odd months of 2028, unless a test says otherwise."""
    rule = {
        "rhythm": Rhythm.ODD,
        "nth": 3,
        "weekday": 2,
        "starts_on": date(2028, 1, 1),
        "until": date(2028, 12, 31),
    }
    rule |= {name: values.pop(name) for name in [*rule, "interval", "months"] if name in values}
    facts = {
        "name": "Vernetzungstreffen",
        "title_pattern": "{nummer}. Vernetzungstreffen {jahr}",
        "kit_id": "vernetzung",
        "begins": time(18, 0),
        "ends": time(20, 30),
        "venue_id": None,
        "capacity": 50,
    }
    return SeriesPlan(**facts | {"rule": Rule(**rule)} | values)


def a_series(**values):
    """A series with all its drafts, through the real action. Returns its id."""
    return series.create_series(a_series_plan(**values), f"series-{next(_number)}", OFFICE)


def a_calendar_day(start=date(2028, 4, 10), end=None, kind="school", name="Osterferien in NRW"):
    special_days.save_day(None, SpecialDay(start, end or start, kind, name), OFFICE)
    return next(
        row.id for row in special_days.kept_days() if (row.start, row.name) == (start, name)
    )


# contacts


def an_upload(text="Name;Vorname;E-Mail\nKlee;Ida;ida@example.org\nMoos;;moos@example.org\n"):
    """A list that waits, with a question in its last line. Returns the id."""
    return imports.upload(text.encode(), "liste.csv", actor=OFFICE).id


def a_person(*, invited=False, labels=(), **values):
    """Somebody in the address book. Returns the id."""
    number = next(_number)
    facts = {
        "first_name": "Cem",
        "last_name": f"Yıldırım {number}",
        "email": f"person{number}@example.org",
    } | values
    note = facts.pop("note", "")
    entry = contacts.Entry(facts=PersonFacts(**facts), labels=labels, note=note)
    person_id = contacts.add_person(entry, actor=OFFICE).id
    if invited:
        contacts.note_consent(
            person_id,
            ConsentKind.INVITATIONS,
            given=True,
            way="paper",
            words="Bitte laden Sie mich ein.",
            actor=OFFICE,
        )
    return person_id


# mailings


def a_mailing(meeting_id, *, recipients=("mailing_list",), automatic=False, **values):
    """A planned mail to many. Returns its id."""
    facts = {
        "kit_mail": "einladung",
        "purpose": "invitation",
        "title": "Einladung",
        "subject": "Einladung zum Treffen am {{datum_kurz}}",
        "body": "Guten Tag {{vorname}} {{nachname}},\n\nmelden Sie sich an: {{anmelde_link}}\n",
        "fixed_day": date(2027, 9, 1),
    } | values
    with transaction():
        row = Mailing(
            meeting_id=meeting_id, recipients=list(recipients), automatic=automatic, **facts
        )
        db.session.add(row)
        db.session.flush()
        return row.id


def an_invitation(meeting_id, person_id):
    """The token of a personal invitation."""
    with transaction():
        return invitation_token(invite(meeting_id, person_id))
