"""Adding, changing and ending seats of the steering group."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select, update

from app.access.actions import Actor, log
from app.contacts.models import Person, PersonLabel
from app.contacts.queries import survivor
from app.core import clock
from app.core.db import db, locked, one_at_a_time, transaction
from app.core.errors import Conflict, RuleBroken
from app.core.settings import current
from app.steering import members
from app.steering.ballots import follow_deputy
from app.steering.member_rules import Seat, check_seat
from app.steering.models import Member, RatingSheet

ONE_GROUP = "steering:members"
"""Seats are compared with each other: one change at a time."""
FASTER = (
    "Jemand anderes hat diesen Sitz inzwischen geändert. Ihre Eingaben stehen noch im Formular. "
    "Prüfen Sie sie und speichern Sie noch einmal."
)
USED = (
    "Auf diesem Sitz wurde schon bewertet, abgestimmt oder an einer Sitzung teilgenommen. "
    "Beenden Sie die Amtszeit, statt den Eintrag zu entfernen."
)


@dataclass(frozen=True, kw_only=True)
class SeatValues:
    """What the office types about a seat; people as they call them."""

    person: str = ""
    deputy: str = ""
    function: str = ""
    voting: bool = True
    term_from: date
    term_to: date | None = None


def add_member(values: SeatValues, *, actor: Actor) -> int:
    """A new term of office. Returns the seat's id. Raises ``RuleBroken`` naming the field."""
    with transaction():
        one_at_a_time(ONE_GROUP)
        person = _person_called(values.person, "Person", "person")
        member = Member(person=person)
        _fill(member, person, values)
        db.session.add(member)
        db.session.flush()
        label_members(clock.today())
        log(actor, "member_added", f"member:{member.id}")
        return member.id


def change_member(member_id: int, values: SeatValues, *, seen_version: int, actor: Actor) -> None:
    """Other function, vote, deputy or term; the person of a seat stays.

    Raises ``Conflict`` when the seat changed since the page was shown, ``RuleBroken`` naming the
    field, also when the vote of a used seat would change.
    """
    with transaction():
        one_at_a_time(ONE_GROUP)
        member = locked(Member, member_id)
        if member.version != seen_version:
            raise Conflict(FASTER)
        if member.voting != values.voting and members.is_used(member_id):
            raise RuleBroken(
                "Stimmrecht: Auf diesem Sitz wurde schon bewertet oder abgestimmt. Beenden Sie "
                "die Amtszeit und legen Sie eine neue an.",
                "voting",
            )
        before = survivor(member.deputy) if member.deputy else None
        _fill(member, survivor(member.person) if member.person else None, values)
        member.version += 1
        db.session.flush()
        if member.deputy is not before:
            _follow_deputy(member)
        label_members(clock.today())
        log(actor, "member_changed", f"member:{member_id}")


def _follow_deputy(member: Member) -> None:
    """What the former deputy was asked to do ends with the office."""
    follow_deputy(member)
    of_member = RatingSheet.member_id == member.id
    db.session.execute(update(RatingSheet).where(of_member).values(by_deputy=False))


def _fill(member: Member, person: Person | None, values: SeatValues) -> None:
    named = values.deputy.strip()
    deputy = _person_called(named, "Vertretung", "deputy") if named else None
    seat = Seat(
        person=person.id if person else None,
        deputy=deputy.id if deputy else None,
        voting=values.voting,
        term_from=values.term_from,
        term_to=values.term_to,
        name=person.full_name if person else "",
    )
    check_seat(seat, members.other_seats(member.id))
    member.deputy = deputy
    member.function, member.voting = values.function, values.voting
    member.term_from, member.term_to = values.term_from, values.term_to


def _person_called(typed: str, label: str, field: str) -> Person:
    """The one person of the address book who is meant. Raises ``RuleBroken`` for none and many."""
    found = members.people_called(typed)
    if not found:
        raise RuleBroken(
            f"{label}: „{typed[:100]}“ steht nicht in den Kontakten. Prüfen Sie die Schreibweise, "
            "oder legen Sie die Person zuerst dort an.",
            field,
        )
    if len(found) > 1:
        choices = ", ".join(f"„{one}“" for one in members.distinct_labels(found[:5]))
        raise RuleBroken(
            f"{label}: Diesen Namen gibt es mehrmals. Bitte tippen Sie eines davon: {choices}.",
            field,
        )
    return found[0]


def end_term(member_id: int, last_day: date, *, seen_version: int, actor: Actor) -> None:
    """The term ends with this day. Raises ``Conflict`` and ``RuleBroken`` naming the field."""
    with transaction():
        one_at_a_time(ONE_GROUP)
        member = locked(Member, member_id)
        if member.term_to == last_day:
            return
        if member.version != seen_version:
            raise Conflict(FASTER)
        if last_day < member.term_from:
            raise RuleBroken(
                "Letzter Tag: Der Tag liegt vor dem Beginn der Amtszeit. "
                "Bitte wählen Sie einen späteren.",
                "last_day",
            )
        if member.term_to and last_day > member.term_to:
            raise RuleBroken(
                "Letzter Tag: So lange dauert die Amtszeit nicht. Verlängern Sie sie über "
                "„Bearbeiten“.",
                "last_day",
            )
        member.term_to = last_day
        member.version += 1
        db.session.flush()
        label_members(clock.today())
        log(actor, "member_ended", f"member:{member_id}")


def remove_member(member_id: int, *, actor: Actor) -> None:
    """Take out a seat that was never used: a slip. Raises ``RuleBroken`` for a used one."""
    with transaction():
        one_at_a_time(ONE_GROUP)
        member = locked(Member, member_id)
        if members.is_used(member_id):
            raise RuleBroken(USED)
        db.session.delete(member)
        db.session.flush()
        _give_label(members.members_on(clock.today()))
        log(actor, "member_removed", f"member:{member_id}")


def keep_labels() -> None:
    """The label that mails go by follows terms that begin and end. The clockwork calls it."""
    with transaction():
        one_at_a_time(ONE_GROUP)
        label_members(clock.today())


def label_members(today: date) -> None:
    """Members in office and their deputies have the group's label, and nobody else.

    Mails to the group and lists go by that label, so the seats are the one truth behind both.
    Before the first seat is kept here, labels stay as the office gave them.
    """
    if db.session.scalar(select(Member.id).limit(1)) is not None:
        _give_label(members.members_on(today))


def _give_label(sitting: list[Member]) -> None:
    label = current().forum.steering_group[:60]
    wanted = {
        survivor(person).id
        for member in sitting
        for person in (member.person, member.deputy)
        if person
    }
    there = set(db.session.scalars(select(PersonLabel.person_id).where(PersonLabel.label == label)))
    if gone := there - wanted:
        db.session.execute(
            delete(PersonLabel).where(PersonLabel.label == label, PersonLabel.person_id.in_(gone))
        )
    db.session.add_all(
        PersonLabel(person_id=person_id, label=label) for person_id in sorted(wanted - there)
    )
    db.session.flush()
