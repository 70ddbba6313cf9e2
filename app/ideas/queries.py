"""What is read of the register of ideas."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import lazyload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.core.db import db
from app.core.errors import NotFound
from app.core.settings import current
from app.core.words import sort_key
from app.ideas.models import Idea
from app.ideas.rules import IdeaState, IdeaValues, matches, read_number
from app.meetings.models import Meeting

SORTS = ("nummer", "titel", "feld", "status", "schritt", "punkte")
DEFAULT_SORT = "-nummer"


@dataclass(frozen=True, kw_only=True)
class RegisterFilter:
    """What the register is narrowed to; empty values narrow nothing."""

    state: IdeaState | None = None
    field: str = ""
    meeting_id: int | None = None
    search: str = ""
    sort: str = DEFAULT_SORT


def idea_of_pitch(pitch_id: int) -> Idea | None:
    """The idea that a pitch became."""
    return db.session.scalar(select(Idea).where(Idea.pitch_id == pitch_id))


def register(wanted: RegisterFilter) -> list[Idea]:
    """The ideas that fit, sorted; unknown sort names fall back to the newest number first."""
    statement = select(Idea).options(*_with_meeting())
    if wanted.state:
        statement = statement.where(Idea.state == wanted.state)
    if wanted.field:
        statement = statement.where(
            (Idea.action_field == wanted.field) | (Idea.second_field == wanted.field)
        )
    if wanted.meeting_id:
        statement = statement.where(Idea.meeting_id == wanted.meeting_id)
    ideas = [idea for idea in _all(statement) if _fits(idea, wanted.search)]
    return _sorted(ideas, wanted.sort)


def idea_by_number(number: str) -> Idea:
    """The idea with a number like 2027-001. Raises ``NotFound``."""
    parts = read_number(number)
    idea = parts and db.session.scalar(
        select(Idea)
        .where(Idea.year == parts[0], Idea.running_number == parts[1])
        .options(*_with_meeting())
    )
    if not idea:
        raise NotFound("Diese Idee gibt es nicht.")
    return idea


def idea_by_id(idea_id: int) -> Idea:
    """Raises ``NotFound``."""
    idea = db.session.get(Idea, idea_id, options=_with_meeting())
    if idea is None:
        raise NotFound("Diese Idee gibt es nicht.")
    return idea


def public_idea(number: str) -> Idea:
    """An idea everybody may see. Raises ``NotFound``, the same for hidden and unknown ones."""
    idea = idea_by_number(number)
    if not idea.public:
        raise NotFound("Diese Idee gibt es nicht.")
    return idea


def public_ideas(field: str = "") -> list[Idea]:
    """All public ideas, newest first, of one field of work or of all."""
    statement = select(Idea).where(Idea.public).options(*_with_meeting())
    if field:
        statement = statement.where((Idea.action_field == field) | (Idea.second_field == field))
    return _sorted(_all(statement), DEFAULT_SORT)


def public_counts_by_field() -> dict[str, int]:
    """Number of public ideas by field of work, first or second; all of them under ""."""
    pairs = db.session.execute(select(Idea.action_field, Idea.second_field).where(Idea.public))
    counts: Counter[str] = Counter()
    for pair in pairs:
        counts.update({"", *pair})
    return dict(counts)


def ideas_of_meeting(meeting_id: int) -> list[Idea]:
    """The ideas that came out of a meeting, in the order of their numbers."""
    statement = select(Idea).where(Idea.meeting_id == meeting_id)
    return _sorted(_all(statement), "nummer")


def counts_by_state() -> dict[IdeaState, int]:
    """How many ideas are in each state, all states shown in the order of the funnel."""
    rows = db.session.execute(select(Idea.state, func.count()).group_by(Idea.state))
    counted = {IdeaState(state): number for state, number in rows}
    return {state: counted.get(state, 0) for state in IdeaState}


def source_meetings() -> list[tuple[int, str]]:
    """(id, title) of the meetings that ideas came from, newest first."""
    with_ideas = select(Idea.meeting_id).where(Idea.meeting_id.is_not(None))
    statement = select(Meeting.id, Meeting.title).where(Meeting.id.in_(with_ideas))
    rows = db.session.execute(statement.order_by(Meeting.day.desc(), Meeting.id.desc()))
    return [(row.id, row.title) for row in rows]


def last_running_number(year: int) -> int:
    """The highest number given out in a year, 0 before the first."""
    highest = db.session.scalar(select(func.max(Idea.running_number)).where(Idea.year == year))
    return highest or 0


def field_names() -> dict[str, str]:
    """Names of the fields of work by their ids, archived ones included."""
    return {field.id: field.name for field in current().forum.action_fields}


def values_of(idea: Idea) -> IdeaValues:
    """The values of an idea as plain data."""
    return IdeaValues(**{name: getattr(idea, name) for name in IdeaValues.__dataclass_fields__})


def _with_meeting() -> list[ORMOption]:
    """The source meeting with the few columns a list needs; not its recipe, which is large."""
    few = (Meeting.id, Meeting.slug, Meeting.title, Meeting.day, Meeting.state, Meeting.listed)
    return [selectinload(Idea.meeting).load_only(*few).options(lazyload(Meeting.venue))]


def _all(statement: Select[Idea]) -> list[Idea]:
    return list(db.session.scalars(statement))


def _fits(idea: Idea, search: str) -> bool:
    return not search or matches(
        search, idea.number, idea.title, idea.summary, idea.seeking, idea.organisation,
        idea.district, idea.next_step, idea.contact_name,
    )  # fmt: skip


def _sorted(ideas: list[Idea], sort: str) -> list[Idea]:
    name = sort.removeprefix("-")
    if name not in SORTS:
        name, sort = "nummer", DEFAULT_SORT
    ordered = sorted(ideas, key=lambda idea: (idea.year, idea.running_number))
    return sorted(ordered, key=lambda idea: _key(idea, name), reverse=sort.startswith("-"))


def _key(idea: Idea, name: str) -> Any:
    if name == "titel":
        return sort_key(idea.title)
    if name == "feld":
        return (idea.action_field, idea.second_field)
    if name == "status":
        return list(IdeaState).index(IdeaState(idea.state))
    if name == "schritt":
        return (idea.next_step_due is None, idea.next_step_due or idea.submitted_on)
    if name == "punkte":
        return idea.points if idea.points is not None else -1
    return (idea.year, idea.running_number)
