"""Forms of the minutes: one entry, and the head."""

from datetime import time
from typing import Any

from wtforms import HiddenField, SelectField

from app.core.forms import PageForm, many_lines, one_day, one_line, one_time, whole_number
from app.core.settings import current
from app.kits.schema import MinutesType
from app.minutes.models import Minutes
from app.minutes.rules import EntryKind, EntryValues, HeadValues, allowed_kinds, head_mark


class EntryForm(PageForm):
    """One result. On the page of the minutes each item has its own, told apart by a prefix."""

    kind = SelectField("Art")
    text = many_lines(
        "Ergebnis",
        required=True,
        rows=3,
        hint="Bei einer Idee ist die erste Zeile ihr Titel.",
    )
    person = one_line("Wer", required=False)
    due = one_day("Bis wann", required=False)
    note = one_line("Zusatz", required=False, hint="Etwa „ohne Gegenstimme“.")
    version = HiddenField()

    def __init__(self, minutes_type: MinutesType, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.kind.choices = [(kind.value, kind.label) for kind in allowed_kinds(minutes_type)]

    def values(self) -> EntryValues:
        """What was typed, as plain data."""
        return EntryValues(
            kind=EntryKind(self.kind.data),
            text=self.text.data or "",
            person=self.person.data or "",
            due=self.due.data,
            note=self.note.data or "",
        )

    @property
    def seen_version(self) -> int:
        """The version the page showed; 0 for nonsense, which is never a version."""
        typed = self.version.data or ""
        return int(typed) if typed.isdecimal() and len(typed) < 9 else 0


class HeadForm(PageForm):
    """Begin, end, people, summary. The numbers by group are added by ``head_form``."""

    began = one_time("Beginn")
    ended = one_time("Ende")
    chair = one_line("Leitung", required=False, hint="Wer das Treffen geleitet hat.")
    keeper = one_line("Protokoll", required=False, hint="Wer das Protokoll geschrieben hat.")
    excused = whole_number("Entschuldigt", least=0, most=9999, required=False)
    summary = many_lines(
        "Zusammenfassung",
        hint="Drei bis fünf Sätze für Menschen, die nicht da waren. "
        "Beim Lenkungskreis gehört die Beschlussfähigkeit hierher.",
    )
    seen = HiddenField()

    def groups(self) -> list[Any]:
        """The fields of the numbers by group, in the order of the settings."""
        return [self[f"group_{key}"] for key in _group_ids()]

    def values(self) -> HeadValues:
        """What was typed, as plain data."""
        return HeadValues(
            began=self.began.data or time(),
            ended=self.ended.data or time(),
            chair=self.chair.data or "",
            keeper=self.keeper.data or "",
            attendance={key: self[f"group_{key}"].data or 0 for key in _group_ids()},
            excused=self.excused.data or 0,
            summary=self.summary.data or "",
        )


def head_form(minutes: Minutes, head: HeadValues) -> HeadForm:
    """The form with one number for each group of the settings, and one for those without."""
    forum = current().forum
    names = {sector.id: sector.short for sector in forum.sectors} | {"": "Ohne Angabe"}
    extra = {
        f"group_{key}": whole_number(name, least=0, most=9999, required=False)
        for key, name in names.items()
    }
    numbers = {f"group_{key}": head.attendance.get(key) for key in names}
    kind: type[HeadForm] = type("HeadFormOfForum", (HeadForm,), extra)
    return kind(obj=minutes, data=numbers | {"seen": head_mark(head)})


def _group_ids() -> list[str]:
    return [sector.id for sector in current().forum.sectors] + [""]
