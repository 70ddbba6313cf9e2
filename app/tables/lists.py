"""Seating plans as tables to take away: a row per person, a column per round."""

from collections.abc import Iterator, Sequence

from app.core.tables import Cell, to_csv, to_xlsx
from app.tables.models import SeatingPlan
from app.tables.sheets import NOT_THERE, Person, Sheets, sheets_of

PERSON = ("Nachname", "Vorname", "Organisation", "Bereich")
PLAN = "Tischplan"
NOBODY = "–"


def seating_csv(plans: Sequence[SeatingPlan]) -> bytes:
    """Who sits at which table in which round, for Excel, in German order."""
    whole = [sheets_of(plan) for plan in plans]
    return to_csv(_header(whole), _rows(whole))


def seating_xlsx(plans: Sequence[SeatingPlan]) -> bytes:
    """The same as a workbook."""
    whole = [sheets_of(plan) for plan in plans]
    return to_xlsx("Tischplan", _header(whole), _rows(whole))


def _header(whole: Sequence[Sheets]) -> list[str]:
    """Where there are several plans, each row names its own."""
    plan = [PLAN] if len(whole) > 1 else []
    return [*plan, *PERSON, *(f"Runde {number}" for number in range(1, _rounds(whole) + 1))]


def _rounds(whole: Sequence[Sheets]) -> int:
    return max(len(sheets.rounds) for sheets in whole)


def _rows(whole: Sequence[Sheets]) -> Iterator[list[Cell]]:
    for sheets in whole:
        plan: list[Cell] = [sheets.plan.title] if len(whole) > 1 else []
        for one in sheets.people:
            yield [*plan, *_of_person(one), *[None] * (_rounds(whole) - len(sheets.rounds))]


def _of_person(one: Person) -> list[Cell]:
    tables: list[Cell] = [NOBODY if table == NOT_THERE else table for table in one.tables]
    return [one.last_name, one.first_name, one.organisation, one.sector, *tables]
