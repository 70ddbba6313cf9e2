"""OParl 1.1 over HTTP: every object at its id, lists page by page (2.5), errors (2.9)."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import Response, request

from app.access.guards import Answer, public_blueprint
from app.core import clock
from app.core.errors import NotFound
from app.core.links import link_to
from app.open_data import decision_queries, meeting_queries, oparl, oparl_queries
from app.open_data.answers import WORDS, for_everybody, json_answer, text_of
from app.open_data.meeting_queries import PublicMeeting
from app.open_data.oparl import Held, Object
from app.open_data.rules import Page, Since, page_of, since_of

PREFIX = "/oparl/"
FILTERS = ("created_since", "created_until", "modified_since", "modified_until", "omit_internal")


def error(status: int, message: str) -> Response:
    """An error object (2.9)."""
    told = message or WORDS.get(status, "Das hat nicht geklappt.")
    data = {"type": f"{oparl.SCHEMA}Error", "message": told, "debug": f"HTTP {status}"}
    answer = Response(text_of(data), status=status, content_type="application/json")
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


blueprint = public_blueprint("oparl_public", __name__)
for_everybody(blueprint, PREFIX, error)


@blueprint.get("/oparl/v1/")
def system() -> Answer:
    return json_answer(oparl.system())


@blueprint.get("/oparl/v1/bodies")
def bodies() -> Answer:
    return _few([oparl.body()])


@blueprint.get("/oparl/v1/body")
def body() -> Answer:
    return json_answer(oparl.body())


@blueprint.get("/oparl/v1/organizations")
def organizations() -> Answer:
    return _few([oparl.organization(number) for number in (oparl.FORUM, oparl.CIRCLE)])


@blueprint.get("/oparl/v1/organization/<int:number>")
def organization(number: int) -> Answer:
    return json_answer(oparl.organization(_known(number)))


def _known(number: int) -> int:
    if number not in (oparl.FORUM, oparl.CIRCLE):
        raise NotFound("Diese Gruppierung gibt es nicht.")
    return number


@blueprint.get("/oparl/v1/people")
def people() -> Answer:
    """Nobody: participants and members are not named."""
    return _few([])


@blueprint.get("/oparl/v1/meetings")
def meetings() -> Answer:
    return _meetings()


@blueprint.get("/oparl/v1/organization/<int:number>/meetings")
def organization_meetings(number: int) -> Answer:
    return _meetings(number=_known(number))


def _meetings(**values: int) -> Response:
    since, page = _asked()
    wish = meeting_queries.Wish(since=since, kits=_kits(**values) if values else None)
    found = meeting_queries.by_age(wish, page)
    inside = request.args.get("omit_internal") != "true"
    data = [oparl.meeting(one, inside=inside) for one in _held(found.meetings)]
    return _paged(data, found.total, page, **values)


def _held(found: Sequence[PublicMeeting]) -> list[Held]:
    decisions = decision_queries.decisions_of_meetings([one.row.id for one in found])
    items = meeting_queries.public_items(found)
    return [Held(one, items.get(one.row.id, []), decisions.get(one.row.id, [])) for one in found]


def _one(number: int) -> Held:
    return _held([meeting_queries.known_meeting(number)])[0]


def _kits(number: int) -> list[str]:
    """Templates whose meetings belong to this organization."""
    known = {kit: oparl_queries.meeting_of_kit(kit) for kit in oparl_queries.known_kits()}
    return [kit for kit, one in known.items() if one and oparl.organization_of(one) == number]


@blueprint.get("/oparl/v1/meeting/<int:number>")
def meeting(number: int) -> Answer:
    return json_answer(oparl.meeting(_one(number), inside=True))


@blueprint.get("/oparl/v1/meeting/<int:number>/item/<int:item>")
def agenda_item(number: int, item: int) -> Answer:
    """One that a later agenda left out is still there, as deleted (2.8)."""
    held = _one(number)
    address = link_to("oparl_public.agenda_item", number=number, item=item)
    if held.meeting.row.public and (found := _item_at(held, address)):
        return json_answer(found)
    if any(oparl.was_public(one.items, item) for one in meeting_queries.agendas_of(number)):
        return json_answer(oparl.gone_item(held.meeting, address))
    raise NotFound("Diesen Tagesordnungspunkt gibt es nicht.")


@blueprint.get("/oparl/v1/meeting/<int:number>/decision/<decision>")
def decided_item(number: int, decision: str) -> Answer:
    address = link_to("oparl_public.decided_item", number=number, decision=decision)
    held = _one(number)
    if found := _item_at(held, address):
        there = held.meeting.row.public
        return json_answer(found if there else oparl.gone_item(held.meeting, address))
    raise NotFound(decision_queries.UNKNOWN)


def _item_at(held: Held, address: str) -> Object | None:
    """The agenda item with this id. Alone, it says to which meeting it belongs (3.11)."""
    parent = link_to("oparl_public.meeting", number=held.meeting.row.id)
    found = (one for one in oparl.agenda_items(held) if one["id"] == address)
    return next((one | {"meeting": parent} for one in found), None)


@blueprint.get("/oparl/v1/papers")
def papers() -> Answer:
    since, page = _asked()
    found = oparl_queries.papers(since, page)
    data = [oparl.paper_of_idea(idea, decisions) for idea, decisions in found.ideas]
    data += [oparl.paper_of_decision(one) for one in found.decisions]
    return _paged(data, found.total, page)


@blueprint.get("/oparl/v1/paper/idee/<number>")
def idea_paper(number: str) -> Answer:
    return json_answer(oparl.paper_of_idea(*oparl_queries.idea_of_paper(number)))


@blueprint.get("/oparl/v1/paper/beschluss/<number>")
def decision_paper(number: str) -> Answer:
    return json_answer(oparl.paper_of_decision(decision_queries.decision_numbered(number)))


@blueprint.get("/oparl/v1/consultation/<int:number>")
def consultation(number: int) -> Answer:
    decision, link = decision_queries.consultation_numbered(number)
    return json_answer(oparl.consultation(decision, number, link.idea, inside=False))


@blueprint.get("/oparl/v1/location/<int:number>")
def location(number: int) -> Answer:
    venue = oparl_queries.venue_of_meetings(number)
    found = meeting_queries.meetings_at(number)
    addresses = [link_to("oparl_public.meeting", number=one.row.id) for one in found]
    return json_answer(oparl.location(venue, found) | {"meetings": addresses})


def _asked() -> tuple[Since, Page]:
    return since_of(request.args, clock.zone()), page_of(request.args)


def _few(found: Sequence[Object]) -> Response:
    """A list that is always short; the filters of 2.5.5 hold for it, too."""
    since, page = _asked()
    fitting = [one for one in found if _fits(one, since)]
    return _paged(fitting[page.offset : page.offset + page.limit], len(fitting), page)


def _fits(found: Object, since: Since) -> bool:
    bounds: tuple[tuple[str, Any, Callable[[Any, Any], bool]], ...] = (
        ("created", since.created_since, lambda at, end: at >= end),
        ("created", since.created_until, lambda at, end: at <= end),
        ("modified", since.modified_since, lambda at, end: at >= end),
        ("modified", since.modified_until, lambda at, end: at <= end),
    )
    return all(
        end is None or fits(datetime.fromisoformat(found[name]), end) for name, end, fits in bounds
    )


def _paged(data: Sequence[Object], total: int, page: Page, **values: int) -> Response:
    """A page of a list (2.5.4); the filters stay in the links (2.5.5)."""
    pages = page.pages(total)
    kept = {name: value for name in FILTERS if (value := request.args.get(name))}

    def to(number: int) -> str:
        more = {} if page.limit == Page().limit else {"limit": page.limit}
        more |= {"page": number} if number > 1 else {}
        return link_to(request.endpoint or "", **values, **kept, **more)

    links = {"first": to(1), "self": to(page.number), "last": to(pages)}
    if 1 < page.number <= pages + 1:
        links["prev"] = to(page.number - 1)
    if page.number < pages:
        links["next"] = to(page.number + 1)
    pagination = {
        "totalElements": total,
        "elementsPerPage": page.limit,
        "currentPage": page.number,
        "totalPages": pages,
    }
    return json_answer({"data": data, "pagination": pagination, "links": links})
