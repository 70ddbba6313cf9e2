"""Public ideas as an Atom feed (RFC 4287), of all fields of work or of one."""

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from app.core.links import link_to
from app.core.settings import current
from app.ideas.models import Idea
from app.open_data import queries, shapes
from app.open_data.queries import FeedSeen, Rows
from app.open_data.rules import Page, public_state

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml; charset=utf-8"
FORMAT = 1
"""Part of every ETag: raised when the feed is written differently."""
ENTRIES = 50
NEVER = datetime(2020, 1, 1, tzinfo=UTC)
"""``updated`` of a feed in which nothing ever was: the element must be there (4.1.1)."""
TAG_YEAR = "2026"
"""In the ids of RFC 4151, a year in which the name in ``calendar.uid_host`` was held."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
register_namespace("", ATOM)


def etag_of(seen: FeedSeen, field: str, page: int) -> str:
    """A digest of everything that decides how the feed looks."""
    settings = current()
    said = (settings.forum, settings.office, settings.site.base_url, settings.open_data)
    told = repr((FORMAT, seen.numbers, field, page, said))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def feed(rows: Rows, field: str, seen: FeedSeen) -> bytes:
    """The feed as UTF-8 XML. ``field``: id of the field of work it is narrowed to, or empty."""
    settings = current()
    chosen = settings.forum.field(field)
    title = f"{settings.forum.name}: Ideen" + (f" zu „{chosen.name}“" if chosen else "")
    root = Element(f"{{{ATOM}}}feed", {"xml:lang": "de"})
    _text(root, "id", _tag(f"ideen:{field}" if field else "ideen"))
    _text(root, "title", title)
    _text(root, "subtitle", f"Ideen und Projekte aus den Treffen von {settings.forum.name}")
    _text(root, "updated", shapes.moment(seen.changed or NEVER))
    author = SubElement(root, f"{{{ATOM}}}author")
    _text(author, "name", settings.office.name)
    _text(author, "email", settings.office.mail)
    if settings.open_data.licence:
        _text(root, "rights", settings.open_data.licence)
    _link(root, "alternate", link_to("ideas_public.register", feld=field or None), "text/html")
    for rel, number in _pages(rows):
        _link(root, rel, _address(field, number), "application/atom+xml")
    _add_entries(root, rows.ideas)
    indent(root)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _pages(rows: Rows) -> list[tuple[str, int]]:
    """This page and its neighbours (RFC 5005 3)."""
    here = rows.page.number
    pages = [("self", here), ("first", 1), ("last", rows.pages)]
    if here > 1:
        pages.append(("previous", here - 1))
    if here < rows.pages:
        pages.append(("next", here + 1))
    return pages


def _address(field: str, page: int) -> str:
    return link_to("ideas_public.atom", feld=field or None, seite=page if page > 1 else None)


def _add_entries(root: Element, ideas: Sequence[Idea]) -> None:
    for idea in ideas:
        entry = SubElement(root, f"{{{ATOM}}}entry")
        _text(entry, "id", _tag(f"ideen/{idea.number}"))
        _text(entry, "title", idea.title)
        _text(entry, "published", shapes.moment(shapes.noted_at(idea)))
        _text(entry, "updated", shapes.moment(shapes.changed_at(idea)))
        _link(entry, "alternate", link_to("ideas_public.idea", number=idea.number), "text/html")
        for field in shapes.fields_of(idea):
            SubElement(
                entry, f"{{{ATOM}}}category", {"term": field["id"], "label": _clean(field["name"])}
            )
        _text(entry, "summary", summary_of(idea))


def summary_of(idea: Idea) -> str:
    """What a reader of feeds shows of an idea: plain text."""
    parts = [
        f"Idee {idea.number}. Stand: {public_state(idea.state)}.",
        idea.summary,
        f"Gesucht wird: {idea.seeking}" if idea.seeking else "",
        f"Begründung: {idea.reason}" if idea.reason else "",
        f"Ergebnis: {idea.outcome}" if idea.outcome else "",
    ]
    return "\n\n".join(part for part in parts if part)


def _tag(name: str) -> str:
    """An id that never changes (RFC 4287 4.2.6, RFC 4151)."""
    return f"tag:{current().calendar.uid_host},{TAG_YEAR}:{name}"


def _text(parent: Element, name: str, value: str) -> None:
    SubElement(parent, f"{{{ATOM}}}{name}").text = _clean(value)


def _link(parent: Element, rel: str, address: str, media_type: str) -> None:
    told = {"rel": rel, "type": media_type, "href": address}
    SubElement(parent, f"{{{ATOM}}}link", told)


def _clean(text: str) -> str:
    """Without the characters that XML 1.0 cannot hold (2.2)."""
    return _NOT_XML.sub("", text)


def wanted(field: str, page_number: int) -> Rows:
    """The ideas of one page of the feed."""
    return queries.feed_ideas(field, Page(limit=ENTRIES, number=page_number))
