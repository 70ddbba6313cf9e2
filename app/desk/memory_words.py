"""What became of an idea, in sentences, from plain values."""

from dataclasses import dataclass
from datetime import date

from app.core.words import count, date_short
from app.desk.report_words import STATE_WORDS
from app.ideas.rules import IdeaState

WITHOUT_WORDS = {
    IdeaState.NEW: "Noch nicht geprüft.",
    IdeaState.REVIEW: "Wird geprüft.",
    IdeaState.SELECTED: "Ausgewählt, noch nicht gestartet.",
    IdeaState.IN_PROGRESS: "Wird umgesetzt.",
    IdeaState.DONE: "Abgeschlossen.",
    IdeaState.ON_HOLD: "Zurückgestellt.",
    IdeaState.DROPPED: "Nicht aufgenommen.",
}


@dataclass(frozen=True, kw_only=True)
class Fate:
    """All that is known about the way of an idea."""

    state: IdeaState
    decision: str = ""
    """Number of the newest decision about it."""
    decided_on: date | None = None
    decided: str = ""
    """What was decided, in one word; „Aufnehmen, abgelehnt“ when the motion found no majority."""
    reason: str = ""
    review_on: date | None = None
    outcome: str = ""
    news: str = ""
    """What the project said last, in the words of the button."""
    news_on: date | None = None
    merged_into: str = ""
    """Number and title of the idea that goes on for both."""


def became(fate: Fate) -> list[str]:
    """The sentences, the end first: „Wird umgesetzt.“, then how it came to that."""
    if fate.merged_into:
        return [f"Geht weiter in Idee {fate.merged_into}."]
    told = [_end(fate)]
    if fate.decision:
        day = f" vom {date_short(fate.decided_on)}" if fate.decided_on else ""
        what = f": {fate.decided}" if fate.decided else ""
        told.append(f"Beschluss {fate.decision}{day}{what}.")
    if fate.news and fate.news_on:
        told.append(f"Zuletzt gemeldet am {date_short(fate.news_on)}: {fate.news}.")
    return told


def _end(fate: Fate) -> str:
    words = {
        IdeaState.DONE: fate.outcome,
        IdeaState.ON_HOLD: fate.reason,
        IdeaState.DROPPED: fate.reason,
    }.get(fate.state, "")
    told = WITHOUT_WORDS[fate.state]
    if words := " ".join(words.split()):
        told = f"{told.rstrip('.')}: {sentence(words)}"
    if fate.state is IdeaState.ON_HOLD and fate.review_on:
        told += f" Kommt wieder am {date_short(fate.review_on)}."
    return told


def sentence(words: str) -> str:
    """With a mark at its end."""
    return words if words.endswith((".", "!", "?", "…", "“")) else f"{words}."


def sum_words(states: dict[IdeaState, int]) -> str:
    """14 Ideen: 3 ausgewählt, 5 in Umsetzung, 1 abgeschlossen"""
    total = sum(states.values())
    parts = [f"{states[state]} {STATE_WORDS[state]}" for state in IdeaState if states.get(state)]
    return f"{count(total, 'Idee', 'Ideen')}: {', '.join(parts)}" if parts else "Keine Idee"
