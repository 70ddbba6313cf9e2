"""The forms of mails to many, and of the words of mails that events send."""

from typing import Any

from wtforms import BooleanField, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag behind
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from app.core.errors import RuleBroken
from app.core.forms import PageForm, mail_address, many_lines, one_day, one_line, whole_number
from app.kits.schema import Attachment, KitMail, Recipients
from app.mailings.actions import MailingValues, values_of
from app.mailings.models import Mailing

BEFORE, AFTER, FIXED = "vorher", "nachher", "tag"
WHEN = [
    (BEFORE, "Vor dem Treffen"),
    (AFTER, "Nach dem Treffen"),
    (FIXED, "An einem festen Tag"),
]
FILES = (Attachment.ICS, Attachment.AGENDA_PDF, Attachment.MINUTES_PDF, Attachment.TRAVEL_INFO)


def _choices(pairs: list[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]


class MailingForm(PageForm):
    title = one_line("Name", hint="So heißt die E-Mail in Ihrer Liste.")
    recipients = SelectMultipleField(
        "Empfänger",
        choices=_choices([(one.value, one.label) for one in Recipients]),
        description="Wer in mehreren Gruppen steht, bekommt die E-Mail einmal.",
    )
    when = RadioField(
        "Wann",
        [InputRequired("Wann: Bitte wählen Sie eine Möglichkeit.")],
        choices=_choices(WHEN),
        default=BEFORE,
    )
    days = whole_number(
        "Tage vor oder nach dem Treffen",
        least=0,
        most=730,
        required=False,
        hint="Fällt der Tag auf ein Wochenende oder einen Feiertag, gilt der Arbeitstag davor, "
        "nach dem Treffen der Arbeitstag danach.",
    )
    fixed_day = one_day("Fester Tag", required=False)
    automatic = BooleanField("Geht an diesem Tag von selbst hinaus")
    subject = one_line("Betreff", longest=300)
    body = many_lines("Text", longest=20_000, required=True, rows=18)
    attachments = SelectMultipleField(
        "Anhänge", choices=_choices([(one.value, one.label) for one in FILES])
    )
    version = whole_number(
        "Stand", least=0, most=10**9, required=False, widget=HiddenInput(), default=0
    )

    def validate(self, *args: Any, **kw: Any) -> bool:
        """All fields, and then whether the day is said."""
        fine = bool(super().validate(*args, **kw))
        if self.when.data == FIXED and self.fixed_day.data is None and not self.fixed_day.errors:
            self.blame(RuleBroken("Fester Tag: Bitte geben Sie ein Datum ein.", "fixed_day"))
        elif self.when.data in (BEFORE, AFTER) and self.days.data is None and not self.days.errors:
            self.blame(RuleBroken("Tage: Bitte geben Sie an, wie viele Tage es sind.", "days"))
        return fine and not self.errors

    @staticmethod
    def values_of(mailing: Mailing) -> dict[str, Any]:
        """What the form shows for a mail that is planned."""
        return _shown(values_of(mailing)) | {"version": mailing.version}

    @staticmethod
    def suggestions(mail: KitMail | None) -> dict[str, Any]:
        """What the form shows for one more mail, with the words of a kit's mail if there is one."""
        if mail is None:
            return {"recipients": [Recipients.REGISTERED.value], "when": FIXED}
        return {
            "title": f"Weitere E-Mail: {mail.purpose.label}",
            "subject": mail.subject,
            "body": mail.body,
            "recipients": [one.value for one in mail.recipients],
            "attachments": [one.value for one in mail.attachments],
            "when": FIXED,
        }

    def to_values(self) -> MailingValues:
        """What was typed, as plain data."""
        fixed = self.when.data == FIXED
        days = self.days.data or 0
        return MailingValues(
            title=self.title.data or "",
            subject=self.subject.data or "",
            body=f"{self.body.data}\n",
            recipients=tuple(self.recipients.data or ()),
            day_offset=None if fixed else (days if self.when.data == AFTER else -days),
            fixed_day=self.fixed_day.data if fixed else None,
            attachments=tuple(self.attachments.data or ()),
            automatic=bool(self.automatic.data),
        )


def _shown(values: MailingValues) -> dict[str, Any]:
    offset = values.day_offset
    when = FIXED if offset is None else AFTER if offset > 0 else BEFORE
    return {
        "title": values.title,
        "subject": values.subject,
        "body": values.body,
        "recipients": list(values.recipients),
        "when": when,
        "days": None if offset is None else abs(offset),
        "fixed_day": values.fixed_day,
        "attachments": list(values.attachments),
        "automatic": values.automatic,
    }


class SampleForm(PageForm):
    address = mail_address("E-Mail-Adresse", hint="Dorthin geht ein Muster ohne persönliche Links.")


class EventMailForm(PageForm):
    subject = one_line("Betreff", longest=300)
    body = many_lines("Text", longest=20_000, required=True, rows=18)
    seen = one_line("Stand", longest=64, required=False, widget=HiddenInput())
