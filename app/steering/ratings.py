"""What is read about ratings: rounds, sheets, and results once a round is over."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.core import clock
from app.core.db import db
from app.core.errors import Gone, NotFound
from app.core.tokens import digest, link_token
from app.core.words import date_short
from app.ideas.models import Idea
from app.ideas.rules import IdeaState
from app.steering import rating_rules
from app.steering.member_rules import in_office
from app.steering.members import OwnSeat
from app.steering.models import Member, Rating, RatingIdea, RatingRound, RatingSheet
from app.steering.rating_rules import Marks, Result, SheetState, empty_marks, state_of

PURPOSE = "rating"
UNKNOWN_LINK = "Diesen Link gibt es nicht oder nicht mehr."
UNKNOWN_ROUND = "Diese Bewertung gibt es nicht oder nicht mehr."
NO_SHEET = "Für Sie gibt es in dieser Bewertung keinen Bogen."
SOMEBODY_ELSE = "Diesen Bogen füllt zurzeit jemand anderes aus. Fragen Sie die Geschäftsstelle."


@dataclass(frozen=True)
class Progress:
    """How far a round is; nothing about points."""

    total: int
    """Sheets of members with a vote who are still in office, or have handed in."""
    handed_in: int

    @property
    def missing(self) -> int:
        return self.total - self.handed_in


@dataclass(frozen=True)
class OwnRound:
    """An open round in which a seat has a sheet."""

    round: RatingRound
    sheet: RatingSheet
    state: SheetState


def token_of(sheet: RatingSheet) -> str:
    """The token of the personal link of a sheet."""
    return link_token(PURPOSE, sheet.id, 0)


def _with_ideas() -> Select[RatingRound]:
    return select(RatingRound).options(selectinload(RatingRound.ideas).joinedload(RatingIdea.idea))


def _with_seat() -> Select[RatingSheet]:
    member = joinedload(RatingSheet.member)
    return select(RatingSheet).options(
        member.joinedload(Member.person), member.joinedload(Member.deputy)
    )


def round_by_id(round_id: int) -> RatingRound:
    """The round with its ideas. Raises ``NotFound``."""
    found = db.session.scalar(_with_ideas().where(RatingRound.id == round_id))
    if found is None:
        raise NotFound(UNKNOWN_ROUND)
    return found


def round_opened_with(submit_key: str) -> int | None:
    """The id of the round that this form opened before."""
    return db.session.scalar(select(RatingRound.id).where(RatingRound.submit_key == submit_key))


def all_rounds() -> list[RatingRound]:
    """Every round with its ideas, the newest first. Two queries."""
    newest = _with_ideas().order_by(RatingRound.deadline.desc(), RatingRound.id.desc())
    return list(db.session.scalars(newest))


def is_over(one: RatingRound, today: date) -> bool:
    """Whether results are shown and nothing can be changed any more."""
    return rating_rules.is_over(one.deadline, one.closed_at is not None, today)


def ended_on(one: RatingRound) -> date:
    """The last day on which something could be handed in."""
    closed = clock.local(one.closed_at).date() if one.closed_at else one.deadline
    return min(one.deadline, closed)


def _is_over(today: date) -> ColumnElement[bool]:
    return or_(RatingRound.closed_at.is_not(None), RatingRound.deadline < today)


# sheets


def sheets_of(round_id: int) -> list[RatingSheet]:
    """All sheets of a round with their members: voting ones first, in German order. One query."""
    found = db.session.scalars(_with_seat().where(RatingSheet.round_id == round_id))
    return sorted(found, key=_order)


def _order(sheet: RatingSheet) -> tuple[bool, str, int]:
    person = sheet.member.person if sheet.member else None
    return (not sheet.rates, person.sort_key if person else "", sheet.id)


def sheet_behind(token: str) -> RatingSheet:
    """The sheet that a personal link belongs to. Raises ``NotFound``."""
    found = db.session.scalar(_with_seat().where(RatingSheet.digest == digest(token)))
    if found is None:
        raise NotFound(UNKNOWN_LINK)
    return found


def sheet_of(round_id: int, member: Member | None) -> RatingSheet:
    """The sheet of a seat. Raises ``NotFound``, also for somebody without a seat."""
    found = None
    if member is not None:
        found = db.session.scalar(
            _with_seat().where(RatingSheet.round_id == round_id, RatingSheet.member_id == member.id)
        )
    if found is None:
        raise NotFound(NO_SHEET)
    return found


def round_id_of(sheet_id: int) -> int:
    """The round of a sheet. Raises ``NotFound``."""
    statement = select(RatingSheet.round_id).where(RatingSheet.id == sheet_id)
    if (found := db.session.scalar(statement)) is None:
        raise NotFound(UNKNOWN_ROUND)
    return found


def sheet_in(round_id: int, sheet_id: int) -> RatingSheet:
    """A sheet of this round. Raises ``NotFound``."""
    found = db.session.scalar(
        _with_seat().where(RatingSheet.round_id == round_id, RatingSheet.id == sheet_id)
    )
    if found is None:
        raise NotFound(UNKNOWN_ROUND)
    return found


def is_in_office(sheet: RatingSheet, day: date) -> bool:
    """Whether the member of a sheet still has the seat."""
    one = sheet.member
    return (
        one is not None and one.person_id is not None and in_office(one.term_from, one.term_to, day)
    )


def check_seat(sheet: RatingSheet, day: date) -> None:
    """Raise ``Gone`` when the member of this sheet has no seat any more."""
    if not is_in_office(sheet, day):
        ended = sheet.member.term_to if sheet.member else None
        when = f" am {date_short(ended)}" if ended else ""
        raise Gone(
            f"Diese Amtszeit ist{when} zu Ende gegangen. Eine Bewertung ist nicht mehr möglich."
        )


def marks_of(sheet: RatingSheet, one: RatingRound) -> dict[int, Marks]:
    """Idea id → what the sheet says about it, in the order of the round. One query."""
    rows = {
        row.idea_id: _marks(row)
        for row in db.session.scalars(select(Rating).where(Rating.sheet_id == sheet.id))
    }
    nothing = empty_marks(len(one.criteria))
    return {line.idea_id: rows.get(line.idea_id, nothing) for line in one.ideas}


def _marks(row: Rating) -> Marks:
    return Marks(tuple(row.points), row.biased, row.comment)


def progress_of(sheets: Iterable[RatingSheet], today: date) -> Progress:
    """How many sheets of voting members there are, and how many were handed in."""
    counted = [
        one for one in sheets if one.rates and (one.handed_in_at or is_in_office(one, today))
    ]
    return Progress(len(counted), sum(one.handed_in_at is not None for one in counted))


def progress(round_ids: Collection[int], today: date) -> dict[int, Progress]:
    """Round id → how far it is. One query."""
    found: dict[int, list[RatingSheet]] = {round_id: [] for round_id in round_ids}
    statement = _with_seat().where(RatingSheet.round_id.in_(list(round_ids)))
    for sheet in db.session.scalars(statement):
        found[sheet.round_id].append(sheet)
    return {round_id: progress_of(sheets, today) for round_id, sheets in found.items()}


def seats_without_sheet(sheets: Iterable[RatingSheet], sitting: Iterable[Member]) -> list[Member]:
    """Members in office who came after the round was opened."""
    there = {sheet.member_id for sheet in sheets}
    return [member for member in sitting if member.id not in there]


def open_rounds(today: date) -> list[RatingRound]:
    """Rounds in which something can be handed in; the earliest last day first. Two queries."""
    running = _with_ideas().where(~_is_over(today))
    return list(db.session.scalars(running.order_by(RatingRound.deadline, RatingRound.id)))


def own_rounds(seat: OwnSeat, today: date) -> list[OwnRound]:
    """Open rounds in which whoever acts on this seat has a sheet to fill. Constant queries."""
    sheets = {
        sheet.round_id: sheet
        for sheet in db.session.scalars(
            select(RatingSheet)
            .where(RatingSheet.member_id == seat.member.id, RatingSheet.by_deputy == seat.as_deputy)
            .options(selectinload(RatingSheet.ratings))
        )
    }
    return [
        OwnRound(one, sheet, state_of(bool(sheet.handed_in_at), map(_marks, sheet.ratings)))
        for one in open_rounds(today)
        if (sheet := sheets.get(one.id))
    ]


# results


def results_of(one: RatingRound) -> list[tuple[Idea, Result]]:
    """Results of a round that is over, the best average first. One query."""
    ideas = {line.idea_id: line.idea for line in one.ideas}
    found = rating_rules.results(list(ideas), len(one.criteria), _handed_in(one.id))
    return [(ideas[result.idea], result) for result in found]


def _handed_in(round_id: int) -> list[dict[int, Marks]]:
    sheets: dict[int, dict[int, Marks]] = {}
    statement = (
        select(Rating)
        .join(RatingSheet)
        .where(RatingSheet.round_id == round_id, RatingSheet.handed_in_at.is_not(None))
        .order_by(Rating.id)
    )
    for row in db.session.scalars(statement):
        sheets.setdefault(row.sheet_id, {})[row.idea_id] = _marks(row)
    return list(sheets.values())


def ratings_of_idea(idea_id: int, today: date) -> list[tuple[RatingRound, Result]]:
    """What rounds that are over say about one idea, the newest first. Two queries."""
    rounds = db.session.scalars(
        select(RatingRound)
        .where(
            RatingRound.id.in_(select(RatingIdea.round_id).where(RatingIdea.idea_id == idea_id)),
            _is_over(today),
        )
        .order_by(RatingRound.deadline.desc(), RatingRound.id.desc())
    ).all()
    marks: dict[int, list[Marks]] = {one.id: [] for one in rounds}
    rows = db.session.execute(
        select(RatingSheet.round_id, Rating)
        .join(Rating.sheet)
        .where(
            Rating.idea_id == idea_id,
            RatingSheet.handed_in_at.is_not(None),
            RatingSheet.round_id.in_(list(marks)),
        )
    )
    for round_id, row in rows:
        marks[round_id].append(_marks(row))
    return [
        (one, rating_rules.result_of(idea_id, len(one.criteria), marks[one.id])) for one in rounds
    ]


# ideas to choose


def ideas_in_review() -> list[Idea]:
    """What the office has looked at and the group has to talk about, by number."""
    waiting = select(Idea).where(Idea.state == IdeaState.REVIEW, Idea.merged_into_id.is_(None))
    return list(db.session.scalars(waiting.order_by(Idea.year, Idea.running_number)).unique())


def ideas_numbered(numbers: Sequence[tuple[int, int]]) -> list[Idea]:
    """Ideas with these years and running numbers, by number; those unknown are left out."""
    if not numbers:
        return []
    wanted = or_(
        *[and_(Idea.year == year, Idea.running_number == running) for year, running in numbers]
    )
    found = select(Idea).where(wanted).order_by(Idea.year, Idea.running_number)
    return list(db.session.scalars(found).unique())


def ideas_with(ids: Collection[int]) -> list[Idea]:
    """Ideas with these ids, by number."""
    found = select(Idea).where(Idea.id.in_(list(ids))).order_by(Idea.year, Idea.running_number)
    return list(db.session.scalars(found).unique())


def sheets_to_forget(until: date) -> list[RatingSheet]:
    """Sheets of rounds whose last day was before ``until`` and that still lead to a seat."""
    return list(
        db.session.scalars(
            select(RatingSheet)
            .join(RatingSheet.round)
            .where(RatingRound.deadline < until, RatingSheet.member_id.is_not(None))
        )
    )
