"""Who gets a mail, who does not, and why."""

import pytest

from app.contacts import actions as contacts
from app.contacts.rules import ConsentKind
from app.core.db import db, transaction
from app.mailings.models import Mailing
from app.mailings.recipients import audience_of
from app.meetings import invitations
from app.registrations.models import Registration
from app.registrations.rules import Attendance, RegistrationState
from tests import build


def audience(mailing_id):
    db.session.rollback()
    return audience_of(db.session.get(Mailing, mailing_id))


def names(people):
    return [one.full_name for one in people]


def reasons(mailing_id):
    return {one.full_name: str(one.why_not) for one in audience(mailing_id).left_out}


def test_the_mailing_list_is_who_agreed_and_has_not_registered(ctx):
    meeting = build.a_meeting()
    mailing = build.a_mailing(meeting)
    build.a_person(first_name="Änne", last_name="Süß", email="a@example.org", invited=True)
    build.a_person(first_name="Cem", last_name="Zorn", email="c@example.org")
    for first, confirmed in (("Gül", True), ("Ida", False)):
        facts = {"first_name": first, "last_name": "Kaya", "email": f"{first}@example.org"}
        build.a_person(invited=True, **facts)
        build.a_registration(meeting, confirmed=confirmed, **facts)

    assert names(audience(mailing).wanted) == ["Änne Süß"]
    assert reasons(mailing) == {
        "Cem Zorn": "no_consent",
        "Gül Kaya": "registered",
        "Ida Kaya": "registered",
    }


def test_who_unsubscribed_declined_or_has_no_address_is_left_out(ctx):
    meeting = build.a_meeting()
    mailing = build.a_mailing(meeting)
    gone = build.a_person(first_name="Ada", last_name="Fort", email="w@example.org", invited=True)
    contacts.withdraw(gone, ConsentKind.INVITATIONS, way="link")
    busy = build.a_person(first_name="Bo", last_name="Zeit", email="b@example.org", invited=True)
    invitations.decline_invitation(build.an_invitation(meeting, busy))
    build.a_person(first_name="Ole", last_name="Post", email="", invited=True)

    assert audience(mailing).wanted == ()
    assert reasons(mailing) == {
        "Ada Fort": "unsubscribed",
        "Bo Zeit": "declined",
        "Ole Post": "no_address",
    }


def test_two_people_who_share_an_address_get_their_own_only_if_they_agreed(ctx):
    mailing = build.a_mailing(build.a_meeting())
    for first, agreed in (("Rosa", True), ("Karl", False), ("Lena", True)):
        build.a_person(first_name=first, last_name="Paar", email="paar@example.org", invited=agreed)

    assert names(audience(mailing).wanted) == ["Lena Paar", "Rosa Paar"]


def test_somebody_whom_two_rules_name_gets_one_mail(ctx):
    meeting = build.a_meeting()
    mailing = build.a_mailing(meeting, recipients=["mailing_list", "idea_contacts"])
    build.a_person(first_name="Mai", last_name="Tran", email="mai@example.org", invited=True)
    build.an_idea(contact_name="Mai Tran", contact_email="MAI@example.org")
    build.an_idea(contact_name="Ina Neu", contact_email="ina@example.org")

    assert names(audience(mailing).wanted) == ["Ina Neu", "Mai Tran"]


def test_a_contact_of_an_idea_who_unsubscribed_is_not_asked(ctx):
    mailing = build.a_mailing(build.a_meeting(), recipients=["idea_contacts"])
    person = build.a_person(
        first_name="Mai", last_name="Tran", email="mai@example.org", invited=True
    )
    contacts.withdraw(person, ConsentKind.INVITATIONS, way="link")
    build.an_idea(contact_name="Mai Tran", contact_email="mai@example.org")

    assert reasons(mailing) == {"Mai Tran": "unsubscribed"}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("registered", ["Kommt"]), ("waiting", ["Bietet", "Wartet"]), ("attended", ["Kommt"])],
)
def test_people_by_the_state_of_their_registration(ctx, rule, expected):
    meeting = build.a_meeting()
    mailing = build.a_mailing(meeting, recipients=[rule])
    states = {
        "Kommt": RegistrationState.CONFIRMED,
        "Wartet": RegistrationState.WAITLISTED,
        "Bietet": RegistrationState.OFFERED,
        "Weg": RegistrationState.CANCELLED,
    }
    for name, state in states.items():
        row_id = build.a_registration(meeting, last_name=name)
        with transaction():
            row = db.session.get(Registration, row_id)
            row.state = state
            row.attendance = Attendance.PRESENT if name == "Kommt" else Attendance.ABSENT

    assert [one.last_name for one in audience(mailing).wanted] == expected


def test_invited_people_without_an_answer(ctx):
    meeting = build.a_meeting()
    mailing = build.a_mailing(meeting, recipients=["unanswered"])
    for name in ("Still", "Sagt-ab", "Kommt"):
        facts = {"first_name": "Pia", "last_name": name, "email": f"{name}@example.org"}
        person = build.a_person(invited=True, **facts)
        token = build.an_invitation(meeting, person)
        if name == "Sagt-ab":
            invitations.decline_invitation(token)
        if name == "Kommt":
            build.a_registration(meeting, **facts)
    build.a_person(first_name="Nie", last_name="Gefragt", email="n@example.org", invited=True)

    assert [one.last_name for one in audience(mailing).wanted] == ["Still"]


def test_the_steering_group_is_a_label_of_the_address_book(ctx):
    mailing = build.a_mailing(build.a_meeting(), recipients=["steering_group"])
    build.a_person(last_name="Mitglied", email="m@example.org", labels=["Lenkungskreis"])
    build.a_person(last_name="Gast", email="g@example.org", invited=True)

    assert [one.last_name for one in audience(mailing).wanted] == ["Mitglied"]


def test_contacts_of_ideas_by_state(ctx):
    meeting = build.a_meeting()
    for number, state in enumerate(("new", "selected", "in_progress", "done", "dropped")):
        build.an_idea(
            state=state, contact_name=f"Ina {state}", contact_email=f"{number}@example.org"
        )

    ideas = audience(build.a_mailing(meeting, recipients=["idea_contacts"]))
    projects = audience(build.a_mailing(meeting, recipients=["project_contacts"]))

    assert names(ideas.wanted) == ["Ina in_progress", "Ina new", "Ina selected"]
    assert names(projects.wanted) == ["Ina in_progress", "Ina selected"]


def test_as_many_queries_for_many_people_as_for_one(ctx, count_queries):
    meeting = build.a_meeting()
    mailing = build.a_mailing(meeting, recipients=["mailing_list", "registered", "unanswered"])

    def queries():
        db.session.rollback()
        row = db.session.get(Mailing, mailing)
        with count_queries() as seen:
            audience_of(row)
        return len(seen)

    build.a_person(email="one@example.org", invited=True)
    few = queries()
    for number in range(30):
        person = build.a_person(email=f"{number}@example.org", invited=True)
        if number % 3 == 0:
            build.an_invitation(meeting, person)

    assert queries() == few
