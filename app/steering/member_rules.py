"""Seats in the steering group from plain values: who holds one, and when (domain.md 3.3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.errors import RuleBroken
from app.core.words import date_short

ENDS_SOON = timedelta(weeks=8)
"""So long before the end of a term the office is told."""


@dataclass(frozen=True, kw_only=True)
class Seat:
    """A seat for a term of office. Both days belong to it; no last day: open."""

    person: int | None
    """Id of the person; None: erased since."""
    deputy: int | None
    voting: bool
    term_from: date
    term_to: date | None
    name: str = ""
    """How messages call the member."""


@dataclass(frozen=True)
class TermEnd:
    """On this last day terms end, and not all of their seats are filled afterwards."""

    day: date
    ending: int
    """How many terms end."""
    missing: int
    """So many seats are empty on the next day."""


def in_office(term_from: date, term_to: date | None, day: date) -> bool:
    """Whether a term holds on a day; first and last day belong to it."""
    return term_from <= day and (term_to is None or day <= term_to)


def overlap(one: Seat, other: Seat) -> bool:
    """Whether there is a day on which both hold."""
    begin = max(one.term_from, other.term_from)
    return all(seat.term_to is None or begin <= seat.term_to for seat in (one, other))


def standing(term_from: date, term_to: date | None, today: date) -> str:
    """ended, coming, soon (ends within eight weeks) or now."""
    if term_to is not None and term_to < today:
        return "ended"
    if term_from > today:
        return "coming"
    return "soon" if term_to is not None and term_to - today <= ENDS_SOON else "now"


def check_seat(seat: Seat, others: Iterable[Seat]) -> None:
    """Raise ``RuleBroken`` naming the field when this seat cannot be beside the others.

    A person holds one seat at a time. A deputy is not the member, no voting member, and stands in
    for one member only: nobody ever has two votes.
    """
    if seat.term_to is not None and seat.term_to < seat.term_from:
        raise RuleBroken(
            f"Letzter Tag: Der {date_short(seat.term_to)} liegt vor dem ersten Tag. "
            "Bitte prüfen Sie beide Tage.",
            "term_to",
        )
    if seat.deputy is not None and seat.deputy == seat.person:
        raise RuleBroken(
            "Vertretung: Ein Mitglied kann sich nicht selbst vertreten. "
            "Bitte nennen Sie eine andere Person.",
            "deputy",
        )
    for other in others:
        if overlap(seat, other):
            _check_beside(seat, other)


def _check_beside(seat: Seat, other: Seat) -> None:
    if seat.person is not None and seat.person == other.person:
        raise RuleBroken(
            f"Person: {seat.name} hat schon einen Sitz {_term(other)}. "
            "Beenden Sie erst diese Amtszeit.",
            "person",
        )
    if seat.deputy is not None and seat.deputy == other.person and other.voting:
        raise RuleBroken(
            f"Vertretung: {other.name} ist selbst stimmberechtigtes Mitglied. "
            "Bitte nennen Sie eine andere Person.",
            "deputy",
        )
    if seat.deputy is not None and seat.deputy == other.deputy:
        raise RuleBroken(
            f"Vertretung: Diese Person vertritt schon {other.name}. "
            "Bitte nennen Sie eine andere Person.",
            "deputy",
        )
    if seat.voting and seat.person is not None and seat.person == other.deputy:
        raise RuleBroken(
            f"Person: {seat.name} vertritt {other.name} und kann nicht zugleich stimmberechtigt "
            "sein. Ändern Sie erst die Vertretung.",
            "person",
        )


def _term(seat: Seat) -> str:
    begin = f"seit {date_short(seat.term_from)}"
    return f"{begin} bis {date_short(seat.term_to)}" if seat.term_to else begin


def ends_within(seats: Sequence[Seat], today: date, until: date) -> list[TermEnd]:
    """Ends of terms from today on, eight weeks ahead of which comes by ``until``; by day.

    An end after which as many seats are filled as before is nothing to do.
    """
    days = sorted({seat.term_to for seat in seats if seat.term_to is not None})
    found = []
    for day in days:
        if day < today or day - ENDS_SOON > until:
            continue
        missing = _filled(seats, day) - _filled(seats, day + timedelta(days=1))
        if missing > 0:
            found.append(TermEnd(day, sum(seat.term_to == day for seat in seats), missing))
    return found


def _filled(seats: Sequence[Seat], day: date) -> int:
    return sum(
        in_office(seat.term_from, seat.term_to, day) for seat in seats if seat.person is not None
    )
