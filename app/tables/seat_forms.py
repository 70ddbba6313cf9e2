"""What is sent when somebody changes places."""

import re

from flask import request
from wtforms import HiddenField

from app.core.errors import RuleBroken
from app.core.forms import KeyedForm, PageForm, sent_number
from app.tables.seating import Choice, Locking, Places, Seen

LISTED = re.compile(r"([1-9][0-9]{0,8})-([0-9]{1,3})")
CHOOSE = "Wählen Sie eine Person oder einen Tisch aus der Liste."


def read_places(text: str | None) -> Places:
    """As ``seat_board.listed`` has written them; nonsense is no place."""
    found = (LISTED.fullmatch(one) for one in (text or "").split())
    return {int(one[1]): int(one[2]) - 1 for one in found if one}


class PlaceForm(KeyedForm):
    """A place for one person: instead of somebody, or at a table."""

    version = HiddenField()
    places = HiddenField()
    round = HiddenField()

    def choice(self, seat_id: int) -> Choice:
        """Raises ``RuleBroken`` for nonsense."""
        kind, _, number = request.form.get("choice", "").partition("-")
        wanted = sent_number(number)
        if kind == "person" and wanted:
            return Choice(self.shown_round, seat_id, partner_id=wanted)
        if kind == "table" and wanted:
            return Choice(self.shown_round, seat_id, table=wanted - 1)
        raise RuleBroken(CHOOSE)

    @property
    def shown_round(self) -> int:
        """From 0; -1: nonsense."""
        return sent_number(self.round.data) - 1

    def seen(self) -> Seen:
        places = read_places(self.places.data)
        return Seen(sent_number(self.version.data), places, self.submit_key.data or "")


class LockForm(PageForm):
    """Lock or unlock places of a round: of one person, of one table, or all."""

    version = HiddenField()
    places = HiddenField()
    round = HiddenField()
    seat = HiddenField()
    table = HiddenField()
    lock = HiddenField()

    def locking(self) -> Locking:
        """A number of the page is one that the page had sent: nonsense locks nothing."""
        return Locking(
            round=sent_number(self.round.data) - 1,
            seat_id=sent_number(self.seat.data) if self.seat.data else None,
            table=sent_number(self.table.data) - 1 if self.table.data else None,
            on=self.lock.data == "yes",
        )

    def seen(self) -> Seen:
        return Seen(sent_number(self.version.data), read_places(self.places.data))
