"""The sections of config.toml as types; what they mean stands in docs/operating.md."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from app.core.language import N_, current_language

Name = Annotated[str, msgspec.Meta(min_length=1)]
Count = Annotated[int, msgspec.Meta(ge=0)]
Positive = Annotated[int, msgspec.Meta(ge=1)]
Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]
Length = Annotated[float, msgspec.Meta(ge=0)]
Shift = Annotated[float, msgspec.Meta(ge=-20, le=20)]
Address = Annotated[str, msgspec.Meta(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
Color = Annotated[str, msgspec.Meta(pattern="^#[0-9a-f]{6}$")]
Host = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9.-]+(:\d+)?$")]
Criterion = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
DayInYear = Annotated[str, msgspec.Meta(pattern=r"^\d{2}-\d{2}$")]


class _Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of config.toml."""


class Sector(_Section, frozen=True):
    id: Name
    name: Name
    short: Name
    wish_percent: Percent | None = None


class ActionField(_Section, frozen=True):
    id: Name
    name: Name
    color: Color
    archived: bool = False
    names: dict[Literal["en", "einfach"], Name] = {}
    """The name in other languages, where there is one."""

    @property
    def said(self) -> str:
        """The name in the language spoken now."""
        return self.names.get(current_language(), self.name)  # type: ignore[call-overload, no-any-return]


class Forum(_Section, frozen=True):
    name: Name
    city: Name
    committee: Name
    steering_group: Name
    sectors: tuple[Sector, ...]
    action_fields: tuple[ActionField, ...]
    criteria: Annotated[tuple[Criterion, ...], msgspec.Meta(min_length=1, max_length=10)] = (
        "Wirkung für den Klimaschutz",
        "Zusammenarbeit mehrerer Gruppen",
        "Umsetzbar in einem Jahr",
        "Träger vorhanden",
        "Unterstützung durch die Geschäftsstelle macht einen Unterschied",
    )
    """By which the steering group rates ideas."""
    report_weeks: Positive = 16
    """So many weeks after a project was selected its report at a meeting is due."""
    ask_weeks: Positive = 6
    """So many weeks after the last news or question a project is asked how it is getting on."""
    ask_days: Positive = 14
    """So many days before a meeting at which its report is due it is asked as well."""

    def sector(self, sector_id: str) -> str:
        """Short name of a sector; what is not known reads "Keine Angabe"."""
        return {sector.id: sector.short for sector in self.sectors}.get(sector_id, "Keine Angabe")

    def field(self, field_id: str) -> ActionField | None:
        """The field of work with this id, archived ones included."""
        return next((field for field in self.action_fields if field.id == field_id), None)


class Office(_Section, frozen=True):
    name: Name
    organisation: Name
    mail: Address
    phone: Name
    address: Name
    signature: Name


class Legal(_Section, frozen=True):
    imprint: str = ""
    privacy: str = ""
    accessibility: str = ""


class Site(_Section, frozen=True):
    base_url: Annotated[str, msgspec.Meta(pattern=r"^https?://[^/\s]+(/[^\s?#]*)?$")]
    listen: Annotated[str, msgspec.Meta(pattern=r"^[^\s:]+:\d+$")] = "127.0.0.1:8000"
    metrics_listen: Annotated[str, msgspec.Meta(pattern=r"^([^\s:]+:\d+)?$")] = ""
    """Where the monitoring asks for figures; empty: nowhere."""
    proxy_hops: Count = 0
    threads: Positive = 8
    session_idle_minutes: Positive = 30
    session_hours: Positive = 12
    sign_in_link_minutes: Positive = 15
    fresh_minutes: Positive = 15
    """Before the most dangerous steps, a sign-in or a confirmation must not be older."""
    embed_hosts: tuple[Host, ...] = ()
    """On pages of these hosts the list of ideas may be embedded; empty: nowhere."""
    languages: tuple[Literal["de", "en", "einfach"], ...] = ("de", "en", "einfach")
    """In which public pages are offered; German always is."""
    legal: Legal = Legal()

    @property
    def scheme(self) -> str:
        return self.base_url.split("://", 1)[0]

    @property
    def host(self) -> str:
        return self.base_url.split("://", 1)[1].split("/", 1)[0]

    @property
    def prefix(self) -> str:
        """The path in front of every page, without a slash at its end; often empty."""
        return self.base_url.split("://", 1)[1].removeprefix(self.host).rstrip("/")


class Oidc(_Section, frozen=True):
    """Signing in with accounts of the city (OpenID Connect); without an issuer by link alone."""

    issuer: Annotated[str, msgspec.Meta(pattern=r"^(https?://[^\s?#]+)?$")] = ""
    client_id: str = ""
    scopes: tuple[Name, ...] = ("openid", "email", "profile")
    groups_claim: Name = "groups"
    """Where the provider names the groups of an account."""
    office_groups: tuple[Name, ...] = ()
    moderator_groups: tuple[Name, ...] = ()
    steering_groups: tuple[Name, ...] = ()
    button: Name = "Mit dem Konto der Stadt einloggen"
    trust_mail: bool = False
    """Addresses count as confirmed although the provider does not say so."""
    mail_links: bool = False
    """People with an account may use links by mail as well, whatever their groups are by then."""


class Secrets(_Section, frozen=True):
    secret_key_file: str = ""
    smtp_password_file: str = ""
    mailbox_password_file: str = ""
    oidc_client_secret_file: str = ""


class Database(_Section, frozen=True):
    url: Annotated[str, msgspec.Meta(pattern=r"^(sqlite:///|postgresql\+psycopg://)")]


class SpecialDays(_Section, frozen=True, rename={"start": "from", "end": "to"}):
    """School holidays, elections and the like: both ends belong to it."""

    start: date
    end: date
    kind: Literal["school", "service_free", "election", "other"]
    name: Name


class Calendar(_Section, frozen=True):
    uid_host: Name
    time_zone: Name = "Europe/Berlin"
    holidays_region: Name = "NW"
    service_free_days: tuple[DayInYear, ...] = ("12-24", "12-31")
    special_days: tuple[SpecialDays, ...] = ()
    fetch_hosts: tuple[Host, ...] = ()
    """From these hosts other people's calendars may be fetched, over https only."""
    fetch_internal_hosts: tuple[Host, ...] = ()
    """The same for hosts of the own network; http is allowed there."""
    fetch_hours: Positive = 6


class Mailbox(_Section, frozen=True):
    """Where the answers of calendars arrive, read by IMAP; without a host nobody reads it."""

    host: str = ""
    port: Annotated[int, msgspec.Meta(ge=1, le=65535)] = 993
    user: str = ""
    security: Literal["none", "starttls", "tls"] = "tls"
    folder: Name = "INBOX"
    done: Literal["keep", "move", "delete"] = "keep"
    """What happens to an answer that was read: it stays, goes to ``done_folder``, or goes."""
    done_folder: str = ""
    timeout_seconds: Annotated[float, msgspec.Meta(gt=0)] = 20
    poll_minutes: Positive = 5


class Mail(_Section, frozen=True):
    smtp_host: str = ""
    smtp_port: Annotated[int, msgspec.Meta(ge=1, le=65535)] = 25
    smtp_user: str = ""
    smtp_security: Literal["none", "starttls", "tls"] = "starttls"
    smtp_timeout_seconds: Annotated[float, msgspec.Meta(gt=0)] = 10
    lease_seconds: Annotated[float, msgspec.Meta(gt=0)] = 30
    per_minute: Positive = 30
    retry_minutes: Annotated[tuple[float, ...], msgspec.Meta(min_length=1)] = (1, 5, 15, 60)
    give_up_hours: Positive = 48
    poll_seconds: Annotated[float, msgspec.Meta(gt=0)] = 5


class Retention(_Section, frozen=True):
    unconfirmed_hours: Positive = 48
    access_needs_days: Positive = 7
    registrations_days: Positive = 365
    mail_bodies_days: Positive = 30
    mail_log_days: Positive = 180
    audit_days: Positive = 730
    contacts_days: Positive = 1095
    consents_days: Positive = 1095
    """Without being renewed."""


class KindGround(_Section, frozen=True):
    """Purpose and legal ground of the meetings of one kind, where they differ."""

    kit: Name
    purpose: Name
    ground: Name


class Privacy(_Section, frozen=True):
    """What the record of processing activities says."""

    law: Name = N_("Art. 6 Abs. 1 Buchst. e DSGVO mit § 3 DSG NRW")
    """The ground of what the city does as its task."""
    officer: str = ""
    """Name and address of the data protection officer."""
    authority: Name = "Landesbeauftragte für Datenschutz und Informationsfreiheit NRW"
    """Where people may complain."""
    kinds: tuple[KindGround, ...] = ()


class Backup(_Section, frozen=True):
    """Copies of the database, made every night by the clockwork."""

    folder: Name = "var/backup"
    hour: Annotated[int, msgspec.Meta(ge=-1, le=23)] = 2
    """Local hour from which the copy of a day is made; -1: only by hand."""
    daily: Positive = 7
    weekly: Count = 4
    monthly: Count = 6


class Log(_Section, frozen=True):
    form: Literal["text", "json"] = "text"
    """Lines for people, or one JSON object a line for programs."""


class Minutes(_Section, frozen=True):
    review_days: Positive = 7


class Limits(_Section, frozen=True):
    forms_per_hour: Positive = 30
    mails_per_address_per_day: Positive = 5
    sign_in_links_per_hour: Positive = 10
    min_fill_seconds: Annotated[float, msgspec.Meta(ge=0)] = 2
    honeypot: bool = True
    body_kilobytes: Positive = 2048
    photos_kilobytes: Positive = 40960
    """Of one upload of photos by the team."""
    form_kilobytes: Positive = 500
    form_parts: Positive = 200
    redis_url: Annotated[str, msgspec.Meta(pattern=r"^(rediss?://\S+|unix://\S+)?$")] = ""
    """Where limits are counted for all hosts; empty: in the database."""


class Tasks(_Section, frozen=True):
    reminders: bool = True
    """Mails three working days before a task is due, and a week after."""


class Tables(_Section, frozen=True):
    memory_percent: Annotated[tuple[Percent, ...], msgspec.Meta(max_length=20)] = (100, 70, 50, 30)
    """What it counts to have shared a table at the last meeting with tables, at the one before …"""


class Pdf(_Section, frozen=True):
    workers: Positive = 2
    timeout_seconds: Positive = 30
    memory_megabytes: Annotated[int, msgspec.Meta(ge=256)] = 1024
    cache_folder: Name = "var/pdf"
    cache_hours: Count = 24
    cache_megabytes: Positive = 200


class LabelSheet(_Section, frozen=True, kw_only=True):
    """A sheet of labels: how many labels, of what size, and where the first one stands."""

    id: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    name: Name
    paper: Literal["A4"] = "A4"
    columns: Positive
    rows: Positive
    width_mm: Annotated[float, msgspec.Meta(ge=50)]
    height_mm: Annotated[float, msgspec.Meta(ge=30)]
    """On smaller labels the longest names would not fit."""
    left_mm: Length
    top_mm: Length
    gap_x_mm: Length = 0
    gap_y_mm: Length = 0
    offset_x_mm: Shift = 0
    """For printers that print too far to the left (positive) or to the right (negative)."""
    offset_y_mm: Shift = 0


LABEL_SHEETS = (
    LabelSheet(
        id="namensschilder-80x50", name="Namensschilder 80 × 50 mm, 10 je Bogen",
        columns=2, rows=5, width_mm=80, height_mm=50,
        left_mm=17.5, top_mm=13.5, gap_x_mm=15, gap_y_mm=5,
    ),
    LabelSheet(
        id="visitenkarten-85x54", name="Visitenkarten 85 × 54 mm, 10 je Bogen",
        columns=2, rows=5, width_mm=85, height_mm=54, left_mm=15, top_mm=13.5, gap_x_mm=10,
    ),
    LabelSheet(
        id="etiketten-63x38", name="Etiketten 63,5 × 38,1 mm, 21 je Bogen",
        columns=3, rows=7, width_mm=63.5, height_mm=38.1, left_mm=7.25, top_mm=15.15, gap_x_mm=2.5,
    ),
)  # fmt: skip


Line = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]


class Print(_Section, frozen=True):
    """What is checked beyond types: ``letterhead.read`` and ``label_sheets.faults``."""

    folder: str = ""
    """The city's own folder: logo, print.css, templates/."""
    logo: str = ""
    logo_text: str = ""
    accent: Color = "#000000"
    head: Annotated[tuple[Line, ...], msgspec.Meta(max_length=3)] = ()
    foot: Annotated[tuple[Line, ...], msgspec.Meta(max_length=2)] = ()
    label_sheets: Annotated[tuple[LabelSheet, ...], msgspec.Meta(min_length=1)] = LABEL_SHEETS


class Kits(_Section, frozen=True):
    folder: str = ""


class OpenData(_Section, frozen=True):
    """What stands on the open data: under which licence, and for which municipality."""

    licence: str = ""
    """Name of the licence; empty: none was chosen yet."""
    licence_url: Annotated[str, msgspec.Meta(pattern=r"^(https?://\S+)?$")] = ""
    ags: Annotated[str, msgspec.Meta(pattern=r"^(\d{8})?$")] = ""
    """Amtlicher Gemeindeschlüssel of the municipality."""


class Demo(_Section, frozen=True):
    enabled: bool = False
    now: str = ""

    @property
    def start(self) -> datetime | None:
        """Local wall-clock time at which the demo's clock starts, or None for the real time."""
        return datetime.fromisoformat(self.now) if self.enabled and self.now else None


class Settings(_Section, frozen=True):
    """All of config.toml, and the two secrets."""

    forum: Forum
    office: Office
    site: Site
    database: Database
    calendar: Calendar
    secrets: Secrets = Secrets()
    mail: Mail = Mail()
    mailbox: Mailbox = Mailbox()
    retention: Retention = Retention()
    privacy: Privacy = Privacy()
    tasks: Tasks = Tasks()
    tables: Tables = Tables()
    minutes: Minutes = Minutes()
    backup: Backup = Backup()
    log: Log = Log()
    oidc: Oidc = Oidc()
    limits: Limits = Limits()
    pdf: Pdf = Pdf()
    print: Print = Print()
    kits: Kits = Kits()
    open_data: OpenData = OpenData()
    demo: Demo = Demo()
    secret_key: str = ""
    smtp_password: str = ""
    mailbox_password: str = ""
    oidc_client_secret: str = ""
