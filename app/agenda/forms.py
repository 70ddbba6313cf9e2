"""Forms for agenda items, their order, and the minutes of all items at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, Field, HiddenField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag behind

from app.agenda.models import AgendaItem
from app.agenda.rules import PLACE_LABELS, ItemText, Place
from app.core.errors import RuleBroken
from app.core.forms import KeyedForm, PageForm, many_lines, one_line, one_time, whole_number
from app.kits.schema import Kind, Method

MOST = 1440
SENTENCE = "Minuten: Bitte geben Sie für jeden Punkt eine ganze Zahl von 1 bis 1440 an."


def _number(text: str) -> int:
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise RuleBroken(SENTENCE)
    return int(text)


class ItemForm(PageForm):
    """All fields of one item."""

    title = one_line("Titel")
    minutes = whole_number("Minuten", least=1, most=MOST)
    kind = SelectField("Art", choices=[SelectChoice(one.value, one.label) for one in Kind])
    place = SelectField(
        "Wann", choices=[SelectChoice(one.value, PLACE_LABELS[one]) for one in Place]
    )
    starts = one_time(
        "Fester Beginn",
        required=False,
        hint="Leer: Der Punkt beginnt, wenn der davor zu Ende ist.",
    )
    parallel = BooleanField("Läuft gleichzeitig mit dem Punkt davor")
    public = BooleanField("Steht auf der Tagesordnung für Teilnehmende")
    public_text = many_lines(
        "Erklärung für Teilnehmende", longest=300, rows=2, hint="Ein Satz, höchstens 300 Zeichen."
    )
    method = SelectField("Methode", choices=[SelectChoice(one.value, one.label) for one in Method])
    role = one_line(
        "Rolle",
        longest=100,
        required=False,
        hint="Zum Beispiel Moderation.",
        render_kw={"list": "rollen"},
    )
    person = one_line(
        "Name", required=False, hint="Wer es macht. Leer: alle, die bei der Rolle stehen."
    )
    materials = many_lines("Material", longest=1000, rows=3, hint="Eine Sache in jeder Zeile.")
    notes = many_lines("Notizen für das Team", longest=2000, hint="Steht nur im Regieplan.")
    expected_result = many_lines("Was liegt danach vor?", longest=300, rows=2)
    pitch_slots = whole_number(
        "Zahl der Pitches",
        least=0,
        most=20,
        hint="Wie viele Pitches in diesem Punkt Platz haben. 0: keine.",
    )
    version = HiddenField()

    @classmethod
    def of(cls, text: ItemText, version: int) -> "ItemForm":
        """The form as it is sent, or filled with a text."""
        return cls(data=_as_data(text, version))

    @classmethod
    def filled(cls, text: ItemText, version: int) -> "ItemForm":
        """The form filled with a text, whatever is sent."""
        return cls(formdata=None, data=_as_data(text, version))

    def validate_parallel(self, field: Field) -> None:
        """An item has one begin."""
        if field.data and self.starts.data:
            raise ValidationError(
                "Ein Punkt beginnt zu einer festen Zeit oder gleichzeitig mit dem davor. "
                "Löschen Sie eine der beiden Angaben."
            )

    @property
    def seen_version(self) -> int:
        return _number(str(self.version.data or "0"))

    def text(self) -> ItemText:
        """What was typed, as plain data."""
        lines = (self.materials.data or "").splitlines()
        return ItemText(
            title=self.title.data or "",
            kind=self.kind.data,
            minutes=self.minutes.data or 0,
            place=Place(self.place.data),
            starts=self.starts.data.replace(second=0) if self.starts.data else None,
            parallel=bool(self.parallel.data),
            method=self.method.data,
            role=self.role.data or "",
            person=self.person.data or "",
            public=bool(self.public.data),
            public_text=self.public_text.data or "",
            materials=tuple(line.strip() for line in lines if line.strip()),
            notes=self.notes.data or "",
            expected_result=self.expected_result.data or "",
            pitch_slots=self.pitch_slots.data or 0,
        )


class NewItemForm(ItemForm, KeyedForm):
    """A new item, and behind which one it stands."""

    after = SelectField("Folgt auf")

    def __init__(self, items: Sequence[AgendaItem], **kw: Any) -> None:
        super().__init__(**kw)
        self.after.choices = [SelectChoice("", "Am Ende")] + [
            SelectChoice(str(one.id), one.title) for one in items
        ]

    @property
    def after_id(self) -> int | None:
        return int(self.after.data) if self.after.data else None


class MinutesForm(PageForm):
    """The minutes of all items: fields ``minutes-<id>``, and ``shown-<id>`` for what was there."""

    def typed(self, typed: Mapping[str, str]) -> dict[int, tuple[int, int]]:
        """Item id → (minutes shown, minutes typed). ``RuleBroken`` for what is no number."""
        names = [name for name in typed if name.startswith("minutes-")]
        ids = [_number(name.removeprefix("minutes-")) for name in names]
        return {
            one: (_number(typed.get(f"shown-{one}", "")), _number(typed[f"minutes-{one}"]))
            for one in ids
        }


class OrderForm(PageForm):
    """One step up or down, or to a number within the place of the item."""

    number = whole_number("Stelle", least=1, most=MOST, required=False)


def _as_data(text: ItemText, version: int) -> dict[str, Any]:
    return {**vars(text), "materials": "\n".join(text.materials), "version": version}
