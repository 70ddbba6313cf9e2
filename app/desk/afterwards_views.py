"""The personal page after a meeting. Opening it changes nothing; it needs the link."""

from flask import Response, render_template

from app.access.guards import Answer, personal_page, public_blueprint
from app.core import clock
from app.core.file_answers import file_answer
from app.core.language_choice import of_meeting
from app.core.printing import pdf_of
from app.desk.afterwards import afterwards_of, contacts_for
from app.desk.documentation import minutes_due
from app.meetings.rules import file_name
from app.registrations.list_documents import contact_list_document
from app.registrations.queries import by_after_token

blueprint = public_blueprint("afterwards", __name__)


@blueprint.get("/danach/<token>")
@personal_page
def index(token: str) -> Answer:
    """Results, ideas and, for those who agreed, the way to the contact list."""
    person = by_after_token(token)
    of_meeting(person.meeting.languages, person.language)
    return render_template(
        "desk/afterwards.html",
        person=person,
        meeting=person.meeting,
        token=token,
        after=afterwards_of(person),
        due=minutes_due(person.meeting),
    )


@blueprint.get("/danach/<token>/kontakte")
@personal_page
def contacts(token: str) -> Answer:
    """The contact list; nobody finds it who does not stand on it."""
    person = by_after_token(token)
    of_meeting(person.meeting.languages, person.language)
    people = contacts_for(person)
    return render_template(
        "desk/afterwards_contacts.html", meeting=person.meeting, token=token, people=people
    )


@blueprint.get("/danach/<token>/kontaktliste.pdf")
@personal_page
def contacts_pdf(token: str) -> Response:
    """The same on paper."""
    person = by_after_token(token)
    contacts_for(person)
    meeting = person.meeting
    made = contact_list_document(meeting, clock.local(clock.now()))
    name = file_name(meeting.day, meeting.title, "Kontaktliste", "pdf")
    return file_answer(pdf_of(made), name)
