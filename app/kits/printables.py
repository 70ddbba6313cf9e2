"""What a kit wants printed: which documents, and how many copies by what they are counted."""

from typing import Annotated

from msgspec import Meta, Struct

from app.kits.values import Id, Named, Text


class Printed(Named):
    """A document that can be printed for a meeting."""

    AGENDA = "agenda", "Tagesordnung"
    AGENDA_NOTICE = "agenda_notice", "Tagesordnung als Aushang"
    SESSION_AGENDA = "session_agenda", "Tagesordnung der Sitzung"
    RUN_SHEET = "run_sheet", "Regieplan"
    PROGRAMME = "programme", "Programm mit allen Projekten"
    DOOR_LIST = "door_list", "Einlassliste"
    ATTENDANCE_LIST = "attendance_list", "Anwesenheitsliste"
    CONTACT_LIST = "contact_list", "Kontaktliste"
    NAME_BADGES = "name_badges", "Namensschilder"
    PLACE_CARDS = "place_cards", "Platzkarten"
    TABLE_CARDS = "table_cards", "Tischkarten mit Leitfragen"
    QUESTION_CARDS = "question_cards", "Leitfragen je Runde"
    CAFE_RULES = "cafe_rules", "Café-Regeln"
    LOT_CARDS = "lot_cards", "Loskarten"
    SEATING_TABLE_CARDS = "seating_table_cards", "Tischkarten des Tischplans"
    SEAT_CARDS = "seat_cards", "Rundenkarten mit den eigenen Tischen"
    SEATING_ROUNDS = "seating_rounds", "Tischlisten je Runde"
    SEATING_TABLES = "seating_tables", "Tischblätter mit allen Runden"
    SEATING_CHART = "seating_chart", "Aushang: Tische nach Namen"
    JOIN_CARDS = "join_cards", "„Ich mache mit“-Karten"
    SEARCH_OFFER_CARDS = "search_offer_cards", "Karten „Ich suche“ und „Ich biete“"
    TASK_NOTES = "task_notes", "Aufgabenzettel"
    VOTING_CARDS = "voting_cards", "Karten für Abstimmungen"
    ADVICE_STEPS = "advice_steps", "Ablaufkarte Kollegiale Beratung"
    CASE_SHEET = "case_sheet", "Fallblatt"
    SIGNS = "signs", "Wegweiser, Foto-Hinweis und Datenschutz-Aushang"
    POSTER = "poster", "Plakat"
    IDEAS_WALL = "ideas_wall", "Schild für die Ideenwand"
    CARD_SIGN = "card_sign", "Schild „Ihre Idee oder Frage“"
    PITCH_ORDER = "pitch_order", "Pitch-Reihenfolge"
    PITCH_SHEETS = "pitch_sheets", "Projektsteckbriefe der Pitches"
    STAND_SIGNS = "stand_signs", "Standschilder"
    PROJECT_CARDS = "project_cards", "Karten für die Projektwand"
    EMPTY_PROFILE = "empty_profile", "Projektsteckbrief zum Ausfüllen"
    PROFILE_FORM = "profile_form", "Projektsteckbrief als PDF-Formular"
    IDEA_LIST = "idea_list", "Ideenliste"
    CHECKLIST = "checklist", "Checkliste"
    TECH_CHECKLIST = "tech_checklist", "Checkliste Technik"
    FEEDBACK_SIGN = "feedback_sign", "Schild „Rückmeldung“"
    POLL_RESULTS = "poll_results", "Ergebnisse der Punktabfragen"
    MINUTES = "minutes", "Protokoll"
    DOCUMENTATION = "documentation", "Dokumentation"
    TASK_LIST = "task_list", "Beschluss- und Aufgabenliste"
    KEY_FIGURES = "key_figures", "Kennzahlenblatt"
    LETTERS = "letters", "Einladungsbriefe"


class Per(Named):
    """What the number of copies counts."""

    MEETING = "meeting", "Treffen"
    REGISTERED = "registered", "Person mit Platz"
    MEMBER = "member", "Mitglied oder Person mit Platz"
    PLACE = "place", "Platz im Raum"
    ROLE = "role", "Person mit einer Rolle"
    ROLE_OR_PITCH = "role_or_pitch", "Person mit einer Rolle und Pitch"
    TABLE = "table", "Tisch"


class KitCount(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How many copies: ``times`` for each of what ``per`` counts, rounded up, and ``plus``."""

    per: Per = Per.MEETING
    times: Annotated[float, Meta(gt=0, le=100)] = 1
    plus: Annotated[int, Meta(ge=0, le=500)] = 0


class KitPrintable(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A paper that is printed for the meeting; ``copies`` says in words what ``count`` reckons."""

    id: Id
    title: Text
    document: Printed
    paper: Text
    copies: Text
    count: KitCount = KitCount()
    blank_sheets: Annotated[int, Meta(ge=0, le=20)] = 0
    mark_teams: bool = False
    """On name badges: people who present a pitch get a frame."""
    audience: Text
    content: Text
