"""What is read of the register of ideas."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select, union_all
from sqlalchemy.orm import joinedload, lazyload, load_only, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.core import clock
from app.core.db import Base, db
from app.core.errors import NotFound
from app.core.firsts import Firsts, firsts
from app.core.language import N_
from app.core.paging import nearest_page
from app.core.settings import current
from app.core.words import sort_key
from app.ideas.models import Idea, IdeaChange, IdeaNotice
from app.ideas.rules import CLOSED, REPORTING, VALUES, IdeaState, IdeaValues, read_number
from app.meetings.models import Meeting

_STEPS = case({state: place for place, state in enumerate(IdeaState)}, value=Idea.state)
SORTS: dict[str, tuple[Any, ...]] = {
    "nummer": (Idea.year, Idea.running_number),
    "titel": (Idea.search_key,),
    "feld": (Idea.action_field, Idea.second_field),
    "status": (_STEPS,),
    "schritt": (Idea.next_step_due.is_(None), func.coalesce(Idea.next_step_due, Idea.submitted_on)),
    "punkte": (func.coalesce(Idea.points, -1),),
}
"""The allow-list of orders (I-6)."""
ONLY = {
    "ueberfaellig": "Nächster Schritt überfällig",
    "wieder-vorlegen": "Wieder vorzulegen",
    "ohne-rueckmeldung": "Ohne Rückmeldung",
    "ohne-feld": "Ohne Handlungsfeld",
    "zusammengelegt": "Mit einer anderen zusammengelegt",
}
"""What the register can be narrowed to beside state, field and meeting."""
PER_PAGE = 50
OWN = (IdeaChange.__tablename__, IdeaNotice.__tablename__)
"""Tables that are part of an idea."""
DEFAULT_SORT = "-nummer"


@dataclass(frozen=True, kw_only=True)
class RegisterFilter:
    """What the register is narrowed to; empty values narrow nothing."""

    state: IdeaState | None = None
    field: str = ""
    meeting_id: int | None = None
    only: str = ""
    """One of ``ONLY``."""
    search: str = ""
    sort: str = DEFAULT_SORT


def idea_of_pitch(pitch_id: int) -> Idea | None:
    """The idea that a pitch became."""
    return db.session.scalar(select(Idea).where(Idea.pitch_id == pitch_id))


def idea_with_key(submit_key: str) -> Idea | None:
    """The idea that was noted with this press."""
    return db.session.scalar(select(Idea).where(Idea.submit_key == submit_key))


def ideas_of_pitches(pitch_ids: Sequence[int]) -> dict[int, Idea]:
    """Pitch id → the idea that it became; pitches that became none are left out."""
    found = db.session.scalars(select(Idea).where(Idea.pitch_id.in_(pitch_ids)))
    return {idea.pitch_id: idea for idea in found if idea.pitch_id}


@dataclass(frozen=True)
class IdeaPage:
    """One page of a list of ideas; ``page`` counts from 1."""

    rows: list[Idea]
    total: int
    page: int
    pages: int


def register(wanted: RegisterFilter) -> list[Idea]:
    """The ideas that fit, sorted; unknown sort names fall back to the newest number first."""
    return list(db.session.scalars(_wanted(wanted)))


def register_page(wanted: RegisterFilter, page: int) -> IdeaPage:
    """The same, page by page."""
    return _page_of(_wanted(wanted), page, PER_PAGE)


def _wanted(wanted: RegisterFilter) -> Select[Idea]:
    statement = select(Idea).options(*_with_meeting()).where(_only(wanted.only))
    if wanted.state:
        statement = statement.where(Idea.state == wanted.state)
    if wanted.field:
        statement = statement.where(_in_field(wanted.field))
    if wanted.meeting_id:
        statement = statement.where(Idea.meeting_id == wanted.meeting_id)
    for word in sort_key(wanted.search.replace("\x00", ""))[0].split():
        statement = statement.where(Idea.search_key.contains(word, autoescape=True))
    return _sorted(statement, wanted.sort)


def living() -> ColumnElement[bool]:
    """Ideas that stand for themselves, since no other one goes on in their place."""
    return Idea.merged_into_id.is_(None)


def _only(name: str) -> ColumnElement[bool]:
    today = clock.today()
    if name == "zusammengelegt":
        return Idea.merged_into_id.is_not(None)
    if name == "ueberfaellig":
        late = Idea.next_step_due < today
        return living() & late & Idea.state.not_in(CLOSED)
    if name == "wieder-vorlegen":
        return living() & _comes_back(today)
    if name == "ohne-rueckmeldung":
        heard = func.coalesce(Idea.news_on, Idea.submitted_on)
        silent = heard < today - timedelta(weeks=current().forum.ask_weeks)
        return living() & Idea.state.in_(REPORTING) & silent
    return living() & (Idea.action_field == "") if name == "ohne-feld" else living()


def _page_of(found: Select[Idea], page: int, per_page: int) -> IdeaPage:
    counting = found.with_only_columns(func.count(Idea.id)).order_by(None).options()
    total = db.session.scalar(counting) or 0
    page, pages = nearest_page(total, page, per_page)
    rows = db.session.scalars(found.limit(per_page).offset((page - 1) * per_page))
    return IdeaPage(list(rows), total, page, pages)


def _in_field(field: str) -> ColumnElement[bool]:
    return (Idea.action_field == field) | (Idea.second_field == field)


def idea_by_number(number: str) -> Idea:
    """The idea with a number like 2027-001. Raises ``NotFound``."""
    parts = read_number(number)
    idea = parts and db.session.scalar(
        select(Idea)
        .where(Idea.year == parts[0], Idea.running_number == parts[1])
        .options(*_with_meeting())
    )
    if not idea:
        raise NotFound(N_("Diese Idee gibt es nicht."))
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


def ideas_of_meeting(meeting_id: int, *, merged: bool = False) -> list[Idea]:
    """The ideas that came out of a meeting, in the order of their numbers.

    ``merged``: those, too, that go on in another one.
    """
    statement = select(Idea).where(Idea.meeting_id == meeting_id)
    statement = statement if merged else statement.where(living())
    return list(db.session.scalars(_sorted(statement, "nummer")))


def living_ideas() -> list[Idea]:
    """Ideas and projects that go on, in the order of their numbers: what hangs on the wall."""
    return _in_states(IdeaState.NEW, IdeaState.REVIEW, IdeaState.SELECTED, IdeaState.IN_PROGRESS)


def undecided_ideas() -> list[Idea]:
    """What the steering group has still to decide on, in the order of their numbers."""
    return _in_states(IdeaState.NEW, IdeaState.REVIEW)


def _in_states(*states: IdeaState) -> list[Idea]:
    statement = select(Idea).where(Idea.state.in_(states), living()).options(*_with_meeting())
    return list(db.session.scalars(_sorted(statement, "nummer")))


def counts_by_state(field: str = "") -> dict[IdeaState, int]:
    """How many ideas are in each state, all states shown in the order of the funnel.

    ``field``: of this first field of work alone.
    """
    counting = select(Idea.state, func.count()).where(living()).group_by(Idea.state)
    if field:
        counting = counting.where(Idea.action_field == field)
    rows = db.session.execute(counting)
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


def notice_of(idea_id: int) -> IdeaNotice | None:
    """The draft for the contact person that waits to be read; None: there is none."""
    return db.session.scalar(select(IdeaNotice).where(IdeaNotice.idea_id == idea_id))


def notices() -> list[IdeaNotice]:
    """All drafts that wait to be read, the oldest first, with their ideas."""
    found = select(IdeaNotice).options(joinedload(IdeaNotice.idea))
    return list(db.session.scalars(found.order_by(IdeaNotice.at, IdeaNotice.id)))


NAMED = load_only(
    Idea.year, Idea.running_number, Idea.title, Idea.next_step, Idea.next_step_due, Idea.review_on
)
"""What a line about an idea shows of it."""


def to_review(today: date, until: date, reader: str = "") -> Firsts[Idea]:
    """Ideas that rest until a day up to ``until``, that day first. Two queries."""
    found = select(Idea).where(living(), _comes_back(until)).order_by(Idea.review_on, Idea.id)
    return firsts(found, Idea.review_on, today, reader=reader, options=(NAMED,))


def _comes_back(until: date) -> ColumnElement[bool]:
    return (Idea.state == IdeaState.ON_HOLD) & (Idea.review_on <= until)


def is_needed(idea_id: int) -> bool:
    """Whether a row of any room is about this idea, its own history and draft aside; one query.

    Asks every table that points at ideas, since the rooms above are not known here.
    """
    about = [
        select(key.parent).where(key.parent == idea_id)
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if table.name not in OWN and key.column.table is Idea.__table__
    ]
    return bool(db.session.scalar(select(union_all(*about).exists())))


def field_names() -> dict[str, str]:
    """Names of the fields of work by their ids, archived ones included."""
    return {field.id: field.name for field in current().forum.action_fields}


def values_of(idea: Idea) -> IdeaValues:
    """The values of an idea as plain data."""
    stored = {one.name: getattr(idea, one.name) for one in VALUES}
    return IdeaValues(**stored | {"support_kinds": tuple(idea.support_kinds)})


def _with_meeting() -> list[ORMOption]:
    """The source meeting with the few columns a list needs; not its recipe, which is large."""
    few = (Meeting.id, Meeting.slug, Meeting.title, Meeting.day, Meeting.state, Meeting.listed)
    return [selectinload(Idea.meeting).load_only(*few).options(lazyload(Meeting.venue))]


def _sorted(found: Select[Idea], sort: str) -> Select[Idea]:
    name = sort.removeprefix("-")
    if name not in SORTS:
        name, sort = "nummer", DEFAULT_SORT
    columns = [one.desc() if sort.startswith("-") else one.asc() for one in SORTS[name]]
    return found.order_by(*columns, Idea.year, Idea.running_number)
