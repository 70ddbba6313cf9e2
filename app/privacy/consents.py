"""What one person agreed to or objected to: words, moment, way, writer, and until when (D-5)."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update

from app.contacts import actions as contacts
from app.contacts.models import Consent, Person
from app.contacts.queries import consent_words, newest_consent, wording_numbers
from app.contacts.rules import CONSENT_LABELS, WAY_LABELS, ConsentKind, PersonFacts
from app.core import clock
from app.core.db import db, locked, one_at_a_time, transaction
from app.core.errors import NotFound
from app.core.language import N_, SOURCE, speaking
from app.core.language import gettext as _
from app.ideas.models import Idea
from app.meetings.models import Meeting
from app.privacy.subjects import UNKNOWN, Belongings, Subject, belongings_of
from app.registrations.models import Registration
from app.tables.objections import (
    OWN,
    object_to_memory,
    objected_among,
    objection_of,
    withdraw_objection,
)

BY_FORM = WAY_LABELS["form"]
BY_LINK = WAY_LABELS["link"]
OTHER_FORM = N_("über ein Formular")


class Topic(StrEnum):
    """What can be given and withdrawn on one's own page; the value stands in addresses."""

    INVITATIONS = "einladungen"
    CONTACT_LIST = "kontaktliste"
    PHOTOS = "fotos"
    SEATS = "sitzplan"


TOPIC_WORDS = {
    Topic.INVITATIONS: N_("Einladungen zu Treffen bekommen"),
    Topic.CONTACT_LIST: N_("Auf der Kontaktliste für Teilnehmende stehen"),
    Topic.PHOTOS: N_("Auf Fotos von Treffen zu sehen sein"),
    Topic.SEATS: N_("Merken, mit wem ich an einem Tisch saß"),
}
KINDS = {
    Topic.INVITATIONS: ConsentKind.INVITATIONS,
    Topic.CONTACT_LIST: ConsentKind.CONTACT_LIST,
}
COLUMNS = {
    ConsentKind.INVITATIONS: "wants_invitations",
    ConsentKind.CONTACT_LIST: "on_contact_list",
}


@dataclass(frozen=True)
class Line:
    """One consent or objection, from its beginning to its end."""

    what: str
    words: str
    """The wording; empty: it is not known here."""
    version: int | None
    """Number of the wording, where wordings are numbered."""
    at: datetime | None
    way: str
    by: str = ""
    """Who wrote it down, when it was not the person."""
    ended_at: datetime | None = None
    ended_way: str = ""
    objection: bool = False
    """Against what needs no consent."""
    given: bool = True
    """False for a consent: somebody was asked and said no."""
    language: str = SOURCE
    """Of the wording; empty: nobody knows."""


@dataclass(frozen=True)
class Switch:
    """How it stands now, with a button for the other way."""

    topic: Topic
    words: str
    given: bool
    """For a consent: it holds. For an objection: nobody objected."""
    sentence: str = ""
    """What somebody agrees to with the button, and what is kept in the record of consents."""

    @property
    def objecting(self) -> bool:
        """We do it until somebody objects; it needs no consent."""
        return self.topic not in KINDS


def record_of(found: Belongings) -> list[Line]:
    """Everything the person agreed or objected to, oldest first where a moment is known."""
    lines = [*_of_address_book(found), *_of_registrations(found), *_of_rooms(found)]
    lines += _of_seats(found)
    first = datetime.min.replace(tzinfo=clock.now().tzinfo)
    return sorted(lines, key=lambda line: line.at or first)


def _of_address_book(found: Belongings) -> Iterator[Line]:
    rows = db.session.scalars(
        select(Consent)
        .where(Consent.id.in_(found.ids("consents")))
        .order_by(Consent.kind, Consent.at, Consent.id)
    ).all()
    for number, row in enumerate(rows):
        later = rows[number + 1] if number + 1 < len(rows) else None
        after = later if later is not None and later.kind == row.kind else None
        before = rows[number - 1] if number else None
        follows = before is not None and before.kind == row.kind and before.given
        if not row.given and follows:
            continue  # said by the line before: it ended then
        yield Line(
            what=_(CONSENT_LABELS[ConsentKind(row.kind)]),
            words=row.wording.text if row.wording else "",
            version=row.wording.number if row.wording else None,
            at=row.at,
            way=_(WAY_LABELS.get(row.way, row.way)),
            by=row.by,
            ended_at=after.at if row.given and after else None,
            ended_way=_(WAY_LABELS.get(after.way, after.way)) if row.given and after else "",
            given=row.given,
            language=row.wording.language if row.wording else SOURCE,
        )


def _of_registrations(found: Belongings) -> Iterator[Line]:
    """Consents stand in the address book, once there is a record; objections to photos here.

    When somebody objected to photos is not kept: it may have been on the own page, later.
    """
    meetings = _meetings([row["meeting_id"] for row in found.rows["registrations"]])
    for row in found.rows["registrations"]:
        where = meetings.get(row["meeting_id"], "")
        if row["no_photo"]:
            what, way = _("Keine Fotos: %(wo)s", wo=where), _("bei der Anmeldung vermerkt")
            yield Line(what, "", None, None, way, objection=True)
        if found.subject.records:
            continue
        for kind, column in COLUMNS.items():
            if row[column]:
                what = f"{_(CONSENT_LABELS[kind])}: {where}"
                with speaking(row["language"]):
                    words = consent_words(kind)
                yield _from_form(what, words, row)


def _from_form(what: str, words: str, row: Mapping[str, Any]) -> Line:
    by = "" if row["source"] == "form" else _("Geschäftsstelle")
    way = _(BY_FORM) if row["source"] == "form" else _("bei der Geschäftsstelle")
    return Line(what, words, None, row["submitted_at"], way, by, language=row["language"])


def _meetings(ids: list[int]) -> dict[int, str]:
    rows = db.session.execute(
        select(Meeting.id, Meeting.title, Meeting.day).where(Meeting.id.in_(ids))
    )
    return {row.id: f"{row.title}, {row.day:%d.%m.%Y}" for row in rows}


ROOM_CONSENTS = (
    ("joining", "joining", "consent", "wording", "submitted_at",
     N_("Weitergabe Ihres Kontakts an ein Projekt"), OTHER_FORM),
    ("cards", "card", "consent", "wording", "at",
     N_("Weitergabe Ihres Kontakts zu einer Karte aus „Suche und Biete“"), OTHER_FORM),
    ("mediations", "mediation", "agreed", "wording", "answered_at",
     N_("Weitergabe Ihres Kontakts an eine Person"), BY_LINK),
    ("hall_cards", "hall_card", "consent_text", "consent_text", "at",
     N_("Rückfragen zu Ihrer Karte aus dem Saal"), N_("im Saal")),
)  # fmt: skip
"""Way, kind of wording, and columns: agreed, words, moment; what it is for, and the way of it."""


def _of_rooms(found: Belongings) -> Iterator[Line]:
    for row in found.rows["address_book"]:
        if row["no_photo"]:
            what, way = _("Keine Fotos"), _("im Adressbuch")
            yield Line(what, "", None, None, way, objection=True)
    words_of = {way: words for way, _kind, _column, words, *_rest in ROOM_CONSENTS}
    numbers = wording_numbers(row[words_of[way]] for way in words_of for row in found.rows[way])
    titles = _titles_of_ideas({row["idea_id"] for row in found.rows["joining"]})
    for name, kind, agreed, words, at, what, way in ROOM_CONSENTS:
        for row in found.rows[name]:
            if row[agreed]:
                version, spoken = numbers.get((kind, row[words])), row.get("language", "")
                about = f": {titles[row['idea_id']]}" if name == "joining" else ""
                yield Line(_(what) + about, row[words], version, row[at], _(way), language=spoken)
    for row in found.rows["ideas"]:
        if row["contact_public"]:
            what = _("Ihr Name steht öffentlich bei der Idee „%(idee)s“", idee=row["title"])
            yield Line(what, "", None, None, _("bei der Geschäftsstelle"))


def _titles_of_ideas(ids: Collection[int]) -> dict[int, str]:
    rows = db.session.execute(select(Idea.id, Idea.title).where(Idea.id.in_(ids)))
    return {row.id: row.title for row in rows}


def _of_seats(found: Belongings) -> Iterator[Line]:
    first = objection_of(found.ids("registrations"))
    if first:
        by = "" if first.by == OWN else first.by
        way = _("bei der Geschäftsstelle") if by else _(BY_LINK)
        what = _("Nicht merken, mit wem Sie an einem Tisch saßen")
        yield Line(what, "", None, first.at, way, by, objection=True)


def switches_of(found: Belongings) -> list[Switch]:
    """How each topic stands that the person can decide on."""
    registrations = found.ids("registrations")
    if not found.subject.records and not registrations:
        return []
    book, rows = found.rows["address_book"], found.rows["registrations"]
    states = {
        topic: any(row[kind.value] for row in book)
        if book
        else any(row[COLUMNS[kind]] for row in rows)
        for topic, kind in KINDS.items()
    }
    states[Topic.PHOTOS] = not any(row["no_photo"] for row in (*book, *rows))
    if registrations:
        states[Topic.SEATS] = not objected_among(registrations)
    return [
        Switch(topic, TOPIC_WORDS[topic], states[topic], _sentence(topic))
        for topic in Topic
        if topic in states
    ]


def _sentence(topic: Topic) -> str:
    return consent_words(KINDS[topic]) if topic in KINDS else ""


def decide(subject: Subject, topic: Topic, *, given: bool) -> None:
    """The person gives or withdraws something by link. A second press changes nothing.

    Raises ``NotFound``: there is nothing to decide on, or the person was erased meanwhile.
    """
    with transaction():
        one_at_a_time(contacts.ONE_BOOK)
        found = belongings_of(subject)
        if not found.number or topic not in {one.topic for one in switches_of(found)}:
            raise NotFound(UNKNOWN)
        if topic in KINDS:
            _decide_kind(found, KINDS[topic], given=given)
        elif topic is Topic.PHOTOS:
            _decide_photos(found, given=given)
        else:
            one = found.ids("registrations")[-1]
            withdraw_objection(one) if given else object_to_memory(one)


def _decide_kind(found: Belongings, kind: ConsentKind, *, given: bool) -> None:
    records = [row["id"] for row in found.rows["address_book"]]
    if given:
        _give(found, kind)
    for record in records:
        if not given:
            contacts.withdraw(record, kind, way="link")
    column = getattr(Registration, COLUMNS[kind])
    wanted = Registration.id.in_(found.ids("registrations")) & (column.is_not(given))
    if given:
        wanted &= Registration.meeting_id.in_(_coming())
    _set(wanted, {COLUMNS[kind]: given})


def _give(found: Belongings, kind: ConsentKind) -> None:
    words = consent_words(kind)
    person = db.session.scalar(
        select(Person).where(
            Person.id.in_(found.subject.records), Person.merged_into_id.is_(None)
        ).limit(1)
    )  # fmt: skip
    if person is None:
        first, _space, last = found.subject.name.rpartition(" ")
        contacts.remember(
            PersonFacts(first_name=first, last_name=last, email=found.subject.email),
            agreed={kind: words},
            way="link",
        )
        return
    newest = newest_consent(person.id, kind)
    if not (newest and newest.given):
        contacts.give(locked(Person, person.id), kind, words, way="link")


def _coming() -> Any:
    return select(Meeting.id).where(Meeting.day >= clock.today())


def _set(wanted: Any, values: Mapping[str, Any]) -> None:
    db.session.execute(
        update(Registration).where(wanted).values(**values, version=Registration.version + 1)
    )
    db.session.expire_all()


def _decide_photos(found: Belongings, *, given: bool) -> None:
    flag = not given
    for record in found.ids("address_book"):
        person = locked(Person, record)
        if person.no_photo is not flag:
            person.no_photo, person.changed_at = flag, clock.now()
            person.version += 1
    coming = Registration.id.in_(found.ids("registrations")) & (Registration.no_photo.is_not(flag))
    # Looked at again by the rule for answers: the wish goes when the form says so.
    _set(coming, {"no_photo": flag, "forgotten_days": -1})
