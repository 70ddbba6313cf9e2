"""Who gets a mail and who does not, and why: evaluated anew whenever somebody asks.

A fixed number of queries, however many people there are.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from sqlalchemy import CompoundSelect, Select, String, cast, literal, select

from app.contacts import queries as contacts
from app.contacts.models import Consent, Person
from app.contacts.rules import ConsentKind
from app.core.db import db
from app.core.language import SOURCE
from app.core.settings import current
from app.core.words import plain_key, sort_key
from app.ideas.models import Idea
from app.ideas.rules import IdeaState
from app.kits.office_mails import OfficeMail
from app.kits.schema import Recipients
from app.mailings.models import Mailing
from app.mailings.queries import invitation_of, letter_key, topic_of
from app.mailings.rules import BY_CONSENT, INVITING, RULES, WhyNot, identity, split_name
from app.meetings.models import Invitation, Meeting
from app.minutes.models import Entry, Minutes, MinutesItem
from app.outbox.models import Message
from app.pitches.models import Pitch
from app.pitches.rules import IN_THE_PROGRAMME
from app.registrations.languages import languages_of
from app.registrations.models import Registration
from app.registrations.rules import LIVE, Attendance, RegistrationState
from app.steering.models import Decision, DecisionIdea

CLOSED_IDEAS = (IdeaState.DONE, IdeaState.DROPPED)
PROJECTS = (IdeaState.SELECTED, IdeaState.IN_PROGRESS)


@dataclass(frozen=True)
class Recipient:
    """One person and one rule by which the mail may reach them."""

    rule: Recipients
    first_name: str
    last_name: str
    email: str
    person_id: int | None = None
    registration_id: int | None = None
    idea_id: int | None = None
    why_not: WhyNot | None = None
    language: str = SOURCE
    """What this person reads, as far as is known."""

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @cached_property
    def identity(self) -> str:
        """The same for the same name at the same address; answers to ideas go one by one."""
        name_key = plain_key(self.full_name)
        if self.rule == Recipients.DECIDED_IDEAS:
            name_key += f"|{self.idea_id}"
        return identity(plain_key(self.email), name_key)

    @property
    def gets_invitation(self) -> bool:
        """Whether the mail carries a personal invitation to the meeting."""
        return self.rule in INVITING and self.person_id is not None

    @property
    def by_consent(self) -> bool:
        """Whether the mail needs the person's consent, and so tells how to withdraw it."""
        return self.rule in BY_CONSENT and self.person_id is not None


@dataclass(frozen=True)
class Audience:
    """Everybody a mail's rules name, in German order: who gets it, and who does not."""

    wanted: tuple[Recipient, ...]
    left_out: tuple[Recipient, ...]


def audience_of(mailing: Mailing) -> Audience:
    """The people of a mail as they stand now."""
    found = _without_twins(_judged(mailing, _candidates(mailing)))
    ordered = sorted(found, key=lambda one: (sort_key(one.last_name), sort_key(one.first_name)))
    return Audience(
        wanted=tuple(one for one in ordered if one.why_not is None),
        left_out=tuple(one for one in ordered if one.why_not is not None),
    )


def _candidates(mailing: Mailing) -> Iterator[Recipient]:
    for rule in mailing.recipients:
        yield from FINDERS[RULES[rule]](mailing)


def _judged(mailing: Mailing, candidates: Iterable[Recipient]) -> Iterator[Recipient]:
    """Each candidate with the reason, if any, why the mail does not reach them."""
    known, candidates = _Known(mailing), list(candidates)
    if mailing.meeting.languages:
        known.languages = languages_of([one.email for one in candidates])
    for one in candidates:
        yield replace(
            one,
            why_not=known.why_not(one),
            person_id=known.person_of(one),
            language=known.languages.get(plain_key(one.email), SOURCE),
        )


def _without_twins(judged: Iterable[Recipient]) -> list[Recipient]:
    """One line for each person: a rule that reaches them wins over one that does not."""
    found: dict[tuple[int | None, str], Recipient] = {}
    for one in judged:
        key = (None, one.identity) if one.email else (one.person_id, "")
        kept = found.get(key)
        if kept is None or (kept.why_not is not None and one.why_not is None):
            found[key] = one
    return list(found.values())


class _Known:
    """What is known about people with regard to one mail, read once."""

    def __init__(self, mailing: Mailing) -> None:
        self.mailing_id = mailing.id
        self.has_it = set(
            db.session.scalars(select(Message.key).where(Message.topic == topic_of(mailing.id)))
        )
        self.registered = _registered(mailing.meeting_id)
        self.declined = _declined(mailing.meeting_id)
        self.unsubscribed = _unsubscribed()
        self.people = _people_by_identity() if _needs_people(mailing) else {}
        self.languages: Mapping[str, str] = {}
        """Where the meeting offers more than German: address -> what is read there."""

    def person_of(self, one: Recipient) -> int | None:
        return one.person_id or self.people.get(one.identity)

    def why_not(self, one: Recipient) -> WhyNot | None:
        person_id = self.person_of(one)
        if not one.email:
            return WhyNot.NO_ADDRESS
        if letter_key(self.mailing_id, one.identity) in self.has_it:
            return WhyNot.HAS_IT
        if one.rule in BY_CONSENT and person_id in self.unsubscribed:
            return WhyNot.UNSUBSCRIBED
        if one.why_not is None and one.rule in INVITING:
            return self._answered(one.identity, person_id)
        return one.why_not

    def _answered(self, person: str, person_id: int | None) -> WhyNot | None:
        if {person, person_id} & self.registered:
            return WhyNot.REGISTERED
        return WhyNot.DECLINED if person_id in self.declined else None


def letter_readers(meeting: Meeting) -> list[Person]:
    """Whom the meeting's invitation reaches by letter only, in German order.

    They have a postal address and no e-mail address, agreed to invitations (or belong to the group
    that is invited), and have neither registered nor declined.
    """
    invitation = invitation_of(meeting.id)
    invited = set(invitation.recipients if invitation else ())
    found: dict[int, Person] = {}
    if Recipients.STEERING_GROUP in invited:
        group = contacts.labelled_without_mail(current().forum.steering_group)
        found |= {person.id: person for person in group}
    if Recipients.MAILING_LIST in invited:
        found |= {person.id: person for person in contacts.people_without_mail()}
    answered = _registered(meeting.id) | _declined(meeting.id)
    return sorted(
        (one for one in found.values() if not {one.id, identity("", one.name_key)} & answered),
        key=lambda one: (one.sort_key, one.id),
    )


def _declined(meeting_id: int) -> set[str | int | None]:
    """Ids of people who answered that they do not come."""
    return set(
        db.session.scalars(
            select(Invitation.person_id).where(
                Invitation.meeting_id == meeting_id, Invitation.declined_at.is_not(None)
            )
        )
    )


def _registered(meeting_id: int) -> set[str | int | None]:
    """Identities and person ids of everybody who has registered and still wants to come."""
    rows = db.session.execute(
        select(Registration.person_id, Registration.email_key, Registration.name_key).where(
            Registration.meeting_id == meeting_id, Registration.state.in_(LIVE)
        )
    ).all()
    found: set[str | int | None] = {identity(email, name) for _, email, name in rows}
    return found | {person_id for person_id, _, _ in rows if person_id is not None}


def _unsubscribed() -> set[int]:
    """Ids of people who have withdrawn their consent to invitations and not given it again."""
    withdrawn = select(Consent.person_id).where(
        Consent.kind == ConsentKind.INVITATIONS, Consent.given.is_(False)
    )
    return set(
        db.session.scalars(
            select(Person.id).where(Person.invitations.is_(False), Person.id.in_(withdrawn))
        )
    )


def idea_words(meeting_id: int, idea_id: int) -> dict[str, str]:
    """What a mail says about one idea: its title, what was decided, what comes next."""
    idea = db.session.get_one(Idea, idea_id)
    said = db.session.scalars(
        select(Entry.text)
        .join(Entry.item)
        .join(MinutesItem.minutes)
        .where(Minutes.meeting_id == meeting_id, Entry.idea_id == idea_id)
        .order_by(Entry.id)
    )
    return {
        "pitch_titel": idea.title,
        "begruendung": "\n".join(said) or idea.reason,
        "naechster_schritt": idea.next_step or "Wir melden uns bei Ihnen.",
    }


def _needs_people(mailing: Mailing) -> bool:
    """Contacts of ideas are no records of the address book, but may have one."""
    by_name = {Recipients.IDEA_CONTACTS, Recipients.PROJECT_CONTACTS}
    return bool(by_name & set(mailing.recipients))


def _people_by_identity() -> dict[str, int]:
    rows = db.session.execute(
        select(Person.id, Person.email_key, Person.name_key).where(
            Person.merged_into_id.is_(None), Person.email_key != ""
        )
    )
    return {identity(email, name): person_id for person_id, email, name in rows}


def _mailing_list(_mailing: Mailing) -> Iterator[Recipient]:
    """Everybody in the address book; those who did not agree are told apart."""
    for person_id, first, last, email, agreed in db.session.execute(
        _person_columns(contacts.people())
    ):
        reason = None if agreed else WhyNot.NO_CONSENT
        yield Recipient(
            Recipients.MAILING_LIST, first, last, email, person_id=person_id, why_not=reason
        )


def _person_columns(people: Select[Person]) -> Select[int, str, str, str, bool]:
    return people.with_only_columns(
        Person.id, Person.first_name, Person.last_name, Person.email, Person.invitations
    )


def _steering_group(_mailing: Mailing) -> Iterator[Recipient]:
    people = contacts.labelled(current().forum.steering_group)
    for person_id, first, last, email, _ in db.session.execute(_person_columns(people)):
        yield Recipient(Recipients.STEERING_GROUP, first, last, email, person_id=person_id)


def _unanswered(mailing: Mailing) -> Iterator[Recipient]:
    """People with a personal invitation; answers are sorted out later."""
    invited = select(Invitation.person_id).where(Invitation.meeting_id == mailing.meeting_id)
    members = set(
        db.session.scalars(
            contacts.labelled(current().forum.steering_group).with_only_columns(Person.id)
        )
    )
    people = contacts.people().where(Person.id.in_(invited))
    for person_id, first, last, email, agreed in db.session.execute(_person_columns(people)):
        fine = agreed or person_id in members
        yield Recipient(
            Recipients.UNANSWERED, first, last, email, person_id=person_id,
            why_not=None if fine else WhyNot.NO_CONSENT,
        )  # fmt: skip


def _registrations(rule: Recipients, *wanted: object) -> Callable[[Mailing], Iterator[Recipient]]:
    """A finder of people by the state of their registration, or by their being there."""

    def find(mailing: Mailing) -> Iterator[Recipient]:
        column = Registration.attendance if rule == Recipients.ATTENDED else Registration.state
        rows = db.session.execute(
            select(
                Registration.id,
                Registration.person_id,
                Registration.first_name,
                Registration.last_name,
                Registration.email,
            )
            .where(Registration.meeting_id == mailing.meeting_id, column.in_(wanted))
            .order_by(Registration.id)
        )
        for row_id, person_id, first, last, email in rows:
            yield Recipient(rule, first, last, email, person_id=person_id, registration_id=row_id)

    return find


def _ideas(rule: Recipients) -> Callable[[Mailing], Iterator[Recipient]]:
    """A finder of contact persons of ideas."""

    def find(mailing: Mailing) -> Iterator[Recipient]:
        ideas = select(Idea.id, Idea.contact_name, Idea.contact_email)
        if rule == Recipients.DECIDED_IDEAS:
            decided = Idea.id.in_(_decided(mailing.meeting_id))
            ideas = ideas.where(decided, Idea.id.not_in(_told(mailing.meeting_id)))
        elif rule == Recipients.PROJECT_CONTACTS:
            ideas = ideas.where(Idea.state.in_(PROJECTS))
        else:
            ideas = ideas.where(Idea.state.not_in(CLOSED_IDEAS))
        named = ideas.where(Idea.contact_name != "").order_by(Idea.id)
        for idea_id, name, email in db.session.execute(named):
            first, last = split_name(name)
            yield Recipient(rule, first, last, email, idea_id=idea_id)

    return find


def _decided(meeting_id: int) -> CompoundSelect[int | None]:
    """Ids of the ideas that stand in the minutes of a meeting, or were decided about there."""
    noted = (
        select(Entry.idea_id)
        .join(Entry.item)
        .join(MinutesItem.minutes)
        .where(Minutes.meeting_id == meeting_id, Entry.idea_id.is_not(None))
    )
    about = select(DecisionIdea.idea_id).join(Decision, Decision.id == DecisionIdea.decision_id)
    return noted.union(about.where(Decision.meeting_id == meeting_id))


def _told(meeting_id: int) -> Select[int]:
    """Ids of the ideas whose contact person was told of the decision by the office already."""
    return (
        select(DecisionIdea.idea_id)
        .join(Decision, Decision.id == DecisionIdea.decision_id)
        .join(Message, Message.topic == literal("idea:") + cast(DecisionIdea.idea_id, String))
        .where(
            Decision.meeting_id == meeting_id,
            Message.kind == OfficeMail.IDEA_MOVED.value,
            Message.created_at >= Decision.at,
        )
    )


def _pitch_teams(mailing: Mailing) -> Iterator[Recipient]:
    rows = db.session.execute(
        select(Pitch.first_name, Pitch.last_name, Pitch.email)
        .where(Pitch.meeting_id == mailing.meeting_id, Pitch.state.in_(IN_THE_PROGRAMME))
        .order_by(Pitch.id)
    )
    for first, last, email in rows:
        yield Recipient(Recipients.PITCH_TEAMS, first, last, email)


FINDERS: dict[Recipients, Callable[[Mailing], Iterator[Recipient]]] = {
    Recipients.MAILING_LIST: _mailing_list,
    Recipients.STEERING_GROUP: _steering_group,
    Recipients.UNANSWERED: _unanswered,
    Recipients.REGISTERED: _registrations(Recipients.REGISTERED, RegistrationState.CONFIRMED),
    Recipients.WAITING: _registrations(
        Recipients.WAITING, RegistrationState.WAITLISTED, RegistrationState.OFFERED
    ),
    Recipients.ATTENDED: _registrations(Recipients.ATTENDED, Attendance.PRESENT),
    Recipients.IDEA_CONTACTS: _ideas(Recipients.IDEA_CONTACTS),
    Recipients.PROJECT_CONTACTS: _ideas(Recipients.PROJECT_CONTACTS),
    Recipients.DECIDED_IDEAS: _ideas(Recipients.DECIDED_IDEAS),
    Recipients.PITCH_TEAMS: _pitch_teams,
}
