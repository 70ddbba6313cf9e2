"""Registrations in words: for the person, for the office, and as tables to take away."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from app.core.clock import local
from app.core.language import gettext as _
from app.core.links import link_to
from app.core.qr import qr_code
from app.core.settings import current
from app.core.tables import Cell, to_csv, to_xlsx
from app.core.words import date_short, time_of
from app.kits.schema import Kit, Question
from app.kits.spoken import kit_words
from app.meetings.models import Meeting
from app.registrations.models import Registration
from app.registrations.rules import LABELS, needs_are_late

COLUMNS = {
    "vorname": "first_name",
    "nachname": "last_name",
    "email": "email",
    "organisation": "organisation",
    "akteursgruppe": "sector",
    "unterstuetzung": "access_needs",
    "foto_hinweis": "no_photo",
    "kontaktliste": "on_contact_list",
    "weitere_einladungen": "wants_invitations",
}
"""Shared questions of the kits, and the column that keeps the answer."""
HEADER = (
    "Nachname", "Vorname", "E-Mail-Adresse", "Organisation", "Bereich", "Status", "Teilnahme",
    "Angemeldet am", "Keine Fotos", "Kontaktliste", "Einladungen",
)  # fmt: skip


def answers_in_words(registration: Registration) -> list[tuple[str, str]]:
    """Everything a person said, question by question."""
    kit_id, questions = registration.meeting.kit_id, registration.meeting.kit.all_questions
    return [(kit_words(kit_id, one.label), _answer(registration, one)) for one in questions]


def _answer(registration: Registration, question: Question) -> str:
    """An answer that was chosen appears in the language spoken now, a text as it was written."""
    kit_id, column = registration.meeting.kit_id, COLUMNS.get(question.id)
    if column == "sector":
        return _sector(kit_id, registration.sector)
    value = registration.answers.get(question.id, "")
    if column:
        value = getattr(registration, column)
    if column == "access_needs":
        value = value.split("\n")
    if isinstance(value, list):
        return ", ".join(kit_words(kit_id, str(part)) for part in value)
    return _words(kit_words(kit_id, value) if value in question.options else value)


def _sector(kit_id: str, sector_id: str) -> str:
    """The short name; in another language what the form calls it, which kits translate."""
    names = {one.id: one.name for one in current().forum.sectors}
    told = kit_words(kit_id, names.get(sector_id, ""))
    return told if told != names.get(sector_id, "") else _(current().forum.sector(sector_id))


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return _("Ja") if value else _("Nein")
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return str(value).replace("\n", ", ")


def needs_came_late(registration: Registration) -> bool:
    """Whether somebody told of needs when they could no longer be promised."""
    told = local(registration.needs_told_at or registration.submitted_at).date()
    return bool(registration.access_needs) and needs_are_late(registration.meeting.day, told)


def door_code(registration: Registration) -> bytes:
    """The person's code for the door as a picture (SVG); what it holds is an address.

    Only the phones of the team see a person behind it (door_public.arrive).
    """
    token = registration.token("door")
    file = io.BytesIO()
    picture = qr_code(link_to("door_public.arrive", code=token))
    picture.save(file, kind="svg", scale=6, border=4, light="white", title="Code für den Einlass")
    return file.getvalue()


def as_csv(meeting: Meeting, registrations: Sequence[Registration]) -> bytes:
    """The list for Excel."""
    return to_csv(*_table(meeting.kit, registrations))


def as_xlsx(meeting: Meeting, registrations: Sequence[Registration]) -> bytes:
    """The list as a workbook."""
    return to_xlsx("Anmeldungen", *_table(meeting.kit, registrations))


def _table(kit: Kit, registrations: Iterable[Registration]) -> tuple[list[str], list[list[Cell]]]:
    """A list goes from hand to hand: no access needs, no sensitive answers, none kept off lists."""
    shown = [q for q in kit.questions if q.on_lists and not q.sensitive]
    header = [*HEADER, *(question.label for question in shown)]
    return header, [_row(shown, registration) for registration in registrations]


def _row(shown: Sequence[Question], registration: Registration) -> list[Cell]:
    sent = local(registration.submitted_at)
    return [
        registration.last_name,
        registration.first_name,
        registration.email,
        registration.organisation,
        current().forum.sector(registration.sector),
        LABELS[registration.state],
        "Vor Ort" if registration.participation == "onsite" else "Online",
        f"{date_short(sent.date())} {time_of(sent)}",
        "Ja" if registration.no_photo else "",
        "Ja" if registration.on_contact_list else "",
        "Ja" if registration.wants_invitations else "",
        *(_words(registration.answers.get(question.id, "")) for question in shown),
    ]
