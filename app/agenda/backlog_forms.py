"""Forms for topics that wait for a meeting."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag behind
from wtforms.widgets import HiddenInput

from app.agenda.backlog import TopicText
from app.agenda.models import BacklogItem
from app.core.forms import KeyedForm, PageForm, many_lines, one_line, whole_number
from app.kits.schema import Kind

OPEN_TO_ALL = "Öffentliche Treffen"


class TopicForm(KeyedForm):
    """A topic: what, how long, for whom."""

    title = one_line("Titel")
    minutes = whole_number("Minuten", least=1, most=1440)
    kind = SelectField("Art", choices=[SelectChoice(one.value, one.label) for one in Kind])
    circle = SelectField("Für wen")
    public = BooleanField("Steht auf der Tagesordnung für Teilnehmende")
    public_text = many_lines(
        "Erklärung für Teilnehmende", longest=300, rows=2, hint="Ein Satz, höchstens 300 Zeichen."
    )
    notes = many_lines("Notizen für das Team", longest=2000, hint="Steht nur im Regieplan.")
    version = whole_number("Stand", least=1, most=10**9, required=False, widget=HiddenInput())

    def __init__(self, circles: Sequence[tuple[str, str]], **kw: Any) -> None:
        super().__init__(**kw)
        self.circle.choices = [SelectChoice("", OPEN_TO_ALL)] + [
            SelectChoice(circle, f"Nur: {title}") for circle, title in circles
        ]

    @staticmethod
    def values_of(topic: BacklogItem) -> dict[str, Any]:
        """What the fields show of a topic."""
        return {name: getattr(topic, name) for name in (*TopicText.__dataclass_fields__, "version")}

    def text(self) -> TopicText:
        """What was typed, as plain data."""
        return TopicText(
            title=self.title.data or "",
            kind=self.kind.data,
            minutes=self.minutes.data or 0,
            circle=self.circle.data or "",
            public=bool(self.public.data),
            public_text=self.public_text.data or "",
            notes=self.notes.data or "",
        )


class DropForm(PageForm):
    """Why a topic is taken off."""

    reason = one_line("Grund", longest=300, hint="Zum Beispiel: Beim Stadtfest besprochen.")
