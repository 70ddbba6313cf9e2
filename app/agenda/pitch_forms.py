"""Forms for deciding on a pitch: its time, a refusal, another meeting."""

from collections.abc import Sequence
from typing import Any

from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag behind
from wtforms.validators import InputRequired, Optional

from app.agenda.decisions import Choice
from app.agenda.models import AgendaItem, PitchDecision
from app.agenda.queries import PitchSlot
from app.agenda.rules import Decision, Spot
from app.core.errors import RuleBroken
from app.core.forms import PageForm, many_lines
from app.core.words import date_brief, time_of
from app.meetings.models import Meeting

NEXT_FREE = "Nächste freie Uhrzeit"
FULL = "Beim ersten Treffen sind alle Zeiten für Pitches vergeben."
Free = Sequence[tuple[AgendaItem, PitchSlot]]


def _spots(free: Free) -> list[SelectChoice]:
    return [
        SelectChoice(
            f"{item.id}-{slot.position}", f"{time_of(slot.at)} Uhr, im Punkt „{item.title}“"
        )
        for item, slot in free
    ]


def _spot(text: str) -> Spot | None:
    item_id, _, position = (text or "").partition("-")
    return (int(item_id), int(position)) if item_id.isdecimal() and position.isdecimal() else None


def _targets(meetings: Sequence[Meeting]) -> list[SelectChoice]:
    return [SelectChoice(str(one.id), f"{date_brief(one.day)}: {one.title}") for one in meetings]


class PlaceForm(PageForm):
    """Which slot takes a pitch."""

    item = RadioField(
        "Wann soll der Pitch an der Reihe sein?",
        validators=[InputRequired("Bitte wählen Sie eine Uhrzeit aus.")],
    )

    def __init__(self, free: Free, *, chosen: Spot | None = None, **kw: Any) -> None:
        """``chosen``: the slot that is marked at first; else the first free one."""
        super().__init__(**kw)
        self.item.choices = _spots(free)
        if free and not self.item.data:
            first = (free[0][0].id, free[0][1].position)
            self.item.data = "{}-{}".format(*(chosen or first))

    @property
    def spot(self) -> Spot:
        """Item and position. Raises ``RuleBroken`` for what no page offers."""
        spot = _spot(self.item.data or "")
        if spot is None:
            raise RuleBroken("Bitte wählen Sie eine Uhrzeit aus.", "item")
        return spot


class MoveForm(PageForm):
    """To which meeting a pitch goes, and why."""

    target = SelectField("Neues Treffen")
    reason = many_lines(
        "Grund", longest=1000, required=True, rows=3, hint="Steht so in der E-Mail an die Person."
    )

    def __init__(self, meetings: Sequence[Meeting], **kw: Any) -> None:
        super().__init__(**kw)
        self.target.choices = _targets(meetings)

    @property
    def target_id(self) -> int:
        return int(self.target.data)


class DecisionForm(PageForm):
    """All three ways, of which one is prepared; fields of the others are not looked at."""

    kind = RadioField(
        "Wie entscheiden Sie?",
        validators=[InputRequired("Bitte wählen Sie eine Entscheidung aus.")],
    )
    spot = SelectField("Uhrzeit", validators=[Optional()])
    target = SelectField("Neues Treffen", validators=[Optional()])
    reason = many_lines("Grund", longest=1000, rows=3, hint="Steht so in der E-Mail.")
    next_step = many_lines(
        "Vorschlag, wie es weitergeht",
        longest=1000,
        rows=3,
        hint="Nur bei einer Absage. Zum Beispiel ein Platz auf dem Marktplatz.",
    )

    def __init__(self, free: Free, meetings: Sequence[Meeting], **kw: Any) -> None:
        super().__init__(**kw)
        self.spot.choices = [SelectChoice("", NEXT_FREE), *_spots(free)]
        self.target.choices = _targets(meetings)
        ways = [(Decision.ACCEPT, "Zusagen"), (Decision.DECLINE, "Absagen")]
        if meetings:
            ways.append((Decision.MOVE, "Zu einem anderen Treffen verschieben"))
        self.kind.choices = [SelectChoice(kind.value, text) for kind, text in ways]

    @staticmethod
    def values_of(decision: PitchDecision | None) -> dict[str, Any]:
        """What is prepared already, to fill the form with."""
        if decision is None:
            return {}
        spot = f"{decision.item_id}-{decision.position}" if decision.item_id else ""
        return {
            "kind": decision.kind,
            "spot": spot,
            "target": str(decision.target_id or ""),
            "reason": decision.reason,
            "next_step": decision.next_step,
        }

    def choice(self) -> Choice:
        """What was chosen, as plain data."""
        kind = Decision(self.kind.data)
        reason = self.reason.data or ""
        if kind == Decision.ACCEPT:
            return Choice(kind=kind, spot=_spot(self.spot.data or ""))
        if kind == Decision.DECLINE:
            return Choice(kind=kind, reason=reason, next_step=self.next_step.data or "")
        target = int(self.target.data) if (self.target.data or "").isdecimal() else None
        return Choice(kind=kind, reason=reason or FULL, target_id=target)
