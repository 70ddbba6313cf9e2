"""What is read of support and cases: of one idea, for Heute, and the sums."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, extract, false, func, or_, select
from sqlalchemy.orm import joinedload, load_only, selectinload

from app.contacts.rules import search_words
from app.core.db import db
from app.core.errors import NotFound
from app.core.firsts import Firsts, firsts
from app.core.words import sort_key
from app.ideas.contact import is_contact
from app.ideas.models import Idea
from app.ideas.rules import IdeaState, SupportKind, idea_number, read_number
from app.support.models import SupportCase, SupportEntry
from app.support.rules import CaseState, Group, Sums, agreed_warning, summed

CLOSED_IDEAS = (IdeaState.DONE, IdeaState.DROPPED)


def family(idea_id: int) -> Select[Any]:
    """Ids of an idea and of all that were merged into it, to look into with ``in_``."""
    return _with_merged(Idea.id == idea_id)


def _with_merged(chosen: ColumnElement[bool]) -> Select[Any]:
    tree = select(Idea.id).where(chosen).cte("family", recursive=True)
    tree = tree.union(select(Idea.id).join(tree, Idea.merged_into_id == tree.c.id))
    return select(tree.c.id)


def family_by_number(number: str) -> Select[Any]:
    """The same of the idea with a number like 2027-001; nothing for any other text."""
    parts = read_number(number)
    if parts is None:
        return _with_merged(false())
    year, running_number = parts
    return _with_merged((Idea.year == year) & (Idea.running_number == running_number))


def entries_of_idea(idea_id: int) -> list[SupportEntry]:
    """What was done for an idea and for those merged into it, the newest first."""
    return list(
        db.session.scalars(
            select(SupportEntry)
            .where(SupportEntry.idea_id.in_(family(idea_id)))
            .order_by(SupportEntry.day.desc(), SupportEntry.id.desc())
        )
    )


def cases_of_idea(idea_id: int) -> list[SupportCase]:
    """Requests of an idea: those not done first, then the newest."""
    return list(
        db.session.scalars(
            select(SupportCase)
            .where(SupportCase.idea_id.in_(family(idea_id)))
            .order_by(SupportCase.state == CaseState.CLOSED, SupportCase.id.desc())
        )
    )


def may_quote(case: SupportCase) -> bool:
    """Whether the contact person may read its words: they are theirs, or the office wrote them."""
    written_here = case.source == "office" and not case.asked_by
    return written_here or is_contact(case.idea, case.asked_by, case.person_id)


def sums_of_idea(idea_id: int) -> Sums:
    """What an idea got so far, in minutes, by kind and month."""
    return sums(SupportEntry.idea_id.in_(family(idea_id)))


def sums(*narrowed: ColumnElement[bool]) -> Sums:
    """Minutes of the entries that fit, by kind, by the idea's first field and by month.

    One query; the database adds up.
    """
    year, month = extract("year", SupportEntry.day), extract("month", SupportEntry.day)
    rows = db.session.execute(
        select(
            SupportEntry.kind,
            Idea.action_field,
            year,
            month,
            func.sum(SupportEntry.minutes),
            func.count(),
        )
        .join(Idea, Idea.id == SupportEntry.idea_id)
        .where(*narrowed)
        .group_by(SupportEntry.kind, Idea.action_field, year, month)
    )
    return summed(
        Group(SupportKind(kind), field, (int(in_year), int(in_month)), int(minutes), number)
        for kind, field, in_year, in_month, minutes, number in rows
    )


def sums_between(first: date, until: date) -> Sums:
    """Minutes of both days and those between, in every way at once; one query."""
    return sums(SupportEntry.day.between(first, until))


def entry_by_id(entry_id: int) -> SupportEntry:
    """Raises ``NotFound``."""
    entry = db.session.get(SupportEntry, entry_id, options=[joinedload(SupportEntry.idea)])
    if entry is None:
        raise NotFound("Diesen Eintrag gibt es nicht oder nicht mehr.")
    return entry


def case_by_id(case_id: int) -> SupportCase:
    """With its idea and entries. Raises ``NotFound``."""
    options = [joinedload(SupportCase.idea), selectinload(SupportCase.entries)]
    case = db.session.get(SupportCase, case_id, options=options)
    if case is None:
        raise NotFound("Dieses Anliegen gibt es nicht oder nicht mehr.")
    return case


def entry_with_key(submit_key: str) -> SupportEntry | None:
    """What this press of a button added already."""
    return db.session.scalar(select(SupportEntry).filter_by(submit_key=submit_key))


def case_with_key(submit_key: str) -> SupportCase | None:
    """What this press of a button opened already."""
    return db.session.scalar(select(SupportCase).filter_by(submit_key=submit_key))


# for Heute


def _with_idea() -> Any:
    few = (Idea.id, Idea.year, Idea.running_number, Idea.title)
    return load_only(*few)


def follow_ups(today: date, until: date, reader: str = "") -> Firsts[SupportEntry]:
    """Entries that come back by a day and were not looked at again, the earliest first.

    ``reader``: only what this person entered. Two queries.
    """
    return firsts(
        select(SupportEntry)
        .where(SupportEntry.follow_up <= until, SupportEntry.followed_on.is_(None))
        .order_by(SupportEntry.follow_up, SupportEntry.id),
        SupportEntry.follow_up,
        today,
        who=SupportEntry.worker,
        reader=reader,
        options=(joinedload(SupportEntry.idea).options(_with_idea()),),
    )


def due_cases(today: date, until: date, reader: str = "") -> Firsts[SupportCase]:
    """Requests that are new, or taken and due by a day; the earliest day first.

    ``reader``: only those this person takes care of. Two queries.
    """
    is_due = or_(
        SupportCase.state == CaseState.OPEN, SupportCase.due.is_(None), SupportCase.due <= until
    )
    return firsts(
        select(SupportCase)
        .where(SupportCase.state != CaseState.CLOSED, is_due)
        .order_by(SupportCase.due.is_(None), SupportCase.due, SupportCase.id),
        SupportCase.due,
        today,
        who=SupportCase.worker,
        reader=reader,
        options=(joinedload(SupportCase.idea).options(_with_idea()),),
    )


def agreed_warnings(today: date) -> list[tuple[str, str, str]]:
    """(number, title, sentence) of projects near their agreed minutes or last day; one query."""
    spent = (
        select(func.coalesce(func.sum(SupportEntry.minutes), 0))
        .where(SupportEntry.idea_id == Idea.id)
        .correlate(Idea)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Idea.year, Idea.running_number, Idea.title, Idea.support_minutes, Idea.support_until,
            spent,
        )
        .where(
            Idea.support_minutes.is_not(None) | Idea.support_until.is_not(None),
            Idea.state.not_in(CLOSED_IDEAS),
            Idea.merged_into_id.is_(None),
        )
        .order_by(Idea.support_until, Idea.id)
    )  # fmt: skip
    found = [
        (
            idea_number(year, running),
            title,
            agreed_warning(int(used), agreed, until, today, closed=False),
        )
        for year, running, title, agreed, until, used in rows
    ]
    return [one for one in found if one[2]]


def warning_of(idea: Idea, spent: int, today: date) -> str:
    """The sentence about what was agreed for an idea; empty: all is well."""
    closed = idea.state in CLOSED_IDEAS
    return agreed_warning(spent, idea.support_minutes, idea.support_until, today, closed=closed)


def workers() -> Collection[str]:
    """Everybody who has entered something, by name."""
    names = select(SupportEntry.worker).distinct().order_by(SupportEntry.worker)
    return db.session.scalars(names).all()


MOST_SUGGESTED = 300
MOST_MATCHES = 6


def suggested_ideas() -> list[tuple[str, str]]:
    """(number, title) of ideas that go on, those in work first: offered while typing."""
    working = Idea.state.in_((IdeaState.SELECTED, IdeaState.IN_PROGRESS))
    rows = db.session.execute(
        select(Idea.year, Idea.running_number, Idea.title)
        .where(Idea.merged_into_id.is_(None), Idea.state != IdeaState.DROPPED)
        .order_by(working.desc(), Idea.year.desc(), Idea.running_number.desc())
        .limit(MOST_SUGGESTED)
    )
    return [(idea_number(year, running), title) for year, running, title in rows]


def ideas_meant(typed: str) -> list[Idea]:
    """Ideas that a number or words of a title mean, at most ``MOST_MATCHES``.

    A number alone, or one with the title behind it, means that idea; a whole title means that
    idea even when others contain its words.
    """
    parts = read_number(typed.split(" ", 1)[0])
    if parts:
        year, running_number = parts
        chosen = select(Idea).where(Idea.year == year, Idea.running_number == running_number)
        return list(db.session.scalars(chosen))
    words = search_words(typed.replace("\0", ""))
    return _titled(words, sort_key(typed)[0]) if words else []


def _titled(words: Collection[str], whole: str) -> list[Idea]:
    """The database finds the words anywhere; which of them stand in a title is seen here."""
    chosen = select(Idea.id, Idea.title).where(Idea.merged_into_id.is_(None)).order_by(Idea.id)
    for word in words:
        chosen = chosen.where(Idea.search_key.contains(word, autoescape=True))
    titles = [(idea_id, sort_key(title)[0]) for idea_id, title in db.session.execute(chosen)]
    found = [one for one in titles if all(word in one[1] for word in words)]
    same = [one for one in found if one[1] == whole]
    meant = [idea_id for idea_id, _ in (same or found)[:MOST_MATCHES]]
    return list(db.session.scalars(select(Idea).where(Idea.id.in_(meant)).order_by(Idea.id)))
