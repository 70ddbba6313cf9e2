"""From a question of a kit to a field of a form; what it is for and how long it is kept.

All words are in the language spoken now, where the kit has them; values stay German.
"""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag behind
from wtforms.validators import InputRequired, Optional

from app.core.forms import mail_address, many_lines, named, one_line, whole_number
from app.core.language import N_, ngettext
from app.core.language import gettext as _
from app.core.settings import current
from app.core.words import number
from app.kits.schema import Question, QuestionType
from app.kits.spoken import kit_words

NAMES = {"vorname": "given-name", "nachname": "family-name", "organisation": "organization"}
"""Questions about the person, and what browsers fill in by themselves."""
NOT_SAID = "keine-angabe"
OTHER = "Anderes"
PARTICIPATION = ("teilnahme", "teilnahmeart")
"""Questions about how to take part: they decide on the kind of place."""
PROTECTED = N_("Nur die Geschäftsstelle sieht diese Angabe.")


def field_name(question: Question) -> str:
    """Name of the field of a kit's own question; cannot meet one of the form's own."""
    return f"frage_{question.id.replace('-', '_')}"


def spoken(question: Question, kit_id: str) -> Question:
    """The question in the language spoken now; the options stay as they are kept."""
    label, reason = kit_words(kit_id, question.label), kit_words(kit_id, question.reason)
    return replace(question, label=label, reason=reason, help=kit_words(kit_id, question.help))


def options_of(question: Question, kit_id: str) -> list[tuple[str, str]]:
    """Each answer as it is kept, and as people read it now."""
    return [(option, kit_words(kit_id, option)) for option in question.options]


def fields_of(
    base: Sequence[Question],
    own: Sequence[Question],
    sectors: Sequence[tuple[str, str]],
    kit_id: str,
) -> dict[str, Any]:
    """A field for each question, by its name."""
    fields: dict[str, Any] = {}
    for question in base:
        fields[question.id] = _base_field(question, sectors, kit_id)
        if question.id == "unterstuetzung" and _has_other(question):
            fields["unterstuetzung_text"] = many_lines(
                N_("Anderes: Was brauchen Sie noch?"), longest=1000, rows=3, hint=PROTECTED
            )
    return fields | {field_name(question): _field(question, kit_id) for question in own}


def _base_field(question: Question, sectors: Sequence[tuple[str, str]], kit_id: str) -> Any:
    """The shared questions: those with a column of their own get fitting fields."""
    if question.id == "akteursgruppe":
        known = [(key, kit_words(kit_id, name)) for key, name in sectors]
        return _choice(spoken(question, kit_id), [*known, (NOT_SAID, N_("Keine Angabe"))])
    return _field(question, kit_id)


def _field(question: Question, kit_id: str) -> Any:
    options, question = options_of(question, kit_id), spoken(question, kit_id)
    if question.type is QuestionType.TEXTAREA:
        return many_lines(question.label, required=question.required, hint=_hint(question))
    if question.type is QuestionType.NUMBER:
        return whole_number(
            question.label, least=0, most=9999, required=question.required, hint=_hint(question)
        )
    if question.type is QuestionType.SELECT:
        return _choice(question, options)
    if question.type is QuestionType.MULTISELECT:
        return SelectMultipleField(
            question.label,
            [_required(question)],
            choices=choices_of(options),
            description=_hint(question),
        )
    if question.type is QuestionType.CHECKBOX:
        return BooleanField(question.label, [_required(question)], description=_hint(question))
    return _line(question)


def _line(question: Question) -> StringField:
    if question.type is QuestionType.EMAIL:
        return mail_address(
            question.label,
            required=question.required,
            hint=_hint(question),
            render_kw={"autocomplete": "email"} if question.id == "email" else None,
        )
    filled_by_browser = NAMES.get(question.id)
    return one_line(
        question.label,
        required=question.required,
        hint=_hint(question),
        render_kw={"autocomplete": filled_by_browser} if filled_by_browser else None,
    )


def _choice(question: Question, choices: list[tuple[str, str]]) -> SelectField:
    return SelectField(
        question.label,
        [_required(question)],
        choices=choices_of([("", N_("Bitte wählen Sie")), *choices]),
        description=_hint(question),
    )


def choices_of(pairs: Sequence[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]


def _required(question: Question) -> InputRequired | Optional:
    sentence = " ".join((named(question.label), _("Bitte wählen Sie etwas aus.")))
    return InputRequired(sentence) if question.required else Optional()


def _hint(question: Question) -> str:
    """Help, and who sees the answer; reasons and periods stand together in one block."""
    return " ".join(filter(None, [question.help, _(PROTECTED) if question.sensitive else ""]))


def purposes_of(questions: Sequence[Question], kit_id: str) -> list[tuple[str, str, str]]:
    """Each question with what its answer is for and when it is deleted."""
    asked = [spoken(question, kit_id) for question in questions]
    return [(one.label, one.reason, _period(kept_days(one))) for one in asked]


def kept_days(question: Question) -> int:
    """After so many days the retention run has taken an answer out (domain.md 2.3).

    It goes when the kit says so, at the latest with the registration; a consent to invitations
    stands in the address book and goes later.
    """
    spans = current().retention
    if question.id == "weitere_einladungen":
        return spans.consents_days
    needs = question.id == "unterstuetzung"
    most = spans.access_needs_days if needs else spans.registrations_days
    return min(question.delete_after_days, most)


def _period(days: int) -> str:
    """How long an answer is kept, in words people use."""
    if days >= 730 and days % 365 == 0:
        return _("%(years)s Jahre nach dem Treffen", years=days // 365)
    if days == 365:
        return _("12 Monate nach dem Treffen")
    if not days:
        return _("gleich nach dem Treffen")
    return ngettext(
        "%(days)s Tag nach dem Treffen",
        "%(days)s Tage nach dem Treffen",
        days,
        days=number(days),
    )


def _has_other(question: Question) -> bool:
    return any(option.startswith(OTHER) for option in question.options)
