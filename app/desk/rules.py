"""What is late, due or to come, from plain values."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeVar


class Progress(StrEnum):
    """Where something dated stands."""

    DONE = "done"
    LATE = "late"
    TODAY = "today"
    NEXT = "next"
    OFF = "off"
    """The meeting was called off: nobody has to do it any more."""


PROGRESS_LABELS = {
    Progress.DONE: "erledigt",
    Progress.LATE: "überfällig",
    Progress.TODAY: "heute",
    Progress.NEXT: "kommt",
    Progress.OFF: "entfällt",
}


class Kind(StrEnum):
    """What stands on the timeline of a meeting."""

    POINT = "checkliste"
    MAIL = "e-mails"
    DAY = "termine"
    DELETION = "loeschungen"


KIND_LABELS = {
    Kind.POINT: "Checkliste",
    Kind.MAIL: "E-Mails",
    Kind.DAY: "Termine und Fristen",
    Kind.DELETION: "Löschungen",
}


class Group(StrEnum):
    """The parts of the page Heute, in their order."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    WATCH = "watch"
    """Without a day: what to keep an eye on."""


GROUP_LABELS = {
    Group.LATE: "Überfällig",
    Group.TODAY: "Heute",
    Group.SOON: "In den nächsten 14 Tagen",
    Group.WATCH: "Im Blick behalten",
}


class Due(Protocol):
    """Something with a day, or without one."""

    @property
    def due(self) -> date | None: ...


D = TypeVar("D", bound=Due)


def progress(day: date, today: date, *, done: bool, off: bool = False) -> Progress:
    """Where something stands that is to be done on a day."""
    if done:
        return Progress.DONE
    if off:
        return Progress.OFF
    if day == today:
        return Progress.TODAY
    return Progress.LATE if day < today else Progress.NEXT


def happens(day: date, today: date, *, off: bool = False) -> Progress:
    """Where something stands that happens by itself: afterwards it is done."""
    return progress(day, today, done=day < today, off=off)


def group_of(due: date | None, today: date) -> Group:
    """The part of Heute in which something stands."""
    if due is None:
        return Group.WATCH
    if due == today:
        return Group.TODAY
    return Group.LATE if due < today else Group.SOON


def grouped(things: Iterable[D], today: date) -> dict[Group, list[D]]:
    """All groups in the order of the page; the things keep theirs."""
    groups: dict[Group, list[D]] = {group: [] for group in Group}
    for thing in things:
        groups[group_of(thing.due, today)].append(thing)
    return groups
