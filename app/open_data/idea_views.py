"""The ideas that everybody may see: list, page, feed, and the list to embed elsewhere."""

from typing import Any

from flask import Response, redirect, render_template, request, url_for

from app.access.guards import Answer, public_blueprint
from app.core.errors import NotFound
from app.core.file_answers import file_answer
from app.core.headers import framed_by
from app.core.language import gettext as _
from app.core.language_choice import german_only
from app.core.printing import pdf_of
from app.core.settings import current
from app.ideas import documents
from app.ideas.rules import IdeaState
from app.open_data import atom as feeds
from app.open_data import queries
from app.open_data.answers import unchanged_or
from app.open_data.happened import happened
from app.open_data.queries import CARDS_PER_PAGE, Wish
from app.open_data.rules import (
    LAST_PAGE,
    RESTING_NOTES,
    Page,
    public_state,
    state_steps,
)
from app.projects.queries import takes_part

blueprint = public_blueprint("ideas_public", __name__)
blueprint.add_app_template_filter(public_state)
EMBEDDED = 12


@blueprint.get("/ideen")
def register() -> Answer:
    """``suche``, ``feld``, ``stand``, ``bezirk`` narrow the list, ``sortierung`` orders it."""
    wish = _wish()
    page = _existing_page(wish, CARDS_PER_PAGE)
    return render_template(
        "open_data/ideas.html",
        page=page,
        wish=wish,
        query=_query(wish),
        choices=queries.choices(),
        joined=queries.joined([idea.id for idea in page.ideas]),
    )


def _wish() -> Wish:
    args = request.args
    state, sort = args.get("stand", ""), args.get("sortierung", "")
    return Wish(
        state=IdeaState(state) if state in list(IdeaState) else None,
        field=args.get("feld", "")[:10].replace("\x00", ""),
        district=args.get("bezirk", "")[:100].replace("\x00", ""),
        search=args.get("suche", "")[:200].replace("\x00", ""),
        sort=sort if sort in queries.SORTS else queries.DEFAULT_SORT,
    )


def _query(wish: Wish) -> dict[str, Any]:
    """The parameters of the address that are not at their default."""
    told = {
        "suche": wish.search,
        "feld": wish.field,
        "stand": str(wish.state) if wish.state else "",
        "bezirk": wish.district,
        "sortierung": wish.sort if wish.sort != queries.DEFAULT_SORT else "",
    }
    return {name: value for name, value in told.items() if value}


def _existing_page(wish: Wish, limit: int) -> queries.Rows:
    """The wanted page, or the last one there is."""
    number = _page_number()
    found = queries.public_ideas(wish, Page(limit, number))
    return found if number <= found.pages else queries.public_ideas(wish, Page(limit, found.pages))


def _page_number() -> int:
    return min(max(request.args.get("seite", 1, type=int), 1), LAST_PAGE)


@blueprint.get("/ideen.atom")
def atom() -> Answer:
    """The newest changes first. Raises ``NotFound`` for a field of work that there is not."""
    field, number = request.args.get("feld", ""), _page_number()
    if field and current().forum.field(field) is None:
        raise NotFound("Dieses Handlungsfeld gibt es nicht.")
    seen = queries.feed_seen(field)
    return unchanged_or(
        lambda: feeds.feed(feeds.wanted(field, number), field, seen),
        etag=feeds.etag_of(seen, field, number),
        changed=seen.changed,
        media_type=feeds.MEDIA_TYPE,
    )


@blueprint.get("/ideen/einbetten")
def embed() -> Answer:
    """A short list for a frame on the city's website; sets no cookie and runs no script.

    German as the page around it: nobody can choose inside a frame.
    """
    german_only()
    field = current().forum.field(request.args.get("feld", ""))
    wish = Wish(field=field.id if field else "")
    page = queries.public_ideas(wish, Page(EMBEDDED))
    answer = Response(render_template("open_data/embed.html", field=field, page=page))
    answer.headers["Content-Security-Policy"] = framed_by(current().site.embed_hosts)
    return answer


@blueprint.get("/ideen/<number>")
def idea(number: str) -> Answer:
    """One idea. One that goes on in another leads there, and the page says so."""
    found = queries.idea_numbered(number)
    survivor = queries.survivor_of(found)
    if survivor is not None:
        return redirect(url_for(".idea", number=survivor.number, aus=found.number), 301)
    found = queries.public_idea(number)
    state = IdeaState(found.state)
    return render_template(
        "open_data/idea.html",
        idea=found,
        state=state,
        steps=[(_(words), mark) for words, mark in state_steps(state)],
        note=RESTING_NOTES.get(state),
        joined=queries.joined([found.id]).get(found.id, 0),
        may_join=takes_part(found),
        happened=happened(found),
        merged=queries.merged_into(found),
        came_from=queries.came_from(found, request.args.get("aus", "")),
    )


@blueprint.get("/ideen/<number>/steckbrief.pdf")
def idea_pdf(number: str) -> Answer:
    """The sheet of a public idea, for paper; its twin is the page above."""
    found = queries.public_idea(number)
    return file_answer(pdf_of(documents.idea_document(found)), documents.sheet_name(found))
