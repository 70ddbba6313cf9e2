"""The interface for programs: what everybody may read as JSON and as tables, below /api/v1."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Response, request

from app.access.guards import Answer, public_blueprint
from app.core import clock
from app.core.links import link_to
from app.core.settings import current
from app.core.tables import to_csv
from app.ideas.rules import IdeaState
from app.meetings.rules import MeetingState
from app.open_data import decision_queries, meeting_queries, openapi, queries, shapes
from app.open_data.answers import csv_answer, for_everybody, json_answer
from app.open_data.rules import BadParameter, Page, day_in, one_of, page_of, search_in, since_of
from app.steering.rules import DecisionKind

blueprint = public_blueprint("api_public", __name__)
for_everybody(blueprint, "/api/")
MEETING_STATES = {"scheduled": MeetingState.PUBLISHED, "cancelled": MeetingState.CANCELLED}


@blueprint.get("/api/v1/openapi.json")
def description() -> Answer:
    return json_answer(openapi.document())


@blueprint.get("/api/v1/ideas")
def ideas() -> Answer:
    found = queries.public_ideas(_idea_wish(), page_of(request.args))
    return _listed(_idea_rows(found.ideas), found.total, found.page, openapi.IDEA_FILTERS)


@blueprint.get("/api/v1/ideas.csv")
def ideas_csv() -> Answer:
    return _table(_idea_rows(queries.all_public_ideas(_idea_wish())), openapi.IDEA, "ideen")


@blueprint.get("/api/v1/ideas/<number>")
def idea(number: str) -> Answer:
    return json_answer(_idea_rows([queries.public_idea(number)])[0])


@blueprint.get("/api/v1/meetings")
def meetings() -> Answer:
    found = meeting_queries.meetings(_meeting_wish(), page_of(request.args))
    return _listed(_meeting_rows(found.meetings), found.total, found.page, openapi.MEETING_FILTERS)


@blueprint.get("/api/v1/meetings.csv")
def meetings_csv() -> Answer:
    rows = _meeting_rows(meeting_queries.all_meetings(_meeting_wish()))
    return _table(rows, openapi.MEETING, "treffen")


@blueprint.get("/api/v1/meetings/<slug>")
def meeting(slug: str) -> Answer:
    """``slug``: the last part of its public address, or its number."""
    found = meeting_queries.public_meeting(slug)
    key = found.row.id
    numbers = meeting_queries.numbers_of_decisions([key]).get(key, [])
    items = meeting_queries.public_items([found]).get(key, [])
    return json_answer(shapes.meeting_with_agenda(found, numbers, items))


@blueprint.get("/api/v1/decisions")
def decisions() -> Answer:
    found = decision_queries.decisions(_decision_wish(), page_of(request.args))
    rows = [shapes.decision(one) for one in found.decisions]
    return _listed(rows, found.total, found.page, openapi.DECISION_FILTERS)


@blueprint.get("/api/v1/decisions.csv")
def decisions_csv() -> Answer:
    rows = [shapes.decision(one) for one in decision_queries.all_decisions(_decision_wish())]
    return _table(rows, openapi.DECISION, "beschluesse")


@blueprint.get("/api/v1/decisions/<number>")
def decision(number: str) -> Answer:
    return json_answer(shapes.decision(decision_queries.decision_numbered(number)))


def _idea_wish() -> queries.Wish:
    args = request.args
    state = one_of(args.get("state", ""), "state", list(IdeaState))
    fields = [field.id for field in current().forum.action_fields]
    return queries.Wish(
        state=IdeaState(state) if state else None,
        field=one_of(args.get("action_field", ""), "action_field", fields),
        district=args.get("district", "")[:100],
        search=search_in(args.get("search", "")),
        sort=openapi.SORTS[one_of(args.get("sort", ""), "sort", list(openapi.SORTS)) or "-number"],
        since=since_of(args, clock.zone()),
        with_merged=True,
    )


def _meeting_wish() -> meeting_queries.Wish:
    args = request.args
    state = one_of(args.get("state", ""), "state", list(MEETING_STATES))
    first, last = _days()
    return meeting_queries.Wish(
        state=MEETING_STATES.get(state),
        first=first,
        last=last,
        search=search_in(args.get("search", "")),
        since=since_of(args, clock.zone()),
    )


def _decision_wish() -> decision_queries.Wish:
    args = request.args
    kind = one_of(args.get("kind", ""), "kind", list(DecisionKind))
    first, last = _days()
    return decision_queries.Wish(
        kind=DecisionKind(kind) if kind else None,
        first=first,
        last=last,
        search=search_in(args.get("search", "")),
        since=since_of(args, clock.zone()),
    )


def _days() -> tuple[date | None, date | None]:
    first = day_in(request.args.get("from", ""), "from")
    last = day_in(request.args.get("to", ""), "to")
    if first and last and last < first:
        raise BadParameter("to: Der letzte Tag liegt vor dem ersten.", "to")
    return first, last


def _idea_rows(found: Sequence[Any]) -> list[shapes.Data]:
    ids = [one.id for one in found]
    joined, numbers = queries.joined(ids), decision_queries.numbers_by_idea(ids)
    return [shapes.idea(one, joined.get(one.id, 0), numbers.get(one.id, [])) for one in found]


def _meeting_rows(found: Sequence[meeting_queries.PublicMeeting]) -> list[shapes.Data]:
    numbers = meeting_queries.numbers_of_decisions([one.row.id for one in found])
    return [shapes.meeting(one, numbers.get(one.row.id, [])) for one in found]


def _listed(
    rows: list[shapes.Data], total: int, page: Page, filters: Sequence[openapi.Schema]
) -> Response:
    """A page of a list, with the ways to its neighbours."""
    pages = page.pages(total)
    names = [one["name"] for one in filters]
    kept = {name: value for name in names if (value := request.args.get(name))}
    endpoint = request.endpoint or ""

    def to(number: int) -> str:
        return link_to(endpoint, **kept, limit=page.limit, page=number)

    links = {"self": to(page.number), "first": to(1), "last": to(pages)}
    if 1 < page.number <= pages + 1:
        links["prev"] = to(page.number - 1)
    if page.number < pages:
        links["next"] = to(page.number + 1)
    links["csv"] = link_to(f"{endpoint}_csv", **kept)
    counts = {"total": total, "page": page.number, "pages": pages, "limit": page.limit}
    return json_answer({"data": rows, **counts, "links": links, "licence": licence()})


def licence() -> dict[str, str] | None:
    """Under which everything may be used; None: none was chosen yet."""
    chosen = current().open_data
    return {"name": chosen.licence, "url": chosen.licence_url} if chosen.licence else None


def _table(rows: list[shapes.Data], schema: openapi.Schema, name: str) -> Response:
    """The same columns whatever the rows hold."""
    columns = openapi.columns_of(schema)
    flat = [shapes.flat(row) for row in rows]
    table = to_csv(columns, ([row.get(column) for column in columns] for row in flat))
    return csv_answer(table, f"{name}_{clock.today():%Y-%m-%d}")
