"""Every document that can be printed for a meeting: which paper it needs and what makes it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.agenda.documents import (
    agenda_document,
    notice_document,
    run_sheet_document,
    session_agenda_document,
)
from app.agenda.lists import agenda_csv, agenda_xlsx, run_sheet_csv, run_sheet_xlsx
from app.agenda.pitch_documents import (
    pitch_order_document,
    pitch_sheets_document,
    programme_document,
    stand_signs_document,
)
from app.core.clock import today
from app.core.errors import NotFound
from app.core.pdf_files import Document
from app.core.settings import current
from app.core.settings_sections import LabelSheet
from app.desk.documentation import documentation_document
from app.desk.documents import figures_document
from app.door.documents import door_list_csv, door_list_document, door_list_xlsx
from app.floor.documents import card_sign_document, poll_results_document
from app.floor.queries import has_result
from app.ideas.documents import (
    empty_profile_document,
    idea_list_document,
    project_cards_document,
)
from app.kits.printables import Printed
from app.kits.schema import MinutesType, Mode
from app.mailings.documents import letters_csv, letters_document, letters_xlsx
from app.mailings.recipients import letter_readers
from app.meetings.documents import checklist_csv, checklist_document, checklist_xlsx
from app.meetings.models import Meeting
from app.minutes.documents import minutes_document, task_list_document
from app.minutes.lists import task_list, task_list_csv, task_list_xlsx
from app.minutes.queries import has_minutes, is_released, opened_minutes, released_pdf
from app.papers.cards import (
    advice_steps_document,
    cafe_rules_document,
    case_sheet_document,
    join_cards_document,
    lot_cards_document,
    question_cards_document,
    search_offer_cards_document,
    table_cards_document,
    task_notes_document,
    tech_checklist_document,
    voting_cards_document,
)
from app.papers.rules import Choices
from app.papers.rules import Stock as S
from app.papers.signs import (
    feedback_sign_document,
    ideas_wall_document,
    poster_document,
    signs_document,
    takes_ideas,
)
from app.registrations.badges import (
    badges_csv,
    badges_document,
    badges_xlsx,
    place_cards_document,
)
from app.registrations.list_documents import (
    attendance_list_csv,
    attendance_list_document,
    attendance_list_xlsx,
    contact_list_csv,
    contact_list_document,
    contact_list_xlsx,
)
from app.steering.session_queries import motions_by_item
from app.tables.documents import (
    round_lists_document,
    seat_cards_document,
    table_sheets_document,
    wall_chart_document,
)
from app.tables.documents import table_cards_document as seating_table_cards_document
from app.tables.lists import seating_csv, seating_xlsx
from app.tables.queries import plans_in_force


@dataclass(frozen=True)
class Order:
    """One wish: documents of this meeting, printed at this local moment."""

    meeting: Meeting
    printed_at: datetime
    choices: Choices
    blank_sheets: int = 0
    """Of name badges, at the end."""

    @property
    def sheet(self) -> LabelSheet:
        """The label sheet that was chosen; the first one when it is no longer in the settings."""
        known = current().print.label_sheets
        return next((one for one in known if one.id == self.choices.sheet), known[0])

    @property
    def shift(self) -> tuple[float, float]:
        return self.choices.shift_x, self.choices.shift_y


@dataclass(frozen=True)
class Paper:
    """A document of the catalogue."""

    kind: Printed
    address: str
    """Its name in addresses and file names."""
    stock: S
    make: Callable[[Order], Document | bytes]
    """A page to be rendered, or a PDF that is fixed already."""
    suits: Callable[[Meeting], bool] = lambda meeting: True
    """Whether there is something to print for this meeting."""
    for_office: bool = False
    """Holds names of people who registered, or addresses: for the office alone (A-2)."""

    note: str = ""
    """What to mind when printing, a German sentence."""
    alone: bool = False
    """Filled in on a screen: no part of a pack."""
    of_pitches: bool = False
    """Shows the accepted pitches; empty while there are none."""

    @property
    def title(self) -> str:
        return self.kind.label

    @property
    def file(self) -> str:
        """Its part of a file name, for example "Pitch-Reihenfolge"."""
        return _as_file(self.address)


@dataclass(frozen=True)
class Table:
    """A list of a meeting for Excel."""

    address: str
    title: str
    csv: Callable[[Meeting], bytes]
    xlsx: Callable[[Meeting], bytes]
    suits: Callable[[Meeting], bool] = lambda meeting: True
    for_office: bool = False

    @property
    def file(self) -> str:
        return _as_file(self.address)


def _as_file(address: str) -> str:
    return "-".join(part.capitalize() for part in address.split("-"))


def _takes_pitches(meeting: Meeting) -> bool:
    return meeting.kit.pitch_slots > 0


def _decides(meeting: Meeting) -> bool:
    return meeting.kit.minutes_type == MinutesType.DECISION


def _at_a_place(meeting: Meeting) -> bool:
    return meeting.mode != Mode.ONLINE


def _is_over(meeting: Meeting) -> bool:
    return meeting.day < today()


def _has_seats(meeting: Meeting) -> bool:
    """Drafts of a seating plan are printed from their own page alone."""
    return bool(plans_in_force(meeting.id))


def _badges(order: Order) -> Document:
    return badges_document(
        order.meeting,
        sheet=order.sheet,
        shift=order.shift,
        blank_sheets=order.blank_sheets,
        first_label=order.choices.first_label,
    )


def _minutes(order: Order) -> Document | bytes:
    """Released minutes are fixed; before that they are a draft."""
    if is_released(order.meeting.id):
        return released_pdf(order.meeting.id)
    return minutes_document(opened_minutes(order.meeting.id))


def _letters(order: Order) -> Document:
    readers = letter_readers(order.meeting)
    return letters_document(order.meeting, readers, order.printed_at.date())


PAPERS: tuple[Paper, ...] = (
    Paper(Printed.AGENDA, "tagesordnung", S.A4,
          lambda o: agenda_document(o.meeting, with_dial_in=True)),
    Paper(Printed.AGENDA_NOTICE, "aushang", S.A3,
          lambda o: notice_document(o.meeting), _at_a_place),
    Paper(Printed.SESSION_AGENDA, "sitzung", S.A4,
          lambda o: session_agenda_document(o.meeting, motions_by_item(o.meeting.id)), _decides),
    Paper(Printed.RUN_SHEET, "regieplan", S.A4_LANDSCAPE,
          lambda o: run_sheet_document(o.meeting, o.printed_at)),
    Paper(Printed.PROGRAMME, "programm", S.A5,
          lambda o: programme_document(o.meeting), _takes_pitches,
          note="Wählen Sie im Druckdialog „Broschüre“."),
    Paper(Printed.DOOR_LIST, "einlassliste", S.A4,
          lambda o: door_list_document(o.meeting, o.printed_at, desks=o.choices.desks),
          for_office=True),
    Paper(Printed.ATTENDANCE_LIST, "anwesenheitsliste", S.A4,
          lambda o: attendance_list_document(o.meeting, o.printed_at), for_office=True),
    Paper(Printed.CONTACT_LIST, "kontaktliste", S.A4,
          lambda o: contact_list_document(o.meeting, o.printed_at), _is_over, for_office=True),
    Paper(Printed.NAME_BADGES, "namensschilder", S.LABELS, _badges, _at_a_place, for_office=True,
          note="Legen Sie den Etikettenbogen ein und drucken Sie mit 100 Prozent Größe."),
    Paper(Printed.PLACE_CARDS, "platzkarten", S.A4_LANDSCAPE,
          lambda o: place_cards_document(o.meeting), _at_a_place, for_office=True,
          note="Schneiden und in der Mitte falten."),
    Paper(Printed.TABLE_CARDS, "tischkarten", S.A4_LANDSCAPE,
          lambda o: table_cards_document(o.meeting, o.choices.tables), _at_a_place,
          note="In der Mitte falten."),
    Paper(Printed.QUESTION_CARDS, "leitfragen", S.A4,
          lambda o: question_cards_document(o.meeting)),
    Paper(Printed.CAFE_RULES, "cafe-regeln", S.A4_LANDSCAPE,
          lambda o: cafe_rules_document(o.meeting)),
    Paper(Printed.LOT_CARDS, "loskarten", S.A4,
          lambda o: lot_cards_document(o.meeting, o.choices.tables, o.meeting.capacity),
          _at_a_place),
    Paper(Printed.SEATING_TABLE_CARDS, "tischkarten-plan", S.A4_LANDSCAPE,
          lambda o: seating_table_cards_document(plans_in_force(o.meeting.id)), _has_seats,
          note="In der Mitte falten."),
    Paper(Printed.SEAT_CARDS, "rundenkarten", S.A4,
          lambda o: seat_cards_document(plans_in_force(o.meeting.id)), _has_seats,
          note="An den Linien schneiden. Für Etiketten: auf der Seite des Tischplans."),
    Paper(Printed.SEATING_ROUNDS, "tischlisten", S.A4,
          lambda o: round_lists_document(plans_in_force(o.meeting.id)), _has_seats),
    Paper(Printed.SEATING_TABLES, "tischblaetter", S.A4,
          lambda o: table_sheets_document(plans_in_force(o.meeting.id)), _has_seats),
    Paper(Printed.SEATING_CHART, "aushang-nach-namen", S.A3,
          lambda o: wall_chart_document(plans_in_force(o.meeting.id)), _has_seats),
    Paper(Printed.JOIN_CARDS, "mitmach-karten", S.A4, lambda o: join_cards_document(o.meeting)),
    Paper(Printed.SEARCH_OFFER_CARDS, "suche-biete", S.A4,
          lambda o: search_offer_cards_document(o.meeting)),
    Paper(Printed.TASK_NOTES, "aufgabenzettel", S.A4_LANDSCAPE,
          lambda o: task_notes_document(o.meeting)),
    Paper(Printed.VOTING_CARDS, "abstimmkarten", S.A4,
          lambda o: voting_cards_document(o.meeting)),
    Paper(Printed.ADVICE_STEPS, "ablaufkarte", S.A4_LANDSCAPE,
          lambda o: advice_steps_document(o.meeting)),
    Paper(Printed.CASE_SHEET, "fallblatt", S.A4, lambda o: case_sheet_document(o.meeting)),
    Paper(Printed.SIGNS, "aushaenge", S.A4_LANDSCAPE,
          lambda o: signs_document(o.meeting, o.meeting.venue), _at_a_place),
    Paper(Printed.POSTER, "plakat", S.A3, lambda o: poster_document(o.meeting)),
    Paper(Printed.IDEAS_WALL, "ideenwand", S.A4_LANDSCAPE,
          lambda o: ideas_wall_document(o.meeting), takes_ideas),
    Paper(Printed.CARD_SIGN, "karten-schild", S.A4_LANDSCAPE,
          lambda o: card_sign_document(o.meeting)),
    Paper(Printed.PITCH_ORDER, "pitch-reihenfolge", S.A3_LANDSCAPE,
          lambda o: pitch_order_document(o.meeting), _takes_pitches, of_pitches=True),
    Paper(Printed.PITCH_SHEETS, "steckbriefe", S.A4,
          lambda o: pitch_sheets_document(o.meeting), _takes_pitches, of_pitches=True),
    Paper(Printed.STAND_SIGNS, "standschilder", S.A4_LANDSCAPE,
          lambda o: stand_signs_document(o.meeting), _takes_pitches, of_pitches=True),
    Paper(Printed.PROJECT_CARDS, "projektkarten", S.A4,
          lambda o: project_cards_document(o.meeting)),
    Paper(Printed.EMPTY_PROFILE, "steckbrief-leer", S.A3,
          lambda o: empty_profile_document(o.meeting)),
    Paper(Printed.PROFILE_FORM, "steckbrief-formular", S.A4,
          lambda o: empty_profile_document(o.meeting, fillable=True), alone=True,
          note="Zum Ausfüllen am Bildschirm, zum Beispiel als Anhang einer E-Mail."),
    Paper(Printed.IDEA_LIST, "ideenliste", S.A4_LANDSCAPE,
          lambda o: idea_list_document(o.meeting, o.printed_at.date()), for_office=True),
    Paper(Printed.CHECKLIST, "checkliste", S.A4,
          lambda o: checklist_document(o.meeting, o.printed_at)),
    Paper(Printed.TECH_CHECKLIST, "technik", S.A4, lambda o: tech_checklist_document(o.meeting)),
    Paper(Printed.FEEDBACK_SIGN, "rueckmeldung", S.A4_LANDSCAPE,
          lambda o: feedback_sign_document(o.meeting)),
    Paper(Printed.POLL_RESULTS, "punktabfragen", S.A4,
          lambda o: poll_results_document(o.meeting), lambda m: has_result(m.id)),
    Paper(Printed.MINUTES, "protokoll", S.A4, _minutes, lambda m: has_minutes(m.id)),
    Paper(Printed.DOCUMENTATION, "dokumentation", S.A4,
          lambda o: documentation_document(o.meeting),
          lambda m: m.day <= today() and is_released(m.id)),
    Paper(Printed.TASK_LIST, "beschluesse-und-aufgaben", S.A4_LANDSCAPE,
          lambda o: task_list_document(task_list(o.printed_at.date()), kit=o.meeting.kit_id)),
    Paper(Printed.KEY_FIGURES, "kennzahlen", S.A4,
          lambda o: figures_document(o.meeting, o.printed_at.date())),
    Paper(Printed.LETTERS, "briefe", S.A4, _letters,
          lambda m: bool(letter_readers(m)), for_office=True),
)  # fmt: skip
TABLES: tuple[Table, ...] = (
    Table("einlassliste", "Einlassliste", door_list_csv, door_list_xlsx, _at_a_place,
          for_office=True),
    Table("anwesenheitsliste", "Anwesenheitsliste", attendance_list_csv, attendance_list_xlsx,
          for_office=True),
    Table("kontaktliste", "Kontaktliste", contact_list_csv, contact_list_xlsx, _is_over,
          for_office=True),
    Table("namensschilder", "Namensschilder", badges_csv, badges_xlsx, _at_a_place,
          for_office=True),
    Table("briefe", "Einladungsbriefe", letters_csv, letters_xlsx, for_office=True),
    Table("tischplan", "Tischplan", lambda m: seating_csv(plans_in_force(m.id)),
          lambda m: seating_xlsx(plans_in_force(m.id)), _has_seats, for_office=True),
    Table("tagesordnung", "Tagesordnung", agenda_csv, agenda_xlsx),
    Table("regieplan", "Regieplan", run_sheet_csv, run_sheet_xlsx),
    Table("checkliste", "Checkliste", checklist_csv, checklist_xlsx),
    Table("beschluesse-und-aufgaben", "Beschluss- und Aufgabenliste",
          lambda m: task_list_csv(task_list(today())),
          lambda m: task_list_xlsx(task_list(today()))),
)  # fmt: skip
BY_KIND = {paper.kind: paper for paper in PAPERS}
BY_NAME = {paper.kind.value: paper for paper in PAPERS}
BY_ADDRESS = {paper.address: paper for paper in PAPERS}


def paper_at(address: str) -> Paper:
    """The paper with this address. Raises ``NotFound``."""
    if (found := BY_ADDRESS.get(address)) is None:
        raise NotFound("Dieses Dokument gibt es nicht.")
    return found


def table_at(address: str) -> Table:
    """The list with this address. Raises ``NotFound``."""
    for table in TABLES:
        if table.address == address:
            return table
    raise NotFound("Diese Liste gibt es nicht.")
