"""The description of the interface (OpenAPI 3.1). Tests hold every answer against it."""

from typing import Any

from app.core.settings import current
from app.ideas.rules import IdeaState
from app.open_data.rules import LAST_PAGE, LIMIT, MOST
from app.steering.rules import DecisionKind

Schema = dict[str, Any]
SORTS = {
    "-number": "neu", "-modified": "stand", "title": "titel", "-supporters": "dabei",
}  # fmt: skip
"""Orders of the list of ideas, and their names in ``queries.SORTS``."""
VERSION = "1.0.0"


def _object(**properties: Schema) -> Schema:
    """All fields are always there and no other is: an empty one is null."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _text(about: str = "", **more: Any) -> Schema:
    return {"type": "string", **({"description": about} if about else {}), **more}


def _maybe(schema: Schema) -> Schema:
    """The same, or null."""
    if "type" in schema:
        return schema | {"type": [schema["type"], "null"]}
    return {"oneOf": [schema, {"type": "null"}]}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


DAY = _text(format="date")
MOMENT = _text(format="date-time")
URL = _text(format="uri")
COUNT: Schema = {"type": "integer", "minimum": 0}
FLAG: Schema = {"type": "boolean"}
IDEA_NUMBER = _text("Number of an idea, for example 2027-001", pattern="^[0-9]{4}-[0-9]{3,}$")
DECISION_NUMBER = _text("Number of a decision, for example LK-2027-01")

SHORT_MEETING = _object(id=COUNT, title=_text(), day=DAY, url=URL)
FIELD = _object(id=_text(), name=_text())
IDEA = _object(
    number=IDEA_NUMBER,
    url=URL,
    web=_text("Page for people", format="uri"),
    title=_text(),
    summary=_text(),
    state=_text(enum=[str(state) for state in IdeaState]),
    state_label=_text("The state in German words"),
    action_fields=_list(FIELD),
    district=_maybe(_text()),
    organisation=_maybe(_text()),
    team=_maybe(_text("Who works on it, in words")),
    seeking=_maybe(_text()),
    offering=_maybe(_text()),
    contact_name=_maybe(_text("Only when this person agreed to be named")),
    supporters=COUNT | {"description": "People who joined in and confirmed it"},
    next_step=_maybe(_text()),
    next_step_due=_maybe(DAY),
    reason=_maybe(_text("Why it rests or was not taken up")),
    outcome=_maybe(_text("What came out, once it is done")),
    decisions=_list(DECISION_NUMBER),
    meeting=_maybe(SHORT_MEETING) | {"description": "The public meeting it came from"},
    merged_into=_maybe(IDEA_NUMBER),
    submitted_on=DAY,
    modified=MOMENT,
)
PLACE = _object(
    name=_text(),
    street=_maybe(_text()),
    postcode=_maybe(_text()),
    city=_maybe(_text()),
    stop=_maybe(_text("Stop of public transport")),
    latitude=_maybe({"type": "number"}),
    longitude=_maybe({"type": "number"}),
    step_free=_maybe(FLAG),
    accessible_toilet=_maybe(FLAG),
    hearing_loop=_maybe(FLAG),
)
MEETING = _object(
    id=COUNT,
    slug=_text("Last part of the public address"),
    url=URL,
    web=_text("Page for people", format="uri"),
    title=_text(),
    topic=_maybe(_text()),
    kind=_text("Template the meeting was made from"),
    state=_text(enum=["scheduled", "cancelled"]),
    cancelled_reason=_maybe(_text()),
    begins_at=MOMENT,
    ends_at=MOMENT,
    mode=_text("onsite, online or hybrid"),
    capacity=COUNT,
    registration_opens=DAY,
    registration_closes=_text("The last day", format="date"),
    pitch_deadline=_maybe(DAY),
    place=_maybe(PLACE),
    decisions=_list(DECISION_NUMBER),
    created=MOMENT,
    modified=MOMENT,
)
ITEM = _object(
    id=COUNT,
    title=_text(),
    kind=_text(),
    begins_at=MOMENT,
    ends_at=MOMENT,
    text=_maybe(_text()),
    pitches=_list(_object(begins_at=MOMENT, title=_text(), organisation=_maybe(_text()))),
    reports=_list(_text("Title of an idea that reports")),
)
MEETING_WITH_AGENDA = _object(**MEETING["properties"], agenda=_list(ITEM))
DECISION = _object(
    number=DECISION_NUMBER,
    url=URL,
    day=DAY,
    kind=_text(enum=[str(kind) for kind in DecisionKind]),
    kind_label=_text("The kind in German words"),
    result=_text(enum=["adopted", "rejected", "recommendation"]),
    result_label=_text("The result in German words"),
    recommendation=FLAG | {"description": "There was no quorum: a recommendation, no decision"},
    wording=_maybe(_text("null: it names an idea that is not public")),
    reason=_maybe(_text()),
    votes=_object(yes=COUNT, no=COUNT, abstain=COUNT, biased=COUNT),
    ideas=_list(IDEA_NUMBER),
    meeting=_maybe(SHORT_MEETING) | {"description": "null: a written vote or a closed session"},
    corrected_on=_list(DAY),
    created=MOMENT,
    modified=MOMENT,
)
LICENCE = _maybe(_object(name=_text(), url=_text()))
LINKS: Schema = {
    "type": "object",
    "properties": dict.fromkeys(("self", "first", "last", "prev", "next", "csv"), URL),
    "required": ["self", "first", "last", "csv"],
    "additionalProperties": False,
}
PROBLEM: Schema = {
    "type": "object",
    "description": "RFC 9457",
    "properties": {
        "type": _text(), "title": _text(), "status": {"type": "integer"}, "detail": _text(),
    },
    "required": ["type", "title", "status", "detail"],
}  # fmt: skip


def _page_of(name: str) -> Schema:
    rows = _list({"$ref": f"#/components/schemas/{name}"})
    counts = {"total": COUNT, "page": COUNT, "pages": COUNT, "limit": COUNT}
    return _object(data=rows, **counts, links=LINKS, licence=LICENCE)


SCHEMAS: dict[str, Schema] = {
    "Idea": IDEA,
    "IdeaPage": _page_of("Idea"),
    "Meeting": MEETING,
    "MeetingPage": _page_of("Meeting"),
    "MeetingWithAgenda": MEETING_WITH_AGENDA,
    "Decision": DECISION,
    "DecisionPage": _page_of("Decision"),
    "Problem": PROBLEM,
}


def columns_of(schema: Schema) -> list[str]:
    """The columns of a table of such rows: inner objects become ``place_name``, ``votes_yes``."""
    columns: list[str] = []
    for name, field in schema["properties"].items():
        inner = field["properties"] if "object" in field.get("type", ()) else {}
        columns += [f"{name}_{one}" for one in inner] or [name]
    return columns


def _parameter(name: str, schema: Schema, about: str = "") -> Schema:
    told = {"description": about} if about else {}
    return {"name": name, "in": "query", "schema": schema, **told}


def _enum(*values: str) -> Schema:
    return {"type": "string", "enum": list(values)}


PAGING = [
    _parameter("limit", {"type": "integer", "minimum": 1, "maximum": MOST, "default": LIMIT}),
    _parameter("page", {"type": "integer", "minimum": 1, "maximum": LAST_PAGE, "default": 1}),
]
SEARCH = _parameter("search", {"type": "string", "maxLength": 200}, "Words, accents ignored")
MOMENTS = [
    _parameter(name, {"type": "string"}, "A moment with its zone, or a day (local time)")
    for name in ("created_since", "created_until", "modified_since", "modified_until")
]
DAYS = [_parameter("from", DAY, "First day"), _parameter("to", DAY, "Last day")]
IDEA_FILTERS = [
    _parameter("state", _enum(*map(str, IdeaState))),
    _parameter("action_field", {"type": "string"}, "Id of a field of work, first or second"),
    _parameter("district", {"type": "string"}),
    SEARCH,
    _parameter("sort", _enum(*SORTS)),
    *MOMENTS,
]
MEETING_FILTERS = [_parameter("state", _enum("scheduled", "cancelled")), *DAYS, SEARCH, *MOMENTS]
DECISION_FILTERS = [_parameter("kind", _enum(*map(str, DecisionKind))), *DAYS, SEARCH, *MOMENTS]


def _answer(about: str, media_type: str, schema: str) -> Schema:
    content = {media_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": about, "content": content}


REFUSED: Schema = {
    "304": {"description": "Unchanged: see If-None-Match"},
    "400": _answer("A parameter cannot be read", "application/problem+json", "Problem"),
}


def _get(about: str, schema: str, parameters: list[Schema], *, found: bool = False) -> Schema:
    answers = {"200": _answer("As asked for", "application/json", schema)}
    answers |= REFUSED
    if found:
        answers["404"] = _answer("There is none, or it is not public",
                                 "application/problem+json", "Problem")  # fmt: skip
    return {"get": {"summary": about, "parameters": parameters, "responses": answers}}


def _table(about: str, parameters: list[Schema]) -> Schema:
    text = {"text/csv": {"schema": {"type": "string"}}}
    answers = {"200": {"description": "UTF-8 with BOM, semicolons", "content": text}, **REFUSED}
    return {"get": {"summary": about, "parameters": parameters, "responses": answers}}


def _key(name: str) -> list[Schema]:
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}}]


PATHS: dict[str, Schema] = {
    "/api/v1/ideas": _get("Public ideas", "IdeaPage", [*IDEA_FILTERS, *PAGING]),
    "/api/v1/ideas.csv": _table("The same as a table, all rows", IDEA_FILTERS),
    "/api/v1/ideas/{number}": _get("One idea", "Idea", _key("number"), found=True),
    "/api/v1/meetings": _get("Public meetings", "MeetingPage", [*MEETING_FILTERS, *PAGING]),
    "/api/v1/meetings.csv": _table("The same as a table, all rows", MEETING_FILTERS),
    "/api/v1/meetings/{slug}": _get(
        "One meeting with its published agenda; by slug or id",
        "MeetingWithAgenda",
        _key("slug"),
        found=True,
    ),
    "/api/v1/decisions": _get("Decisions", "DecisionPage", [*DECISION_FILTERS, *PAGING]),
    "/api/v1/decisions.csv": _table("The same as a table, all rows", DECISION_FILTERS),
    "/api/v1/decisions/{number}": _get("One decision", "Decision", _key("number"), found=True),
}


def document() -> Schema:
    """The whole description for this installation."""
    settings = current()
    info: Schema = {
        "title": f"{settings.forum.name}: Offene Daten",
        "version": VERSION,
        "contact": {"name": settings.office.name, "email": settings.office.mail},
    }
    if settings.open_data.licence:
        info["license"] = {
            "name": settings.open_data.licence,
            "url": settings.open_data.licence_url,
        }
    return {
        "openapi": "3.1.0",
        "info": info,
        "servers": [{"url": settings.site.base_url.rstrip("/")}],
        "paths": PATHS,
        "components": {"schemas": SCHEMAS},
    }
