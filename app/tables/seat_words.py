"""What a change by hand costs, in plain German."""

from collections.abc import Sequence

from app.core.words import count
from app.tables.explaining import points_of
from app.tables.planning import UNIT
from app.tables.rules.moving import Option, Price

NOTHING = "ändert nichts an der Mischung"


def price_words(price: Price, sectors: Sequence[str]) -> list[str]:
    """Phrases like „2 Wiederholungen mehr“, what matters most first.

    ``sectors``: names of the groups, by the numbers of the instance.
    """
    words = [
        *_repeats(price),
        *(f"{sectors[sector]} fehlt dann an Tisch {table + 1}" for table, sector in price.missing),
        *(f"{sectors[sector]} ist dann an Tisch {table + 1}" for table, sector in price.filled),
        *_mix(price),
        *_more(price.crowd, "Person zu viel", "Personen zu viel", " aus derselben Organisation"),
        *_more(price.lonely, "Person", "Personen", " ohne gemeinsames Thema am Tisch"),
    ]
    return words or [NOTHING]


def _repeats(price: Price) -> list[str]:
    words = []
    if price.repeats:
        words.append(f"{_amount(abs(price.repeats))} {_direction(price.repeats)}")
    if price.new > 0 or (price.new and not price.repeats):
        known = count(abs(price.new), "neue Bekanntschaft", "neue Bekanntschaften")
        words.append(f"{known} {_direction(price.new)}")
    return words


def _amount(units: int) -> str:
    """Older meetings count in parts of one repeat."""
    if units % UNIT == 0:
        return count(units // UNIT, "Wiederholung", "Wiederholungen")
    return f"{max(units / UNIT, 0.1):.1f} Wiederholungen".replace(".", ",")


def _mix(price: Price) -> list[str]:
    if price.missing or price.filled or not price.mix:
        return []
    return ["Gruppen schlechter gemischt" if price.mix > 0 else "Gruppen besser gemischt"]


def _more(number: int, one: str, many: str, rest: str) -> list[str]:
    return [f"{count(abs(number), one, many)} {_direction(number)}{rest}"] if number else []


def _direction(number: int) -> str:
    return "mehr" if number > 0 else "weniger"


def size_words(option: Option, planned: Sequence[int]) -> list[str]:
    """Tables that are then larger or smaller than planned."""
    words = [
        f"Tisch {table + 1} hat dann {size} statt {planned[table]} Personen"
        for table, size in option.sizes
    ]
    return [*words, "die nächste Berechnung gleicht das wieder aus"] if words else []


def verdict(price: Price) -> str:
    """„3 Punkte schlechter“, in the points in which the page says how good a plan is."""
    if not price.cost:
        return "gleich gut"
    return f"{points_of(abs(price.cost))} {'schlechter' if price.cost > 0 else 'besser'}"
