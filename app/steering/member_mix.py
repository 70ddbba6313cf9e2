"""How the groups of people are represented among the seats, as numbers and as a picture."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from app.core.charts import Bar, Drawing, Part, Row, bars
from app.core.settings import current
from app.core.words import listing
from app.steering.models import Member


@dataclass(frozen=True)
class Share:
    """The seats of one group."""

    sector: str
    voting: int
    advising: int


def mix_of(sitting: Iterable[Member]) -> list[Share]:
    """Every group of the settings with its seats, also those without; then what is not known."""
    pairs = Counter((_sector(member), member.voting) for member in sitting)
    known = [sector.short for sector in current().forum.sectors]
    others = sorted({name for name, _ in pairs} - {*known})
    return [Share(name, pairs[name, True], pairs[name, False]) for name in [*known, *others]]


def _sector(member: Member) -> str:
    return current().forum.sector(member.person.sector if member.person else "")


def mix_drawing(mix: Iterable[Share]) -> Drawing:
    """A bar for each group: full for seats with a vote, hatched for advising ones."""
    return bars(
        [
            Row(
                one.sector,
                (Bar((Part(one.voting, "full"), Part(one.advising, "hatch")), _sum(one)),),
            )
            for one in mix
        ]
    )


def _sum(one: Share) -> str:
    return str(one.voting + one.advising)


def mix_says(mix: Iterable[Share]) -> str:
    """The picture in words."""
    return listing([f"{one.sector} {_sum(one)}" for one in mix]) + "."
