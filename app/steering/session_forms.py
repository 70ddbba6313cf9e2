"""Forms of a session: the roll call, a motion, what was decided about it."""

import re
from collections.abc import Collection, Mapping, Sequence

from wtforms import HiddenField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag behind

from app.agenda.models import AgendaItem
from app.core.forms import (
    KeyedForm,
    PageForm,
    many_lines,
    one_day,
    one_line,
    sent_number,
    whole_number,
)
from app.ideas.models import Idea
from app.steering.decisions import Cast
from app.steering.models import Motion
from app.steering.rules import DecisionKind, Presence
from app.steering.vote_rules import (
    LONGEST_REASON,
    LONGEST_WORDING,
    MotionValues,
    RollSeat,
)

EVERYBODY = "alle"
"""Name of the button that notes every member as present."""
MOST_VOTES = 200
IDEA_NUMBERS = re.compile(r"\d{4}-\d{3,6}", re.ASCII)


class MotionFields(PageForm):
    """What session and written vote have in common."""

    kind = SelectField(
        "Art", choices=[SelectChoice(kind.value, kind.label) for kind in DecisionKind]
    )
    ideas = SelectMultipleField("Ideen", coerce=int)
    more_ideas = one_line(
        "Weitere Ideen", required=False, hint="Nummern mit Komma, zum Beispiel 2027-004, 2027-006."
    )
    wording = many_lines(
        "Wortlaut", longest=LONGEST_WORDING, rows=4, hint="So steht es später im Protokoll."
    )
    reason = many_lines(
        "Begründung",
        longest=LONGEST_REASON,
        rows=3,
        hint="Ein bis zwei Sätze. Bei „Zurückstellen“, „Nicht aufnehmen“ und „Weitergeben“ nötig.",
    )
    review_on = one_day("Wieder vorlegen am", required=False, hint="Nur bei „Zurückstellen“.")

    def offer(self, ideas: Sequence[Idea]) -> None:
        """The ideas that can be ticked."""
        self.ideas.choices = [(idea.id, f"{idea.number} {idea.title}") for idea in ideas]

    @property
    def more_numbers(self) -> list[str]:
        """Numbers of ideas that were typed."""
        return IDEA_NUMBERS.findall(self.more_ideas.data or "")

    def values(self, more: Collection[int] = (), agenda_item: int | None = None) -> MotionValues:
        """What was typed. ``more``: ids of the ideas behind ``more_numbers``."""
        chosen = dict.fromkeys([*(self.ideas.data or ()), *more])
        return MotionValues(
            kind=DecisionKind(self.kind.data),
            wording=self.wording.data or "",
            reason=self.reason.data or "",
            idea_ids=tuple(chosen),
            agenda_item=agenda_item,
            review_on=self.review_on.data,
        )


class MotionForm(KeyedForm, MotionFields):
    """A motion of a session."""

    agenda_item = SelectField("Punkt der Tagesordnung", coerce=int)
    version = HiddenField()

    def place(self, items: Sequence[AgendaItem]) -> None:
        """The items of the agenda below which it can stand."""
        numbered = [(item.id, f"TOP {n}: {item.title}") for n, item in enumerate(items, 1)]
        self.agenda_item.choices = [(0, "Ohne Punkt der Tagesordnung"), *numbered]

    def motion(self, more: Collection[int]) -> MotionValues:
        """Only after ``accept``."""
        return self.values(more, self.agenda_item.data or None)

    @property
    def seen_version(self) -> int:
        """The version that the page showed."""
        return sent_number(self.version.data)


class DecideForm(PageForm):
    """How a motion came out; wording and reason as they were decided."""

    wording = many_lines("Wortlaut", required=True, longest=LONGEST_WORDING, rows=4)
    yes = whole_number("Ja", least=0, most=MOST_VOTES, required=False)
    no = whole_number("Nein", least=0, most=MOST_VOTES, required=False)
    abstain = whole_number("Enthaltung", least=0, most=MOST_VOTES, required=False)
    biased = SelectMultipleField(
        "Befangen", coerce=int, description="Wer am Projekt beteiligt ist, stimmt nicht mit."
    )
    reason = many_lines("Begründung", longest=LONGEST_REASON, rows=3)
    review_on = one_day("Wieder vorlegen am", required=False)
    version = HiddenField()

    def offer(self, seats: Collection[RollSeat]) -> None:
        """Those present with a vote, who may be biased."""
        self.biased.choices = [
            (seat.member_id, _on_seat(seat)) for seat in seats if seat.voting and seat.taken
        ]

    def cast(self, present: int, *, unanimous: bool) -> Cast:
        """The votes; ``unanimous``: everybody present who is not biased said yes."""
        biased = tuple(self.biased.data or ())
        if unanimous:
            return Cast(yes=max(0, present - len(biased)), no=0, abstain=0, biased=biased)
        numbers = (self.yes.data or 0, self.no.data or 0, self.abstain.data or 0)
        return Cast(yes=numbers[0], no=numbers[1], abstain=numbers[2], biased=biased)

    def motion(self, motion: Motion) -> MotionValues:
        """The motion in the words of this form."""
        return MotionValues(
            kind=DecisionKind(motion.kind),
            wording=self.wording.data or "",
            reason=self.reason.data or "",
            idea_ids=tuple(one.idea_id for one in motion.ideas),
            agenda_item=motion.agenda_item,
            review_on=self.review_on.data,
        )

    @property
    def seen_version(self) -> int:
        """The version that the page showed."""
        return sent_number(self.version.data)


def _on_seat(seat: RollSeat) -> str:
    return seat.name if seat.presence == Presence.MEMBER else f"{seat.deputy} (für {seat.name})"


def presences_in(typed: Mapping[str, str], seats: Collection[RollSeat]) -> dict[int, Presence]:
    """Member id → presence, as the form of the roll call says it; nonsense says nothing."""
    if typed.get("knopf") == EVERYBODY:
        return {seat.member_id: Presence.MEMBER for seat in seats}
    told = {seat.member_id: typed.get(f"sitz-{seat.member_id}", "") for seat in seats}
    return {key: Presence(one) for key, one in told.items() if one in set(Presence)}
