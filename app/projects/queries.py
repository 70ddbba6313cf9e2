"""What is read of an idea over time: questions, news, texts by link, people who join in."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import joinedload, load_only

from app.contacts.models import Person
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.language import N_
from app.core.settings import current
from app.core.tokens import digest, link_token
from app.core.words import plain_key
from app.ideas.contact import is_contact
from app.ideas.models import Idea, IdeaChange
from app.ideas.rules import REPORTING
from app.meetings.queries import next_public_meeting
from app.projects import rules
from app.projects.models import IdeaAsk, IdeaDraft, IdeaNews, Supporter
from app.projects.rules import Ahead, Asked, DraftState, JoinState, Progress, Standing

GONE = N_("Dieser Link gilt nicht mehr.")
STATUS = "Status: "
"""How the history begins to tell of a move."""


NAMED = load_only(Idea.year, Idea.running_number, Idea.title)
NAMED_WITH_NEWS = load_only(
    Idea.year, Idea.running_number, Idea.title, Idea.submitted_on, Idea.news_on, Idea.report_due
)

# the link


def token_of(idea: Idea) -> str:
    """The token of the project's page for its present contact person."""
    return link_token("project", idea.id, idea.link_version)


def idea_behind(token: str) -> Idea:
    """The idea whose contact person has this link. Raises ``NotFound``."""
    idea = db.session.scalar(
        select(Idea).where(Idea.link_digest == digest(token), Idea.contact_email != "")
    )
    if idea is None:
        raise NotFound(GONE)
    return idea


def is_open(idea: Idea) -> bool:
    """Whether its people can say and write something: it goes on, under its own number."""
    return idea.closed_on is None and idea.merged_into_id is None


def others_of(idea: Idea) -> list[Idea]:
    """Other ideas of the same person: the same record in the address book, or name and address."""
    same = [Idea.contact_email == idea.contact_email]
    if idea.contact_person_id:
        same.append(Idea.contact_person_id == idea.contact_person_id)
    found = db.session.scalars(
        select(Idea)
        .where(or_(*same), Idea.id != idea.id, Idea.merged_into_id.is_(None))
        .order_by(Idea.year, Idea.running_number)
    )
    return [one for one in found if _same_person(one, idea)]


def _same_person(one: Idea, other: Idea) -> bool:
    """Two people may share an address, and two may have the same name."""
    if one.contact_person_id and other.contact_person_id:
        return one.contact_person_id == other.contact_person_id
    names = {plain_key(one.contact_name), plain_key(other.contact_name)}
    addresses = {plain_key(one.contact_email), plain_key(other.contact_email)}
    return len(names) == len(addresses) == 1


# news and questions


def news_of(idea_id: int) -> list[IdeaNews]:
    """The newest first."""
    found = select(IdeaNews).where(IdeaNews.idea_id == idea_id)
    return list(db.session.scalars(found.order_by(IdeaNews.at.desc(), IdeaNews.id.desc())))


def news_with_key(submit_key: str) -> IdeaNews | None:
    """What was taken in with this press."""
    return db.session.scalar(select(IdeaNews).where(IdeaNews.submit_key == submit_key))


def news_by_id(idea_id: int, news_id: int) -> IdeaNews:
    """News of this idea. Raises ``NotFound``."""
    found = db.session.get(IdeaNews, news_id)
    if found is None or found.idea_id != idea_id:
        raise NotFound("Diese Rückmeldung gibt es nicht.")
    return found


def unseen_news() -> list[IdeaNews]:
    """News that ask the office for something, the oldest first; of requests the cases tell.

    A move of the idea after them answers them.
    """
    asking = (Progress.STUCK, Progress.ENDED)
    moved = exists().where(
        IdeaChange.idea_id == IdeaNews.idea_id,
        IdeaChange.what.startswith(STATUS),
        IdeaChange.at > IdeaNews.at,
    )
    return list(
        db.session.scalars(
            select(IdeaNews)
            .where(IdeaNews.seen_at.is_(None), IdeaNews.what.in_(asking), ~moved)
            .order_by(IdeaNews.at, IdeaNews.id)
            .options(joinedload(IdeaNews.idea).options(NAMED))
        )
    )


def asks_of(idea_ids: Collection[int]) -> dict[int, list[Asked]]:
    """Idea id → its questions, the oldest first."""
    found: dict[int, list[Asked]] = defaultdict(list)
    rows = select(IdeaAsk.idea_id, IdeaAsk.asked_on, IdeaAsk.again, IdeaAsk.meeting_id)
    rows = rows.where(IdeaAsk.idea_id.in_(idea_ids)).order_by(IdeaAsk.asked_on, IdeaAsk.id)
    for idea_id, day, again, meeting_id in db.session.execute(rows):
        found[idea_id].append(Asked(day, again, meeting_id))
    return found


def in_state_since(ideas: Collection[Idea]) -> dict[int, date]:
    """Idea id → day of its last move; the day it was submitted for one that never moved."""
    rows = db.session.execute(
        select(IdeaChange.idea_id, func.max(IdeaChange.at))
        .where(
            IdeaChange.idea_id.in_([one.id for one in ideas]), IdeaChange.what.startswith(STATUS)
        )
        .group_by(IdeaChange.idea_id)
    )
    moved = {idea_id: clock.local(at).date() for idea_id, at in rows}
    return {one.id: moved.get(one.id, one.submitted_on) for one in ideas}


def projects_to_ask(only: int | None = None) -> list[tuple[Idea, Standing]]:
    """Running projects with a contact person, and how they stand; ``only``: this one alone."""
    wanted = _asked_for()
    if only is not None:
        wanted = wanted.where(Idea.id == only)
    return standings(list(db.session.scalars(wanted.order_by(Idea.id))))


def _asked_for() -> Select[Idea]:
    return select(Idea).where(
        Idea.state.in_(REPORTING), Idea.contact_email != "", Idea.merged_into_id.is_(None)
    )


def standings(ideas: Sequence[Idea]) -> list[tuple[Idea, Standing]]:
    """How each of the ideas stands, with two queries for all of them."""
    asks, since = asks_of([one.id for one in ideas]), in_state_since(ideas)
    return [
        (
            one,
            Standing(
                since=since[one.id],
                asks=asks.get(one.id, ()),
                news_on=one.news_on,
                report_due=one.report_due,
            ),
        )
        for one in ideas
    ]


def ahead(today: date) -> Ahead | None:
    """The next public meeting after today."""
    meeting = next_public_meeting(today)
    return Ahead(meeting.id, meeting.day) if meeting else None


def silence_of(idea: Idea, standing: Standing) -> str:
    """seit 9 Wochen ohne Nachricht; empty for ideas that are not asked."""
    if idea.state not in REPORTING:
        return ""
    weeks = current().forum.ask_weeks
    return rules.silence(clock.today(), idea.news_on or standing.since, weeks=weeks)


def silent_projects() -> list[tuple[Idea, date]]:
    """Projects with several questions that nobody answered, and since when. Two queries.

    Reminders are no questions.
    """
    unanswered = (
        select(IdeaAsk.idea_id)
        .join(IdeaAsk.idea)
        .where(~IdeaAsk.again, Idea.news_on.is_(None) | (Idea.news_on < IdeaAsk.asked_on))
        .group_by(IdeaAsk.idea_id)
        .having(func.count() >= rules.SILENT_QUESTIONS)
    )
    silent = _asked_for().where(Idea.id.in_(unanswered)).options(NAMED_WITH_NEWS)
    ideas = db.session.scalars(silent.order_by(Idea.id)).all()
    since = in_state_since([one for one in ideas if one.news_on is None])
    return [(one, one.news_on or since[one.id]) for one in ideas]


# texts by link


def texts_of(idea: Idea) -> dict[str, str]:
    """What the contact person can write, as it stands now."""
    return {name: str(getattr(idea, name) or "") for name in rules.TEXTS}


def open_draft_of(idea_id: int) -> IdeaDraft | None:
    """The text that waits for the office."""
    return next(iter(open_drafts_of(idea_id)), None)


def open_drafts_of(idea_id: int) -> list[IdeaDraft]:
    """Texts that wait for the office, the newest first: of several people after a merger."""
    found = select(IdeaDraft).where(
        IdeaDraft.idea_id == idea_id, IdeaDraft.state == DraftState.OPEN
    )
    return list(db.session.scalars(found.order_by(IdeaDraft.id.desc())))


def own_draft_of(idea: Idea) -> IdeaDraft | None:
    """The last text that its present contact person wrote, in whatever state."""
    found = select(IdeaDraft).where(IdeaDraft.idea_id == idea.id)
    rows = db.session.scalars(found.order_by(IdeaDraft.id.desc()))
    return next((one for one in rows if is_contact(idea, one.name, one.person_id)), None)


def own_news_of(idea: Idea) -> list[IdeaNews]:
    """What its present contact person said, and reports at meetings, the newest first."""
    return [
        one
        for one in news_of(idea.id)
        if one.source == "meeting" or is_contact(idea, one.name, one.person_id)
    ]


def draft_by_id(idea_id: int, draft_id: int) -> IdeaDraft:
    """A text for this idea. Raises ``NotFound``."""
    found = db.session.get(IdeaDraft, draft_id)
    if found is None or found.idea_id != idea_id:
        raise NotFound("Diesen Text gibt es nicht.")
    return found


def draft_with_key(submit_key: str) -> IdeaDraft | None:
    """What was taken in with this press."""
    return db.session.scalar(select(IdeaDraft).where(IdeaDraft.submit_key == submit_key))


def open_drafts() -> list[IdeaDraft]:
    """All texts that wait for the office, the oldest first; each without its words."""
    found = select(IdeaDraft).where(IdeaDraft.state == DraftState.OPEN)
    few = (load_only(IdeaDraft.idea_id), joinedload(IdeaDraft.idea).options(NAMED))
    return list(db.session.scalars(found.order_by(IdeaDraft.at).options(*few)))


# people who join in


def supporter_token(supporter: Supporter) -> str:
    """The token with which somebody confirms and leaves."""
    return link_token("supporter", supporter.id, 0)


def supporter_behind(token: str) -> Supporter:
    """Raises ``NotFound``."""
    found = db.session.scalar(select(Supporter).where(Supporter.digest == digest(token)))
    if found is None:
        raise NotFound(GONE)
    return found


def supporter_by_id(idea_id: int, supporter_id: int) -> Supporter:
    """Somebody who joins in this idea. Raises ``NotFound``."""
    found = db.session.get(Supporter, supporter_id)
    if found is None or found.idea_id != idea_id:
        raise NotFound("Diese Person macht hier nicht mit.")
    return found


def supporter_with_key(submit_key: str) -> Supporter | None:
    """Who was taken in with this press."""
    return db.session.scalar(select(Supporter).where(Supporter.submit_key == submit_key))


def same_supporter(idea_id: int, name: str, email: str) -> Supporter | None:
    """Whether this person joins in already, or asked to: address and name, as in registrations."""
    found = db.session.scalars(select(Supporter).where(Supporter.idea_id == idea_id))
    who = (plain_key(name), plain_key(email))
    return next((one for one in found if (plain_key(one.name), plain_key(one.email)) == who), None)


def supporters_of(idea_id: int) -> list[Supporter]:
    """Everybody who joins in and is confirmed, the first ones first."""
    return list(
        db.session.scalars(
            select(Supporter)
            .where(Supporter.idea_id == idea_id, Supporter.state == JoinState.CONFIRMED)
            .order_by(Supporter.confirmed_at, Supporter.id)
        )
    )


def strangers_known_by_now() -> list[tuple[int, int, int]]:
    """(idea, somebody who joins in, their entry in the address book): ids, not linked yet."""
    rows = db.session.execute(
        select(Supporter, Person)
        .join(Person, Person.email_key == func.lower(Supporter.email))
        .where(~Supporter.known, Person.merged_into_id.is_(None))
        .order_by(Supporter.idea_id, Supporter.id)
    )
    return [
        (one.idea_id, one.id, person.id)
        for one, person in rows
        if plain_key(one.name) == person.name_key
    ]


def unknown_supporters() -> list[Supporter]:
    """People who join in without the contact person knowing, and whom the office has not seen."""
    return list(
        db.session.scalars(
            select(Supporter)
            .where(
                Supporter.state == JoinState.CONFIRMED, Supporter.told_at.is_(None),
                Supporter.seen_at.is_(None),
            )
            .order_by(Supporter.confirmed_at, Supporter.id)
            .options(joinedload(Supporter.idea).options(NAMED))
        )
    )  # fmt: skip


def takes_part(idea: Idea) -> bool:
    """Whether people can join in: everybody sees it, and it goes on."""
    return idea.public and is_open(idea)
