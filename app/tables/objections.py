"""People who do not want it kept with whom they sat.

Only digests are kept of an objection: of the registrations, of address and name, and of the record
in the address book. They are keyed, so that nobody can read from them who it is, and they hold for
later registrations of the person as well, also when the record is merged with another one before
or afterwards. Whoever has neither address nor record is known by this one registration alone.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, func, or_, select

from app.access.actions import Actor, log
from app.contacts.models import Person
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.tokens import digest, link_token
from app.meetings.models import Meeting
from app.registrations.models import Registration
from app.registrations.queries import by_id
from app.tables.models import Seat, SeatingPlan, SeatObjection

OWN = "die Person selbst"
"""Who objected, when it was not the office."""
SURVIVOR = func.coalesce(Person.merged_into_id, Registration.person_id)
"""The record of a registration, also when it was merged; join ``Person``, outer."""


def has_objected(registration: Registration) -> bool:
    """Whether this person does not want to be remembered. At most three queries."""
    return bool(objected_among([registration.id]))


def objected_among(registration_ids: Collection[int]) -> set[int]:
    """Those of these registrations whose person objected. At most three queries."""
    known = set(db.session.scalars(select(SeatObjection.digest)))
    if not known:
        return set()
    found = _digests(registration_ids)
    return {one for one, digests in found.items() if not known.isdisjoint(digests)}


def objection_of(registration_ids: Collection[int]) -> SeatObjection | None:
    """The first objection of the person of these registrations. At most three queries."""
    digests = {one for found in _digests(registration_ids).values() for one in found}
    return db.session.scalars(
        select(SeatObjection)
        .where(SeatObjection.digest.in_(digests))
        .order_by(SeatObjection.at, SeatObjection.id)
        .limit(1)
    ).first()


def _digests(registration_ids: Collection[int]) -> dict[int, set[str]]:
    """Id of each registration → digests of what its person is known by. Two queries."""
    rows = db.session.execute(
        select(Registration.id, Registration.email_key, Registration.name_key,
               SURVIVOR.label("record"))
        .outerjoin(Person, Registration.person_id == Person.id)
        .where(Registration.id.in_(registration_ids))
    ).all()  # fmt: skip
    merged = _merged_into({row.record for row in rows if row.record is not None})
    found: dict[int, set[str]] = {}
    for row in rows:
        records = [] if row.record is None else [row.record, *merged.get(row.record, ())]
        words = [f"registration {row.id}", *(f"record {one}" for one in records)]
        if row.email_key:
            words.append(f"{row.email_key}\n{row.name_key}")
        found[row.id] = {_digest(one) for one in words}
    return found


def _merged_into(records: Collection[int]) -> dict[int, list[int]]:
    """Records that were merged, by the one that holds everything."""
    found: dict[int, list[int]] = {}
    merged = select(Person.id, Person.merged_into_id).where(Person.merged_into_id.in_(records))
    for row in db.session.execute(merged):
        found.setdefault(row.merged_into_id, []).append(row.id)
    return found


def _digest(words: str) -> str:
    return digest(link_token(f"seats:{words}", 0, 0))


def _digests_of(registration: Registration) -> set[str]:
    return {one for digests in _digests(_same_person(registration)).values() for one in digests}


def _same_person(registration: Registration) -> Sequence[int]:
    """All registrations of the person: by the record, or by address and name."""
    same = [Registration.id == registration.id]
    if registration.email_key:
        same.append(
            (Registration.email_key == registration.email_key)
            & (Registration.name_key == registration.name_key)
        )
    statement = (
        select(Registration.id, SURVIVOR.label("record"))
        .select_from(Registration)
        .outerjoin(Person, Registration.person_id == Person.id)
    )
    records = {row.record for row in db.session.execute(statement.where(or_(*same)))} - {None}
    everywhere = statement.where(or_(*same, SURVIVOR.in_(records)))
    return [row.id for row in db.session.execute(everywhere)]


def object_to_memory(registration_id: int, by: Actor | None = None) -> None:
    """Nobody remembers any more with whom this person sat; past seats are removed at once.

    ``by``: who of the office notes it; None: the person. A second press changes nothing. Raises
    ``NotFound``.
    """
    with transaction():
        registration = by_id(registration_id)
        locked(Meeting, registration.meeting_id)
        wanted = _digests_of(registration)
        known = set(
            db.session.scalars(select(SeatObjection.digest).where(SeatObjection.digest.in_(wanted)))
        )
        name = by.name if by else OWN
        db.session.add_all(
            SeatObjection(digest=one, at=clock.now(), by=name) for one in sorted(wanted - known)
        )
        db.session.flush()
        forget_objected()
        if by and wanted - known:
            log(by, "seats_not_remembered", f"registration:{registration_id}")


def forget_objected() -> int:
    """Remove the seats at past meetings of everybody who objected. How many.

    The clockwork calls it: whoever objected before a meeting keeps the seat until the day is over.
    """
    with transaction():
        plans = select(SeatingPlan.id).join(SeatingPlan.meeting)
        past = Seat.plan_id.in_(plans.where(Meeting.day < clock.today()))
        objected = objected_among(
            db.session.scalars(select(Seat.registration_id).where(past)).all()
        )
        gone = delete(Seat).where(past, Seat.registration_id.in_(sorted(objected)))
        return len(db.session.scalars(gone.returning(Seat.id)).all())


def withdraw_objection(registration_id: int, by: Actor | None = None) -> None:
    """The person may be remembered again from now on. Raises ``NotFound``."""
    with transaction():
        registration = by_id(registration_id)
        locked(Meeting, registration.meeting_id)
        wanted = _digests_of(registration)
        gone = delete(SeatObjection).where(SeatObjection.digest.in_(wanted))
        if db.session.scalars(gone.returning(SeatObjection.id)).all() and by:
            log(by, "seats_remembered", f"registration:{registration_id}")
