"""The public items of an agenda on a page that may speak another language than German."""

from collections.abc import Mapping
from typing import Any

from app.agenda.queries import Agenda, public_rows
from app.core.language import gettext as _
from app.kits.spoken import kit_words


def spoken_rows(agenda: Agenda, kit_id: str) -> list[dict[str, Any]]:
    """Like ``public_rows``; items that are still called as in the kit in the language spoken now.

    ``translated``: names of the fields that are not what the office typed; ``aside``: what we say
    of an item ourselves.
    """
    return [_spoken(row, kit_id) for row in public_rows(agenda)]


def _spoken(row: Mapping[str, Any], kit_id: str) -> dict[str, Any]:
    typed = {"title": row["title"], "text": row["own_text"]}
    told = {name: kit_words(kit_id, text) for name, text in typed.items()}
    return {
        **row,
        **told,
        "aside": _("Läuft gleichzeitig.") if row["beside"] else "",
        "translated": [name for name, text in told.items() if text != typed[name]],
    }
