"""Forms: clean text, errors at the field in the language of the page, nothing typed is lost.

Labels and messages stand here in German (I-2, I-3); a page in another language says them in it.
"""

import unicodedata
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask import Response, after_this_request, current_app, request
from flask_wtf import FlaskForm
from itsdangerous import BadSignature, URLSafeSerializer
from wtforms import (
    DateField,
    EmailField,
    Field,
    HiddenField,
    IntegerField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag behind
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    StopValidation,
    ValidationError,
)

from app.core.clock import now
from app.core.devices import known_key
from app.core.errors import RuleBroken, TooMany
from app.core.language import LANGUAGES, N_, SOURCE, current_language
from app.core.language import gettext as _
from app.core.settings import current

YEARS = range(2000, 2101)
MISSING = N_("Bitte füllen Sie dieses Feld aus.")
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
BREAKS = "\u2028\u2029\u0085"


def clean(text: str | None) -> str:
    """NFC, without zero-width letters and outer spaces; line ends as ``\\n`` (I-2)."""
    if not text:
        return ""
    plain = unicodedata.normalize("NFC", text).translate(INVISIBLE)
    return plain.replace("\r\n", "\n").replace("\r", "\n").strip()


def sent_number(typed: object) -> int:
    """A version or an id of at most eight digits, as a page sent it; 0 for nonsense."""
    text = str(typed or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def named(label: str) -> str:
    """A label as the beginning of a message: with a colon, unless it is a question."""
    return label if label.endswith("?") else f"{label}:"


def _no_controls(allowed: str) -> Any:
    def check(_form: Any, field: Field) -> None:
        for letter in field.data or "":
            if letter in allowed:
                continue
            if unicodedata.category(letter) in ("Cc", "Cs") or letter in BREAKS:
                sentence = _(
                    "Das Feld enthält ein unsichtbares Steuerzeichen oder einen Zeilenumbruch. "
                    "Bitte tippen Sie den Text neu."
                )
                raise ValidationError(f"{named(field.label.text)} {sentence}")

    return check


def missing(field: Field) -> StopValidation:
    """What a field says that must be filled in and is not."""
    field.errors = []
    return StopValidation(f"{named(field.label.text)} {_(MISSING)}")


class Given(InputRequired):
    """There is an answer; spaces alone are none."""

    def __call__(self, _form: Any, field: Field) -> None:
        sent = field.raw_data and field.raw_data[0]
        if not sent or (field.data is None and not field.process_errors):
            raise missing(field)


class SomeText(DataRequired):
    """There is a text; spaces alone are none."""

    def __call__(self, _form: Any, field: Field) -> None:
        if not field.data or not str(field.data).strip():
            raise missing(field)


class Longest(Length):
    """A text has at most so many letters."""

    def __call__(self, _form: Any, field: Field) -> None:
        if len(field.data or "") > self.max:
            sentence = _("Höchstens %(most)s Zeichen sind möglich.", most=self.max)
            raise ValidationError(f"{named(field.label.text)} {sentence}")


class Between(NumberRange):
    """A number between two ends, which belong to it."""

    def __call__(self, _form: Any, field: Field) -> None:
        if field.data is not None and not self.min <= field.data <= self.max:
            ends = {"least": self.min, "most": self.max}
            sentence = _("Bitte geben Sie eine ganze Zahl von %(least)s bis %(most)s an.", **ends)
            raise ValidationError(f"{named(field.label.text)} {sentence}")


def _required(required: bool) -> Any:
    return Given() if required else Optional()


def _some_text(required: bool) -> Any:
    return SomeText() if required else Optional()


def one_line(
    label: str, *, longest: int = 200, required: bool = True, hint: str = "", **more: Any
) -> StringField:
    """A field for one line of text."""
    return StringField(
        label,
        [_some_text(required), Longest(max=longest), _no_controls("")],
        filters=[clean],
        description=hint,
        **more,
    )


def many_lines(
    label: str,
    *,
    longest: int = 4000,
    required: bool = False,
    hint: str = "",
    rows: int = 5,
    **more: Any,
) -> TextAreaField:
    """A field for several lines of text."""
    return TextAreaField(
        label,
        [_some_text(required), Longest(max=longest), _no_controls("\n\t")],
        filters=[clean],
        description=hint,
        render_kw={"rows": rows},
        **more,
    )


def _address_check(_form: Any, field: Field) -> None:
    try:
        found = validate_email(field.data, check_deliverability=False, allow_smtputf8=False)
        field.data = found.normalized
    except EmailNotValidError as fault:
        sentence = _(
            "Die Adresse ist nicht vollständig oder enthält unerlaubte Zeichen. "
            "Beispiel: name@example.org"
        )
        if "@" not in field.data:
            sentence = " ".join((_("Es fehlt das @-Zeichen."), sentence))
        raise ValidationError(f"{named(field.label.text)} {sentence}") from fault


def mail_address(label: str, *, required: bool = True, hint: str = "", **more: Any) -> StringField:
    """A field for one e-mail address; what it holds afterwards is normalised."""
    return EmailField(
        label,
        [_some_text(required), Longest(max=254), _no_controls(""), _address_check],
        filters=[clean],
        description=hint,
        **more,
    )


def whole_number(
    label: str, *, least: int, most: int, required: bool = True, hint: str = "", **more: Any
) -> IntegerField:
    """A field for a whole number between two ends."""
    return GermanInteger(
        label,
        [_required(required), Between(least, most)],
        description=hint,
        **more,
    )


def one_day(label: str, *, required: bool = True, hint: str = "", **more: Any) -> DateField:
    """A field for a date."""
    return GermanDate(label, [_required(required)], description=hint, **more)


def one_time(label: str, *, required: bool = True, hint: str = "", **more: Any) -> TimeField:
    """A field for a time of day."""
    return GermanTime(label, [_required(required)], description=hint, **more)


class GermanField(Field):
    """A field whose error names the field, the problem and the remedy."""

    sentence = ""

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not typed:
            return
        try:
            super().process_formdata([typed])
            self.check_range()
        except ValueError:
            self.data = None
            raise ValueError(f"{named(self.label.text)} {_(self.sentence)}") from None

    def check_range(self) -> None:
        """Raise ``ValueError`` for a value that nothing can be reckoned with."""


class GermanDate(GermanField, DateField):
    """A date, as browsers send it or as people write it."""

    sentence = N_("Bitte geben Sie ein Datum ein, zum Beispiel 16.09.2027.")

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, format=["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"], **kw)  # type: ignore[misc]

    def check_range(self) -> None:
        if self.data and self.data.year not in YEARS:
            raise ValueError


class GermanTime(GermanField, TimeField):
    """A time of day."""

    sentence = N_("Bitte geben Sie eine Uhrzeit ein, zum Beispiel 18:00.")

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, format=["%H:%M", "%H:%M:%S", "%H.%M"], **kw)  # type: ignore[misc]


class GermanInteger(GermanField, IntegerField):
    """A whole number."""

    sentence = N_("Bitte geben Sie eine ganze Zahl ein, zum Beispiel 20.")


class PageForm(FlaskForm):  # type: ignore[misc]
    """Base of all forms; labels, choices and messages come in the language of the page."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        @property
        def locales(self) -> tuple[str, ...]:
            """In which the library itself speaks."""
            return (LANGUAGES[current_language()].tag,)

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was typed, and nothing else: no form takes files or JSON (I-2)."""
            if formdata is None or hasattr(formdata, "getlist"):
                return formdata
            return request.form if request.method == "POST" else None

    def process(self, *args: Any, **kw: Any) -> None:
        """Fill the fields; they speak before they read, since reading may find a fault."""
        if current_language() != SOURCE:
            for field in self:
                _say(field)
        super().process(*args, **kw)

    def validate(self, *args: Any, **kw: Any) -> bool:
        """All fields. Messages that a form names as a whole sentence are said in the language."""
        fine = bool(super().validate(*args, **kw))
        if current_language() != SOURCE:
            for field in self:
                if isinstance(field.errors, dict):  # of a part that is a form itself
                    continue
                field.errors = [_(text) if isinstance(text, str) else text for text in field.errors]
        return fine

    def accept(self) -> bool:
        """This request sent the form, and every field is right."""
        return request.method == "POST" and bool(self.validate())

    def blame(self, fault: RuleBroken) -> None:
        """Show a broken rule at its field, or above the form; a reached limit is a 429."""
        if isinstance(fault, TooMany) and not fault.field:
            seconds = str(fault.seconds)

            @after_this_request
            def come_later(answer: Response) -> Response:
                answer.status_code, answer.headers["Retry-After"] = 429, seconds
                return answer

        field = self._fields.get(fault.field or "")
        errors = field.errors if field else self.form_errors  # type: ignore[has-type]
        target = [*errors, _(fault.message)]
        if field:
            field.errors = target
        else:
            self.form_errors = target


def _say(field: Field) -> None:
    """Label, hint and choices of a field in the language of the page."""
    field.label.text, field.description = _(field.label.text), _(field.description)
    choices = getattr(field, "choices", None)
    if isinstance(choices, list):
        field.choices = [  # type: ignore[attr-defined]
            SelectChoice(one.value, _(str(one.label)), one.render_kw, one.optgroup)
            for one in map(SelectChoice.from_input, choices)
        ]


class KeyedForm(PageForm):
    """Sent twice, it counts once."""

    submit_key = HiddenField()

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.submit_key.data = known_key(self.submit_key.data)


class PublicForm(PageForm):
    """A form that strangers fill in: sent once (R-7), and not by robots (M-8)."""

    submit_key = HiddenField()
    website = StringField(N_("Bitte leer lassen"), validators=[Optional()])
    started = HiddenField()

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.submit_key.data = known_key(self.submit_key.data)
        if request.method != "POST":
            self.started.data = _stamper().dumps(now().timestamp())

    @property
    def honeypot(self) -> StringField | None:
        """The field that people do not see, when the settings want one."""
        return self.website if current().limits.honeypot else None

    def validate(self, *args: Any, **kw: Any) -> bool:
        """All fields, and then whether a person can have filled them in."""
        fine = bool(super().validate(*args, **kw))
        if fine and self._looks_like_a_robot():
            self.blame(
                RuleBroken(
                    _(
                        "Das ging sehr schnell. Bitte prüfen Sie Ihre Angaben und senden Sie das "
                        "Formular noch einmal."
                    )
                )
            )
            self.website.data = ""
            self.started.data = _stamper().dumps(now().timestamp() - 3600)
            return False
        return fine

    def _looks_like_a_robot(self) -> bool:
        limits = current().limits
        if limits.honeypot and self.website.data:
            return True
        if not limits.min_fill_seconds:
            return False
        try:
            started = float(_stamper().loads(self.started.data or ""))
        except BadSignature:
            return True
        return now().timestamp() - started < limits.min_fill_seconds


def _stamper() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="form")
