"""The form of another calendar."""

from wtforms import FileField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag behind
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from app.calendars.actions import CalendarFacts
from app.calendars.models import ForeignCalendar
from app.calendars.rules import KINDS, Kind
from app.core.forms import PageForm, one_line, whole_number
from app.meetings.models import Venue


class CalendarForm(PageForm):
    name = one_line("Name", hint="Er steht als Quelle hinter jeder Warnung.")
    kind = SelectField(
        "Was zeigt er?", choices=[SelectChoice(kind.value, text) for kind, text in KINDS.items()]
    )
    venue_id = SelectField(
        "Ort", coerce=int, default=0, description="Nötig bei der Belegung eines Raums."
    )
    url = one_line(
        "Adresse",
        longest=500,
        required=False,
        hint="Beginnt mit https:// oder webcal://. Treffwerk holt den Kalender dort regelmäßig.",
    )
    file = FileField("Oder eine Datei (.ics)", validators=[Optional()])
    version = whole_number("Stand", least=1, most=10**9, required=False, widget=HiddenInput())

    def offer(self, venues: list[Venue]) -> None:
        """The places to choose from."""
        self.venue_id.choices = [
            SelectChoice(0, "Kein Ort"),
            *(SelectChoice(one.id, one.name) for one in venues),
        ]

    def take_version(self, version: int) -> None:
        """From now on the form is about this version: the person was told of the other one."""
        self.version.data, self.version.raw_data = version, None

    @staticmethod
    def values_of(calendar: ForeignCalendar) -> dict[str, object]:
        """What the form shows for a calendar that exists."""
        names = ("name", "kind", "url", "version")
        return {name: getattr(calendar, name) for name in names} | {
            "venue_id": calendar.venue_id or 0
        }

    def to_facts(self, content: bytes) -> CalendarFacts:
        """``content``: of the uploaded file, empty when there is none."""
        return CalendarFacts(
            name=self.name.data or "",
            kind=Kind(self.kind.data),
            venue_id=self.venue_id.data or None,
            url=self.url.data or "",
            content=content or None,
        )
