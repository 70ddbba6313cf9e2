"""OParl 1.1: what is deleted is told, lists obey their filters, errors are objects."""

import pytest

from app.agenda import actions as agenda
from app.agenda.published import comparison_of
from app.agenda.publishing import publish_agenda
from app.core.db import db, transaction
from app.ideas.models import Idea
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from tests import build
from tests.open_data.build import a_decision, change

BASE = "http://127.0.0.1:8000"
TYPE = "https://schema.oparl.org/1.1/"


def get(client, path, status=200):
    answer = client.get(f"/oparl/v1/{path}")
    assert answer.status_code == status, answer.text
    return answer.json


def names(client, path):
    return [one.get("reference", one["id"].rpartition("/")[2]) for one in get(client, path)["data"]]


def test_a_motion_that_was_rejected_is_no_decision(app, client, world):
    with app.app_context():
        a_decision("LK-2027-09", [world["lotsen"]], yes=1, no=4, abstain=0, biased=0)

    paper = get(client, "paper/beschluss/LK-2027-09")

    assert paper["treffwerk:result"] == "Abgelehnt: Ja 1, Nein 4, Enthaltung 0"


def test_an_idea_that_is_hidden_again_is_deleted_and_told(app, client, world, clock):
    """Sections 2.8 and 2.5.5: only who asks for changes learns of it."""
    clock.set("2027-09-02T10:00")
    with app.app_context():
        change(world["lotsen"], public=False)
    paper = get(client, "paper/idee/2027-001")

    assert paper == {
        "id": f"{BASE}/oparl/v1/paper/idee/2027-001",
        "type": f"{TYPE}Paper",
        "created": "2027-09-01T00:00:00+02:00",
        "modified": "2027-09-02T10:00:00+02:00",
        "deleted": True,
    }
    since = "papers?modified_since=2027-09-02T10:00:00%2B02:00"
    assert names(client, since) == ["2027-001", "LK-2027-01"]
    assert get(client, since)["data"][0] == paper
    assert names(client, "papers") == ["2027-003", "LK-2027-01", "LK-2027-02", "LK-2027-03"]
    wording = "treffwerk:resolutionText"
    assert wording not in get(client, "paper/beschluss/LK-2027-01")
    number = world["session"]
    session = get(client, f"meeting/{number}")
    assert session["modified"] == "2027-09-02T10:00:00+02:00"
    assert "resolutionText" not in session["agendaItem"][-1]


def test_a_meeting_that_is_listed_no_longer_is_deleted_and_told(app, client, world, clock):
    number = world["session"]
    item = get(client, f"meeting/{number}")["agendaItem"][0]["id"].rpartition("/oparl/v1/")[2]
    clock.set("2027-09-02T10:00")
    with app.app_context(), transaction():
        db.session.get(Meeting, number).listed = False
    since = "?modified_since=2027-09-02T10:00:00%2B02:00"

    gone = get(client, f"meeting/{number}")

    assert set(gone) == {"id", "type", "created", "modified", "deleted"}
    assert (gone["deleted"], gone["modified"]) == (True, "2027-09-02T10:00:00+02:00")
    assert get(client, f"meetings{since}")["data"] == [gone]
    assert get(client, f"organization/2/meetings{since}")["data"] == [gone]
    assert str(number) not in names(client, "meetings")
    for path in (item, f"meeting/{number}/decision/LK-2027-01"):
        assert set(get(client, path)) == {"id", "type", "created", "modified", "deleted"}
    assert client.get(f"/api/v1/meetings{since}").json["data"] == []


def test_what_was_never_public_was_never_there(client, world):
    get(client, "paper/idee/2027-002", 404)
    get(client, f"meeting/{world['closed']}", 404)
    get(client, f"meeting/{world['closed']}/decision/LK-2027-02", 404)
    assert "LK-2027-02" in str(get(client, "papers"))


def test_an_item_that_a_later_agenda_left_out_is_deleted(app, client, world):
    meeting = world["evening"]
    first = get(client, f"meeting/{meeting}")["agendaItem"][0]
    with app.app_context():
        agenda.remove_item(meeting, int(first["id"].rpartition("/")[2]))
        stand = comparison_of(db.session.get(Meeting, meeting)).stand
        publish_agenda(meeting, stand, build.OFFICE)
    gone = client.get(first["id"].removeprefix(BASE)).json

    assert gone["deleted"] is True
    assert first["id"] not in str(get(client, f"meeting/{meeting}"))
    get(client, f"meeting/{meeting}/item/999999", 404)


def test_lists_obey_the_filters(app, client, world, clock):
    """Section 2.5.5."""
    clock.set("2027-09-05T10:00")
    with app.app_context():
        a_decision("LK-2027-09", [world["bench"]])
    late = "2027-09-05T10:00:00%2B02:00"

    assert names(client, f"papers?created_since={late}") == ["LK-2027-09"]
    assert names(client, f"papers?modified_since={late}") == ["2027-003", "LK-2027-09"]
    assert "LK-2027-09" not in names(client, "papers?created_until=2027-09-05T09:59:59%2B02:00")
    assert names(client, f"meetings?created_since={late}") == []
    assert names(client, "organizations?modified_until=2000-01-01T00:00:00Z") == []
    assert len(names(client, "organizations?created_since=2000-01-01T00:00:00Z")) == 2
    brief = get(client, "meetings?omit_internal=true")
    assert "agendaItem" not in str(brief)
    assert "omit_internal=true" in brief["links"]["self"]


def test_pages_keep_their_filters_and_a_stable_order(app, client, world):
    """Sections 2.5.4 and 2.5.5."""
    address, seen = "papers?modified_since=2027-01-01T00:00:00%2B01:00&limit=2", []
    for _ in range(3):
        page = get(client, address)
        seen += [one["id"] for one in page["data"]]
        address = page["links"].get("next", "").removeprefix(f"{BASE}/oparl/v1/")

    assert address == ""
    assert len(seen) == len(set(seen)) == page["pagination"]["totalElements"] == 5
    assert "modified_since=2027-01-01T00:00:00%2B01:00" in page["links"]["prev"]


def test_meetings_of_an_organization(app, client, world):
    assert [one["name"] for one in get(client, "organization/2/meetings")["data"]] == ["Sitzung"]
    assert [one["name"] for one in get(client, "organization/1/meetings")["data"]] == [
        "Pitch-Abend im Herbst"
    ]
    with app.app_context(), transaction():
        db.session.get(Meeting, world["session"]).state = MeetingState.CANCELLED
    off = get(client, "organization/2/meetings")["data"][0]
    assert (off["cancelled"], off["meetingState"]) == (True, "abgesagt")


@pytest.mark.parametrize(
    "path",
    ["organization/3", "meeting/99999999999999999999", "papers?limit=x", "location/9", "x",
     "paper/x", "consultation/999", "meetings?created_until=9999-12-31T00:00:00Z"],
)  # fmt: skip
def test_errors_are_objects(client, world, path):
    """Section 2.9."""
    answer = client.get(f"/oparl/v1/{path}")

    assert answer.status_code in (400, 404)
    assert answer.json["type"] == f"{TYPE}Error"
    assert answer.json["message"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ["meetings", "papers", "organization/1/meetings"])
def test_the_number_of_statements_does_not_grow(app, client, count_queries, path):
    def rows(number):
        with app.app_context():
            for _ in range(number):
                meeting = build.a_planned_meeting(kit="vernetzung")
                idea = build.an_idea(public=True)
                a_decision(f"LK-{idea}", [idea], meeting_id=meeting)

    rows(1)
    client.get(f"/oparl/v1/{path}")
    with count_queries() as one:
        client.get(f"/oparl/v1/{path}")
    rows(9)
    with count_queries() as many:
        assert len(get(client, path)["data"]) >= 10

    assert len(many) == len(one)


def test_ideas_that_were_never_public_have_no_moment(app, world):
    with app.app_context():
        moments = {one.id: one.changed_at for one in db.session.query(Idea)}

    assert moments[world["hidden"]] is None
    assert moments[world["lotsen"]] is not None
