"""Forms of the notes: one entry, the same sent by an open page, and a heading."""

from datetime import date
from typing import Any

from wtforms import HiddenField, SelectField
from wtforms.validators import Regexp

from app.core.forms import PageForm, many_lines, one_day, one_line
from app.core.tokens import PRESS
from app.minutes.entry_rules import LONGEST_TEXT, Typed, day_typed
from app.minutes.rules import TYPED_KINDS, EntryKind, EntryValues

LONGEST_WHO = 540
"""A name and an address."""
BIGGEST_ID = 2**31
NO_KEY = "Die Seite ist veraltet. Bitte laden Sie sie neu."


def row_number(typed: str | None) -> int:
    """A version or an id; 0 for nonsense, which is never one."""
    text = typed or ""
    if not (text.isascii() and text.isdecimal() and len(text) < 11):
        return 0
    number = int(text)
    return number if number < BIGGEST_ID else 0


class EntryForm(PageForm):
    """One result. On the page of the minutes each item has its own, told apart by a prefix."""

    kind = SelectField("Art")
    text = many_lines(
        "Ergebnis",
        required=True,
        rows=3,
        longest=LONGEST_TEXT,
        hint="Bei einer Idee ist die erste Zeile ihr Titel.",
    )
    person = one_line("Wer", required=False, longest=LONGEST_WHO)
    due = one_day("Bis wann", required=False)
    note = one_line("Zusatz", required=False, hint="Etwa „ohne Gegenstimme“.")
    version = HiddenField()
    key = HiddenField()

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.kind.choices = [(kind.value, kind.label) for kind in TYPED_KINDS]

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
        """The version the page showed."""
        return row_number(self.version.data)

    @property
    def own_key(self) -> str:
        """By which a second press is known; empty when the form had none."""
        key = self.key.data or ""
        return key if PRESS.fullmatch(key) else ""


class NoteForm(PageForm):
    """What an open page sends while somebody types; the names are those of the endpoint."""

    schluessel = HiddenField(validators=[Regexp(PRESS, message=NO_KEY)])
    geraet = HiddenField(validators=[Regexp(PRESS, message=NO_KEY)])
    punkt = HiddenField()
    art = SelectField("Art")
    text = many_lines("Ergebnis", required=True, longest=LONGEST_TEXT)
    person = one_line("Wer", required=False, longest=LONGEST_WHO)
    personnummer = HiddenField()
    bis = one_line("Bis wann", required=False, longest=40)
    zusatz = one_line("Zusatz", required=False)
    gesehen = HiddenField()

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.art.choices = [(kind.value, kind.label) for kind in EntryKind]

    def typed(self, day: date) -> Typed:
        """As plain data; ``day`` of the meeting. Raises ``RuleBroken`` for an unreadable day."""
        values = EntryValues(
            kind=EntryKind(self.art.data),
            text=self.text.data or "",
            person=self.person.data or "",
            due=day_typed(self.bis.data or "", day),
            note=self.zusatz.data or "",
        )
        return Typed(
            key=self.schluessel.data or "",
            device=self.geraet.data or "",
            item_id=row_number(self.punkt.data),
            values=values,
            person_id=row_number(self.personnummer.data) or None,
            seen=row_number(self.gesehen.data),
        )

    @property
    def sentence(self) -> str:
        """What is wrong, in words."""
        return " ".join(str(words) for field in self for words in field.errors)


class HeadingForm(PageForm):
    """One more heading."""

    title = one_line("Überschrift des neuen Punktes")
