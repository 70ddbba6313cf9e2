"""Forms of funding programmes, and what their list is narrowed to."""

from collections.abc import Mapping
from typing import Any

from wtforms import HiddenField, SelectMultipleField, widgets
from wtforms.validators import Optional

from app.core.forms import KeyedForm, many_lines, one_day, one_line, sent_number
from app.core.settings import current
from app.support.funding_queries import VIEWS, FundingFilter
from app.support.funding_rules import Programme
from app.support.models import Funding


class FundingForm(KeyedForm):
    """Everything about a programme; without a deadline it runs all the time."""

    name = one_line("Name")
    amount = one_line("Betrag", required=False, hint="Zum Beispiel: bis 5.000 €")
    eligible = one_line(
        "Wer sich bewerben kann", longest=300, required=False,
        hint="Zum Beispiel: Vereine, Schulen, Nachbarschaften",
    )  # fmt: skip
    deadline = one_day("Nächste Frist", required=False, hint="Bleibt leer, wenn sie laufend ist.")
    rhythm = one_line(
        "Rhythmus", longest=300, required=False, hint="Zum Beispiel: jährlich, immer im Herbst"
    )
    fields = SelectMultipleField(
        "Handlungsfelder", validators=[Optional()], widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(), description="Keines ausgewählt: für alle.",
    )  # fmt: skip
    link = one_line(
        "Internet-Adresse", longest=500, required=False, hint="Beginnt mit https://",
        render_kw={"type": "url"},
    )  # fmt: skip
    note = many_lines("Notiz", rows=3)
    version = HiddenField()

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        kept = self.fields.object_data or ()
        self.fields.choices = [
            (entry.id, entry.name)
            for entry in current().forum.action_fields
            if not entry.archived or entry.id in kept
        ]

    @classmethod
    def of(cls, funding: Funding) -> "FundingForm":
        """As the programme stands."""
        data = {name: getattr(funding, name) for name in Programme.__dataclass_fields__}
        return cls(data=data | {"version": str(funding.version)})

    @property
    def seen_version(self) -> int:
        """The version that the page showed; 0 for nonsense."""
        return sent_number(self.version.data)

    def values(self) -> Programme:
        """Only after ``accept``."""
        return Programme(
            name=self.name.data or "",
            amount=self.amount.data or "",
            eligible=self.eligible.data or "",
            deadline=self.deadline.data,
            rhythm=self.rhythm.data or "",
            fields=tuple(self.fields.data or ()),
            link=self.link.data or "",
            note=self.note.data or "",
        )


def wanted_funding(typed: Mapping[str, str]) -> FundingFilter:
    """What the address of the list asks for; nonsense narrows nothing."""
    view = typed.get("stand", "")
    return FundingFilter(
        view=view if view in VIEWS else "",
        search=typed.get("suche", "")[:100].replace("\x00", "").strip(),
        field=typed.get("feld", "")[:10].replace("\x00", ""),
        sort=typed.get("sortierung", "frist")[:20],
    )
