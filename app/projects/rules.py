"""News from projects, the questions that bring them, texts by link, and people who join in.

Plain values; the day is an argument.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from enum import StrEnum

from app.core.errors import RuleBroken
from app.core.language import N_
from app.core.words import count

DAY, WEEK = timedelta(days=1), timedelta(days=7)
FROM_HOUR = 8
"""Questions leave from this hour on, local time."""
LONGEST_TEXT = 2000
MOST_PER_DAY = 20
"""So many answers and texts are taken in by one link."""
SILENT_QUESTIONS = 2
"""After so many questions without an answer the office reads of it on Heute."""
MINUTES_WAIT = timedelta(days=14)
"""A report counts when the minutes are out; without minutes so long after the meeting."""
LOOK_BACK = timedelta(days=200)
"""Meetings before that have had their reports counted."""
KEPT_CLOSED = timedelta(days=365)
"""So long after a project was closed its people are forgotten (domain.md 2.3)."""


class Progress(StrEnum):
    """What a project answers to "Wie steht es?"."""

    RUNNING = "running"
    STUCK = "stuck"
    HELP = "help"
    ENDED = "ended"

    @property
    def label(self) -> str:
        """The German words of the button."""
        return PROGRESS_LABELS[self]


PROGRESS_LABELS = {
    Progress.RUNNING: N_("Es läuft"),
    Progress.STUCK: N_("Es stockt"),
    Progress.HELP: N_("Wir brauchen Hilfe"),
    Progress.ENDED: N_("Es ist beendet"),
}


class JoinState(StrEnum):
    """Where somebody stands who joins in."""

    PENDING = "pending"
    """The address is not confirmed yet."""
    CONFIRMED = "confirmed"
    LEFT = "left"


class DraftState(StrEnum):
    """Where a text stands that the contact person wrote."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    REPLACED = "replaced"
    """The contact person wrote again before the office answered."""


class HandedIn(StrEnum):
    """What became of a text that was sent; the value stands in the address of the next page."""

    NEW = "text"
    SAME = "gleich"
    TAKEN_BACK = "zurueckgenommen"
    """It is what stands there: the text that waited counts no more."""


# questions


@dataclass(frozen=True)
class Asked:
    """A mail that asked how a project is getting on."""

    on: date
    again: bool = False
    """A reminder."""
    meeting_id: int | None = None


@dataclass(frozen=True)
class Question:
    """What to ask now; the same words as ``Asked`` without the day."""

    again: bool = False
    meeting_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is known of a project when it is decided whether to ask."""

    since: date
    """Day on which it came into its state."""
    asks: Sequence[Asked] = ()
    """The oldest first."""
    news_on: date | None = None
    report_due: date | None = None


@dataclass(frozen=True)
class Ahead:
    """The next public meeting."""

    id: int
    day: date


def question(
    today: date, standing: Standing, ahead: Ahead | None, *, weeks: int, days: int
) -> Question | None:
    """What to ask a project today; None: nothing.

    Never twice within a week, never within a week after news. Once before each meeting at which a
    report is due, ``days`` before it; ``weeks`` after the last question or news; and again, once
    for each question, after a week without an answer.
    """
    last = standing.asks[-1] if standing.asks else None
    moments = [one for one in (last and last.on, standing.news_on) if one]
    if any(today - one < WEEK for one in moments):
        return None
    if ahead and _reports_at(ahead, standing, today, days):
        return Question(meeting_id=ahead.id)
    if last and not last.again and is_unanswered(last, standing.news_on):
        same = ahead and last.meeting_id == ahead.id
        return Question(again=True, meeting_id=last.meeting_id if same else None)
    if today - max([standing.since, *moments]) >= weeks * WEEK:
        return Question()
    return None


def _reports_at(ahead: Ahead, standing: Standing, today: date, days: int) -> bool:
    due = standing.report_due
    near = timedelta() <= ahead.day - today <= timedelta(days=days)
    told = any(one.meeting_id == ahead.id for one in standing.asks)
    return near and due is not None and due <= ahead.day and not told


def is_unanswered(asked: Asked, news_on: date | None) -> bool:
    """No news since it was asked."""
    return news_on is None or news_on < asked.on


def silence(today: date, since: date, *, weeks: int) -> str:
    """seit 9 Wochen ohne Nachricht; empty while the last news are younger than ``weeks``."""
    silent = (today - since) // WEEK
    return f"seit {count(silent, 'Woche', 'Wochen')} ohne Nachricht" if silent >= weeks else ""


def check_news(what: Progress, text: str) -> None:
    """Raise ``RuleBroken`` when help is asked for without a word about it."""
    if what is Progress.HELP and not text:
        raise RuleBroken(
            "Ihre Worte dazu: Bitte schreiben Sie kurz, wobei Sie Hilfe brauchen.", "text"
        )


# reports at meetings


class ReportStep(StrEnum):
    """What to do about a report that stands in an agenda."""

    NOTHING = "nothing"
    COUNT = "count"
    TAKE_BACK = "take_back"


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report of a project at a meeting: what is known of it."""

    planned: bool
    """It stands in the agenda of a meeting that was not called off."""
    held_on: date
    postponed: bool
    released: bool
    """The minutes are out."""
    counted: bool


def report_step(report: Report, today: date) -> ReportStep:
    """A report counts once: when it was not postponed and the minutes are out, or late enough."""
    settled = report.released or today - report.held_on >= MINUTES_WAIT
    given = report.planned and not report.postponed and report.held_on < today
    if report.counted:
        return ReportStep.NOTHING if given else ReportStep.TAKE_BACK
    return ReportStep.COUNT if given and settled else ReportStep.NOTHING


def due_after(due: date | None, held_on: date, weeks: int) -> date | None:
    """When the next report is due after one that was given; a later day stays."""
    return held_on + weeks * WEEK if due is not None and due <= held_on else due


def due_again(due: date | None, held_on: date, weeks: int) -> date | None:
    """The day before ``due_after``, at the latest: the report is due from that meeting on."""
    return held_on if due == held_on + weeks * WEEK else due


# texts by link

TEXTS: Mapping[str, tuple[str, int]] = {
    "title": ("Titel", 150),
    "summary": ("Kurz beschrieben", 4000),
    "organisation": ("Organisation", 200),
    "team": ("Wer mitmacht", 2000),
    "seeking": ("Gesucht wird", 2000),
    "offering": ("Geboten wird", 2000),
    "next_step": ("Nächster Schritt", 500),
}
"""Values of an idea that its contact person can write → label and longest text."""


@dataclass(frozen=True)
class Piece:
    """A part of a text; ``changed``: the other text has it not."""

    text: str
    changed: bool


@dataclass(frozen=True, kw_only=True)
class TextPair:
    """A value of an idea that would change."""

    name: str
    label: str
    old: Sequence[Piece]
    new: Sequence[Piece]
    moved: bool
    """The office changed the value after the contact person had read it."""


def changed_texts(now: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
    """The typed texts that differ."""
    return {name: typed[name] for name in TEXTS if typed.get(name, now[name]) != now[name]}


def text_pairs(
    now: Mapping[str, str], seen: Mapping[str, str], new: Mapping[str, str]
) -> list[TextPair]:
    """What a draft would change, the words that differ marked; what stands so is left out."""
    pairs: list[TextPair] = []
    for name, (label, _longest) in TEXTS.items():
        if name in new and new[name] != now[name]:
            old, typed = marked(now[name], new[name])
            moved = seen.get(name, now[name]) != now[name]
            pairs.append(TextPair(name=name, label=label, old=old, new=typed, moved=moved))
    return pairs


def marked(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces, word by word."""
    before, after = re.findall(r"\s+|[^\s]+", old), re.findall(r"\s+|[^\s]+", new)
    left: list[Piece] = []
    right: list[Piece] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, a_from, a_to, b_from, b_to in matcher.get_opcodes():
        for side, words in ((left, before[a_from:a_to]), (right, after[b_from:b_to])):
            if words:
                side.append(Piece("".join(words), kind != "equal"))
    return left, right
