"""Writing about funding programmes, and telling contact persons of deadlines."""

from collections.abc import Collection

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import db, locked, one_at_a_time, transaction
from app.core.errors import Conflict, RuleBroken
from app.ideas.queries import field_names
from app.outbox.actions import put
from app.support import funding_queries
from app.support.actions import FASTER
from app.support.funding_rules import Programme, When, check_programme, when
from app.support.mails import funding_letter
from app.support.models import Funding, FundingHint


def add_funding(values: Programme, submit_key: str, *, actor: Actor) -> Funding:
    """A new programme with the next number; what is typed in today counts as checked today.

    A second press finds the first one. Raises ``RuleBroken``.
    """
    check_programme(values, field_names())
    with transaction():
        one_at_a_time("funding-number")
        if known := funding_queries.funding_with_key(submit_key):
            return known
        number = f"F{funding_queries.last_number() + 1:02d}"
        funding = Funding(number=number, checked_on=clock.today(), submit_key=submit_key)
        _write(funding, values)
        db.session.add(funding)
        db.session.flush()
        log(actor, "funding_added", f"funding:{funding.id}")
        return funding


def change_funding(funding_id: int, values: Programme, *, seen_version: int, actor: Actor) -> None:
    """Write new values. Raises ``RuleBroken``, or ``Conflict`` when somebody was faster (R-8)."""
    check_programme(values, field_names())
    with transaction():
        funding = locked(Funding, funding_id)
        if funding.version != seen_version:
            raise Conflict(FASTER)
        _write(funding, values)
        funding.version += 1
        log(actor, "funding_changed", f"funding:{funding_id}")


def _write(funding: Funding, values: Programme) -> None:
    for name in Programme.__dataclass_fields__:
        setattr(funding, name, getattr(values, name))
    funding.fields = list(values.fields)


def note_checked(funding_id: int, *, actor: Actor) -> None:
    """Somebody has made sure today that everything about a programme is right."""
    with transaction():
        funding = locked(Funding, funding_id)
        if funding.checked_on == clock.today():
            return
        funding.checked_on = clock.today()
        log(actor, "funding_checked", f"funding:{funding_id}")


def archive_funding(funding_id: int, *, archived: bool, actor: Actor) -> None:
    """Put a programme away, or bring it back; a second press changes nothing."""
    with transaction():
        funding = locked(Funding, funding_id)
        if funding.archived == archived:
            return
        funding.archived = archived
        funding.version += 1
        log(actor, "funding_archived" if archived else "funding_restored", f"funding:{funding_id}")


def send_hints(funding_id: int, idea_ids: Collection[int], *, actor: Actor) -> int:
    """Tell the contact persons of fitting ideas of a programme, once for each deadline.

    Ideas that do not fit, have no address or were told before are left out. Returns how many mails
    were written. Raises ``RuleBroken`` when the deadline is over or nothing is chosen.
    """
    if not idea_ids:
        raise RuleBroken("Projekte: Bitte wählen Sie mindestens eines aus.")
    with transaction():
        funding = locked(Funding, funding_id)
        if when(funding.deadline, clock.today()) is When.PAST:
            raise RuleBroken("Die Frist ist vorbei. Tragen Sie zuerst die nächste Frist ein.")
        told = funding_queries.hints_about(funding)
        sent = 0
        for idea, how in funding_queries.fitting_ideas(funding):
            if idea.id in idea_ids and idea.id not in told and idea.contact_email:
                sent += put(funding_letter(funding, idea, how.reasons))
                hint = FundingHint(
                    funding_id=funding.id, idea_id=idea.id, deadline=funding.deadline,
                    at=clock.now(), by=actor.name,
                )  # fmt: skip
                db.session.add(hint)
        log(actor, "funding_hints_sent", f"funding:{funding_id}")
        return sent
