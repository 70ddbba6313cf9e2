"""The forms of a venue, of its faults, and of a point of the checklist."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, Field, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag behind
from wtforms.validators import ValidationError
from wtforms.widgets import HiddenInput

from app.core.errors import RuleBroken
from app.core.forms import KeyedForm, PageForm, many_lines, one_day, one_line, whole_number
from app.core.language import LANGUAGES, SOURCE
from app.core.settings import current
from app.kits.schema import Area
from app.meetings.checklist import Point
from app.meetings.models import ChecklistItem, Meeting, Venue
from app.meetings.rules import SEATING_LABELS, Seating, position_of, position_text
from app.meetings.venues import VenueFacts

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
    position = one_line(
        "Lage auf der Karte",
        required=False,
        hint="Breite und Länge, zum Beispiel: 52.02127, 8.53470. Kalender zeigen dann eine Karte.",
    )
    step_free = _yes_or_no("Stufenlos erreichbar")
    accessible_toilet = _yes_or_no("Barrierefreie Toilette")
    hearing_loop = _yes_or_no("Höranlage")
    wired_internet = _yes_or_no("Internet per Kabel")
    note = many_lines("Hinweise", hint="Sie stehen auf der Seite des Treffens.")
    version = whole_number("Stand", least=1, most=10**9, required=False, widget=HiddenInput())

    @staticmethod
    def values_of(venue: Venue) -> dict[str, object]:
        """What the form shows for a venue that exists."""
        spoken = {answer: word for word, answer in MEANING.items()}
        values = {name: getattr(venue, name, None) for name in VenueFacts.__dataclass_fields__}
        values["version"] = venue.version
        values["position"] = position_text(venue.latitude, venue.longitude)
        values |= {row.seating: row.seats for row in venue.seatings}
        for name in ("step_free", "accessible_toilet", "hearing_loop", "wired_internet"):
            values[name] = spoken[values[name]]
        return values

    def take_version(self, version: int) -> None:
        """From now on the form is about this version: the person was told of the other one."""
        self.version.data, self.version.raw_data = version, None

    def validate_position(self, field: Field) -> None:
        """Two numbers that lie on the globe, or nothing."""
        try:
            position_of(field.data or "")
        except RuleBroken as fault:
            raise ValidationError(fault.message) from fault

    def to_facts(self) -> VenueFacts:
        latitude, longitude = position_of(self.position.data or "") or (None, None)
        return VenueFacts(
            name=self.name.data or "",
            street=self.street.data or "",
            postcode=self.postcode.data or "",
            city=self.city.data or "",
            seatings={kind: self[kind].data for kind in Seating if self[kind].data},
            stop=self.stop.data or "",
            latitude=latitude,
            longitude=longitude,
            step_free=MEANING[self.step_free.data],
            accessible_toilet=MEANING[self.accessible_toilet.data],
            hearing_loop=MEANING[self.hearing_loop.data],
            wired_internet=MEANING[self.wired_internet.data],
            note=self.note.data or "",
        )


class FaultForm(PageForm):
    """Something at a place that does not work."""

    text = one_line(
        "Was geht nicht?", longest=500, hint="Zum Beispiel: Der Aufzug ist außer Betrieb."
    )
    known_since = one_day("Bekannt seit")


def seating_choices() -> list[SelectChoice]:
    """Kinds of seating for a list; the first one: not decided."""
    kinds = [SelectChoice(kind.value, label) for kind, label in SEATING_LABELS.items()]
    return [SelectChoice("", "Noch offen"), *kinds]


def languages_field() -> SelectMultipleField:
    """In which languages a meeting is offered beside German; see ``language_choices``."""
    return SelectMultipleField(
        "Sprachen neben Deutsch",
        description="Formulare, E-Mails und feste Texte gibt es dann auch so. Was Sie selbst "
        "schreiben, zum Beispiel Titel und Tagesordnung, bleibt, wie Sie es schreiben.",
    )


def language_choices() -> list[SelectChoice]:
    """The languages of the site beside German."""
    offered = [one for one in current().site.languages if one != SOURCE]
    return [SelectChoice(one, LANGUAGES[one].name) for one in offered]


def venue_line(venue: Venue) -> str:
    """Alte Spulerei, Bielefeld (Reihen 160, Tische 110): a place in a list to choose from."""
    seats = [f"{SEATING_LABELS[row.seating]} {row.seats}" for row in venue.seatings]
    known = f" ({', '.join(seats)})" if seats else ""
    return f"{venue.name}, {venue.city}{known}"


RELATIVE, FIXED = "abstand", "tag"
BEFORE, AFTER = "davor", "danach"


class PointForm(KeyedForm):
    """A point of the checklist: what, when, who."""

    text = many_lines("Was ist zu tun?", longest=1000, required=True, rows=2)
    area = SelectField("Bereich", choices=[SelectChoice(area.value, area.label) for area in Area])
    when = RadioField(
        "Wann?",
        choices=[
            SelectChoice(RELATIVE, "Mit Abstand zum Treffen. Der Punkt verschiebt sich mit."),
            SelectChoice(FIXED, "An einem festen Tag"),
        ],
        default=RELATIVE,
    )
    days = whole_number("Tage", least=0, most=730, required=False)
    side = SelectField(
        "Vor oder nach",
        choices=[
            SelectChoice(BEFORE, "vor dem Treffen"),
            SelectChoice(AFTER, "nach dem Treffen"),
        ],
    )
    due = one_day("Fester Tag", required=False)
    assigned_to = one_line(
        "Wer kümmert sich?",
        required=False,
        hint="Name oder Rolle",
        render_kw={"list": "personen", "autocomplete": "off"},
    )
    must = BooleanField("Muss sein")
    version = whole_number("Stand", least=1, most=10**9, required=False, widget=HiddenInput())

    def validate(self, *args: Any, **kw: Any) -> bool:
        """All fields, and the day in the way that was chosen."""
        fine = bool(super().validate(*args, **kw))
        missing = self.days if self.when.data == RELATIVE else self.due
        if missing.data is None and not missing.errors:
            what = "wie viele Tage" if missing is self.days else "den Tag"
            name = "days" if missing is self.days else "due"
            self.blame(RuleBroken(f"{missing.label.text}: Bitte geben Sie {what} an.", name))
            return False
        return fine

    @staticmethod
    def values_of(item: ChecklistItem) -> dict[str, object]:
        """What the form shows for a point that exists."""
        offset = item.day_offset
        return {
            "text": item.text,
            "area": item.area,
            "when": FIXED if offset is None else RELATIVE,
            "days": None if offset is None else abs(offset),
            "side": AFTER if offset and offset > 0 else BEFORE,
            "due": item.due if offset is None else None,
            "assigned_to": item.assigned_to,
            "must": item.must,
            "version": item.version,
        }

    def take_version(self, version: int) -> None:
        """From now on the form is about this version: the person was told of the other one."""
        self.version.data, self.version.raw_data = version, None

    def to_point(self) -> Point:
        relative = self.when.data == RELATIVE
        sign = 1 if self.side.data == AFTER else -1
        return Point(
            text=self.text.data or "",
            area=self.area.data,
            must=bool(self.must.data),
            assigned_to=self.assigned_to.data or "",
            day_offset=sign * (self.days.data or 0) if relative else None,
            due=None if relative else self.due.data,
        )


def people_for(meeting: Meeting, staff: Sequence[str]) -> list[str]:
    """Who might take care of a point: the team, then the roles of the meeting's kit."""
    return [*staff, *(role.title for role in meeting.kit.roles)]
