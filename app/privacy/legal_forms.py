"""Forms of the legal texts."""

from wtforms import HiddenField

from app.core.forms import PageForm, many_lines
from app.privacy.legal_rules import MOST


class LegalForm(PageForm):
    text = many_lines(
        "Text",
        longest=MOST,
        rows=24,
        hint="Eine Leerzeile beginnt einen Absatz. ## macht eine Überschrift, - eine Liste, "
        "**fett** hebt hervor, [Worte](https://…) ist ein Link.",
    )
    seen = HiddenField()
