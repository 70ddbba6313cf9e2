"""What stands in the address of the overview, the report and the memory."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.errors import RuleBroken
from app.core.forms import PageForm, many_lines, one_day
from app.desk.periods import Period, checked
from app.ideas.models import Idea

MOST_EXAMPLES = 3
LONGEST_NEED = 1500


class PeriodForm(PageForm):
    """From and to; nothing in the address means the period given."""

    since = one_day("Von", name="von")
    until = one_day("Bis", name="bis")

    def __init__(self, usual: Period, **more: Any) -> None:
        typed = MultiDict(request.args)
        if not typed.get("von") and not typed.get("bis"):
            typed.setlist("von", [usual.first.isoformat()])
            typed.setlist("bis", [usual.last.isoformat()])
        super().__init__(typed, meta={"csrf": False}, **more)
        self.usual = usual

    def read(self) -> Period:
        """The period of the address; the usual one beside sentences at the fields."""
        if not self.validate():
            return self.usual
        try:
            return checked(self.since.data or date.min, self.until.data or date.max)
        except RuleBroken as fault:
            self.blame(fault)
            return self.usual

    @property
    def wrong(self) -> bool:
        """Something in the address cannot be used."""
        return bool(self.errors)


class ReportForm(PeriodForm):
    """The period, three examples, and what is needed; nothing of it is kept but in the address."""

    examples = SelectMultipleField(
        "Beispiele",
        name="beispiel",
        description=f"Höchstens {MOST_EXAMPLES}. Genannt werden nur öffentliche Ideen.",
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    need = many_lines(
        "Was gebraucht wird",
        name="bedarf",
        longest=LONGEST_NEED,
        rows=4,
        hint="Zum Beispiel Stellen, Geld, Räume. Der Text steht nur in diesem Bericht.",
    )

    def __init__(self, usual: Period, public: Sequence[Idea]) -> None:
        super().__init__(usual)
        self.examples.choices = [(one.number, f"{one.number} {one.title}") for one in public]
        known = {one.number for one in public}
        self.examples.data = [one for one in self.examples.data or () if one in known]

    def validate(self, *args: Any, **kw: Any) -> bool:
        """All fields; three examples at most."""
        fine = bool(super().validate(*args, **kw))
        if len(self.examples.data or ()) > MOST_EXAMPLES:
            self.blame(
                RuleBroken(
                    f"Beispiele: Höchstens {MOST_EXAMPLES} sind möglich. "
                    "Bitte nehmen Sie Häkchen weg.",
                    "examples",
                )
            )
            return False
        return fine

    @property
    def address(self) -> dict[str, Any]:
        """What links to the files of this report carry along."""
        return {
            "von": (self.since.data or self.usual.first).isoformat(),
            "bis": (self.until.data or self.usual.last).isoformat(),
            "beispiel": self.examples.data or [],
            "bedarf": self.need.data or None,
        }


def period_address(period: Period) -> Mapping[str, str]:
    """A period as the address tells it."""
    return {"von": period.first.isoformat(), "bis": period.last.isoformat()}
