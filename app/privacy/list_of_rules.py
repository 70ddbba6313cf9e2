"""Everything that is forgotten by itself: one list of rules, in the order in which they build on
each other. Each rule is a function of the room whose data it forgets (D-2).
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from app.access.actions import forget_old_sessions
from app.access.retention import forget_events, forget_former
from app.agenda.retention import forget_helpers
from app.contacts.imports import forget_imports
from app.core.db import db
from app.core.limits import forget_attempts
from app.core.printing import kept_documents
from app.floor.actions import forget_names
from app.ideas import retention as ideas
from app.matching import retention as matching
from app.minutes.retention import forget_review
from app.outbox.actions import forget_bodies
from app.outbox.retention import forget_log
from app.papers.actions import forget_jobs
from app.pitches.retention import forget_presenters
from app.privacy.former_contacts import forget_former_contacts
from app.privacy.old_consents import end_old_invitations, end_old_listings
from app.privacy.requests import forget_links
from app.projects import retention as projects
from app.registrations import retention as registrations
from app.registrations.models import Registration
from app.registrations.rules import FORGOTTEN
from app.replies.retention import forget_received
from app.steering.rating_actions import forget_raters
from app.steering.retention import forget_remarks
from app.support import retention as support
from app.tables import retention as tables
from app.tables.objections import forget_objected
from app.tasks import retention as tasks


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Something that is forgotten by itself.

    ``forget`` returns how many rows it took something out of; called again, it takes nothing.
    """

    name: str
    title: str
    """What goes, for the office: „Anmeldungen vergangener Treffen“."""
    forget: Callable[[], int]
    setting: str = ""
    """Of [retention]; empty: the span belongs to the rule."""
    span: str = ""
    """How long after its end something stays, where no setting says so."""
    soon: bool = False
    """People notice when it waits: every minute instead of every ten."""
    told: bool = False
    """The office is told a week before, when it is a larger amount."""
    always_told: bool = False
    """The office is told a week before of each one, since it can do something about it."""
    left: Callable[[], dict[int, int]] | None = None
    """Id of each meeting -> what is still there; so the page can say of which meeting it goes."""
    outside: bool = False
    """Files beside the database: cannot be tried."""


def _named() -> dict[int, int]:
    return _by_meeting(Registration.last_name != FORGOTTEN)


def _with_needs() -> dict[int, int]:
    return _by_meeting(Registration.access_needs != "")


def _by_meeting(which: ColumnElement[bool]) -> dict[int, int]:
    counted = select(Registration.meeting_id, func.count()).where(which)
    rows = db.session.execute(counted.group_by(Registration.meeting_id)).all()
    return {row[0]: row[1] for row in rows}


def _tidy_documents() -> int:
    kept_documents().tidy()
    return 0


RULES = (
    Rule(
        name="unconfirmed",
        title="Unbestätigte Anmeldungen",
        setting="unconfirmed_hours",
        forget=registrations.forget_unconfirmed,
    ),
    Rule(
        name="needs",
        title="Angaben zum Unterstützungsbedarf",
        setting="access_needs_days",
        forget=registrations.forget_needs,
        told=True,
        left=_with_needs,
    ),
    Rule(
        name="answers",
        span="wie bei der Frage angegeben",
        title="Antworten bei der Anmeldung, deren Frist um ist",
        forget=registrations.forget_answers,
        told=True,
    ),
    Rule(
        name="people",
        title="Namen und Adressen in Anmeldungen",
        setting="registrations_days",
        forget=registrations.forget_people,
        told=True,
        left=_named,
    ),
    Rule(
        name="old_invitations",
        title="Einwilligungen zu Einladungen, die niemand erneuert hat",
        setting="consents_days",
        forget=end_old_invitations,
        always_told=True,
    ),
    Rule(
        name="old_listings",
        title="Einwilligungen zur Kontaktliste vergangener Treffen",
        setting="registrations_days",
        forget=end_old_listings,
    ),
    Rule(
        name="contacts",
        title="Menschen im Adressbuch ohne Einwilligung und ohne Mitarbeit",
        setting="contacts_days",
        forget=forget_former_contacts,
        told=True,
    ),
    Rule(
        name="seats",
        span="sofort",
        title="Plätze an Tischen von Menschen, die nicht mehr gespeichert sind",
        forget=tables.forget_seats,
        soon=True,
    ),
    Rule(
        name="wishes",
        span="am Tag danach",
        title="Sitzwünsche vergangener Treffen",
        forget=tables.forget_wishes,
    ),
    Rule(
        name="objected_seats",
        span="am Tag danach",
        title="Plätze an Tischen nach Widerspruch",
        forget=forget_objected,
    ),
    Rule(
        name="table_leads",
        title="Namen der Tischleitungen",
        setting="registrations_days",
        forget=tables.forget_leads,
    ),
    Rule(
        name="agenda_people",
        title="Helfende in Tagesordnungen",
        setting="registrations_days",
        forget=forget_helpers,
        told=True,
    ),
    Rule(
        name="remarks",
        title="Anmerkungen zu Protokollentwürfen",
        setting="registrations_days",
        forget=forget_review,
        told=True,
    ),
    Rule(
        name="pitches",
        title="Namen und Adressen in Pitches",
        setting="registrations_days",
        forget=forget_presenters,
        told=True,
    ),
    Rule(
        name="mail_bodies",
        title="Texte gesendeter E-Mails",
        setting="mail_bodies_days",
        forget=forget_bodies,
    ),
    Rule(
        name="mail_log",
        title="Empfänger und Betreff alter E-Mails",
        setting="mail_log_days",
        forget=forget_log,
        told=True,
    ),
    Rule(
        name="received",
        title="Antworten aus Kalendern",
        setting="mail_bodies_days",
        forget=forget_received,
    ),
    Rule(
        name="floor_names",
        span="7 bis 28 Tage",
        title="Namen auf Karten aus dem Saal",
        forget=forget_names,
    ),
    Rule(
        name="task_addresses",
        span="28 Tage",
        title="Adressen zu erledigten Aufgaben",
        forget=tasks.forget_strangers,
        told=True,
    ),
    Rule(
        name="task_words",
        span="sofort",
        title="Worte zu Aufgaben ohne Person",
        forget=tasks.forget_words,
    ),
    Rule(
        name="askers",
        span="12 Monate",
        title="Wer um Unterstützung bat, bei alten Bitten",
        forget=support.forget_askers,
        told=True,
    ),
    Rule(
        name="erased_askers",
        span="sofort",
        title="Worte gelöschter Menschen in Bitten",
        forget=support.forget_erased,
    ),
    Rule(
        name="idea_contacts",
        span="12 Monate",
        title="Ansprechpersonen beendeter Ideen",
        forget=ideas.forget_closed,
        told=True,
    ),
    Rule(
        name="erased_contacts",
        span="sofort",
        title="Gelöschte Menschen als Ansprechpersonen",
        forget=ideas.forget_erased,
    ),
    Rule(
        name="unconfirmed_joining",
        title="Unbestätigtes Mitmachen in Projekten",
        setting="unconfirmed_hours",
        forget=projects.forget_unconfirmed,
    ),
    Rule(
        name="closed_projects",
        span="12 Monate",
        title="Mitmachende beendeter Projekte",
        forget=projects.forget_closed,
        told=True,
    ),
    Rule(
        name="erased_joining",
        span="sofort",
        title="Gelöschte Menschen in Projekten",
        forget=projects.forget_erased,
    ),
    Rule(
        name="unconfirmed_cards",
        title="Unbestätigte Karten „Suche und Biete“",
        setting="unconfirmed_hours",
        forget=matching.forget_unconfirmed_cards,
    ),
    Rule(
        name="card_people",
        span="12 Monate",
        title="Namen zu alten Karten „Suche und Biete“",
        forget=matching.forget_people,
        told=True,
    ),
    Rule(
        name="raters",
        span="12 Monate",
        title="Wer welchen Bewertungsbogen abgab",
        forget=forget_raters,
        told=True,
    ),
    Rule(
        name="vote_remarks",
        span="12 Monate",
        title="Anmerkungen zu alten Abstimmungen",
        forget=forget_remarks,
        told=True,
    ),
    Rule(
        name="data_links",
        span="1 Tag",
        title="Abgelaufene Links zu eigenen Angaben",
        forget=forget_links,
    ),
    Rule(
        name="imports",
        span="1 Tag",
        title="Hochgeladene Listen, die niemand übernahm",
        forget=forget_imports,
    ),
    Rule(name="print_jobs", span="24 Stunden", title="Fertige Druckpakete", forget=forget_jobs),
    Rule(
        name="documents",
        span="24 Stunden",
        title="Fertige Dokumente im Zwischenspeicher",
        forget=_tidy_documents,
        outside=True,
    ),
    Rule(
        name="sessions",
        span="1 Tag",
        title="Beendete Sitzungen des Teams",
        forget=forget_old_sessions,
    ),
    Rule(
        name="attempts", span="2 Tage", title="Zählungen gegen Missbrauch", forget=forget_attempts
    ),
    Rule(
        name="audit",
        title="Alte Ereignisse",
        setting="audit_days",
        forget=forget_events,
        told=True,
    ),
    Rule(
        name="former_staff",
        title="Frühere Mitglieder des Teams",
        setting="audit_days",
        forget=forget_former,
    ),
)
"""First what others follow: whoever is taken out of a registration loses the seat next."""

BY_NAME = {rule.name: rule for rule in RULES}
