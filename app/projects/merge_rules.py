"""What an idea says after another one was merged into it, from plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.ideas.rules import VALUE_LABELS, IdeaState, IdeaValues


class Choice(StrEnum):
    """Whose words stand in the merged idea."""

    KEPT = "kept"
    OTHER = "other"
    BOTH = "both"


@dataclass(frozen=True)
class Part:
    """Values of an idea that belong together and are chosen together."""

    name: str
    values: tuple[str, ...]
    joins: bool = False
    """A text, of which both can be kept, one below the other."""

    @property
    def label(self) -> str:
        """What stands before the choice: the label of its first value."""
        return VALUE_LABELS[self.values[0]]


PARTS = (
    Part("title", ("title",)),
    Part("summary", ("summary",), joins=True),
    Part("fields", ("action_field", "second_field")),
    Part("district", ("district",)),
    Part("contact", ("contact_name", "contact_person_id", "contact_email", "contact_public")),
    Part("organisation", ("organisation",)),
    Part("team", ("team",), joins=True),
    Part("seeking", ("seeking",), joins=True),
    Part("offering", ("offering",), joins=True),
    Part("support", ("support_kinds", "support_minutes", "support_until")),
    Part("sponsor", ("sponsor",)),
    Part("points", ("points",)),
    Part("step", ("next_step", "next_step_by", "next_step_due")),
)
"""All values of an idea, each in one part."""


FURTHER = (
    IdeaState.IN_PROGRESS, IdeaState.SELECTED, IdeaState.REVIEW, IdeaState.NEW, IdeaState.ON_HOLD,
    IdeaState.DONE, IdeaState.DROPPED,
)  # fmt: skip
"""Of two ideas the one that is named first here goes on, so that no decision and no project is
lost in one that rests or is closed."""


def is_behind(kept: IdeaState, other: IdeaState) -> bool:
    """Whether the other one is further and must be the one that goes on."""
    return FURTHER.index(other) < FURTHER.index(kept)


def differing(kept: IdeaValues, other: IdeaValues) -> list[Part]:
    """The parts that the two ideas do not share."""
    return [part for part in PARTS if _of(kept, part) != _of(other, part)]


def suggested(kept: IdeaValues, other: IdeaValues, part: Part) -> Choice:
    """The words of the kept idea, unless it has none."""
    empty = _is_empty(_of(kept, part)) and not _is_empty(_of(other, part))
    return Choice.OTHER if empty else Choice.KEPT


def merged(kept: IdeaValues, other: IdeaValues, chosen: Mapping[str, Choice]) -> IdeaValues:
    """The values of the idea that goes on.

    ``chosen``: name of a part → whose words. What is missing is as ``suggested``; ``BOTH`` of what
    is no text, or where one has none, is the same as the suggestion.
    """
    values: dict[str, Any] = {}
    for part in PARTS:
        choice = chosen.get(part.name, suggested(kept, other, part))
        if choice is Choice.BOTH:
            texts = [text for one in (kept, other) if (text := _of(one, part)[0])]
            if part.joins and len(texts) == 2:
                values[part.values[0]] = "\n\n".join(texts)
                continue
            choice = suggested(kept, other, part)
        source = other if choice is Choice.OTHER else kept
        values |= zip(part.values, _of(source, part), strict=True)
    return IdeaValues(**values)


def _of(values: IdeaValues, part: Part) -> tuple[Any, ...]:
    return tuple(getattr(values, name) for name in part.values)


def _is_empty(found: tuple[Any, ...]) -> bool:
    return not any(found)
