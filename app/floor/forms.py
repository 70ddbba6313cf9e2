"""Forms of the floor: a card, a code, a poll, what was counted, how many slips."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, Field, HiddenField, RadioField, SelectMultipleField
from wtforms.validators import InputRequired, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.devices import known_key
from app.core.forms import (
    PageForm,
    PublicForm,
    mail_address,
    many_lines,
    one_line,
    sent_number,
    whole_number,
)
from app.core.language import N_
from app.core.language import gettext as _
from app.floor import rules
from app.floor.models import Poll
from app.floor.queries import Tally
from app.floor.rules import CardFacts, CardKind, OptionFacts, PollFacts, PollKind, Wall
from app.ideas.models import Idea
from app.pitches.models import Pitch

CONSENT = N_("Die Geschäftsstelle darf mich zu dieser Idee anschreiben")


class KeyedForm(PageForm):
    """Sent twice, it counts once; ``version``: of what the page showed."""

    submit_key = HiddenField()
    version = HiddenField()

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.submit_key.data = known_key(self.submit_key.data)

    @property
    def key(self) -> str:
        return str(self.submit_key.data)

    @property
    def seen(self) -> int:
        """The version that the page showed; 0 for nonsense."""
        return sent_number(self.version.data)


class CardForm(PublicForm):
    """An idea, a question or a remark from the room."""

    kind = RadioField(
        N_("Was möchten Sie abgeben?"),
        default=CardKind.IDEA.value,
        validators=[InputRequired(N_("Was möchten Sie abgeben? Bitte wählen Sie eines aus."))],
    )
    text = many_lines(
        N_("Ihr Text"),
        longest=rules.LONGEST_CARD,
        required=True,
        rows=5,
        hint=N_("Zwei bis vier Sätze genügen. Bitte nennen Sie hier keine Namen anderer Menschen."),
    )
    name = one_line(N_("Ihr Name"), required=False)
    email = mail_address(N_("Ihre E-Mail-Adresse"), required=False)
    consent = BooleanField(CONSENT)

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.kind.choices = [(kind.value, _(kind.label)) for kind in CardKind]

    def validate_consent(self, field: Field) -> None:
        """An address is kept with an agreement only."""
        if self.kind.data == CardKind.IDEA and self.email.data and not field.data:
            raise ValidationError(
                N_(
                    "Ohne Ihr Einverständnis speichern wir keine E-Mail-Adresse. "
                    "Setzen Sie das Häkchen, oder leeren Sie das Feld."
                )
            )

    def facts(self) -> CardFacts:
        """What was typed, as plain data."""
        return CardFacts(
            kind=CardKind(self.kind.data),
            text=self.text.data or "",
            name=self.name.data or "",
            email=self.email.data or "",
            consent_text=f"{_(CONSENT)}." if self.consent.data else "",
        )


class CodeForm(PageForm):
    """The code of a voting slip."""

    code = one_line(
        N_("Code auf Ihrem Zettel"),
        longest=60,
        hint=N_("16 Buchstaben und Ziffern. Leerzeichen und kleine Buchstaben sind in Ordnung."),
        render_kw={
            "autocomplete": "off",
            "autocapitalize": "characters",
            "spellcheck": "false",
        },
    )


class Choices(SelectMultipleField):
    """Boxes to tick; nothing ticked is an answer too."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PollForm(KeyedForm):
    """A question and what can be given points to."""

    question = one_line("Frage", longest=300, hint="Zum Beispiel: Welche Idee soll weitergehen?")
    ideas = Choices("Ideen dieses Treffens", validators=[Optional()])
    pitches = Choices("Pitches dieses Treffens", validators=[Optional()])
    options = many_lines(
        "Weitere Möglichkeiten",
        longest=15_000,
        rows=6,
        hint="In jede Zeile eine. Sie bekommen Nummern in dieser Reihenfolge.",
    )
    points_each = whole_number("Punkte je Person", least=1, most=rules.MOST_POINTS, default=3)
    most_each = whole_number("Höchstens je Idee", least=1, most=rules.MOST_POINTS, default=2)

    def __init__(
        self, *args: Any, ideas: Sequence[Idea] = (), pitches: Sequence[Pitch] = (), **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        self._ideas = {str(one.id): one for one in ideas}
        self._pitches = {str(one.id): one for one in pitches}
        self.ideas.choices = [(key, f"{i.number} {i.title}") for key, i in self._ideas.items()]
        self.pitches.choices = [(key, one.title) for key, one in self._pitches.items()]

    def facts(self) -> PollFacts:
        """What was typed, as plain data: ideas first, then pitches, then what was written."""
        ideas = [self._ideas[key] for key in self.ideas.data or ()]
        pitches = [self._pitches[key] for key in self.pitches.data or ()]
        lines = [line.strip() for line in (self.options.data or "").splitlines()]
        return PollFacts(
            kind=PollKind.DOTS,
            question=self.question.data or "",
            options=(
                *(OptionFacts(one.title, idea_id=one.id) for one in ideas),
                *(OptionFacts(one.title, pitch_id=one.id) for one in pitches),
                *(OptionFacts(line) for line in lines if line),
            ),
            points_each=self.points_each.data or 1,
            most_each=self.most_each.data or 1,
        )

    def fill(self, poll: Poll) -> None:
        """Show what stands there now."""
        self.question.data = poll.question
        self.ideas.data = [str(one.idea_id) for one in poll.options if one.idea_id]
        self.pitches.data = [str(one.pitch_id) for one in poll.options if one.pitch_id]
        typed = [one.text for one in poll.options if not (one.idea_id or one.pitch_id)]
        self.options.data = "\n".join(typed)
        self.points_each.data, self.most_each.data = poll.points_each, poll.most_each
        self.version.data = str(poll.version)


class StrawForm(KeyedForm):
    """A show of opinion: the answers are ready-made."""

    question = one_line(
        "Frage", longest=300, hint="So, dass man mit „dafür“ oder „dagegen“ antworten kann."
    )

    def facts(self) -> PollFacts:
        """What was typed, as plain data."""
        options = tuple(OptionFacts(words) for words in rules.STRAW_OPTIONS)
        return PollFacts(PollKind.STRAW, self.question.data or "", options)

    def fill(self, poll: Poll) -> None:
        """Show what stands there now."""
        self.question.data, self.version.data = poll.question, str(poll.version)


class CountForm(KeyedForm):
    """What was counted on the wall; one field for each option, see ``count_form``."""

    people = whole_number(
        "Wie viele Menschen haben Punkte geklebt?", least=0, most=5000, required=False
    )
    comment = many_lines(
        "Bemerkung",
        longest=500,
        rows=2,
        hint="Nötig, wenn mehr Punkte gezählt sind, als möglich waren.",
    )

    def wall(self) -> Wall:
        """What was typed, as plain data."""
        points = {
            int(name.removeprefix("option_")): field.data or 0
            for name, field in self._fields.items()
            if name.startswith("option_")
        }
        return Wall(points, self.people.data or 0, self.comment.data or "")


def count_form(tally: Tally, **kw: Any) -> CountForm:
    """The form with a field for each option of this poll, filled with what stands there."""
    fields = {
        f"option_{one.option_id}": whole_number(
            f"{one.number}. {one.text}", least=0, most=9999, required=False
        )
        for one in tally.counts
    }
    kind = type("CountFormOfPoll", (CountForm,), fields)
    poll = tally.poll
    known = {f"option_{one.option_id}": one.paper for one in tally.counts}
    form: CountForm = kind(
        data={
            "version": poll.version,
            "people": poll.people,
            "comment": poll.comment,
            **(known if poll.people is not None else {}),
        },
        **kw,
    )
    return form


def differences(typed: KeyedForm, stored: KeyedForm) -> list[tuple[str, str, str]]:
    """(label, what stands there now, what was typed) of each field that differs (R-8)."""
    rows = [
        (field.label.text, _in_words(stored[field.short_name]), _in_words(field))
        for field in typed
        if not isinstance(field, HiddenField)
    ]
    return [row for row in rows if row[1] != row[2]]


def _in_words(field: Field) -> str:
    if isinstance(field, Choices):
        return ", ".join(one.label.text for one in field if one.checked) or "–"
    return "–" if field.data in (None, "") else str(field.data)


class SlipsForm(KeyedForm):
    """How many voting slips."""

    number = whole_number("Wie viele Zettel?", least=1, most=rules.MOST_AT_ONCE)


class RefuseForm(PageForm):
    """Why a card is not let in."""

    reason = one_line("Grund", longest=300, required=False)
