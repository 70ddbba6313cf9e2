"""Forms of tasks: what a person answers, what the office changes, what the list is narrowed to."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date

from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag behind
from wtforms.validators import InputRequired

from app.core.forms import PageForm, mail_address, many_lines, one_day, one_line, sent_number
from app.core.language import N_
from app.door.forms import KeyedForm
from app.minutes.models import Entry
from app.tasks.actions import AnswerValues, ChangeValues
from app.tasks.listing import ListFilter, Tab
from app.tasks.rules import LONGEST_TEXT, Answer


class AnswerForm(KeyedForm):
    """What somebody says about an own task; sent twice, it counts once."""

    what = RadioField(
        N_("Ihre Antwort"),
        [InputRequired(N_("Ihre Antwort: Bitte wählen Sie eine der drei Antworten."))],
        choices=[
            SelectChoice(Answer.DONE.value, N_("Die Aufgabe ist erledigt")),
            SelectChoice(Answer.LATER.value, N_("Ich brauche mehr Zeit")),
            SelectChoice(Answer.PROBLEM.value, N_("Es gibt ein Problem")),
        ],
    )
    until = one_day(
        N_("Neuer Tag"),
        required=False,
        hint=N_("Nur, wenn Sie mehr Zeit brauchen: Bis wann schaffen Sie es?"),
    )
    text = many_lines(
        N_("Ihre Worte dazu"),
        longest=LONGEST_TEXT,
        rows=4,
        hint=N_(
            "Bei einem Problem: Was fehlt Ihnen? Was würde helfen? Sonst nur, wenn Sie möchten."
        ),
    )

    def values(self) -> AnswerValues:
        """Only after ``accept``."""
        return AnswerValues(
            what=Answer(self.what.data), until=self.until.data, text=self.text.data or ""
        )


class ChangeForm(PageForm):
    """Who does a task, and until when."""

    person = one_line(
        "Wer",
        required=False,
        hint="Vorname und Nachname. Steht die Person in den Kontakten, gilt die Adresse dort.",
    )
    email = mail_address(
        "E-Mail-Adresse", required=False, hint="Nur für Personen, die nicht in den Kontakten stehen"
    )
    due = one_day("Bis wann", required=False)
    version = HiddenField()

    @classmethod
    def of(cls, task: Entry) -> "ChangeForm":
        """As the task stands."""
        return cls(
            data={
                "person": task.person,
                "email": task.person_email,
                "due": task.due,
                "version": str(task.version),
            }
        )

    @property
    def seen_version(self) -> int:
        """The version that the page showed; 0 for nonsense."""
        return sent_number(self.version.data)

    def values(self) -> ChangeValues:
        """Only after ``accept``."""
        return ChangeValues(
            person=self.person.data or "", email=self.email.data or "", due=self.due.data
        )


def wanted_list(typed: Mapping[str, str]) -> ListFilter:
    """What the address of the list asks for; nonsense narrows nothing."""
    tab = typed.get("art", "")
    return ListFilter(
        tab=Tab(tab) if tab in set(Tab) else Tab.TASKS,
        state=typed.get("status", "")[:20],
        search=typed.get("suche", "")[:100].replace("\x00", ""),
        person=typed.get("wer", "")[:200].replace("\x00", ""),
        meeting_id=small_number(typed.get("treffen", "")),
        series_id=small_number(typed.get("reihe", "")),
        kit=typed.get("kit", "")[:60].replace("\x00", ""),
        since=_day(typed.get("von", "")),
        until=_day(typed.get("bis", "")),
        sort=typed.get("sortierung", "")[:20],
    )


def small_number(typed: str) -> int | None:
    """What may be the number of a row; None for nonsense."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 9 else None


def _day(typed: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(typed[:10])
    return None
