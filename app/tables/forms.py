"""Fields and messages of the pages about plans, their tables and people."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.validators import Optional

from app.agenda.models import AgendaItem
from app.core.errors import RuleBroken
from app.core.forms import KeyedForm, PageForm, one_line, sent_number, whole_number
from app.tables.actions import MOST_ROUNDS, MOST_SEATS, MOST_TABLES, Options, Table
from app.tables.fitting import FEWEST
from app.tables.listing import REMOVED
from app.tables.people import Place
from app.tables.states import Included

WHOLE_MEETING = "Für das ganze Treffen"
SWITCHES = ("with_sectors", "with_organisations", "with_interests", "with_memory")


class OptionsForm(PageForm):
    """What a plan is for, and what the search looks at."""

    title = one_line(
        "Name des Plans", longest=200, hint="Zum Beispiel Kennenlernen oder Thementische."
    )
    item_id = SelectField("Wofür", validators=[Optional()])
    rounds = whole_number(
        "Runden",
        least=1,
        most=MOST_ROUNDS,
        hint="In jeder Runde sitzen alle neu zusammen. Bei 3 Runden wird zwei Mal gewechselt.",
    )
    with_sectors = BooleanField("An jedem Tisch sollen alle Gruppen vertreten sein")
    with_organisations = BooleanField("Höchstens zwei Personen einer Organisation an einem Tisch")
    with_memory = BooleanField("Wer bei früheren Treffen zusammensaß, soll jetzt andere treffen")
    with_interests = BooleanField("Wer sich für dieselben Themen interessiert, soll sich treffen")

    def offer(self, items: Sequence[AgendaItem], now: int | None = None) -> None:
        """The items of the agenda to choose from; ``now``: what a plan is for, perhaps removed."""
        titles = {one.id: one.title for one in items}
        if now is not None:
            titles.setdefault(now, REMOVED)
        self.item_id.choices = [("", WHOLE_MEETING), *((str(one), titles[one]) for one in titles)]

    def to_options(self) -> Options:
        """What was chosen."""
        return Options(
            title=self.title.data or "",
            item_id=sent_number(self.item_id.data) or None,
            rounds=self.rounds.data or 1,
            **{name: bool(self[name].data) for name in SWITCHES},
        )


class NewPlanForm(OptionsForm, KeyedForm):
    """A new plan: how many tables, or how many seats at each."""

    included = RadioField("Wer ist dabei?")
    tables = whole_number("Zahl der Tische", least=1, most=MOST_TABLES, required=False)
    seats = whole_number("oder Plätze je Tisch", least=FEWEST, most=MOST_SEATS, required=False)
    suggested = HiddenField()
    """The number of tables that stood there before somebody typed."""
    seed = whole_number(
        "Startzahl",
        least=0,
        most=999_999,
        hint="Eine andere Startzahl ergibt einen anderen, ähnlich guten Plan.",
    )

    def offer_people(self, numbers: dict[Included, int]) -> None:
        """How many would be in."""
        self.included.choices = [
            (Included.CONFIRMED, f"Alle mit bestätigtem Platz ({numbers[Included.CONFIRMED]})"),
            (Included.PRESENT, f"Alle, die am Einlass abgehakt sind ({numbers[Included.PRESENT]})"),
        ]

    def validate(self, *args: Any, **kw: Any) -> bool:
        """All fields, and one of the two numbers."""
        fine = bool(super().validate(*args, **kw))
        if self.seats.data and self.tables.data == sent_number(self.suggested.data):
            self.tables.data = None  # seats were typed beside the number that was only suggested
        if fine and bool(self.tables.data) == bool(self.seats.data):
            both = "nicht beides" if self.tables.data else "damit gerechnet werden kann"
            self.blame(RuleBroken(
                "Geben Sie entweder die Zahl der Tische an oder die Plätze je Tisch, "
                f"{both}.", "tables",
            ))  # fmt: skip
            return False
        return fine


class SettingsForm(OptionsForm):
    """Options and tables of a plan; the fields of its tables are added by ``settings_form``."""

    number = whole_number(
        "Zahl der Tische", least=1, most=MOST_TABLES,
        hint="Eine andere Zahl verteilt die Plätze neu.",
    )  # fmt: skip
    seen = HiddenField()
    shown = 0
    """Of so many tables there are fields."""

    def table_fields(self) -> list[tuple[Any, Any, Any]]:
        """Seats, title and lead of each table."""
        return [
            (self[f"seats_{n}"], self[f"title_{n}"], self[f"lead_{n}"])
            for n in range(1, self.shown + 1)
        ]

    def to_tables(self) -> list[Table]:
        return [
            Table(seats.data or FEWEST, title.data or "", lead.data or "")
            for seats, title, lead in self.table_fields()
        ]


def settings_form(options: Options, tables: Sequence[Table], seen: str) -> SettingsForm:
    """The form for a plan with these tables, filled in as they are."""
    fields: dict[str, Any] = {"shown": len(tables)}
    data: dict[str, Any] = vars(options) | {
        "item_id": str(options.item_id or ""), "number": len(tables), "seen": seen,
    }  # fmt: skip
    for number, table in enumerate(tables, start=1):
        at = f"an Tisch {number}"
        fields[f"seats_{number}"] = whole_number(f"Plätze {at}", least=FEWEST, most=MOST_SEATS)
        fields[f"title_{number}"] = one_line(f"Thema {at}", longest=100, required=False)
        fields[f"lead_{number}"] = one_line(f"Leitung {at}", longest=200, required=False)
        data |= {f"{name}_{number}": value for name, value in vars(table).items()}
    made: SettingsForm = type("TablesForm", (SettingsForm,), fields)(data=data)
    return made


class PlaceForm(PageForm):
    """What holds for one person of a plan."""

    table = SelectField("Fester Platz", validators=[Optional()])
    leads = BooleanField("Leitet diesen Tisch")
    left_out = BooleanField("Nimmt an diesem Tischplan nicht teil")

    def offer(self, tables: Sequence[Table]) -> None:
        """The tables to choose from."""
        self.table.choices = [
            ("", "Kein fester Platz"),
            *((str(n), table_words(n, one)) for n, one in enumerate(tables, start=1)),
        ]

    def to_place(self) -> Place:
        number = sent_number(self.table.data)
        return Place(
            fixed_table=number - 1 if number else None,
            leads=bool(self.leads.data),
            left_out=bool(self.left_out.data),
        )


def table_words(number: int, table: Table) -> str:
    """„Tisch 3: Wärme“"""
    return f"Tisch {number}: {table.title}" if table.title else f"Tisch {number}"
