"""OParl 1.1: a walk from the system to every object, each held against a table of the standard."""

import re
from datetime import date, datetime

import pytest

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


def test_what_is_secret_stands_nowhere(walk):
    text = str(walk.objects) + str(walk.lists)

    assert re.findall(r"[Gg]eheim\w*|Yıldırım", text) == []
    assert "Balkon-Solar-Lotsen" in text


def test_the_walk_notices_a_wrong_object(client, world, monkeypatch):
    """The control of the walk."""
    real = Walk.get
    monkeypatch.setattr(Walk, "get", lambda self, to: real(self, to) | {"name": None})

    with pytest.raises(AssertionError):
        Walk(client).open(f"{BASE}/oparl/v1/")
