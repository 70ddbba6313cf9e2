"""Joining in: somebody offers help, confirms the address, the contact person is told, they leave.

Whether somebody joins in already is told by mail alone, never by the page (T-8).
"""

from dataclasses import dataclass
from datetime import timedelta

from app.access.actions import Actor, log
from app.contacts.actions import keep_wording
from app.contacts.queries import same_person
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import Gone, NotFound, RuleBroken, TooMany
from app.core.language import N_, current_language
from app.core.limits import form_may_be_sent, mail_may_be_sent
from app.core.settings import current
from app.core.tokens import digest
from app.core.words import plain_key
from app.ideas.actions import remember
from app.ideas.models import Idea
from app.outbox.actions import put
from app.projects import mails, queries
from app.projects.models import Supporter
from app.projects.rules import JoinState

MANY_MAILS = N_(
    "E-Mail-Adresse: An diese Adresse gingen heute schon viele E-Mails von uns. "
    "Bitte versuchen Sie es morgen noch einmal oder rufen Sie uns an."
)
OVER = N_("Bei diesem Projekt kann man zurzeit nicht mitmachen.")
LATE = N_("Die Frist zum Bestätigen ist abgelaufen. Bitte füllen Sie das Formular noch einmal aus.")
KNOWN = "Diese Person macht schon mit."
BY_LINK = Actor(0, "Öffentliches Formular", frozenset())


@dataclass(frozen=True, kw_only=True)
class JoinValues:
    """What somebody types who joins in."""

    name: str
    email: str
    organisation: str = ""
    offer: str = ""
    consent: bool = False


def join(
    idea_id: int, values: JoinValues, wording: str, submit_key: str, network_address: str = ""
) -> None:
    """Keep it as pending and mail a link to confirm.

    ``wording``: the words that were agreed to. Somebody who joins in already gets the mail that
    fits, and nothing of theirs changes. The same form twice does nothing twice. Raises
    ``RuleBroken`` when the project takes nobody, ``TooMany``.
    """
    with transaction():
        if network_address:
            form_may_be_sent(network_address)
        idea = locked(Idea, idea_id)
        if queries.supporter_with_key(submit_key):
            return
        if not queries.takes_part(idea):
            raise RuleBroken(OVER)
        if not mail_may_be_sent(values.email):
            raise TooMany(MANY_MAILS, "email")
        row = queries.same_supporter(idea_id, values.name, values.email)
        known = row is not None and row.state == JoinState.CONFIRMED
        if row is None or not known:
            row = _write(row, idea, values, wording)
            keep_wording("joining", wording if values.consent else "")
            row.submit_key = submit_key
        put(mails.confirm_letter(row, submit_key, known=known))


def _write(row: Supporter | None, idea: Idea, values: JoinValues, wording: str) -> Supporter:
    row = row or Supporter(idea_id=idea.id, source="form")
    row.name, row.email, row.organisation = values.name, values.email, values.organisation
    row.offer, row.consent, row.wording = values.offer, values.consent, wording
    row.language = current_language()
    row.state, row.submitted_at = JoinState.PENDING, clock.now()
    row.confirmed_at = row.left_at = row.told_at = row.seen_at = None
    row.person_id, row.known = None, False
    db.session.add(row)
    db.session.flush()
    db.session.refresh(row)
    row.digest = digest(queries.supporter_token(row))
    return row


def confirm(token: str) -> Supporter:
    """The address is right: from now on they join in, and the contact person is told, once.

    A second press changes nothing. Raises ``NotFound``, ``Gone`` when it is too late,
    ``RuleBroken`` when the project takes nobody any more.
    """
    with transaction():
        supporter = _locked(token)
        if supporter.state == JoinState.CONFIRMED:
            return supporter
        if is_late(supporter):
            raise Gone(LATE)
        if not queries.takes_part(supporter.idea):
            raise RuleBroken(OVER)
        _take_in(supporter)
        remember(supporter.idea, BY_LINK, "Jemand macht mit.")
        return supporter


def _locked(token: str) -> Supporter:
    """The row behind the link and its idea, both locked, the idea first as everywhere."""
    found = queries.supporter_behind(token)
    locked(Idea, found.idea_id)
    return locked(Supporter, found.id)


def is_late(supporter: Supporter) -> bool:
    """Whether the time to confirm is over, or the person left."""
    hours = timedelta(hours=current().retention.unconfirmed_hours)
    pending = supporter.state == JoinState.PENDING
    return not pending or supporter.submitted_at + hours < clock.now()


def _take_in(supporter: Supporter) -> None:
    supporter.state, supporter.confirmed_at = JoinState.CONFIRMED, clock.now()
    known = same_person(plain_key(supporter.email), plain_key(supporter.name))
    supporter.person_id, supporter.known = (known.id if known else None), known is not None
    if supporter.consent and supporter.idea.contact_email and supporter.told_at is None:
        _tell(supporter)


def _tell(supporter: Supporter) -> None:
    idea = supporter.idea
    put(mails.joined_letter(supporter))
    supporter.told_at, supporter.told_to = clock.now(), idea.contact_email
    supporter.told_person_id = idea.contact_person_id
    supporter.told_known = idea.contact_person_id is not None


def leave(token: str) -> None:
    """They do not join in any more. Whoever got their address is told to forget it.

    A second press changes nothing. Raises ``NotFound``.
    """
    with transaction():
        supporter = _locked(token)
        if supporter.state != JoinState.LEFT:
            _let_go(supporter)
            remember(supporter.idea, BY_LINK, "Jemand macht nicht mehr mit.")


def _let_go(supporter: Supporter) -> None:
    supporter.state, supporter.left_at = JoinState.LEFT, clock.now()
    tell_left(supporter)


def tell_left(supporter: Supporter) -> None:
    """Ask whoever got name and address to delete them. Needs a transaction."""
    if supporter.told_to:
        put(mails.left_letter(supporter))
        supporter.told_to = ""


def add(idea_id: int, values: JoinValues, submit_key: str, *, actor: Actor) -> bool:
    """Write down somebody who said so at a meeting or by phone. The office vouches for the address.

    The contact person is told as by ``confirm``. False: this press was taken in before. Raises
    ``RuleBroken`` for somebody who joins in already, and when the project is closed.
    """
    with transaction():
        idea = locked(Idea, idea_id)
        if queries.supporter_with_key(submit_key):
            return False
        if not queries.is_open(idea):
            raise RuleBroken(OVER)
        row = queries.same_supporter(idea_id, values.name, values.email)
        if row is not None and row.state == JoinState.CONFIRMED:
            raise RuleBroken(KNOWN, "name")
        row = _write(row, idea, values, f"Gesagt zu {actor.name}")
        row.source, row.submit_key, row.seen_at = "office", submit_key, clock.now()
        _take_in(row)
        remember(idea, actor, "Jemand macht mit, vom Team eingetragen.")
        log(actor, "supporter_added", f"supporter:{row.id}")
        return True


def note_seen(idea_id: int, supporter_id: int, *, actor: Actor) -> None:
    """The office has taken note of somebody; a second press changes nothing."""
    with transaction():
        locked(Idea, idea_id)
        supporter = queries.supporter_by_id(idea_id, supporter_id)
        if supporter.seen_at is None:
            supporter.seen_at = clock.now()
            log(actor, "supporter_seen", f"supporter:{supporter_id}")


def remove(idea_id: int, supporter_id: int, *, actor: Actor) -> None:
    """Take somebody out for good; the row is gone and the link opens nothing.

    A contact person who knows them is told. A second press changes nothing.
    """
    with transaction():
        idea = locked(Idea, idea_id)
        try:
            supporter = queries.supporter_by_id(idea_id, supporter_id)
        except NotFound:
            return
        if supporter.state == JoinState.CONFIRMED:
            _let_go(supporter)
            remember(idea, actor, "Jemand wurde aus der Liste der Mitmachenden genommen.")
        db.session.delete(supporter)
        log(actor, "supporter_removed", f"supporter:{supporter_id}")
