"""Forms of holidays and other special days."""

from wtforms import FileField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag behind
from wtforms.validators import Optional

from app.core.forms import PageForm, one_day, one_line
from app.meetings.rules import SpecialDay
from app.meetings.special_days import KINDS

CHOICES = [SelectChoice(kind, label) for kind, label in KINDS.items()]


class DayForm(PageForm):
    name = one_line("Name", hint="Zum Beispiel: Osterferien in NRW")
    kind = SelectField("Art", choices=CHOICES)
    start = one_day("Von")
    end = one_day("Bis", required=False, hint="Leer: nur ein Tag.")

    def to_day(self) -> SpecialDay:
        assert self.start.data
        end = self.end.data or self.start.data
        return SpecialDay(self.start.data, end, self.kind.data, self.name.data or "")


class LoadForm(PageForm):
    """A file to read, or what was read of it and shown before."""

    file = FileField("Datei (.ics oder CSV)", validators=[Optional()])
    kind = SelectField(
        "Art, wenn die Datei keine nennt",
        choices=CHOICES,
    )
    rows = TextAreaField(validators=[Optional()])
