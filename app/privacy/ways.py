"""How each table leads to a person: the one list behind data requests and erasures.

An address is no key, since a couple may share one (domain.md 2.3). A row belongs to somebody by the
record in the address book, or by name and address together, or by a name alone that only one
person has. A test fails for a table that stands neither here nor in ``elsewhere.py``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

ERASED_NAME = "N. N."
"""What stands in minutes and texts where the name of an erased person stood."""
ERASED_TEXT = "Auf Wunsch gelöscht."


class Fate(StrEnum):
    """What an erasure does to a row."""

    DELETE = "delete"
    EMPTY = "empty"
    """The row stays for the numbers, ``values`` take the place of the person."""
    ROOM = "room"
    """The room that owns it knows best: places are offered on, contacts are told."""
    KEEP = "keep"
    """Nothing in it says who it was, once the row it leads to is emptied."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """One kind of row. ``shown``: column → German label, short enough for paper (17 letters)."""

    id: str
    title: str
    table: str
    shown: Mapping[str, str]
    fate: Fate
    late: frozenset[str] = frozenset()
    """Columns of ``shown`` that are large: read for the file alone."""
    person: str = ""
    """Column that leads to the address book."""
    known: str = ""
    """Column: it led there; without ``person`` any more somebody was erased."""
    name: tuple[str, ...] = ()
    """Columns that together are the full name."""
    email: str = ""
    by: str = ""
    """Id of another way: the row belongs to whom that row belongs."""
    columns: tuple[str, ...] = ()
    """Columns that lead to rows of ``by``."""
    values: Mapping[str, Any] = field(default_factory=dict)
    stays: str = ""
    """What stays after an erasure and why, one German sentence; empty: nothing."""


MEETING = {"meeting_id": "Treffen"}
IDEA = {"idea_id": "Projektidee"}

WAYS: tuple[Way, ...] = (
    Way(
        id="address_book", title="Adressbuch", table="person", person="id", fate=Fate.ROOM,
        name=("first_name", "last_name"), email="email",
        shown={
            "first_name": "Vorname", "last_name": "Nachname", "academic_title": "Titel",
            "email": "E-Mail-Adresse", "phone": "Telefon", "postal_address": "Postanschrift",
            "organisation_id": "Organisation", "function": "Funktion", "sector": "Bereich",
            "district": "Stadtbezirk", "interests": "Handlungsfelder", "no_photo": "Keine Fotos",
            "invitations": "Einladungen", "contact_list": "Kontaktliste",
            "note": "Notiz", "source": "Herkunft", "created_at": "Aufgenommen",
            "changed_at": "Zuletzt geändert",
        },
    ),
    Way(
        id="labels", title="Schlagwörter", table="person_label", by="address_book",
        columns=("person_id",), fate=Fate.ROOM, shown={"label": "Schlagwort"},
    ),
    Way(
        id="consents", title="Einwilligungen", table="consent", by="address_book",
        columns=("person_id",), fate=Fate.ROOM,
        shown={
            "kind": "Wofür", "given": "Erteilt", "at": "Wann", "way": "Weg",
            "wording_id": "Wortlaut", "by": "Notiert von",
        },
    ),
    Way(
        id="invitations", title="Persönliche Einladungen", table="invitation", by="address_book",
        columns=("person_id",), fate=Fate.ROOM,
        shown=MEETING | {
            "created_at": "Eingeladen", "opened_at": "Geöffnet", "registered_at": "Angemeldet",
            "declined_at": "Abgesagt",
        },
    ),
    Way(
        id="registrations", title="Anmeldungen", table="registration", person="person_id",
        name=("first_name", "last_name"), email="email", fate=Fate.ROOM,
        shown=MEETING | {
            "first_name": "Vorname", "last_name": "Nachname", "email": "E-Mail-Adresse",
            "new_email": "Neue Adresse", "organisation": "Organisation",
            "sector": "Bereich", "no_photo": "Keine Fotos", "on_contact_list": "Kontaktliste",
            "wants_invitations": "Einladungen", "access_needs": "Unterstützung",
            "answers": "Antworten", "state": "Stand", "source": "Herkunft",
            "participation": "Teilnahme", "attendance": "Anwesenheit",
            "office_note": "Notiz", "submitted_at": "Angemeldet",
            "confirmed_at": "Bestätigt", "partstat": "Kalenderantwort",
            "reply_comment": "Text dazu", "language": "Sprache",
        },
        stays="Stand, Bereich und Anwesenheit bleiben als Zahl ohne Namen für die Statistik.",
    ),
    Way(
        id="check_ins", title="Anwesenheit am Eingang", table="check_in", by="registrations",
        columns=("registration_id",), fate=Fate.KEEP,
        shown=MEETING | {"what": "Was", "pressed_at": "Wann"},
        stays="Dass jemand da war, bleibt als Zahl ohne Namen.",
    ),
    Way(
        id="seats", title="Plätze an Tischen", table="seat", by="registrations",
        columns=("registration_id",), fate=Fate.ROOM,
        shown={"tables": "Tische", "leads": "Leitet den Tisch"},
    ),
    Way(
        id="seat_wishes", title="Sitzwünsche", table="seat_wish", by="registrations",
        columns=("one_id", "other_id"), fate=Fate.ROOM, shown={"kind": "Wunsch"},
    ),
    Way(
        id="minutes_links", title="Links zum Protokollentwurf", table="minutes_reader",
        by="registrations", columns=("registration_id",), fate=Fate.DELETE,
        shown={"at": "Bekommen"},
    ),
    Way(
        id="remarks", title="Anmerkungen zum Protokoll", table="minutes_remark",
        by="registrations", columns=("registration_id",), fate=Fate.EMPTY,
        shown={"text": "Text", "answer": "Antwort", "at": "Wann"},
        values={"text": ERASED_TEXT, "answer": "", "registration_id": None},
        stays="Dass es eine Anmerkung gab, bleibt ohne Namen und Text.",
    ),
    Way(
        id="calendar_links", title="Kalender zum Abonnieren", table="feed_link",
        by="registrations", columns=("registration_id",), fate=Fate.DELETE,
        shown={"made_at": "Angelegt"},
    ),
    Way(
        id="calendar_answers", title="Antworten aus Kalendern", table="received_answer",
        by="registrations", columns=("registration_id",), email="sender", fate=Fate.EMPTY,
        shown={
            "received_at": "Wann", "partstat": "Antwort", "comment": "Text",
            "sender": "Absenderadresse", "attendee": "Kalenderadresse",
        },
        values={"comment": "", "sender": "", "attendee": "", "uid": "", "message_id": "",
                "registration_id": None},
    ),
    Way(
        id="pitches", title="Eingereichte Projekte", table="pitch",
        name=("first_name", "last_name"), email="email", fate=Fate.EMPTY,
        shown=MEETING | {
            "title": "Titel", "summary": "Worum es geht", "seeking": "Gesucht",
            "first_name": "Vorname", "last_name": "Nachname", "email": "E-Mail-Adresse",
            "phone": "Telefon", "organisation": "Organisation", "state": "Stand",
            "decline_reason": "Begründung", "next_step": "Nächster Schritt",
            "submitted_at": "Eingereicht", "language": "Sprache",
        },
        values={"first_name": "", "last_name": ERASED_NAME, "email": "", "phone": "",
                "organisation": "", "edit_digest": ""},
        stays="Titel und Beschreibung bleiben: Sie gehören zum Projekt und zum Treffen.",
    ),
    Way(
        id="presenting", title="Mit vorgestellte Projekte", table="pitch_presenter",
        name=("first_name", "last_name"), email="email", fate=Fate.DELETE,
        shown={
            "first_name": "Vorname", "last_name": "Nachname", "email": "E-Mail-Adresse",
            "organisation": "Organisation", "added_at": "Aufgenommen",
        },
    ),
    Way(
        id="ideas", title="Projektideen als Ansprechperson", table="idea",
        person="contact_person_id", known="contact_known", name=("contact_name",),
        email="contact_email", fate=Fate.ROOM,
        shown={
            "title": "Titel", "summary": "Worum es geht", "contact_name": "Ansprechperson",
            "contact_email": "E-Mail-Adresse", "contact_public": "Name öffentlich",
            "organisation": "Organisation", "submitted_on": "Eingereicht", "team": "Team",
            "seeking": "Gesucht", "offering": "Angeboten", "decision": "Beschluss",
            "reason": "Begründung", "outcome": "Ergebnis",
        },
        stays="Die Idee bleibt ohne Ansprechperson: Sie ist Teil des Ideenregisters.",
    ),
    Way(
        id="next_steps", title="Nächste Schritte von Projekten", table="idea",
        name=("next_step_by",), fate=Fate.EMPTY,
        shown={"title": "Titel", "next_step": "Nächster Schritt", "next_step_by": "Wer"},
        values={"next_step_by": ""}, stays="Der Schritt bleibt ohne Namen.",
    ),
    Way(
        id="sponsoring", title="Begleitete Ideen", table="idea", name=("sponsor",),
        fate=Fate.EMPTY, shown={"title": "Titel", "sponsor": "Wer begleitet"},
        values={"sponsor": ""}, stays="Die Idee bleibt ohne Namen.",
    ),
    Way(
        id="idea_notices", title="Vorbereitete Mitteilungen zu Ideen", table="idea_notice",
        by="ideas", columns=("idea_id",), fate=Fate.DELETE,
        shown=IDEA | {"subject": "Betreff", "text": "Text", "at": "Wann"},
    ),
    Way(
        id="project_news", title="Rückmeldungen zu Projekten", table="idea_news",
        person="person_id", known="known", name=("name",), fate=Fate.ROOM,
        shown=IDEA | {"text": "Text", "name": "Name", "at": "Wann"},
        stays="Dass das Projekt sich gemeldet hat, bleibt ohne Namen und Text.",
    ),
    Way(
        id="project_texts", title="Vorgeschlagene Texte zu Projekten", table="idea_draft",
        person="person_id", known="known", name=("name",), fate=Fate.ROOM,
        shown=IDEA | {"values": "Texte", "name": "Name", "answer": "Antwort", "at": "Wann"},
    ),
    Way(
        id="joining", title="Mitmachen bei Projekten", table="supporter", person="person_id",
        known="known", name=("name",), email="email", fate=Fate.ROOM,
        shown=IDEA | {
            "name": "Name", "email": "E-Mail-Adresse", "organisation": "Organisation",
            "offer": "Angebot", "consent": "Weitergabe", "wording": "Wortlaut",
            "submitted_at": "Gemeldet", "confirmed_at": "Bestätigt", "told_at": "Weitergegeben",
            "language": "Sprache",
        },
    ),
    Way(
        id="told_about_joining", title="Erhaltene Kontakte von Mitmachenden", table="supporter",
        person="told_person_id", known="told_known", email="told_to", fate=Fate.ROOM,
        shown=IDEA | {"told_to": "Ihre Adresse", "told_at": "Wann"},
    ),
    Way(
        id="requests_for_support", title="Anfragen um Unterstützung", table="support_case",
        person="person_id", known="known", name=("asked_by",), fate=Fate.ROOM,
        shown=IDEA | {
            "text": "Anliegen", "asked_by": "Wer", "outcome": "Ergebnis", "note": "Notiz",
            "at": "Wann",
        },
        stays="Dass es eine Anfrage gab, bleibt ohne Namen und Text.",
    ),
    Way(
        id="support", title="Gespräche zur Unterstützung", table="support_entry",
        name=("partner",), fate=Fate.EMPTY,
        shown=IDEA | {
            "day": "Tag", "what": "Was", "partner": "Mit wem", "outcome": "Ergebnis",
            "note": "Notiz",
        },
        values={"partner": ERASED_NAME}, stays="Tag, Art und Dauer bleiben für die Statistik.",
    ),
    Way(
        id="cards", title="Suche und Biete", table="match_card", person="person_id",
        known="known", name=("name",), email="email", fate=Fate.ROOM,
        shown={
            "number": "Nummer", "text": "Text", "name": "Name", "email": "E-Mail-Adresse",
            "consent": "Weitergabe", "wording": "Wortlaut", "at": "Wann",
            "outcome": "Ergebnis", "note": "Notiz", "language": "Sprache",
        },
        stays="Eine geschlossene Karte bleibt ohne Namen.",
    ),
    Way(
        id="mediations", title="Vermittelte Kontakte", table="mediation_side",
        person="person_id", known="known", name=("name",), email="email", fate=Fate.ROOM,
        shown={
            "name": "Name", "email": "E-Mail-Adresse", "agreed": "Zugestimmt",
            "answered_at": "Beantwortet", "wording": "Wortlaut", "passed": "Weitergegeben",
            "message": "Nachricht",
        },
        stays="Dass vermittelt wurde, bleibt ohne Namen.",
    ),
    Way(
        id="hall_cards", title="Karten aus dem Saal", table="card", name=("name",),
        email="email", fate=Fate.EMPTY,
        shown=MEETING | {
            "text": "Text", "name": "Name", "email": "E-Mail-Adresse",
            "consent_text": "Wortlaut", "at": "Wann",
        },
        values={"name": "", "email": "", "consent_text": ""},
        stays="Der Text der Karte bleibt ohne Namen: Er gehört zum Treffen.",
    ),
    Way(
        id="entries", title="Aufgaben und Einträge in Protokollen", table="entry",
        person="person_id", name=("person",), email="person_email", fate=Fate.EMPTY,
        shown={
            "number": "Nummer", "text": "Text", "person": "Wer", "person_email": "E-Mail-Adresse",
            "due": "Bis wann", "done_on": "Erledigt", "note": "Anmerkung", "reason": "Begründung",
        },
        values={"person": ERASED_NAME, "person_id": None, "person_email": ""},
        stays="Protokolle bleiben als Nachweis. Statt des Namens steht dort „N. N.“.",
    ),
    Way(
        id="task_links", title="Links zu Aufgaben", table="task_holder", person="person_id",
        name=("name",), email="email", fate=Fate.DELETE,
        shown={"name": "Name", "email": "E-Mail-Adresse", "told_on": "Zuletzt erinnert"},
    ),
    Way(
        id="task_answers", title="Antworten zu Aufgaben", table="task_answer", by="task_links",
        columns=("holder_id",), fate=Fate.EMPTY,
        shown={"name": "Name", "text": "Text", "until": "Neuer Tag", "at": "Wann"},
        values={"name": "", "text": "", "holder_id": None},
        stays="Dass es eine Antwort gab, bleibt ohne Namen und Text.",
    ),
    Way(
        id="task_notices", title="Erinnerungen an Aufgaben", table="task_notice",
        by="task_links", columns=("holder_id",), fate=Fate.ROOM,
        shown={"told_on": "Wann", "due": "Fällig"},
    ),
    Way(
        id="steering", title="Sitze im Lenkungskreis", table="steering_member",
        person="person_id", fate=Fate.EMPTY,
        shown={
            "function": "Funktion", "voting": "Mit Stimme", "term_from": "Von", "term_to": "Bis",
        },
        values={"person_id": None},
        stays="Der Sitz bleibt ohne Namen, damit alte Beschlüsse nachvollziehbar bleiben.",
    ),
    Way(
        id="deputy", title="Stellvertretungen im Lenkungskreis", table="steering_member",
        person="deputy_id", fate=Fate.EMPTY,
        shown={"function": "Funktion", "term_from": "Von", "term_to": "Bis"},
        values={"deputy_id": None}, stays="Der Sitz bleibt ohne Stellvertretung.",
    ),
    Way(
        id="ballots", title="Schriftliche Abstimmungen", table="ballot", by="steering",
        columns=("member_id",), fate=Fate.EMPTY,
        shown={"choice": "Stimme", "by_deputy": "Stellvertretung", "comment": "Anmerkung",
               "at": "Wann"},
        values={"comment": "", "digest": ""}, stays="Die Stimme bleibt als Zahl ohne Namen.",
    ),
    Way(
        id="sessions", title="Sitzungen des Lenkungskreises", table="session_seat",
        by="steering", columns=("member_id",), fate=Fate.KEEP,
        shown=MEETING | {"presence": "Anwesend"},
        stays="Wie viele anwesend waren, bleibt ohne Namen.",
    ),
    Way(
        id="rating_sheets", title="Bewertungsbögen", table="rating_sheet", by="steering",
        columns=("member_id",), fate=Fate.EMPTY,
        shown={"handed_in_at": "Abgegeben", "by_deputy": "Stellvertretung"},
        values={"member_id": None, "digest": ""},
        stays="Die Punkte bleiben ohne Namen in der Auswertung.",
    ),
    Way(
        id="ratings", title="Bewertungen", table="rating", by="rating_sheets",
        columns=("sheet_id",), fate=Fate.EMPTY,
        shown=IDEA | {"points": "Punkte", "comment": "Anmerkung"}, values={"comment": ""},
        stays="Die Punkte bleiben ohne Namen in der Auswertung.",
    ),
    Way(
        id="import_rows", title="Zeilen eingelesener Listen", table="contact_import_row",
        person="person_id", fate=Fate.DELETE, shown={"cells": "Zellen"},
    ),
    Way(
        id="mails", title="E-Mails von uns", table="message", name=("recipient_name",),
        email="recipient", fate=Fate.ROOM,
        shown={
            "recipient": "Adresse", "recipient_name": "Name", "subject": "Betreff",
            "created_at": "Geschrieben", "sent_at": "Gesendet", "body": "Text",
        },
        late=frozenset({"body"}),
        stays="Zeitpunkt und Art bleiben für das Protokoll des Versands, ohne Empfänger.",
    ),
    Way(
        id="data_links", title="Links zur Auskunft", table="data_link", person="person_id",
        name=("name_key",), email="email_key", fate=Fate.DELETE,
        shown={"made_at": "Bekommen", "language": "Sprache"},
    ),
)  # fmt: skip

BY_ID = {way.id: way for way in WAYS}


def sentences() -> set[str]:
    """What pages for everybody say of these rows, for the catalogs."""
    return {text for way in WAYS for text in (way.title, way.stays) if text}
