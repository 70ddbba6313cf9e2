"""Forms of the minutes: one entry, and the head."""

from datetime import time
from typing import Any

from wtforms import BooleanField, HiddenField

from app.core.forms import (
    KeyedForm,
    PageForm,
    many_lines,
    one_day,
    one_line,
    one_time,
    whole_number,
)
from app.core.language import N_
from app.core.settings import current
from app.minutes.changes import LONGEST
from app.minutes.models import Minutes
from app.minutes.rules import HeadValues, Wish, head_mark


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

    def groups(self) -> list[tuple[str, Any]]:
        """(sector id, field of its number) in the order of the settings."""
        return [(key, self[f"group_{key}"]) for key in _group_ids()]

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


class ReviewForm(PageForm):
    """Until when those who were there may send corrections."""

    until = one_day("Bis wann", hint="Der letzte Tag, an dem Vorschläge ankommen.")


class RemarkForm(KeyedForm):
    """A correction that a reader asks for; on the page each heading has its own by a prefix."""

    text = many_lines(
        N_("Ihr Vorschlag"),
        longest=2000,
        required=True,
        rows=3,
        hint=N_("Was ist falsch oder fehlt? Am besten gleich so, wie es heißen soll."),
    )


class AnswerForm(PageForm):
    """What the office answers to a correction."""

    answer = many_lines(
        "Antwort", longest=1000, rows=2, hint="Die Person liest die Antwort unter ihrem Link."
    )


class ReleaseForm(PageForm):
    """The button that releases; from the second version on with a note on what changed."""

    note = many_lines(
        "Was hat sich geändert?",
        longest=LONGEST,
        rows=3,
        hint="Der Satz steht öffentlich beim Protokoll. "
        "Der Vorschlag kommt aus dem Vergleich der beiden Versionen.",
    )
    inform = BooleanField("Auch über die Änderung informieren")
    seen = HiddenField()

    def wish(self) -> Wish:
        """How the version shall be released."""
        return Wish(
            seen=self.seen.data or "", note=self.note.data or "", inform=bool(self.inform.data)
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
