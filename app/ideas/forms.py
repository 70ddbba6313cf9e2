"""Forms of the register: the idea itself, and what a change of state needs."""

from typing import Any

from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag behind
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.forms import (
    KeyedForm,
    PageForm,
    mail_address,
    many_lines,
    one_day,
    one_line,
    sent_number,
    whole_number,
)
from app.core.settings import current
from app.ideas.mails import SUBJECT_LONGEST
from app.ideas.rules import (
    NEED_LABELS,
    TITLE_LONGEST,
    VALUES,
    IdeaValues,
    Move,
    MoveFacts,
    SupportKind,
)
from app.ideas.splitting import Split


class IdeaForm(PageForm):
    """Everything the office writes about an idea."""

    title = one_line("Titel", longest=150, hint="Kurz und verständlich, so wie er gedruckt wird.")
    summary = many_lines(
        "Kurz beschrieben", hint="Was soll geschehen? Wer hat etwas davon? Zwei bis vier Sätze."
    )
    action_field = SelectField("Handlungsfeld", validators=[Optional()])
    second_field = SelectField("Zweites Handlungsfeld", validators=[Optional()])
    district = one_line("Stadtbezirk", longest=100, required=False)
    organisation = one_line("Organisation", required=False)
    team = many_lines(
        "Wer macht mit?", rows=2, hint="Organisationen und Gruppen. Namen nur mit Einverständnis."
    )
    seeking = many_lines("Gesucht wird", rows=2, hint="Zum Beispiel Raum, Fachwissen, Mitwirkende.")
    offering = many_lines(
        "Geboten wird", rows=2, hint="Was das Projekt anderen geben kann, zum Beispiel Wissen."
    )
    support_kinds = SelectMultipleField(
        "Unterstützung durch die Geschäftsstelle",
        validators=[Optional()],
        choices=[SelectChoice(kind.value, kind.label) for kind in SupportKind],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    support_minutes = whole_number(
        "Vereinbarte Unterstützung in Minuten", least=1, most=99999, required=False
    )
    support_until = one_day("Unterstützung bis", required=False)
    sponsor = one_line(
        "Patenschaft im Lenkungskreis",
        longest=400,
        required=False,
        hint="Wer sich dort um die Idee kümmert.",
    )
    points = whole_number(
        "Punkte", least=0, most=9999, required=False, hint="Aus der Punktabfrage des Treffens."
    )
    contact_name = one_line(
        "Ansprechperson",
        longest=400,
        required=False,
        hint="Wer im Adressbuch steht, wird am Namen erkannt. Andere Namen sind möglich.",
    )
    contact_person_id = HiddenField()
    contact_email = mail_address(
        "E-Mail-Adresse der Ansprechperson",
        required=False,
        hint="Nur die Geschäftsstelle sieht diese Adresse.",
    )
    contact_public = BooleanField(
        "Die Ansprechperson ist einverstanden, dass ihr Name öffentlich steht"
    )
    next_step = one_line("Nächster Schritt", longest=500, required=False)
    next_step_by = one_line("Wer", longest=400, required=False)
    next_step_due = one_day("Bis wann", required=False)
    version = HiddenField()

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        _offer_fields(self.action_field, "Noch offen")
        _offer_fields(self.second_field, "Keines")

    def values(self) -> IdeaValues:
        """What was typed, as plain data."""
        typed: dict[str, Any] = {one.name: self[one.name].data for one in VALUES}
        texts = {one.name: typed[one.name] or "" for one in VALUES if one.default == ""}
        kinds = tuple(kind.value for kind in SupportKind if kind in (typed["support_kinds"] or ()))
        person = sent_number(typed["contact_person_id"]) or None
        return IdeaValues(**typed | texts | {"support_kinds": kinds, "contact_person_id": person})


class NewIdeaForm(KeyedForm, IdeaForm):
    """The same for an idea that is not there yet."""


def _offer_fields(field: SelectField, none: str) -> None:
    """The fields of work in use, and an archived one that stands there already."""
    field.choices = [("", none)] + [
        (entry.id, entry.name)
        for entry in current().forum.action_fields
        if not entry.archived or entry.id == field.object_data
    ]


class MoveForm(PageForm):
    """Only the fields that the chosen move asks for are there."""

    decision = one_line(
        NEED_LABELS["decision"], longest=40, hint="Zum Beispiel LK-2027-01. Er steht im Protokoll."
    )
    reason = many_lines(
        NEED_LABELS["reason"],
        required=True,
        rows=4,
        hint="Freundlich und sachlich. Bei öffentlichen Ideen können ihn alle lesen.",
    )
    review_on = one_day(NEED_LABELS["review_on"], hint="An diesem Tag wird neu entschieden.")
    outcome = many_lines(
        NEED_LABELS["outcome"], required=True, rows=4, hint="Ein Satz: Was ist erreicht?"
    )

    def __init__(self, move: Move, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        for name in NEED_LABELS:
            if name not in move.asks:
                del self[name]
            elif name in move.may:
                self[name].validators = [Optional(), *self[name].validators[1:]]
                self[name].flags.required = False

    def facts(self) -> MoveFacts:
        """What was typed, as plain data."""
        return MoveFacts(**{name: self[name].data for name in NEED_LABELS if name in self})


class NoticeForm(PageForm):
    """The draft for the contact person."""

    subject = one_line("Betreff", longest=SUBJECT_LONGEST)
    text = many_lines("Text", longest=10_000, required=True, rows=16)
    version = HiddenField()


class SplitForm(KeyedForm):
    """The part that becomes an idea of its own, and what the first idea says from now on."""

    title = one_line("Titel der neuen Idee", longest=TITLE_LONGEST)
    summary = many_lines("Kurz beschrieben", hint="Was gehört zur neuen Idee?")
    action_field = SelectField("Handlungsfeld", validators=[Optional()])
    seeking = many_lines("Gesucht wird", rows=2)
    keeps_contact = BooleanField(
        "Die Ansprechperson ist auch für die neue Idee ansprechbar", default=True
    )
    rest = many_lines(
        "Kurz beschrieben", hint="Nehmen Sie heraus, was jetzt zur neuen Idee gehört."
    )
    rest_seeking = many_lines("Gesucht wird", rows=2)
    version = HiddenField()

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        _offer_fields(self.action_field, "Noch offen")

    def split(self) -> Split:
        """What was typed, as plain data."""
        return Split(
            title=self.title.data or "",
            summary=self.summary.data or "",
            seeking=self.seeking.data or "",
            action_field=self.action_field.data or "",
            keeps_contact=bool(self.keeps_contact.data),
            rest=self.rest.data or "",
            rest_seeking=self.rest_seeking.data or "",
            seen_version=sent_number(self.version.data),
            submit_key=self.submit_key.data or "",
        )
