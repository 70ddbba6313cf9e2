"""The shape of a kit: what stands in kit.toml (meeting_kits/README.md), and the complete kit.

Frozen structs that refuse unknown keys. JSON and back keeps a ``Kit``: its meeting keeps it.
"""

from datetime import time
from typing import Annotated, Literal

from msgspec import Meta, Struct

from app.kits.printables import KitPrintable
from app.kits.values import Id, Named, Text

PITCH_ROLE = "pitch"

Clock = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Minutes = Annotated[int, Meta(ge=1, le=1440)]
Count = Annotated[int, Meta(ge=1, le=2000)]
Day = Annotated[int, Meta(ge=-730, le=730)]


class Kind(Named):
    """What an item of the agenda is."""

    SETUP = "setup", "Aufbau"
    ARRIVAL = "arrival", "Einlass"
    WELCOME = "welcome", "Begrüßung"
    ICEBREAKER = "icebreaker", "Kennenlernen"
    INPUT = "input", "Vortrag"
    REPORT = "report", "Bericht"
    PITCH = "pitch", "Pitches"
    WORK = "work", "Arbeitsphase"
    TRANSITION = "transition", "Wechsel"
    BREAK = "break", "Pause"
    BUFFER = "buffer", "Puffer"
    PLENARY = "plenary", "Plenum"
    VOTE = "vote", "Meinungsbild"
    DECISION = "decision", "Beschluss"
    OUTLOOK = "outlook", "Ausblick"
    CLOSING = "closing", "Abschluss"
    SOCIAL = "social", "Ausklang"
    TECH = "tech", "Technik"
    FORMALITIES = "formalities", "Formalien"


class Method(Named):
    """How the group works during an item. Names: domain.md 1.6."""

    NONE = "none", "Ohne besondere Methode"
    SOCIOMETRY = "sociometry", "Soziometrische Aufstellung"
    BUZZ_GROUPS = "buzz_groups", "Murmelgruppen"
    SHORT_INPUT = "short_input", "Impuls"
    PITCH_ROUND = "pitch_round", "Pitch-Runde"
    TOPIC_TABLES = "topic_tables", "Thementische"
    WORLD_CAFE = "world_cafe", "World Café"
    OPEN_SPACE = "open_space", "Open Space"
    MARKET = "market", "Marktplatz der Möglichkeiten"
    DOT_VOTING = "dot_voting", "Punktabfrage"
    SPEED_NETWORKING = "speed_networking", "Speed-Networking"
    FISHBOWL = "fishbowl", "Fishbowl"
    PEER_CONSULTING = "peer_consulting", "Kollegiale Beratung"
    GALLERY_WALK = "gallery_walk", "Galerie-Rundgang"
    ONE_WORD_ROUND = "one_word_round", "Blitzlicht"
    PLENARY_TALK = "plenary_talk", "Gespräch im Plenum"
    CONSENT_DECISION = "consent_decision", "Konsent, sonst Abstimmung"
    LIVE_POLL = "live_poll", "Umfrage"
    BREAKOUT_ROOMS = "breakout_rooms", "Kleingruppen"
    ONLINE_BOARD = "online_board", "Gemeinsames Board"


class Area(Named):
    """The field of work a point of the checklist belongs to."""

    DATE = "termin", "Termin"
    CONTENT = "inhalt", "Inhalt"
    ROOM = "raum", "Raum"
    TECH = "technik", "Technik"
    CATERING = "catering", "Catering"
    ACCESS = "barrierefreiheit", "Barrierefreiheit"
    DATA_PROTECTION = "datenschutz", "Datenschutz"
    INVITATION = "einladung", "Einladung"
    STAFF = "personal", "Personal"
    MATERIAL = "material", "Material"
    PRESS = "presse", "Presse"
    POLITICS = "politik", "Politik"
    CONDUCT = "durchfuehrung", "Durchführung"
    FOLLOW_UP = "nachbereitung", "Nachbereitung"


class Mode(Named):
    """Where people take part."""

    ONSITE = "onsite", "Vor Ort"
    ONLINE = "online", "Online"
    HYBRID = "hybrid", "Hybrid"


class Purpose(Named):
    """What a mail is for. Where a kit has no mail for a purpose, the shared one holds."""

    SAVE_THE_DATE = "save_the_date", "Terminhinweis"
    CALL_FOR_PITCHES = "call_for_pitches", "Aufruf zu Pitches"
    INVITATION = "invitation", "Einladung"
    CONFIRM_REQUEST = "confirm_request", "Bitte um Bestätigung"
    CONFIRMATION = "confirmation", "Bestätigung der Anmeldung"
    WAITLIST = "waitlist", "Warteliste"
    PROMOTED = "promoted", "Angebot eines freien Platzes"
    REMINDER = "reminder", "Erinnerung"
    CANCELLATION_ACK = "cancellation_ack", "Bestätigung der Abmeldung"
    CHANGE_NOTICE = "change_notice", "Änderung des Treffens"
    MEETING_CANCELLED = "meeting_cancelled", "Absage des Treffens"
    PITCH_RECEIVED = "pitch_received", "Eingang eines Pitches"
    PITCH_ACCEPTED = "pitch_accepted", "Zusage zu einem Pitch"
    PITCH_DECLINED = "pitch_declined", "Absage zu einem Pitch"
    PITCH_MOVED = "pitch_moved", "Pitch kommt zu einem anderen Treffen"
    PITCH_TIME_CHANGED = "pitch_time_changed", "Neue Uhrzeit eines Pitches"
    DEPUTY_REQUEST = "deputy_request", "Bitte um Vertretung"
    DECISION_NOTICE = "decision_notice", "Ergebnis zu einer Idee"
    THANKS_MINUTES = "thanks_minutes", "Dank und Protokoll"
    TASKS = "tasks", "Aufgaben einer Person"
    TASK_REMINDER = "task_reminder", "Erinnerung an Aufgaben"


class Trigger(Named):
    """What sends a mail: a day (``day`` says which) or something that happens."""

    DAY = "day", "An einem Tag"
    REGISTRATION_SUBMITTED = "registration_submitted", "Anmeldung abgeschickt"
    REGISTRATION_CONFIRMED = "registration_confirmed", "Anmeldung bestätigt"
    WAITLISTED = "waitlisted", "Auf die Warteliste gesetzt"
    PROMOTED = "promoted", "Platz angeboten"
    REGISTRATION_CANCELLED = "registration_cancelled", "Abgemeldet"
    MEETING_CHANGED = "meeting_changed", "Treffen geändert"
    MEETING_CANCELLED = "meeting_cancelled", "Treffen abgesagt"
    PITCH_SUBMITTED = "pitch_submitted", "Pitch eingereicht"
    PITCH_ACCEPTED = "pitch_accepted", "Pitch angenommen"
    PITCH_DECLINED = "pitch_declined", "Pitch abgelehnt"
    PITCH_MOVED = "pitch_moved", "Pitch verschoben"
    PITCH_TIME_CHANGED = "pitch_time_changed", "Uhrzeit eines Pitches geändert"
    MINUTES_RELEASED = "minutes_released", "Protokoll freigegeben"
    TASK_DUE = "task_due", "Aufgabe bald oder lange fällig"
    MEMBER_DECLINED = "member_declined", "Mitglied verhindert"


class Attachment(Named):
    """What goes with a mail."""

    ICS = "ics", "Kalenderdatei"
    AGENDA_PDF = "agenda_pdf", "Tagesordnung als PDF"
    MINUTES_PDF = "minutes_pdf", "Protokoll als PDF"
    MINUTES_LINK = "minutes_link", "Link zum Protokoll"
    TRAVEL_INFO = "travel_info", "Hinweise zur Anreise"


class Recipients(Named):
    """Who gets a mail of a day; several rules together reach each person once."""

    MAILING_LIST = "mailing_list", "Verteiler"
    REGISTERED = "registered", "Angemeldete"
    WAITING = "waiting", "Warteliste"
    ATTENDED = "attended", "Anwesende"
    UNANSWERED = "unanswered", "Eingeladene ohne Antwort"
    IDEA_CONTACTS = "idea_contacts", "Ansprechpersonen aller Ideen"
    PROJECT_CONTACTS = "project_contacts", "Ansprechpersonen unterstützter Projekte"
    DECIDED_IDEAS = "decided_ideas", "Ansprechpersonen der behandelten Ideen"
    PITCH_TEAMS = "pitch_teams", "Pitch-Teams"
    STEERING_GROUP = "steering_group", "Lenkungskreis"


class QuestionType(Named):
    """How a question of the registration is answered."""

    TEXT = "text", "Eine Zeile"
    TEXTAREA = "textarea", "Mehrere Zeilen"
    EMAIL = "email", "E-Mail-Adresse"
    SELECT = "select", "Eine Auswahl"
    MULTISELECT = "multiselect", "Mehrere Auswahlen"
    CHECKBOX = "checkbox", "Häkchen"
    NUMBER = "number", "Zahl"


class MinutesType(Named):
    """Which minutes the meeting gets."""

    RESULT = "result", "Ergebnisprotokoll"
    PHOTO = "photo", "Fotoprotokoll mit Ergebnissen"
    DECISION = "decision", "Beschlussprotokoll"


class Position(Named):
    """Where an item stands that does not count into the duration."""

    BEFORE = "before", "Vor Beginn"
    AFTER = "after", "Nach dem Ende"


class KitRole(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A task somebody has at the meeting."""

    id: Id
    title: Text
    count: Count
    task: Text


class KitItem(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An item of the agenda, in the order of the evening."""

    title: Text
    kind: Kind
    minutes: Minutes
    method: Method
    role: str
    public: bool
    public_text: str = ""
    materials: tuple[str, ...]
    notes: str
    result: str
    official: bool = True
    position: Position | None = None


class KitPoint(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A point of the checklist; ``day`` counts calendar days to the meeting, negative is before."""

    day: Day
    area: Area
    role: str
    must: bool
    text: Text


class Room(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the room must offer."""

    seating: Text
    sqm_per_person: Annotated[float, Meta(gt=0)]
    zones: tuple[str, ...]
    must_have: tuple[str, ...]
    sketch: str


class MailEntry(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A mail as kit.toml names it; its text is the file mails/<id>.txt."""

    id: Id
    purpose: Purpose
    trigger: Trigger
    day: Day | None = None
    audience: Text
    recipients: tuple[Recipients, ...] = ()
    attachments: tuple[Attachment, ...]


class KitMail(MailEntry, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A mail with its text, still with placeholders."""

    subject: Text
    body: Text


class Question(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A question of the registration; ``delete_after_days`` counts from the meeting."""

    id: Id
    label: Text
    type: QuestionType
    required: bool
    options: tuple[Text, ...] = ()
    help: str
    reason: Text
    sensitive: bool
    delete_after_days: Annotated[int, Meta(ge=0)]
    on_lists: bool


class KitChecklist(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The checklist as kit.toml holds it."""

    items: tuple[KitPoint, ...]


class KitHead(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What kit.toml and the complete kit have in common."""

    schema_version: Literal[1]
    type: Literal["kit"]
    id: Id
    title: Text
    short_title: Text
    purpose: Text
    when_to_use: Text
    not_for: Text
    duration_minutes: Minutes
    default_start: Clock
    group_min: Count
    group_ideal: Count
    group_max: Count
    mode: Mode
    goals: tuple[Text, ...]
    registration_opens_day: Day
    registration_closes_day: Day
    pitch_deadline_day: Day | None = None
    pitch_places: Count | None = None
    waitlist_reply_hours: Annotated[int, Meta(ge=0, le=720)]
    minutes_due_day: Annotated[int, Meta(ge=0, le=730)]
    minutes_type: MinutesType
    roles: tuple[KitRole, ...]
    agenda: tuple[KitItem, ...]
    room: Room
    printables: tuple[KitPrintable, ...]
    questions: tuple[Question, ...]

    @property
    def pitch_slots(self) -> int:
        """How many pitches fit in; 0 when the kit takes none."""
        by_role = sum(role.count for role in self.roles if role.id == PITCH_ROLE)
        places = by_role if self.pitch_places is None else self.pitch_places
        return 0 if self.pitch_deadline_day is None else places


class KitFile(KitHead, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The content of kit.toml."""

    checklist: KitChecklist
    mails: tuple[MailEntry, ...]


class SharedFile(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The content of _shared/shared.toml: questions and mails every kit has."""

    schema_version: Literal[1]
    type: Literal["shared"]
    id: Id
    title: Text
    questions: tuple[Question, ...]
    mails: tuple[MailEntry, ...]


class Kit(KitHead, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A complete kit: its own content, the shared questions, and a mail for each purpose."""

    checklist: tuple[KitPoint, ...]
    mails: tuple[KitMail, ...]
    base_questions: tuple[Question, ...]

    @property
    def all_questions(self) -> tuple[Question, ...]:
        """The questions of the registration in their order: shared ones first."""
        return self.base_questions + self.questions

    @property
    def start_time(self) -> time:
        """The suggested begin."""
        return time.fromisoformat(self.default_start)

    @property
    def has_waitlist(self) -> bool:
        """Are free places offered to a waiting list? The steering group asks deputies instead."""
        return self.waitlist_reply_hours > 0

    @property
    def doors_minutes(self) -> int:
        """How long before the begin the doors open: the last arrival before it, else 0."""
        arrivals = [item.minutes for item in self.agenda if _is_arrival(item)]
        return arrivals[-1] if arrivals else 0

    def has_mail(self, purpose: str) -> bool:
        """Is there a mail for this purpose?"""
        return any(mail.purpose == purpose for mail in self.mails)

    def mail(self, purpose: str) -> KitMail:
        """The (first) mail for a purpose. Raises LookupError when the kit has none."""
        if not (found := [mail for mail in self.mails if mail.purpose == purpose]):
            raise LookupError(f"Das Kit „{self.id}“ hat keine Mail zum Zweck „{purpose}“.")
        return found[0]


def _is_arrival(item: KitItem) -> bool:
    before = not item.official and item.position == Position.BEFORE
    return before and (item.public or item.kind == Kind.ARRIVAL)
