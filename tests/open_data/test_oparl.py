"""OParl 1.1: a walk from the system to every object, each held against a table of the standard."""

import re
from datetime import date, datetime

import pytest

from app.agenda import actions as agenda
from app.agenda.published import comparison_of
from app.agenda.publishing import publish_agenda
from app.core.db import db, transaction
from app.ideas.models import Idea
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from tests import build
from tests.open_data.build import a_decision, a_public_world, change

BASE = "http://127.0.0.1:8000"
TYPE = "https://schema.oparl.org/1.1/"
COMMON = {
    "id": "url", "type": "string", "created": "moment", "modified": "moment", "deleted": "boolean",
    "web": "url", "license": "url", "keyword": "strings",
}  # fmt: skip
"""Sections 3.3.1 to 3.3.9 of the specification: values that every object may have."""
REQUIRED = {
    "System": ("oparlVersion", "body"),  # 3.4
    "Body": ("name", "organization", "person", "meeting", "paper", "legislativeTerm"),  # 3.5
    "Organization": (),  # 3.7
    "Meeting": (),  # 3.10
    "AgendaItem": ("order",),  # 3.11
    "Paper": (),  # 3.12
    "Consultation": (),  # 3.13
    "Location": (),  # 3.15
}
"""Beside ``id``, ``type`` (3.3.1, 3.3.2), ``created`` and ``modified`` (3.3.5, 3.3.6)."""
VALUES = {
    "System": {
        "oparlVersion": "string", "body": "list", "name": "string", "contactEmail": "string",
        "contactName": "string", "website": "url", "vendor": "url", "product": "url",
    },
    "Body": {
        "system": "System", "shortName": "string", "name": "string", "website": "url",
        "ags": "string", "contactEmail": "string", "contactName": "string", "organization": "list",
        "person": "list", "meeting": "list", "paper": "list", "legislativeTerm": "objects",
        "classification": "string", "mainOrganization": "Organization",
    },
    "Organization": {
        "body": "Body", "name": "string", "meeting": "list", "shortName": "string",
        "subOrganizationOf": "Organization", "organizationType": "string",
        "classification": "string", "website": "url",
    },
    "Meeting": {
        "name": "string", "meetingState": "string", "cancelled": "boolean", "start": "moment",
        "end": "moment", "location": "Location object", "organization": "Organization links",
        "agendaItem": "objects",
    },
    "AgendaItem": {
        "meeting": "Meeting", "number": "string", "order": "integer", "name": "string",
        "public": "boolean", "consultation": "Consultation", "result": "string",
        "resolutionText": "string", "start": "moment", "end": "moment",
    },
    "Paper": {
        "body": "Body", "name": "string", "reference": "string", "date": "date",
        "paperType": "string", "relatedPaper": "Paper links", "consultation": "objects",
        "underDirectionOf": "Organization links", "originatorOrganization": "Organization links",
    },
    "Consultation": {
        "paper": "Paper", "agendaItem": "AgendaItem", "meeting": "Meeting",
        "organization": "Organization links", "authoritative": "boolean", "role": "string",
    },
    "Location": {
        "description": "string", "geojson": "object", "streetAddress": "string",
        "postalCode": "string", "locality": "string", "meetings": "Meeting links",
    },
}  # fmt: skip
"""Kind of each value: a type of 2.4.1, the name of the object it links to, or "list" (2.5.3)."""
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")  # 2.4.2
SIMPLE = {
    "string": lambda value: isinstance(value, str) and value != "",
    "url": lambda value: isinstance(value, str) and value.startswith(("http://", "https://")),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "moment": lambda value: bool(MOMENT.fullmatch(value)) and datetime.fromisoformat(value),
    "date": lambda value: date.fromisoformat(value).isoformat() == value,
    "strings": lambda value: value != [] and all(isinstance(one, str) for one in value),
    "object": lambda value: isinstance(value, dict),
}


class Walk:
    """Opens everything that hangs together, once, and notes what each object is."""

    def __init__(self, client):
        self.client, self.objects, self.lists, self.inside = client, {}, {}, []

    def get(self, address):
        assert address.startswith(BASE)
        answer = self.client.get(address.removeprefix(BASE))
        assert answer.status_code == 200, address
        assert answer.headers["Access-Control-Allow-Origin"] == "*"  # 2.6
        assert answer.mimetype == "application/json"
        return answer.json

    def open(self, address, wanted=None):
        if address not in self.objects:
            self.objects[address] = found = self.get(address)
            assert found["id"] == address  # 2.3.1: one address each
            self.look_at(found)
        assert wanted in (None, kind_of(self.objects[address])), address

    def look_at(self, found):
        kind = kind_of(found)
        if found.get("deleted"):  # 2.8
            assert set(found) == {"id", "type", "created", "modified", "deleted"}
            return
        assert {"created", "modified", *REQUIRED[kind]} <= set(found), found["id"]
        assert moment_of(found["created"]) <= moment_of(found["modified"])
        for name, value in found.items():
            if ":" in name:  # 3.2.2: values of our own
                continue
            assert value is not None and value != ""  # 2.4.3
            self.look_at_value((COMMON | VALUES[kind])[name], value, (found["id"], name))

    def look_at_value(self, kind, value, where):
        wanted, _, how = kind.partition(" ")
        if kind in SIMPLE:
            assert SIMPLE[kind](value), where
        elif kind == "list":
            self.open_list(value)
        elif how == "links":
            assert value, where
            for one in value:
                self.open(one, wanted)
        elif how == "object" or kind == "objects":
            for one in value if kind == "objects" else [value]:
                assert not one.get("deleted")  # 2.5.2
                self.look_at(one)
                self.inside.append(one)
                self.open(one["id"])  # 3.1: also alone
        else:
            self.open(value, kind)

    def open_list(self, address):
        if address in self.lists:
            return
        self.lists[address] = rows = []
        while address:
            page = self.get(address)
            assert set(page) == {"data", "pagination", "links"}  # 2.5.4
            assert page["links"]["self"] == address
            rows += page["data"]
            address = page["links"].get("next")
        assert len(rows) == page["pagination"]["totalElements"]
        for one in rows:
            self.look_at(one)
            self.open(one["id"], kind_of(one))
            assert self.objects[one["id"]] == one


moment_of = datetime.fromisoformat


def kind_of(found):
    assert found["type"].startswith(TYPE)
    return found["type"].removeprefix(TYPE)


@pytest.fixture
def world(app):
    with app.app_context():
        return a_public_world()


@pytest.fixture
def walk(client, world):
    done = Walk(client)
    done.open(f"{BASE}/oparl/v1/", "System")
    return done


def of(walk, kind):
    return [one for one in walk.objects.values() if kind_of(one) == kind]


def test_everything_that_hangs_together_is_as_the_standard_says(walk):
    counted = {kind: len(of(walk, kind)) for kind in REQUIRED}

    assert counted["System"] == counted["Body"] == 1
    assert (counted["Organization"], counted["Meeting"]) == (2, 2)
    assert (counted["Paper"], counted["Consultation"]) == (5, 2)
    assert counted["AgendaItem"] > 8
    assert counted["Location"] == 2
    assert of(walk, "System")[0]["oparlVersion"] == TYPE
    assert of(walk, "Body")[0]["legislativeTerm"] == []


def test_an_object_inside_is_the_same_without_the_way_back(walk):
    """Section 3.1."""
    back = {"AgendaItem": "meeting", "Consultation": "paper", "Location": "meetings"}

    assert len(walk.inside) > 8
    for one in walk.inside:
        alone, name = walk.objects[one["id"]], back[kind_of(one)]
        ages = {"created", "modified"} if name == "meetings" else set()
        assert name not in one
        assert name in alone
        assert {key: value for key, value in one.items() if key not in ages} == {
            key: value for key, value in alone.items() if key != name and key not in ages
        }


def test_items_stand_in_their_order_and_a_decision_says_what_was_decided(walk):
    session = next(one for one in of(walk, "Meeting") if one["name"] == "Sitzung")
    last = session["agendaItem"][-1]

    assert [one["order"] for one in session["agendaItem"]] == [*range(len(session["agendaItem"]))]
    assert last["name"] == "Beschluss LK-2027-01: Aufnehmen"
    assert last["result"] == "Angenommen: Ja 9, Nein 1, Enthaltung 2, befangen 1"
    assert last["resolutionText"].startswith("Der Lenkungskreis empfiehlt")
    assert walk.objects[last["consultation"]]["paper"] == f"{BASE}/oparl/v1/paper/idee/2027-001"
    assert [walk.objects[one]["name"] for one in session["organization"]] == ["Lenkungskreis"]


def test_a_motion_that_was_rejected_is_no_decision(app, client, world):
    with app.app_context():
        a_decision("LK-2027-09", [world["lotsen"]], yes=1, no=4, abstain=0, biased=0)

    paper = get(client, "paper/beschluss/LK-2027-09")

    assert paper["treffwerk:result"] == "Abgelehnt: Ja 1, Nein 4, Enthaltung 0"


def test_what_is_secret_stands_nowhere(walk):
    text = str(walk.objects) + str(walk.lists)

    assert re.findall(r"[Gg]eheim\w*|Yıldırım", text) == []
    assert "Balkon-Solar-Lotsen" in text


def get(client, path, status=200):
    answer = client.get(f"/oparl/v1/{path}")
    assert answer.status_code == status, answer.text
    return answer.json


def names(client, path):
    return [one.get("reference", one["id"].rpartition("/")[2]) for one in get(client, path)["data"]]


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


def test_the_walk_notices_a_wrong_object(client, world, monkeypatch):
    """The control of the walk."""
    real = Walk.get
    monkeypatch.setattr(Walk, "get", lambda self, to: real(self, to) | {"name": None})

    with pytest.raises(AssertionError):
        Walk(client).open(f"{BASE}/oparl/v1/")


def test_ideas_that_were_never_public_have_no_moment(app, world):
    with app.app_context():
        moments = {one.id: one.changed_at for one in db.session.query(Idea)}

    assert moments[world["hidden"]] is None
    assert moments[world["lotsen"]] is not None
