"""The sums of the log as a picture; the same numbers stand in a table beside it."""

from app.core.charts import Bar, Drawing, Part, Row, bars
from app.core.words import number
from app.support.rules import Sums

SHORT = {
    "contacts": "Kontakte", "coordination": "Koordination", "advice": "Beratung",
    "moderation": "Moderation", "navigation": "Lotsenfunktion",
}  # fmt: skip
"""The five kinds beside their bars, where there is little room."""


def kinds_picture(sums: Sums) -> Drawing:
    """A bar for each kind, in the order of the mandate."""
    return bars(
        [
            Row(SHORT[kind], (Bar((Part(part.minutes, "full"),), f"{number(part.minutes)} Min."),))
            for kind, part in sums.by_kind.items()
        ]
    )
