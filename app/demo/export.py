"""Writes everything the year produces into folders, for looking at and for checking."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from app.contacts.documents import (
    organisations_csv,
    organisations_xlsx,
    people_csv,
    people_xlsx,
)
from app.contacts.listing import (
    PeopleFilter,
    all_organisations,
    all_people,
    people_by_organisation,
)
from app.core import clock
from app.core.db import db
from app.core.errors import RuleBroken
from app.core.ical import publish
from app.core.language import SOURCE
from app.core.printing import pdf_of
from app.core.settings import current
from app.core.words import count, date_long
from app.demo.export_forum import forum_letters, forum_papers, forum_tables
from app.demo.export_mails import guest_of, letters_of
from app.feeds import calendar as feeds
from app.feeds.answers import file_name as file_name_of
from app.kits.printables import Printed
from app.kits.shelf import shelf
from app.meetings.calendar import appointment_for, public_uid
from app.meetings.models import Meeting
from app.meetings.rules import file_name as meeting_file_name
from app.minutes.documents import newest_document
from app.minutes.mails import thanks
from app.minutes.queries import minutes_of, newest_name, people_to_thank, release_of
from app.outbox.letter import Letter
from app.outbox.message import compose
from app.outbox.models import Message
from app.papers.catalogue import Order
from app.papers.packs import Wish, make_all
from app.papers.pages import lines_of, suggested, tables_of
from app.registrations import calendar, documents, lists
from app.registrations.models import Registration
from app.registrations.rules import RegistrationState
from app.series.queries import series_to_show

CONTENTS = "INHALT.txt"
ALWAYS = (Printed.AGENDA, Printed.RUN_SHEET)
MANY = 70
PLAIN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass
class Parcel:
    """The folder that is filled, and what was put into it."""

    root: Path
    contents: list[tuple[str, str]] = field(default_factory=list)

    def put(self, name: str, data: bytes, what: str) -> None:
        """Write one file; ``name`` may name folders; ``what`` says in German what it is."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.contents.append((name, what))

    def close(self) -> None:
        """Write the list of contents."""
        head = f"Beispieljahr von Treffwerk, Stand {date_long(clock.today())}\n"
        files = count(len(self.contents), "Datei", "Dateien")
        lines = [f"{name}\n    {what}" for name, what in self.contents]
        text = "\n".join([head, f"{files}:\n", *lines]) + "\n"
        (self.root / CONTENTS).write_text(text, encoding="utf-8")


def export_demo(folder: Path) -> Iterator[str]:
    """Write all files and tell line by line what was done. Raises ``RuleBroken``."""
    _refuse(folder)
    parcel = Parcel(folder)
    for meeting in db.session.scalars(select(Meeting).order_by(Meeting.day)).all():
        before = len(parcel.contents)
        _add_meeting(parcel, meeting)
        yield f"{meeting.title}: {count(len(parcel.contents) - before, 'Datei', 'Dateien')}"
    _add_forum(parcel)
    _add_contacts(parcel)
    add_feeds(parcel)
    parcel.close()
    yield f"Fertig: {count(len(parcel.contents), 'Datei', 'Dateien')} in {folder}, siehe {CONTENTS}"


def _refuse(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RuleBroken(
            f"{folder} ist nicht leer. Bitte nennen Sie einen leeren oder neuen Ordner."
        )
    if db.session.scalar(select(Meeting.id).limit(1)) is None:
        raise RuleBroken(
            "In der Datenbank steht noch kein Treffen. Laden Sie zuerst das Beispieljahr: "
            "flask demo load"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise RuleBroken(f"{folder} lässt sich nicht anlegen: {fault.strerror}.") from fault


def _add_meeting(parcel: Parcel, meeting: Meeting) -> None:
    place = f"{meeting.day.isoformat()}_{slug(meeting.title)}"
    _add_mails(parcel, place, meeting)
    add_calendar(parcel, place, meeting)
    _add_documents(parcel, place, meeting)
    _add_lists(parcel, place, meeting)
    _add_registrations(parcel, place, meeting)


def _add_mails(parcel: Parcel, place: str, meeting: Meeting) -> None:
    for letter in letters_of(meeting):
        _add_mail(parcel, place, letter)
    rows = db.session.scalars(
        select(Message).where(Message.topic == f"meeting:{meeting.id}").order_by(Message.id)
    )
    for message in rows:
        if message.body:
            name = f"{place}/postausgang/{message.id:04}_{slug(message.kind)}.eml"
            parcel.put(name, message.body, f"Mail an {message.recipient_name}: {message.subject}")


def _add_mail(parcel: Parcel, place: str, letter: Letter) -> None:
    folder = f"{place}/mails" if letter.language == SOURCE else f"{place}/mails-{letter.language}"
    number = 1 + sum(name.startswith(f"{folder}/") for name, _ in parcel.contents)
    message_id = f"<{slug(place)}-{number}@{current().calendar.uid_host}>"
    data = compose(letter, current(), message_id, clock.local(clock.now()))
    name = f"{folder}/{number:02}_{slug(letter.kind)}.eml"
    parcel.put(name, data, f"Mail an {letter.to_name}: {letter.subject}")


def add_calendar(parcel: Parcel, place: str, meeting: Meeting) -> None:
    appointment = appointment_for(meeting, uid=public_uid(meeting), sequence=meeting.sequence)
    guest = guest_of(meeting)
    for name, data, what in (
        ("termin", publish([appointment]), "Termin zum Herunterladen"),
        ("einladung", calendar.invitation(guest.confirmed).data, "Kalender-Einladung"),
        ("absage", calendar.withdrawal(guest.cancelled).data, "Kalender-Absage"),
    ):
        parcel.put(f"{place}/kalender/{name}.ics", data, f"{what}: {meeting.title}")


def add_feeds(parcel: Parcel) -> None:
    """The calendars that people subscribe to; the personal one is that of the first guest."""
    guest = db.session.scalars(
        select(Registration).filter_by(state=RegistrationState.CONFIRMED).order_by(Registration.id)
    ).first()
    made = [
        (feeds.all_meetings(), "Alle öffentlichen Treffen"),
        *((feeds.of_kit(kit.id), f"Treffen der Vorlage {kit.title}") for kit in shelf().kits),
        (feeds.team_feed(with_points=False), "Kalender des Teams"),
        (feeds.team_feed(with_points=True), "Kalender des Teams mit Checkliste"),
    ]
    for one in series_to_show():
        made.append((feeds.series_dates(one.slug), f"Alle Termine: {one.name}"))
        made.append((feeds.series_rule(one.slug), f"Ein Serientermin: {one.name}"))
    if guest:
        made.append((feeds.person_feed(guest), f"Treffen von {guest.full_name}"))
    for feed, what in made:
        parcel.put(f"kalender/{file_name_of(feed.file_name)}", feed.build(), what)


def _add_documents(parcel: Parcel, place: str, meeting: Meeting) -> None:
    """What the kit wants printed; for a meeting of many people everything that can be."""
    choices, numbers = suggested(meeting)
    printed_at = clock.local(clock.now())
    wishes = [
        Wish(line.paper, line.title, line.audience, 1)
        for line in lines_of(meeting, office=True, numbers=numbers)
        if line.paper.kind != Printed.MINUTES
        and (line.in_kit or line.paper.kind in ALWAYS or numbers.registered >= MANY)
    ]
    made, _ = make_all(
        wishes, lambda wish: Order(meeting, printed_at, choices), lambda done, title: None
    )
    for wish, data in made:
        name = meeting_file_name(meeting.day, meeting.title, wish.paper.file, "pdf")
        parcel.put(f"{place}/druck/{name}", data, f"{wish.title}: {meeting.title}")
    _add_minutes(parcel, place, meeting)


def _add_lists(parcel: Parcel, place: str, meeting: Meeting) -> None:
    for table in tables_of(meeting, office=True):
        try:
            made = {"csv": table.csv(meeting), "xlsx": table.xlsx(meeting)}
        except RuleBroken:  # the contact list is made after the meeting
            continue
        for ending, data in made.items():
            name = f"{place}/listen/{table.address}.{ending}"
            parcel.put(name, data, f"{table.title} als {ending.upper()}: {meeting.title}")


def _add_minutes(parcel: Parcel, place: str, meeting: Meeting) -> None:
    """Released minutes: the document as it was kept, and the letter of thanks to one person."""
    minutes = minutes_of(meeting.id)
    if minutes is None or not minutes.edition:
        return
    pdf = release_of(meeting.id).pdf or pdf_of(newest_document(meeting))
    parcel.put(f"{place}/druck/{newest_name(meeting)}", pdf, f"Protokoll: {meeting.title}")
    for letter in thanks(minutes, people_to_thank(meeting.id)[:1], pdf):
        _add_mail(parcel, place, letter)


def _add_registrations(parcel: Parcel, place: str, meeting: Meeting) -> None:
    people = lists.listing(meeting.id)
    name, what = f"{place}/anmeldungen", f"Anmeldungen: {meeting.title}"
    parcel.put(f"{name}.csv", documents.as_csv(meeting, people), f"{what}, CSV für Excel")
    parcel.put(f"{name}.xlsx", documents.as_xlsx(meeting, people), f"{what}, Arbeitsmappe")


def _add_forum(parcel: Parcel) -> None:
    for name, document, what in forum_papers():
        parcel.put(f"forum/{name}.pdf", pdf_of(document), what)
    for file, data, what in forum_tables():
        parcel.put(f"forum/{file}", data, what)
    for letter in forum_letters():
        _add_mail(parcel, "forum", letter)


def _add_contacts(parcel: Parcel) -> None:
    people = all_people(PeopleFilter())
    parcel.put("kontakte.csv", people_csv(people), "Alle Kontakte, CSV für Excel")
    parcel.put("kontakte.xlsx", people_xlsx(people), "Alle Kontakte, Arbeitsmappe")
    found = all_organisations()
    numbers = people_by_organisation([one.id for one in found])
    rows = [(one, numbers.get(one.id, 0)) for one in found]
    parcel.put("organisationen.csv", organisations_csv(rows), "Alle Organisationen, CSV für Excel")
    parcel.put("organisationen.xlsx", organisations_xlsx(rows), "Alle Organisationen, Arbeitsmappe")


def slug(text: str) -> str:
    """A name for a file: lower case, no umlauts, words joined by hyphens."""
    letters = text.lower().replace("_", "-").translate(PLAIN)
    plain = unicodedata.normalize("NFKD", letters).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80]
