"""The form of a venue."""

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag behind

from app.core.forms import PageForm, many_lines, one_line, whole_number
from app.meetings.actions import VenueFacts
from app.meetings.models import Venue
from app.meetings.rules import Seating

ANSWERS = [("", "Nicht geprüft"), ("ja", "Ja"), ("nein", "Nein")]
MEANING = {"": None, "ja": True, "nein": False}


def _yes_or_no(label: str) -> SelectField:
    return SelectField(label, choices=[SelectChoice(*answer) for answer in ANSWERS])


class VenueForm(PageForm):
    name = one_line("Name")
    street = one_line("Straße und Hausnummer")
    postcode = one_line("Postleitzahl", longest=10)
    city = one_line("Ort", longest=100)
    theatre = whole_number("Plätze in Reihen", least=0, most=10000, required=False)
    tables = whole_number("Plätze an Tischen", least=0, most=10000, required=False)
    circle = whole_number("Plätze im Stuhlkreis", least=0, most=10000, required=False)
    stop = one_line("Haltestelle", required=False, hint="Zum Beispiel: Musterweg, 120 m")
    step_free = _yes_or_no("Stufenlos erreichbar")
    accessible_toilet = _yes_or_no("Barrierefreie Toilette")
    hearing_loop = _yes_or_no("Höranlage")
    wired_internet = _yes_or_no("Internet per Kabel")
    note = many_lines("Hinweise", hint="Auch Mängel. Sie stehen auf der Seite des Treffens.")

    @staticmethod
    def values_of(venue: Venue) -> dict[str, object]:
        """What the form shows for a venue that exists."""
        spoken = {answer: word for word, answer in MEANING.items()}
        values = {name: getattr(venue, name, None) for name in VenueFacts.__dataclass_fields__}
        values |= {row.seating: row.seats for row in venue.seatings}
        for name in ("step_free", "accessible_toilet", "hearing_loop", "wired_internet"):
            values[name] = spoken[values[name]]
        return values

    def to_facts(self) -> VenueFacts:
        return VenueFacts(
            name=self.name.data or "",
            street=self.street.data or "",
            postcode=self.postcode.data or "",
            city=self.city.data or "",
            seatings={kind: self[kind].data for kind in Seating if self[kind].data},
            stop=self.stop.data or "",
            step_free=MEANING[self.step_free.data],
            accessible_toilet=MEANING[self.accessible_toilet.data],
            hearing_loop=MEANING[self.hearing_loop.data],
            wired_internet=MEANING[self.wired_internet.data],
            note=self.note.data or "",
        )
