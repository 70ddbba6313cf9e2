"""The interface for programs: tables, problems, answers for everybody, constant statements."""

import csv
import io

import pytest

from app.open_data.rules import MOST
from tests import build
from tests.open_data.build import a_decision, a_supporter
from tests.open_data.schema import check

BASE = "http://127.0.0.1:8000"
LISTS = ("ideas", "meetings", "decisions")


def get(client, path):
    answer = client.get(path.removeprefix(BASE))
    assert answer.status_code == 200, (path, answer.text)
    return answer.json


@pytest.mark.parametrize("name", LISTS)
def test_a_table_has_the_same_rows(client, world, name):
    answer = client.get(f"/api/v1/{name}.csv")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    listed = get(client, f"/api/v1/{name}")["data"]
    key = "slug" if name == "meetings" else "number"

    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert [row[key] for row in rows] == [row[key] for row in listed]
    assert None not in rows[0]


def test_no_cell_becomes_a_formula(app, client):
    with app.app_context():
        build.an_idea("=HYPERLINK(1)", public=True, district="@SUM")

    text = client.get("/api/v1/ideas.csv").data.decode("utf-8-sig")

    assert ";'=HYPERLINK(1);" in text
    assert ";'@SUM;" in text


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=0", "limit"), (f"limit={MOST + 1}", "limit"), ("limit=%D9%A3", "limit"),
        ("limit=" + "9" * 40, "limit"), ("page=0", "page"), ("page=-1", "page"),
        ("state=x", "state"), ("action_field=x", "action_field"), ("sort=x", "sort"),
        ("modified_since=gestern", "modified_since"),
        ("modified_since=9999-12-31", "modified_since"),
        ("modified_since=0001-01-01T00:00:00%2B14:00", "modified_since"),
        ("modified_since=2027-02-30", "modified_since"), ("search=" + "x" * 201, "search"),
    ],
)  # fmt: skip
def test_a_parameter_that_cannot_be_read_is_a_problem(client, query, parameter):
    answer = client.get(f"/api/v1/ideas?{query}")

    assert answer.status_code == 400
    check(answer.json, "Problem")
    assert answer.json["detail"].startswith(f"{parameter}: ")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/ideas/2027-999", 404),
        ("GET", "/api/v1/ideas/%FF", 404),
        ("GET", "/api/v1/decisions/LK-1", 404),
        ("GET", "/api/v1/meetings/99999999999999999999", 404),
        ("GET", "/api/v1/nichts", 404),
        ("GET", "/api/v2/ideas", 404),
        ("GET", "/api/v1/ideas?search=%00", 400),
        ("POST", "/api/v1/ideas", 405),
        ("DELETE", "/api/v1/ideas/2027-001", 405),
        ("GET", "/api/v1/meetings?from=2027-02-01&to=2027-01-01", 400),
    ],
)
def test_errors_are_problems(client, method, path, status):
    answer = client.open(path, method=method)

    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    check(answer.json, "Problem")
    assert answer.json["status"] == status
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_answers_are_for_everybody_and_set_no_cookie(client, office, world):
    for browser in (client, office):
        for path in ("ideas", "ideas.csv", "meetings", "openapi.json"):
            answer = browser.get(f"/api/v1/{path}")
            headers = answer.headers
            assert headers["Access-Control-Allow-Origin"] == "*"
            assert headers["Cache-Control"] == "public, no-cache"
            assert "Set-Cookie" not in headers
            assert "Vary" not in headers
            again = browser.get(f"/api/v1/{path}", headers={"If-None-Match": headers["ETag"]})
            assert (again.status_code, again.data) == (304, b"")
    for path in ("/", "/ideen", "/offene-daten", "/ideen.atom", "/ideen/einbetten"):
        assert "Access-Control-Allow-Origin" not in client.get(path).headers


def test_head_tells_without_a_body(client, world):
    answer = client.head("/api/v1/ideas")

    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["ETag"] == client.get("/api/v1/ideas").headers["ETag"]


@pytest.mark.parametrize("path", ["ideas", "ideas.csv", "meetings", "meetings.csv", "decisions"])
def test_the_number_of_statements_does_not_grow(app, client, count_queries, path):
    def rows(number):
        with app.app_context():
            for _ in range(number):
                meeting = build.a_planned_meeting()
                idea = build.an_idea(public=True, meeting_id=meeting)
                a_supporter(idea)
                a_decision(f"LK-{idea}", [idea], meeting_id=meeting)

    rows(1)
    client.get(f"/api/v1/{path}")
    with count_queries() as one:
        client.get(f"/api/v1/{path}")
    rows(29 if "meet" not in path else 9)
    with count_queries() as many:
        assert client.get(f"/api/v1/{path}").status_code == 200

    assert len(many) == len(one)
