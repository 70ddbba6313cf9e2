"""What a button of the live view says."""

import re

from flask import request

from app.core.devices import age_of, known_key
from app.core.errors import RuleBroken
from app.live.actions import Wish
from app.live.rules import Press

BUTTON = re.compile(
    r"(?:(start)|(next|pause|resume):(\d{1,9})|(give):(\d{1,9}):(\d{1,3})|(undo):([\w-]{16,64}))",
    re.ASCII,
)
UNKNOWN = "Dieser Knopf ist unbekannt. Bitte laden Sie die Seite neu."


def wish_from_form() -> Wish:
    """The press that this request sends: ``druck`` holds start, next:12, give:14:3 or undo:key.

    ``schluessel`` comes from a device; a page without script has one key for all its buttons
    (``seite``), so that a second press of the same button counts once. Raises ``RuleBroken``.
    """
    button = request.form.get("druck", "")
    found = BUTTON.fullmatch(button)
    if found is None:
        raise RuleBroken(UNKNOWN)
    start, step, current, give, giver, minutes, undo, undone = found.groups()
    of_page = f"{request.form.get('seite', '')[:32]}-{button.replace(':', '-')}"[:64]
    return Wish(
        what=Press(start or step or give or undo),
        key=known_key(request.form.get("schluessel") or of_page),
        item=int(current or giver) if current or giver else None,
        minutes=int(minutes) if minutes else None,
        undoes=undone or "",
        age=age_of(request.form.get("alter")),
    )
