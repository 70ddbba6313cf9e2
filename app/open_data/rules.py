"""What everybody may know, from plain values: words for states, parameters of requests."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.core.errors import RuleBroken
from app.core.language import N_
from app.ideas.rules import IdeaState
from app.steering.rules import DecisionKind

PUBLIC_STATES: dict[IdeaState, str] = {
    IdeaState.NEW: N_("Neu eingegangen"),
    IdeaState.REVIEW: N_("Wird geprüft"),
    IdeaState.SELECTED: N_("Ausgewählt"),
    IdeaState.IN_PROGRESS: N_("Wird umgesetzt"),
    IdeaState.DONE: N_("Abgeschlossen"),
    IdeaState.ON_HOLD: N_("Ruht zurzeit"),
    IdeaState.DROPPED: N_("Wird nicht weiterverfolgt"),
}
"""The states in words for people who do not know the office's (domain.md 3.5)."""


def public_state(state: str) -> str:
    """The state of an idea in words for everybody."""
    return PUBLIC_STATES[IdeaState(state)]


WAY = (
    IdeaState.NEW, IdeaState.REVIEW, IdeaState.SELECTED, IdeaState.IN_PROGRESS, IdeaState.DONE,
)  # fmt: skip
RESTING_NOTES: dict[IdeaState, tuple[str, str]] = {
    IdeaState.ON_HOLD: (
        N_("Diese Idee ruht zurzeit"),
        N_("Sie ist nicht vergessen: Die Geschäftsstelle schaut sie sich später wieder an."),
    ),
    IdeaState.DROPPED: (
        N_("Diese Idee wird hier nicht weiterverfolgt"),
        N_(
            "Danke an alle, die daran gearbeitet haben. Neue Ideen sind bei jedem Treffen "
            "willkommen."
        ),
    ),
}
DECISION_SENTENCES: dict[DecisionKind, str] = {
    DecisionKind.SELECT: N_("hat die Idee ausgewählt"),
    DecisionKind.POSTPONE: N_("hat die Entscheidung vertagt"),
    DecisionKind.ON_HOLD: N_("hat die Idee zurückgestellt"),
    DecisionKind.DROP: N_("nimmt die Idee nicht auf"),
    DecisionKind.REFER: N_("hat die Idee weitergegeben"),
    DecisionKind.PROGRAMME: N_("hat über das Programm entschieden"),
    DecisionKind.REPORT: N_("hat einen Bericht entgegengenommen"),
}
"""What follows the name of the steering group when more said yes than no."""
REJECTED_SENTENCES: dict[DecisionKind, str] = {
    DecisionKind.SELECT: N_("hat die Idee nicht ausgewählt"),
    DecisionKind.POSTPONE: N_("hat die Entscheidung nicht vertagt"),
    DecisionKind.ON_HOLD: N_("hat die Idee nicht zurückgestellt"),
    DecisionKind.DROP: N_("hat die Idee nicht abgelehnt"),
    DecisionKind.REFER: N_("hat die Idee nicht weitergegeben"),
    DecisionKind.PROGRAMME: N_("hat einen Vorschlag zum Programm abgelehnt"),
    DecisionKind.REPORT: N_("hat einen Bericht nicht entgegengenommen"),
}
"""The same when the motion did not find its votes."""
LIMIT, MOST, LAST_PAGE = 50, 100, 100_000
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)
_NUMBER = re.compile(r"[0-9]{1,6}", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]{1,6})?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})",
    re.ASCII,
)
LONGEST_SEARCH = 200


class BadParameter(RuleBroken):
    """A parameter of a request cannot be read; ``field`` is its name."""

    status = 400


def state_steps(state: IdeaState) -> list[tuple[str, str]]:
    """(words, done | now | next) for each step of the way; [] while an idea rests."""
    if state not in WAY:
        return []
    here = WAY.index(state)
    marks = ["done" if place < here else "next" for place in range(len(WAY))]
    marks[here] = "done" if state is IdeaState.DONE else "now"
    return [(PUBLIC_STATES[step], mark) for step, mark in zip(WAY, marks, strict=True)]


def may_name(public: Collection[bool]) -> bool:
    """Whether everybody may read the wording of a decision.

    It names the ideas it is about. One of them that nobody may see closes the wording and the
    reason; number, day, kind and votes stay open (docs/decisions/0024).
    """
    return all(public)


@dataclass(frozen=True)
class Page:
    """Which part of a list is wanted; ``number`` counts from 1."""

    limit: int = LIMIT
    number: int = 1

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.limit

    def pages(self, total: int) -> int:
        """How many pages so many rows fill; at least 1."""
        return max(1, -(-total // self.limit))


def page_of(values: Mapping[str, str]) -> Page:
    """``limit`` and ``page`` of a request. Raises ``BadParameter``."""
    return Page(
        whole_number(values.get("limit", ""), "limit", LIMIT, MOST),
        whole_number(values.get("page", ""), "page", 1, LAST_PAGE),
    )


def whole_number(text: str, name: str, default: int, most: int) -> int:
    """A number from 1 to ``most``; the default when nothing is said. Raises ``BadParameter``."""
    if not text:
        return default
    if not _NUMBER.fullmatch(text) or not 1 <= int(text) <= most:
        raise BadParameter(f"{name}: Bitte eine Zahl von 1 bis {most} angeben.", name)
    return int(text)


def one_of(text: str, name: str, known: Sequence[str]) -> str:
    """One of the known words, or empty. Raises ``BadParameter``."""
    if text and text not in known:
        raise BadParameter(f"{name}: Möglich sind {', '.join(known)}.", name)
    return text


def day_in(text: str, name: str) -> date | None:
    """A day like 2027-09-30; None when nothing is said. Raises ``BadParameter``."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        raise BadParameter(f"{name}: Bitte einen Tag wie 2027-09-30 angeben.", name)
    return day


def moment_in(text: str, name: str, zone: ZoneInfo) -> datetime | None:
    """A moment with its zone, or a day (from its first second, local time), as UTC.

    A plus sign that arrived as a blank is one all the same. Raises ``BadParameter``.
    """
    if not text:
        return None
    if _DAY.fullmatch(text):
        day = day_in(text, name)
        return datetime.combine(day, time.min, zone).astimezone(UTC) if day else None
    match = _MOMENT.fullmatch(text.replace(" ", "+"))
    try:
        read = match[1] + match[2].replace("Z", "+00:00") if match else ""
        found = datetime.fromisoformat(read) if match else None
    except ValueError:
        found = None
    if found is None or not FIRST_DAY < found.date() <= LAST_DAY:
        raise BadParameter(
            f"{name}: Bitte einen Zeitpunkt wie 2027-09-01T00:00:00+02:00 angeben.", name
        )
    return found.astimezone(UTC)


def search_in(text: str) -> str:
    """What is searched for. Raises ``BadParameter`` when it is too long."""
    if len(text) > LONGEST_SEARCH:
        raise BadParameter(f"search: Höchstens {LONGEST_SEARCH} Zeichen.", "search")
    return text


@dataclass(frozen=True)
class Since:
    """Moments of creation and change that a list is narrowed to; both ends belong to it."""

    created_since: datetime | None = None
    created_until: datetime | None = None
    modified_since: datetime | None = None
    modified_until: datetime | None = None

    @property
    def with_deleted(self) -> bool:
        """Whoever asks what changed must learn what is gone (OParl 1.1, 2.5.5)."""
        return self.modified_since is not None


ANY_TIME = Since()


def since_of(values: Mapping[str, str], zone: ZoneInfo) -> Since:
    """The four moments of a request. Raises ``BadParameter``.

    Answers show whole seconds: the end is the last moment of its second.
    """
    found: dict[str, datetime | None] = {}
    for name in ("created_since", "created_until", "modified_since", "modified_until"):
        moment = moment_in(values.get(name, ""), name, zone)
        late = name.endswith("until") and moment is not None
        found[name] = moment + timedelta(microseconds=999_999) if late and moment else moment
    return Since(**found)
