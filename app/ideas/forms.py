"""Forms of the register: the idea itself, and what a change of state needs."""

from typing import Any

from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import Optional

from app.core.forms import PageForm, mail_address, many_lines, one_day, one_line, whole_number
from app.core.settings import current
from app.ideas.rules import NEED_LABELS, NEEDS, IdeaState, IdeaValues, MoveFacts


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
    seeking = many_lines("Gesucht wird", rows=2, hint="Zum Beispiel Raum, Fachwissen, Mitwirkende.")
    points = whole_number(
        "Punkte", least=0, most=9999, required=False, hint="Aus der Punktabfrage des Treffens."
    )
    contact_name = one_line("Ansprechperson", longest=400, required=False)
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
        for field in (self.action_field, self.second_field):
            kept = field.object_data
            field.choices = [("", "Noch offen" if field is self.action_field else "Keines")] + [
                (entry.id, entry.name)
                for entry in current().forum.action_fields
                if not entry.archived or entry.id == kept
            ]

    def values(self) -> IdeaValues:
        """What was typed, as plain data."""
        empty = {"points": None, "next_step_due": None, "contact_public": False}
        typed: dict[str, Any] = {
            name: self[name].data or empty.get(name, "") for name in IdeaValues.__dataclass_fields__
        }
        return IdeaValues(**typed | {"points": self.points.data})


class MoveForm(PageForm):
    """Only the fields that the chosen state needs are there."""

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

    def __init__(self, target: IdeaState, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        for name in NEED_LABELS:
            if name not in NEEDS.get(target, ()):
                del self[name]

    def facts(self) -> MoveFacts:
        """What was typed, as plain data."""
        return MoveFacts(**{name: self[name].data for name in NEED_LABELS if name in self})
