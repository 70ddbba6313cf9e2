"""Which documents of a meeting, how many of each, on which paper."""

import re
from typing import Any

from wtforms import BooleanField, SelectField
from wtforms.validators import ValidationError

from app.core.errors import RuleBroken
from app.core.forms import PageForm, one_line, whole_number
from app.core.label_sheets import positions
from app.core.settings import current
from app.kits.printables import Printed
from app.papers.pages import PackLine
from app.papers.rules import MOST_COPIES, Choices

_SHIFT = re.compile(r"[+\-−]?\d{1,2}([.,]\d)?")


class PackForm(PageForm):
    """A pack; the fields of its documents are added by ``form_for``."""

    tables = whole_number("Tische", least=1, most=99)
    desks = whole_number("Schalter am Einlass", least=1, most=9)
    sheet = SelectField("Etiketten")
    first_label = whole_number(
        "Erstes freies Etikett", least=1, most=99, hint="1 ist ein neuer Bogen."
    )
    shift_x = one_line("Nach rechts schieben (mm)", longest=6, required=False)
    shift_y = one_line("Nach unten schieben (mm)", longest=6, required=False)

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.sheet.choices = [(one.id, one.name) for one in current().print.label_sheets]

    def validate_shift_x(self, field: Any) -> None:
        _check_shift(field)

    def validate_shift_y(self, field: Any) -> None:
        _check_shift(field)

    def validate(self, *args: Any, **kw: Any) -> bool:
        """All fields, and whether the sheet has this label and stays on its paper when shifted."""
        return bool(super().validate(*args, **kw)) and self._fits_the_sheet()

    def _fits_the_sheet(self) -> bool:
        known = current().print.label_sheets
        sheet = next((one for one in known if one.id == self.sheet.data), known[0])
        choices = self.to_choices()
        try:
            labels = positions(sheet, (choices.shift_x, choices.shift_y))
        except RuleBroken as fault:
            self.blame(RuleBroken(fault.message, "shift_x"))
            return False
        if choices.first_label > len(labels):
            many = f"Erstes freies Etikett: Der Bogen hat nur {len(labels)} Etiketten."
            self.blame(RuleBroken(many, "first_label"))
            return False
        return True

    def to_choices(self) -> Choices:
        """What was chosen beside the documents."""
        return Choices(
            tables=self.tables.data or 1,
            desks=self.desks.data or 1,
            sheet=self.sheet.data,
            first_label=self.first_label.data or 1,
            shift_x=_millimetres(self.shift_x.data),
            shift_y=_millimetres(self.shift_y.data),
        )

    def to_wishes(self, lines: list[PackLine]) -> list[tuple[Printed, int]]:
        """The documents that are ticked, with their copies; an empty number is one copy."""
        ticked = [line for line in lines if not line.paper.alone and self.tick(line).data]
        return [(line.paper.kind, self.copies(line).data or 1) for line in ticked]

    def tick(self, line: PackLine) -> Any:
        return self[f"papier_{line.paper.address}"]

    def copies(self, line: PackLine) -> Any:
        return self[f"zahl_{line.paper.address}"]


def form_for(lines: list[PackLine], choices: Choices) -> PackForm:
    """The form for these documents, filled in as the kit wants it."""
    fields: dict[str, Any] = {}
    suggested: dict[str, Any] = {
        "tables": choices.tables, "desks": choices.desks, "first_label": 1,
        "sheet": current().print.label_sheets[0].id,
    }  # fmt: skip
    for line in (one for one in lines if not one.paper.alone):
        name = line.paper.address
        fields[f"papier_{name}"] = BooleanField(line.title)
        fields[f"zahl_{name}"] = whole_number(
            f"Anzahl {line.title}", least=1, most=MOST_COPIES, required=False
        )
        suggested |= {f"papier_{name}": line.in_kit and line.copies > 0}
        suggested |= {f"zahl_{name}": max(line.copies, 1)}
    made: PackForm = type("DocumentsForm", (PackForm,), fields)(data=suggested)
    return made


def _check_shift(field: Any) -> None:
    if field.data and not _SHIFT.fullmatch(field.data):
        raise ValidationError(
            f"{field.label.text}: Bitte geben Sie Millimeter an, zum Beispiel 1,5 oder -2."
        )


def _millimetres(typed: str | None) -> float:
    return float((typed or "0").replace(",", ".").replace("−", "-"))
