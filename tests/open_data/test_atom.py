"""The feed of public ideas, by the rules of RFC 4287 (section numbers) and RFC 5005."""

import re
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from app.ideas.rules import IdeaState
from tests import build
from tests.open_data.build import a_public_world, change

ATOM = "{http://www.w3.org/2005/Atom}"
BASE = "http://127.0.0.1:8000"
NASTY = "<b>\"'&amp;</summary>]]>\u0001\ud7ff😀 Krzyżanowska"


@pytest.fixture
def world(app):
    with app.app_context():
        return a_public_world()


def read(client, address="/ideen.atom"):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.data)


def texts(element, name):
    return [one.text for one in element.findall(ATOM + name)]


def only(element, name):
    """Exactly one such element, not empty."""
    (found,) = texts(element, name)
    assert found.strip()
    return found


def links(element, rel):
    return [one.get("href") for one in element.findall(f"{ATOM}link[@rel='{rel}']")]


def check_moment(text):
    """Section 3.3: RFC 3339 with an upper-case T and its distance from UTC."""
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", text)
    return datetime.fromisoformat(text)


def check_feed(feed):
    """What section 4.1.1 asks of a feed, 4.1.2 of an entry, 4.2 of the elements."""
    assert feed.tag == f"{ATOM}feed"
    allowed = {"id", "title", "subtitle", "updated", "author", "rights", "link", "entry"}
    assert {one.tag.removeprefix(ATOM) for one in feed} <= allowed
    check_id(only(feed, "id"))
    only(feed, "title")
    check_moment(only(feed, "updated"))
    author = feed.find(f"{ATOM}author")
    assert only(author, "name")  # 3.2.1
    assert "@" in only(author, "email")
    assert len(links(feed, "self")) == 1  # 4.1.1: should
    alternates = [
        (one.get("type"), one.get("hreflang"))
        for one in feed.findall(f"{ATOM}link[@rel='alternate']")
    ]
    assert len(alternates) == len(set(alternates)) == 1
    entries = feed.findall(f"{ATOM}entry")
    for entry in entries:
        check_entry(entry)
    ids = [only(entry, "id") for entry in entries]
    assert len(ids) == len(set(ids))
    return entries


def check_entry(entry):
    allowed = {"id", "title", "published", "updated", "link", "category", "summary"}
    assert {one.tag.removeprefix(ATOM) for one in entry} <= allowed
    check_id(only(entry, "id"))
    only(entry, "title")
    assert check_moment(only(entry, "published")) <= check_moment(only(entry, "updated"))
    assert len(links(entry, "alternate")) == 1  # there is no atom:content
    assert only(entry, "summary")
    for one in entry.findall(f"{ATOM}category"):
        assert one.get("term") and one.get("label")  # 4.2.2


def check_id(text):
    """Section 4.2.6 and RFC 4151: an IRI that names the forum, a date and the thing."""
    assert re.fullmatch(r"tag:[a-z0-9.-]+,\d{4}(-\d\d){0,2}:[\w:/-]+", text), text


def test_the_feed_keeps_the_rules(client, world):
    feed = read(client)
    entries = check_feed(feed)

    assert texts(feed, "title") == ["KlimaTriebwerk: Ideen"]
    assert [only(one, "title") for one in entries] == [
        "Klima-Bänke",
        "Balkon-Solar-Lotsen im Quartier",
    ]
    assert only(entries[1], "summary") == (
        "Idee 2027-001. Stand: Neu eingegangen.\n\n"
        "Ehrenamtliche beraten bei kleinen Solaranlagen.\n\nGesucht wird: Raum"
    )
    assert only(entries[1], "id") == "tag:treffwerk.example.org,2026:ideen/2027-001"
    assert links(entries[1], "alternate") == [f"{BASE}/ideen/2027-001"]
    assert "eheim" not in client.get("/ideen.atom").text


def test_an_empty_feed_keeps_them_as_well(client):
    assert check_feed(read(client)) == []


def test_what_people_typed_is_text(app, client):
    with app.app_context():
        build.an_idea(NASTY[:140], public=True, summary=NASTY)

    (entry,) = check_feed(read(client))

    assert only(entry, "title") == NASTY.replace("\u0001", "")
    assert NASTY.replace("\u0001", "") in only(entry, "summary")


def test_each_field_has_a_feed_of_its_own(client, world):
    feed = read(client, "/ideen.atom?feld=GQ")

    assert [only(one, "title") for one in check_feed(feed)] == ["Balkon-Solar-Lotsen im Quartier"]
    assert only(feed, "title").endswith("Ideen zu „Energieeffiziente Gebäude und Quartiere“")
    assert only(feed, "id") != only(read(client), "id")
    assert links(feed, "self") == [f"{BASE}/ideen.atom?feld=GQ"]
    assert client.get("/ideen.atom?feld=XX").status_code == 404


def test_the_feed_has_pages(app, client):
    """RFC 5005 3."""
    with app.app_context():
        for number in range(55):
            build.an_idea(f"Idee {number}", public=True)

    first = read(client)
    (following,) = links(first, "next")
    second = read(client, following.removeprefix(BASE))

    seen = [only(one, "id") for one in check_feed(first) + check_feed(second)]
    assert len(set(seen)) == len(seen) == 55
    assert links(second, "previous") == links(second, "first") == [f"{BASE}/ideen.atom"]
    assert links(second, "next") == []
    assert urlsplit(following).query == "seite=2"
    assert check_feed(read(client, "/ideen.atom?seite=99999999")) == []


def validators(client, address="/ideen.atom"):
    headers = client.get(address).headers
    return {
        "If-None-Match": headers["ETag"],
        **({"If-Modified-Since": headers["Last-Modified"]} if "Last-Modified" in headers else {}),
    }


def test_nothing_new_is_told_by_one_statement(client, world, count_queries):
    known = validators(client)
    with count_queries() as seen:
        answer = client.get("/ideen.atom", headers=known)

    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == known["If-None-Match"]
    assert [one.split()[0] for one in seen if one != "BEGIN"] == ["SELECT"]
    only_moment = {"If-Modified-Since": known["If-Modified-Since"]}
    assert client.get("/ideen.atom", headers=only_moment).status_code == 304


@pytest.mark.parametrize(
    "values",
    [
        {"title": "Anders"}, {"state": IdeaState.REVIEW}, {"seeking": "Holz"}, {"public": False},
        {"action_field": "MO"}, {"reason": "x"}, {"outcome": "y"}, {"merged_into_id": 3},
        {"contact_public": False}, {"team": "z"}, {"district": "Mitte"},
    ],
)  # fmt: skip
def test_whatever_everybody_reads_moves_the_feed(app, client, world, clock, values):
    known = validators(client)
    clock.move(minutes=2)
    with app.app_context():
        change(world["lotsen"], **values)

    assert client.get("/ideen.atom", headers=known).status_code == 200
    newer = {"If-Modified-Since": known["If-Modified-Since"]}
    assert client.get("/ideen.atom", headers=newer).status_code == 200


@pytest.mark.parametrize(
    "values",
    [{"contact_email": "x@example.org"}, {"next_step_by": "Wer"}, {"points": 3}, {"sponsor": "S"},
     {"link_digest": "d"}, {"news_on": None}],
)  # fmt: skip
def test_what_only_the_office_reads_moves_nothing(app, client, world, clock, values):
    known = validators(client)
    clock.move(minutes=2)
    with app.app_context():
        change(world["lotsen"], **values)
        change(world["hidden"], title="Noch geheimer")

    assert client.get("/ideen.atom", headers=known).status_code == 304


def test_a_hidden_idea_leaves_and_an_idea_shown_comes(app, client, world, clock):
    clock.move(hours=1)
    with app.app_context():
        change(world["lotsen"], public=False)
        change(world["hidden"], public=True, title="Nicht mehr verborgen")

    titles = [only(one, "title") for one in check_feed(read(client))]

    assert titles == ["Nicht mehr verborgen", "Klima-Bänke"]
