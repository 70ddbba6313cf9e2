"""The interface for programs: every answer against its description, filters, pages, tables."""

import re

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from app.agenda.models import AgendaReport
from app.agenda.published import comparison_of
from app.agenda.publishing import publish_agenda
from app.agenda.queries import items_of
from app.core.db import db, transaction
from app.meetings.models import Meeting
from app.meetings.queries import meeting_by_id
from app.meetings.rules import MeetingState
from app.open_data.openapi import PATHS, SCHEMAS
from tests import build
from tests.open_data.build import a_decision, change
from tests.open_data.schema import check

BASE = "http://127.0.0.1:8000"
LISTS = ("ideas", "meetings", "decisions")


def get(client, path):
    answer = client.get(path.removeprefix(BASE))
    assert answer.status_code == 200, (path, answer.text)
    return answer.json


def numbers(client, path):
    return [row["number"] for row in get(client, path)["data"]]


def test_the_schemas_are_schemas():
    for schema in SCHEMAS.values():
        Draft202012Validator.check_schema(schema)
    with pytest.raises(SchemaError):
        Draft202012Validator.check_schema({"type": "nonsense"})


@pytest.mark.parametrize(
    ("path", "page", "one"),
    [
        ("ideas", "IdeaPage", "Idea"),
        ("meetings", "MeetingPage", "MeetingWithAgenda"),
        ("decisions", "DecisionPage", "Decision"),
    ],
)
def test_every_answer_is_as_described(client, world, path, page, one):
    listed = get(client, f"/api/v1/{path}")

    check(listed, page)
    assert len(listed["data"]) >= 2
    for row in listed["data"]:
        alone = get(client, row["url"])
        check(alone, one)
        assert {name: alone[name] for name in row} == row
        assert client.get(row.get("web", row["url"]).removeprefix(BASE)).status_code == 200
    for address in listed["links"].values():
        assert client.get(address.removeprefix(BASE)).status_code == 200


def test_a_schema_refuses_what_nobody_described(client, world):
    """The control of the test above."""
    listed = get(client, "/api/v1/ideas")

    listed["data"][0]["contact_email"] = "x@example.org"
    errors = Draft202012Validator(
        {"$ref": "#/components/schemas/IdeaPage", "components": {"schemas": SCHEMAS}}
    ).iter_errors(listed)

    assert ["contact_email" in error.message for error in errors] == [True]


def test_the_description_names_every_address_and_parameter(client, app):
    told = get(client, "/api/v1/openapi.json")
    routes = {
        re.sub(r"<(\w+)>", r"{\1}", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api_public.")
    }

    assert told["openapi"] == "3.1.0"
    assert told["servers"] == [{"url": BASE}]
    assert told["info"]["license"]["url"] == "https://www.govdata.de/dl-de/by-2-0"
    assert set(told["paths"]) == routes - {"/api/v1/openapi.json"} == set(PATHS)
    references = set(re.findall(r"#/components/schemas/(\w+)", str(told)))
    assert references == set(told["components"]["schemas"])


def test_an_idea_says_what_its_page_says(client, world):
    idea = get(client, "/api/v1/ideas/2027-001")

    assert idea | {"modified": "x"} == {
        "number": "2027-001",
        "url": f"{BASE}/api/v1/ideas/2027-001",
        "web": f"{BASE}/ideen/2027-001",
        "title": "Balkon-Solar-Lotsen im Quartier",
        "summary": "Ehrenamtliche beraten bei kleinen Solaranlagen.",
        "state": "new",
        "state_label": "Neu eingegangen",
        "action_fields": [
            {"id": "EE", "name": "Erneuerbare Energien"},
            {"id": "GQ", "name": "Energieeffiziente Gebäude und Quartiere"},
        ],
        "district": "Heepen",
        "organisation": None,
        "team": None,
        "seeking": "Raum",
        "offering": None,
        "contact_name": "Cem Yıldırım",
        "supporters": 1,
        "next_step": None,
        "next_step_due": None,
        "reason": None,
        "outcome": None,
        "decisions": ["LK-2027-01"],
        "meeting": {
            "id": world["evening"],
            "title": "Pitch-Abend im Herbst",
            "day": "2027-09-30",
            "url": get(client, f"/api/v1/meetings/{world['evening']}")["url"],
        },
        "merged_into": None,
        "submitted_on": "2027-09-01",
        "modified": "x",
    }


def test_a_decision_names_no_idea_that_nobody_may_see(client, world):
    hidden = get(client, "/api/v1/decisions/LK-2027-02")
    known = get(client, "/api/v1/decisions/LK-2027-01")

    names = ("wording", "reason", "ideas", "meeting", "votes", "kind_label")
    assert {name: hidden[name] for name in names} == {
        "wording": None,
        "reason": None,
        "ideas": ["2027-003"],
        "meeting": None,
        "votes": {"yes": 9, "no": 1, "abstain": 2, "biased": 1},
        "kind_label": "Nicht aufnehmen",
    }
    assert known["ideas"] == ["2027-001"]
    assert known["meeting"]["title"] == "Sitzung"
    assert known["corrected_on"] == ["2027-08-30"]


@pytest.mark.parametrize(
    ("votes", "result"),
    [
        ({"yes": 9, "no": 1}, ["adopted", "Angenommen", False]),
        ({"yes": 1, "no": 4}, ["rejected", "Abgelehnt", False]),
        ({"yes": 4, "no": 4}, ["rejected", "Abgelehnt", False]),
        ({"yes": 2, "no": 0, "recommendation": True}, ["recommendation", "Empfehlung", True]),
    ],
)
def test_a_decision_says_how_it_came_out(app, client, votes, result):
    with app.app_context():
        a_decision("LK-2027-09", **votes)

    told = get(client, "/api/v1/decisions/LK-2027-09")

    assert [told[name] for name in ("result", "result_label", "recommendation")] == result


def test_the_description_says_what_is_refused(client):
    told = get(client, "/api/v1/openapi.json")
    most = next(
        one["schema"]["maximum"]
        for one in told["paths"]["/api/v1/ideas"]["get"]["parameters"]
        if one["name"] == "page"
    )

    for page, status in ((most, 200), (most + 1, 400)):
        assert client.get(f"/api/v1/ideas?page={page}").status_code == status
    assert client.get("/api/v1/ideas.csv?state=x").status_code == 400
    for path, one in told["paths"].items():
        assert "400" in one["get"]["responses"], path


def test_what_is_secret_stands_nowhere(client, world):
    for path in LISTS:
        for ending in ("", ".csv"):
            text = client.get(f"/api/v1/{path}{ending}").text
            assert re.findall(r"[Gg]eheim\w*", text) == [], path
    assert numbers(client, "/api/v1/decisions?search=geheime") == []
    assert numbers(client, "/api/v1/ideas?search=geheime") == []
    assert client.get("/api/v1/ideas/2027-002").status_code == 404
    assert client.get(f"/api/v1/meetings/{world['closed']}").status_code == 404


def test_drafts_and_internal_items_are_not_there(app, client, world):
    with app.app_context():
        draft = build.a_meeting(title="Entwurf", state=MeetingState.DRAFT)
        off = build.a_planned_meeting(title="Fällt aus")
        with transaction():
            db.session.get(Meeting, off).state = MeetingState.CANCELLED
        internal = [one.title for one in items_of(world["evening"]) if not one.public]

    titles = [row["title"] for row in get(client, "/api/v1/meetings")["data"]]
    agenda = get(client, f"/api/v1/meetings/{world['evening']}")["agenda"]

    assert sorted(titles) == ["Fällt aus", "Pitch-Abend im Herbst", "Sitzung"]
    assert client.get(f"/api/v1/meetings/{draft}").status_code == 404
    assert get(client, f"/api/v1/meetings/{off}")["agenda"] == []
    assert agenda[0]["begins_at"] == "2027-09-30T17:30:00+02:00"
    assert internal
    assert {item["title"] for item in agenda} & set(internal) == set()


def test_an_idea_that_was_hidden_leaves_the_published_agenda(app, client, world):
    with app.app_context():
        meeting = meeting_by_id(world["evening"])
        item = next(one for one in items_of(meeting.id) if one.public)
        with transaction():
            for place, name in enumerate(("lotsen", "bench")):
                report = AgendaReport(item_id=item.id, idea_id=world[name], position=place)
                db.session.add(report)
        publish_agenda(meeting.id, comparison_of(meeting).stand, build.OFFICE)

    def reports():
        agenda = get(client, f"/api/v1/meetings/{world['evening']}")["agenda"]
        return [title for one in agenda for title in one["reports"]]

    def on_the_page():
        slug = get(client, f"/api/v1/meetings/{world['evening']}")["slug"]
        return "Klima-Bänke" in client.get(f"/treffen/{slug}").text

    assert (reports(), on_the_page()) == (["Balkon-Solar-Lotsen im Quartier", "Klima-Bänke"], True)
    with app.app_context():
        change(world["bench"], public=False)

    assert (reports(), on_the_page()) == (["Balkon-Solar-Lotsen im Quartier"], False)


def test_lists_are_narrowed(app, client, world):
    with app.app_context():
        build.an_idea("Ökostrom", public=True, action_field="MO")

    assert numbers(client, "/api/v1/ideas?action_field=GQ") == ["2027-001"]
    assert numbers(client, "/api/v1/ideas?district=Heepen") == ["2027-001"]
    assert numbers(client, "/api/v1/ideas?search=okostrom") == ["2027-004"]
    assert numbers(client, "/api/v1/ideas?state=done") == []
    assert numbers(client, "/api/v1/ideas?sort=title") == ["2027-001", "2027-003", "2027-004"]
    assert numbers(client, "/api/v1/ideas?sort=-supporters")[0] == "2027-001"
    assert numbers(client, "/api/v1/decisions?kind=programme") == ["LK-2027-03"]
    assert numbers(client, "/api/v1/decisions?from=2027-08-26") == []
    assert numbers(client, "/api/v1/decisions?to=2027-08-25&kind=drop") == ["LK-2027-02"]
    assert get(client, "/api/v1/meetings?state=cancelled")["total"] == 0
    assert get(client, "/api/v1/meetings?search=sitzung&from=2027-09-30")["total"] == 1


def test_whoever_asks_again_gets_what_changed_since(app, client, world, clock):
    clock.set("2027-09-03T12:00")
    with app.app_context():
        change(world["bench"], summary="Neu")
        a_decision("LK-2027-09", [world["lotsen"]], meeting_id=world["session"])
    since = "modified_since=2027-09-03T12:00:00%2B02:00"

    assert numbers(client, f"/api/v1/ideas?{since}") == ["2027-003"]
    assert numbers(client, "/api/v1/ideas?modified_since=2027-09-03T12:00:01Z") == []
    assert numbers(client, f"/api/v1/decisions?{since}") == ["LK-2027-09", "LK-2027-02"]
    assert [row["title"] for row in get(client, f"/api/v1/meetings?{since}")["data"]] == ["Sitzung"]
    assert numbers(client, "/api/v1/ideas?modified_until=2027-09-02") == ["2027-001"]


def test_pages_lead_through_the_whole_list(app, client):
    with app.app_context():
        for number in range(5):
            build.an_idea(f"Idee {number}", public=True)

    address, seen = "/api/v1/ideas?limit=2&search=idee", []
    while address:
        page = get(client, address)
        check(page, "IdeaPage")
        seen += [row["number"] for row in page["data"]]
        address = page["links"].get("next")

    assert seen == [f"2027-00{number}" for number in (5, 4, 3, 2, 1)]
    assert page["links"]["prev"] == f"{BASE}/api/v1/ideas?search=idee&limit=2&page=2"
    beyond = get(client, "/api/v1/ideas?limit=2&page=9")
    assert (beyond["data"], beyond["total"], "next" in beyond["links"]) == ([], 5, False)
