"""What is sent when somebody changes places."""

from flask import request
from wtforms import HiddenField

from app.core.errors import RuleBroken
from app.core.forms import KeyedForm, PageForm, sent_number
from app.tables.seating import Choice, Locking, Seen

CHOOSE = "Wählen Sie eine Person oder einen Tisch aus der Liste."


class PlaceForm(KeyedForm):
    """A place for one person: instead of somebody, or at a table."""

    version = HiddenField()
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
        return Seen(sent_number(self.version.data), self.submit_key.data or "")


class LockForm(PageForm):
    """Lock or unlock places of a round: of one person, of one table, or all."""

    version = HiddenField()
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
