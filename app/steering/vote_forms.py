"""Forms of written votes: opening one, voting, ending one."""

from datetime import date, datetime, time

from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag behind
from wtforms.validators import InputRequired

from app.core.clock import moment_of
from app.core.forms import KeyedForm, PageForm, many_lines, one_day, one_time, sent_number
from app.steering.rules import Choice
from app.steering.session_forms import MotionFields
from app.steering.vote_rules import LONGEST_COMMENT, LONGEST_REASON


class VoteForm(KeyedForm, MotionFields):
    """A motion that all voting seats decide about in writing."""

    source = HiddenField()
    """Id of a recommendation that is taken up."""
    day = one_day("Frist: Tag")
    until = one_time("Frist: Uhrzeit")

    @property
    def source_id(self) -> int | None:
        """The recommendation that is taken up; None: none is."""
        return sent_number(self.source.data) or None

    @property
    def deadline(self) -> datetime:
        """The last moment (aware); only after ``accept``."""
        day, until = self.day.data or date.max, self.until.data or time(23, 59)
        return moment_of(day, until.hour, until.minute)


class BallotForm(PageForm):
    """How somebody votes; until the end it can be changed."""

    choice = RadioField(
        "Ihre Stimme",
        [InputRequired("Ihre Stimme: Bitte wählen Sie eine der vier Antworten.")],
        choices=[
            SelectChoice(Choice.YES.value, "Ja"),
            SelectChoice(Choice.NO.value, "Nein"),
            SelectChoice(Choice.ABSTAIN.value, "Enthaltung"),
            SelectChoice(
                Choice.BIASED.value, "Ich bin befangen, weil ich am Projekt beteiligt bin"
            ),
        ],
    )
    comment = many_lines(
        "Anmerkung",
        longest=LONGEST_COMMENT,
        rows=3,
        hint="Alle Mitglieder lesen sie nach dem Ende, ohne Ihren Namen.",
    )

    def answer(self) -> tuple[Choice, str]:
        """The vote and the words; only after ``accept``."""
        return Choice(self.choice.data), self.comment.data or ""


class CancelForm(PageForm):
    """Why a vote ends without a result."""

    reason = many_lines(
        "Grund",
        required=True,
        longest=LONGEST_REASON,
        rows=2,
        hint="Alle Stimmberechtigten bekommen eine E-Mail mit diesem Grund.",
    )
