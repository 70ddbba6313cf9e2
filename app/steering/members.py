"""Who sits in the steering group, and whose seat somebody has."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import joinedload

from app.access.actions import Actor
from app.access.models import Staff
from app.contacts.finding import people_like
from app.contacts.models import Person
from app.contacts.queries import people, survivor
from app.core.db import db
from app.core.errors import NotFound
from app.core.words import plain_key
from app.steering.member_rules import Seat
from app.steering.models import Ballot, Member, RatingSheet, SessionSeat


@dataclass(frozen=True)
class OwnSeat:
    """The seat on which somebody acts: the own one, or that of the member they stand in for."""

    member: Member
    as_deputy: bool


def _with_people() -> Select[Member]:
    return select(Member).options(joinedload(Member.person), joinedload(Member.deputy))


def members_on(day: date) -> list[Member]:
    """Seats in office on that day: voting ones first, then in German order. One query."""
    found = db.session.scalars(
        _with_people().where(
            Member.person_id.is_not(None),
            Member.term_from <= day,
            or_(Member.term_to.is_(None), Member.term_to >= day),
        )
    )
    return sorted(found, key=_order)


def _order(member: Member) -> tuple[bool, str, int]:
    return (not member.voting, member.person.sort_key if member.person else "", member.id)


def voting_seats(day: date) -> list[Member]:
    """Seats with a vote in office on that day, in German order. One query."""
    return [member for member in members_on(day) if member.voting]


def all_members() -> list[Member]:
    """Every term there ever was: newest end first, open ones before, voting first. One query."""
    found = sorted(db.session.scalars(_with_people()), key=_order)
    return sorted(found, key=lambda one: one.term_to or date.max, reverse=True)


def member_by_id(member_id: int) -> Member:
    """The seat. Raises ``NotFound``."""
    found = db.session.scalar(_with_people().where(Member.id == member_id))
    if found is None:
        raise NotFound("Diesen Sitz im Lenkungskreis gibt es nicht oder nicht mehr.")
    return found


def seat_facts(member: Member) -> Seat:
    """The seat as plain data, with the records that hold everything since records were merged."""
    return Seat(
        person=survivor(member.person).id if member.person else None,
        deputy=survivor(member.deputy).id if member.deputy else None,
        voting=member.voting,
        term_from=member.term_from,
        term_to=member.term_to,
        name=member.name,
    )


def seat_of(name: str, email: str, day: date) -> OwnSeat | None:
    """The seat that somebody with this address has on that day, as member before as deputy.

    Where two people share the address (or the address book knows another one there), the name
    has to fit, too.
    """
    address, name_key = plain_key(email), plain_key(name)
    if not address:
        return None
    sharing = _people_at(address) > 1

    def is_meant(person: Person | None) -> bool:
        if person is None:
            return False
        one = survivor(person)
        return one.email_key == address and (not sharing or one.name_key == name_key)

    seats = members_on(day)
    own = next((seat for seat in seats if is_meant(seat.person)), None)
    if own:
        return OwnSeat(own, as_deputy=False)
    stands_in = next((seat for seat in seats if is_meant(seat.deputy)), None)
    return OwnSeat(stands_in, as_deputy=True) if stands_in else None


def _people_at(email_key: str) -> int:
    same = people().where(Person.email_key == email_key).subquery()
    return db.session.scalar(select(func.count()).select_from(same)) or 0


def seat_of_staff(actor: Actor, day: date) -> OwnSeat | None:
    """The seat of somebody who is signed in."""
    staff = db.session.get(Staff, actor.id)
    return seat_of(staff.name, staff.email, day) if staff else None


def is_used(member_id: int) -> bool:
    """Whether anything was rated, voted or attended on this seat: then it stays for good."""
    tables = (RatingSheet, Ballot, SessionSeat)
    used = [exists().where(table.member_id == member_id) for table in tables]
    return bool(db.session.scalar(select(or_(*used))))


def other_seats(member_id: int | None) -> list[Seat]:
    """All seats but this one, as plain data."""
    return [seat_facts(one) for one in all_members() if one.id != member_id]


def terms_from(day: date) -> list[Seat]:
    """Terms that last until this day or longer: who has them and from when to when; one query."""
    rows = db.session.execute(
        select(
            Member.person_id, Member.deputy_id, Member.voting, Member.term_from, Member.term_to
        ).where(or_(Member.term_to.is_(None), Member.term_to >= day))
    )
    return [
        Seat(person=person, deputy=deputy, voting=voting, term_from=first, term_to=last)
        for person, deputy, voting, first, last in rows
    ]


# people found by typing


def label_of(person: Person) -> str:
    """How somebody is told apart while typing: with organisation or district, no address."""
    more = person.organisation.name if person.organisation else person.district
    return f"{person.full_name} ({more})" if more else person.full_name


def people_called(typed: str) -> list[Person]:
    """Everybody whose name, or label, was typed; also „Name, Nr. 98“."""
    name, _, number = typed.rpartition(", Nr. ")
    if name and number.isascii() and number.isdecimal() and len(number) < 9:
        same = people().where(Person.id == int(number), Person.name_key == plain_key(name))
        return list(db.session.scalars(same))
    key = plain_key(typed)
    by_name = list(db.session.scalars(people().where(Person.name_key == key).order_by(Person.id)))
    if by_name:
        return by_name
    name_alone = plain_key(typed.split(" (")[0])
    found = db.session.scalars(people().where(Person.name_key == name_alone).order_by(Person.id))
    return [person for person in found if plain_key(label_of(person)) == key]


def label_alone(person: Person) -> str:
    """How one person is told apart: the label, or the number where others have the same."""
    label = label_of(person)
    return label if len(people_called(label)) == 1 else f"{person.full_name}, Nr. {person.id}"


def suggestions(typed: str) -> list[str]:
    """What a field offers while somebody types: labels, each leading to one person."""
    return distinct_labels(people_like(typed))


def distinct_labels(found: Collection[Person]) -> list[str]:
    """A label for each person; where two would read the same, with the number of the record."""
    labels = [label_of(person) for person in found]
    return [
        f"{person.full_name}, Nr. {person.id}" if labels.count(label) > 1 else label
        for person, label in zip(found, labels, strict=True)
    ]
