"""Forms for signing in and for the team."""

from wtforms import SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag behind
from wtforms.widgets import CheckboxInput, ListWidget

from app.access.rules import ROLE_WORDS
from app.core.forms import PageForm, mail_address, one_line


class SignInForm(PageForm):
    email = mail_address("E-Mail-Adresse", hint="Die Adresse, mit der Sie im Team stehen.")


class StaffForm(PageForm):
    name = one_line("Name")
    email = mail_address("E-Mail-Adresse", hint="An sie gehen die Links zum Einloggen.")
    roles = SelectMultipleField(
        "Rollen",
        choices=[SelectChoice(role.value, words) for role, words in ROLE_WORDS.items()],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        description="Ohne Rolle öffnet sich keine Seite.",
    )
