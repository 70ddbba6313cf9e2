"""The form for answers that somebody hands in as files."""

from wtforms import MultipleFileField
from wtforms.validators import Optional

from app.core.forms import PageForm


class AnswersForm(PageForm):
    files = MultipleFileField(
        "Dateien (.eml oder .ics)",
        validators=[Optional()],
        description="Speichern Sie die E-Mail mit der Antwort als Datei. Mehrere sind möglich.",
    )
