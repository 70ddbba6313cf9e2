"""Forms of the photos: choosing files, and saying what one of them shows."""

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, MultipleFileField, SelectField
from wtforms.validators import Optional

from app.core.forms import PageForm, many_lines, sent_number
from app.minutes.models import MinutesItem, MinutesPhoto

NO_HEADING = ("", "keinem Punkt, am Ende")


class UploadForm(PageForm):
    """The files themselves are read by the view, one after the other."""

    files = MultipleFileField(
        "Fotos",
        validators=[Optional()],
        description="JPEG, PNG oder WebP. Sie können mehrere auswählen.",
        render_kw={"accept": "image/jpeg,image/png,image/webp"},
    )


class PhotoForm(PageForm):
    """What one picture shows."""

    description = many_lines(
        "Was ist zu sehen?",
        longest=500,
        rows=3,
        hint="Für Menschen, die das Foto nicht sehen. Zum Beispiel: Wand „Mobilität“ mit 14 Karten",
    )
    item = SelectField("Gehört zu", validators=[Optional()])
    version = HiddenField()

    def __init__(
        self, photo: MinutesPhoto, items: Sequence[MinutesItem], *args: Any, **kw: Any
    ) -> None:
        super().__init__(*args, prefix=f"f{photo.id}-", **kw)
        self.item.choices = [
            NO_HEADING,
            *((str(item.id), f"{place}. {item.title}") for place, item in enumerate(items, 1)),
        ]

    @property
    def heading(self) -> int | None:
        """Id of the chosen heading."""
        return int(self.item.data) if self.item.data else None

    @property
    def seen_version(self) -> int:
        """The version that the page showed; nonsense fits none."""
        return sent_number(self.version.data)
