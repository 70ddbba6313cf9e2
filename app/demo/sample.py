"""Reads the invented year in data/ (README.md there lists files and traps)."""

import csv
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from app.core.clock import moment_of
from app.meetings.rules import working_day

DATA = Path(__file__).parent / "data"
OFFICE_LEAD = "P075"
MODERATOR = "P077"
SPEAKER = "P001"

Row = dict[str, str]


@dataclass(frozen=True)
class Person:
    """One line of people.csv, with the name of the organisation."""

    id: str
    first_name: str
    last_name: str
    email: str
    organisation: str
    sector: str
    wants_invitations: bool
    on_contact_list: bool

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


def rows(name: str) -> list[Row]:
    """All lines of one CSV file."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def toml(name: str) -> dict[str, Any]:
    """The content of one TOML file."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


@cache
def people() -> dict[str, Person]:
    """Every person by id."""
    organisations = {row["id"]: row["name"] for row in rows("organisations.csv")}
    return {
        row["id"]: Person(
            id=row["id"],
            first_name=row["first_name"],
            last_name=row["last_name"],
            email=row["email"],
            organisation=organisations.get(row["organisation_id"], ""),
            sector=row["sector"],
            wants_invitations=yes(row["consent_invitations"]),
            on_contact_list=yes(row["consent_contact_list"]),
        )
        for row in rows("people.csv")
    }


def yes(cell: str) -> bool:
    """Whether a cell says yes."""
    return cell == "yes"


def day(cell: str) -> date | None:
    """A cell like 2027-09-01; an empty one is None."""
    return date.fromisoformat(cell) if cell else None


def moment(cell: str) -> datetime:
    """A cell like 2027-09-01 18:40, local time, as a moment."""
    local = datetime.fromisoformat(cell)
    return moment_of(local.date(), local.hour, local.minute)


def at(when: date, clock: str = "10:00") -> datetime:
    """The moment of a local day and clock time."""
    hour = time.fromisoformat(clock)
    return moment_of(when, hour.hour, hour.minute)


def office_day(when: date) -> date:
    """The day itself, or the Monday after a weekend: then somebody is in the office."""
    return working_day(when, (), before=False)
