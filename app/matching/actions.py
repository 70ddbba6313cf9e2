"""Cards: handed in by link, typed by the office, opened, prolonged, closed.

Contacts are passed on in ``mediating``.
"""

from datetime import timedelta

from app.access.actions import Actor, log
from app.contacts.actions import keep_wording
from app.contacts.queries import same_person
from app.core import clock
from app.core.db import db, locked, one_at_a_time, transaction
from app.core.errors import Conflict, Gone, RuleBroken, TooMany
from app.core.language import N_, current_language
from app.core.language import gettext as _
from app.core.limits import form_may_be_sent, mail_may_be_sent
from app.core.settings import current
from app.core.tokens import digest
from app.core.words import date_plain, plain_key
from app.ideas.going_on import end_of, locked_going_on
from app.ideas.queries import idea_by_number
from app.ideas.rules import read_number
from app.matching import mails, queries, rules
from app.matching.mediating import end_changed, end_for_card, locked_card
from app.matching.models import MatchCard
from app.matching.rules import CardKind, CardState, CardValues
from app.outbox.actions import put
from app.registrations.languages import language_of

FASTER = (
    "Jemand anderes hat diese Karte inzwischen geändert. Ihre Eingaben stehen noch im Formular. "
    "Prüfen Sie sie und speichern Sie noch einmal."
)
MANY_MAILS = N_(
    "An diese Adresse gingen heute schon mehrere E-Mails. Bitte versuchen Sie es morgen noch "
    "einmal oder rufen Sie uns an."
)
SEE_IT = N_("Auf dieser Seite können Sie Ihre Karte ansehen, verlängern oder zurückziehen:")
NOW_YOURS = N_(
    "diese Karte steht jetzt unter Ihrem Namen und dieser Adresse bei uns. Im Netz steht "
    "sie ohne Ihren Namen."
)
TOO_LATE = N_("Die Frist zum Bestätigen ist vorbei. Bitte schreiben Sie die Karte neu.")
CLOSED_NOW = N_("Ihre Karte ist geschlossen und steht nicht mehr im Netz.")
OPEN_AGAIN = N_("Gilt sie noch? Auf dieser Seite öffnen Sie sie mit einem Klick wieder:")
ONE_FORM = "matching:forms"
"""Pressed twice at once, one card is taken in."""
ONE_NUMBER = "matching:numbers"


# by link


def hand_in(
    values: CardValues, submit_key: str, network_address: str, *, answers: str = ""
) -> None:
    """A card from the public form: it counts when the address is confirmed and the office agrees.

    ``answers``: number of the open card that it answers; one that is not open is left out. Sent
    twice, it is kept once. Raises ``TooMany`` when a limit is reached.
    """
    form_may_be_sent(network_address)
    with transaction():
        one_at_a_time(ONE_FORM)
        if queries.card_with_key(submit_key):
            return
        if not mail_may_be_sent(values.email):
            raise TooMany(MANY_MAILS, "email")
        answered = queries.open_card_numbered(answers)
        card = MatchCard(
            kind=values.kind, text=values.text, action_field=values.action_field,
            district=values.district, name=values.person, email=values.email,
            consent=values.consent, wording=_(rules.CARD_CONSENT), state=CardState.PENDING,
            answers_id=answered.id if answered else None, submit_key=submit_key, at=clock.now(),
            language=current_language(),
        )  # fmt: skip
        _keep(card)
        keep_wording("card", card.wording if card.consent else "")
        put(mails.confirm_letter(card))


def _keep(card: MatchCard) -> None:
    """The new row with its link."""
    db.session.add(card)
    db.session.flush()
    card.digest = digest(queries.token_of(card))


def confirm(token: str) -> CardState:
    """The address is right; the office reads the card now. A second press changes nothing.

    Raises ``Gone`` when the time for it is over, ``NotFound`` for a wrong link.
    """
    with transaction():
        card = locked(MatchCard, queries.card_behind(token).id)
        if card.state != CardState.PENDING:
            return CardState(card.state)
        if is_too_late(card):
            raise Gone(
                N_("Die Frist zum Bestätigen ist vorbei. Bitte schreiben Sie die Karte neu.")
            )
        card.state = CardState.HELD
        card.version += 1
        return CardState(card.state)


def is_too_late(card: MatchCard) -> bool:
    """Whether nobody confirmed the address in time."""
    within = timedelta(hours=current().retention.unconfirmed_hours)
    return card.state == CardState.PENDING and clock.now() > card.at + within


def withdraw(token: str) -> None:
    """The person takes the card back: it is closed, name and address go at once.

    A second press changes nothing. Raises ``NotFound`` for a wrong link.
    """
    with transaction():
        card, asked = locked_card(queries.card_behind(token).id)
        if card.state not in (CardState.PENDING, CardState.HELD, CardState.OPEN):
            return
        end_for_card(card, asked)
        _close(card, "Von der Person zurückgezogen")
        if not card.known:
            card.name = card.email = ""


def _close(card: MatchCard, outcome: str) -> None:
    card.state, card.closed_at, card.outcome = CardState.CLOSED, clock.now(), outcome
    card.version += 1


def prolong(token: str) -> None:
    """The card is open for the usual time from today on; also one whose time was over.

    Raises ``Gone`` for a card that came to another end, ``NotFound`` for a wrong link.
    """
    with transaction():
        card = locked(MatchCard, queries.card_behind(token).id)
        if not rules.may_prolong(CardState(card.state), ran_out=card.ran_out):
            raise Gone(N_("Diese Karte ist geschlossen. Schreiben Sie bitte eine neue."))
        _open(card)


def _open(card: MatchCard) -> None:
    card.state, card.closed_at, card.outcome = CardState.OPEN, None, ""
    card.ran_out = False
    card.valid_until = rules.last_day(clock.today())
    card.version += 1


# by the office


def add(values: CardValues, submit_key: str, *, actor: Actor) -> int:
    """A card that the office wrote down: open at once. The person is told. Returns its id.

    A second press finds the first one. Raises ``RuleBroken`` naming the field.
    """
    with transaction():
        one_at_a_time(ONE_FORM)
        if known := queries.card_with_key(submit_key):
            return known.id
        card = MatchCard(kind=values.kind, state=CardState.OPEN, submit_key=submit_key,
                         at=clock.now())  # fmt: skip
        locked_going_on(_ideas(values))
        _write(card, values)
        _number(card)
        _keep(card)
        _tell_open(card)
        log(actor, "card_added", f"card:{card.id}")
        return card.id


def _number(card: MatchCard) -> None:
    one_at_a_time(ONE_NUMBER)
    kind = CardKind(card.kind)
    card.number = rules.card_number(kind, queries.last_number(kind))


def _tell_open(card: MatchCard) -> None:
    if not queries.owner_of(card)[1]:
        return

    def told() -> str:
        open_now = _("Ihre Karte ist offen und steht ohne Ihren Namen im Netz.")
        if not card.valid_until:
            return open_now
        until = _("Sie gilt bis %(tag)s.", tag=date_plain(card.valid_until))
        return f"{open_now} {until}"

    put(mails.news_letter(card, f"open:{card.version}", told, then=SEE_IT))


def _write(card: MatchCard, values: CardValues) -> None:
    """All values; the idea is locked by now."""
    rules.check_valid_until(values.valid_until, clock.today())
    card.text, card.action_field, card.district = values.text, values.action_field, values.district
    card.consent, card.note = values.consent, values.note
    card.valid_until = values.valid_until or rules.last_day(clock.today())
    card.idea_id = next((end_of(idea_id) for idea_id in _ideas(values)), None)
    person = queries.known_as(values.person, values.email)
    card.known, card.person = person is not None, person
    card.name, card.email = ("", "") if person else (values.person, values.email)
    if card.consent and not queries.owner_of(card)[1]:
        raise RuleBroken(
            "E-Mail-Adresse: Diese Person steht nicht mit einer Adresse in den Kontakten. Bitte "
            "geben Sie eine Adresse an, oder nehmen Sie das Häkchen bei der Zustimmung weg.",
            "email",
        )


def _ideas(values: CardValues) -> list[int]:
    """The idea that was typed, or none. Raises ``RuleBroken``, ``NotFound``."""
    if not values.idea:
        return []
    if read_number(values.idea) is None:
        raise RuleBroken("Projekt: Bitte geben Sie eine Nummer an, zum Beispiel 2027-001.", "idea")
    return [idea_by_number(values.idea).id]


def change(card_id: int, values: CardValues, *, seen_version: int, actor: Actor) -> None:
    """Write new values; the kind stays. Raises ``RuleBroken``, ``Conflict`` (R-8).

    With another person or address the old link opens nothing any more, and a new one is mailed.
    Questions that were put to somebody else, or without consent by now, are ended.
    """
    with transaction():
        card, asked = locked_card(card_id, *_ideas(values))
        if card.version != seen_version:
            raise Conflict(FASTER)
        before = queries.side_of(card)
        _write(card, values)
        card.version += 1
        if not rules.is_same_person(before, queries.side_of(card)):
            _give_link(card)
        end_changed(asked)
        log(actor, "card_changed", f"card:{card_id}")


def _give_link(card: MatchCard) -> None:
    """To somebody new; what the person before agreed to on the public form is not theirs."""
    card.link_version += 1
    card.digest, card.wording = digest(queries.token_of(card)), ""
    card.language = language_of(queries.owner_of(card)[1])
    if card.state == CardState.OPEN and queries.owner_of(card)[1]:
        key = f"link:{card.link_version}"
        put(mails.news_letter(card, key, lambda: _(NOW_YOURS), then=SEE_IT))


def accept(card_id: int, *, actor: Actor) -> None:
    """The office has read the card: it gets its number and is open. The person is told.

    A known person with this name and address stands behind it from now on. A second press changes
    nothing; raises ``RuleBroken`` for a card that is not confirmed.
    """
    with transaction():
        card = locked(MatchCard, card_id)
        if card.state == CardState.PENDING:
            raise RuleBroken("Die Adresse zu dieser Karte ist noch nicht bestätigt.")
        if card.state != CardState.HELD:
            return
        person = same_person(plain_key(card.email), plain_key(card.name))
        if person:
            card.known, card.person, card.name, card.email = True, person, "", ""
        _number(card)
        _open(card)
        _tell_open(card)
        log(actor, "card_accepted", f"card:{card_id}")


def close(card_id: int, outcome: str, *, tell: bool, actor: Actor) -> None:
    """The card is over, with what came of it; ``tell``: the person gets these words.

    A second press changes nothing.
    """
    with transaction():
        card, asked = locked_card(card_id)
        if card.state == CardState.CLOSED:
            return
        end_for_card(card, asked)
        _close(card, outcome)
        if tell and queries.owner_of(card)[1]:
            key = f"closed:{card.version}"
            put(mails.news_letter(card, key, lambda: _(CLOSED_NOW), reason=outcome))
        log(actor, "card_closed", f"card:{card_id}")


def reopen(card_id: int, *, actor: Actor) -> None:
    """The card is open again for the usual time. A second press changes nothing.

    Raises ``RuleBroken`` when nobody stands behind it any more.
    """
    with transaction():
        card = locked(MatchCard, card_id)
        if card.state not in (CardState.CLOSED, CardState.MATCHED):
            return
        if not queries.owner_of(card)[0]:
            raise RuleBroken("Zu dieser Karte gibt es keine Person mehr. Legen Sie eine neue an.")
        if card.number is None:
            _number(card)
        _open(card)
        log(actor, "card_reopened", f"card:{card_id}")
