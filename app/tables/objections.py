"""People who do not want it kept with whom they sat.

A digest of address and name is all that is kept of an objection. It is keyed, so that nobody can
read from it who it is, and it holds for later registrations of the person as well.
"""

from collections.abc import Iterable

from sqlalchemy import delete, select

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.tokens import digest, link_token
from app.meetings.models import Meeting
from app.registrations.models import Registration
from app.registrations.queries import by_id, of_meetings_before
from app.tables.models import Seat, SeatObjection

OWN = "die Person selbst"
"""Who objected, when it was not the office."""


def digest_of(email_key: str, name_key: str) -> str:
    """What is kept of somebody who objects."""
    return digest(link_token(f"seats:{email_key}\n{name_key}", 0, 0))


def has_objected(registration: Registration) -> bool:
    """Whether this person does not want to be remembered."""
    wanted = digest_of(registration.email_key, registration.name_key)
    return db.session.scalar(select(SeatObjection.id).filter_by(digest=wanted)) is not None


def objected_among(registrations: Iterable[Registration]) -> set[int]:
    """Ids of those who objected. One query."""
    known = set(db.session.scalars(select(SeatObjection.digest)))
    return {
        one.id for one in registrations if known and digest_of(one.email_key, one.name_key) in known
    }


def _same_person(registration: Registration) -> list[Registration]:
    """All registrations of the person: by the record, or by address and name."""
    same = (Registration.email_key == registration.email_key) & (
        Registration.name_key == registration.name_key
    )
    if registration.person_id is not None:
        same |= Registration.person_id == registration.person_id
    return list(db.session.scalars(select(Registration).where(same)))


def object_to_memory(registration_id: int, by: Actor | None = None) -> None:
    """Nobody remembers any more with whom this person sat; past seats are removed at once.

    ``by``: who of the office notes it; None: the person. A second press changes nothing. Raises
    ``NotFound``.
    """
    with transaction():
        registration = by_id(registration_id)
        locked(Meeting, registration.meeting_id)
        everywhere = _same_person(registration)
        wanted = {digest_of(one.email_key, one.name_key) for one in everywhere}
        known = set(
            db.session.scalars(select(SeatObjection.digest).where(SeatObjection.digest.in_(wanted)))
        )
        name = by.name if by else OWN
        db.session.add_all(
            SeatObjection(digest=one, at=clock.now(), by=name) for one in sorted(wanted - known)
        )
        forget_past([one.id for one in everywhere])
        if by and wanted - known:
            log(by, "seats_not_remembered", f"registration:{registration_id}")


def forget_past(registration_ids: Iterable[int]) -> int:
    """Remove the seats of these registrations at past meetings; joins. How many."""
    past = select(Registration.id).where(
        Registration.id.in_(list(registration_ids)), of_meetings_before(clock.today())
    )
    gone = delete(Seat).where(Seat.registration_id.in_(past)).returning(Seat.id)
    return len(db.session.scalars(gone).all())


def withdraw_objection(registration_id: int, by: Actor | None = None) -> None:
    """The person may be remembered again from now on. Raises ``NotFound``."""
    with transaction():
        registration = by_id(registration_id)
        locked(Meeting, registration.meeting_id)
        wanted = {digest_of(one.email_key, one.name_key) for one in _same_person(registration)}
        gone = delete(SeatObjection).where(SeatObjection.digest.in_(wanted))
        if db.session.scalars(gone.returning(SeatObjection.id)).all() and by:
            log(by, "seats_remembered", f"registration:{registration_id}")
