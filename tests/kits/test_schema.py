"""Kits as data: they survive being stored, know their doors, and the README tells all."""

import re
from pathlib import Path

import msgspec
import pytest

from app.kits import printables, schema
from app.kits.office_mails import OFFICE_WORDS
from app.kits.shelf import load_shelf
from app.kits.vocabulary import PLACEHOLDERS

KITS = Path(__file__).parents[2] / "meeting_kits"
README = (KITS / "README.md").read_text("utf-8")

SECTIONS = {
    "Oberste Ebene von kit.toml": schema.KitFile,
    "Oberste Ebene von shared.toml": schema.SharedFile,
    "`[[roles]]`": schema.KitRole,
    "`[[agenda]]`": schema.KitItem,
    "`[room]`": schema.Room,
    "`[checklist]`": schema.KitChecklist,
    "`items`": schema.KitPoint,
    "`[[mails]]`": schema.MailEntry,
    "`[[printables]]`": printables.KitPrintable,
    "`count`": printables.KitCount,
    "`[[questions]]`": schema.Question,
}
VALUES = {
    "kind": schema.Kind,
    "method": schema.Method,
    "area": schema.Area,
    "mode": schema.Mode,
    "purpose": schema.Purpose,
    "trigger": schema.Trigger,
    "attachments": schema.Attachment,
    "recipients": schema.Recipients,
    "type": schema.QuestionType,
    "minutes_type": schema.MinutesType,
    "position": schema.Position,
    "document": printables.Printed,
    "per": printables.Per,
}


@pytest.fixture(scope="module")
def shelf():
    return load_shelf(KITS)


def section(heading):
    """The first column of the table below a heading of the README."""
    body = re.split(r"^#+ ", README, flags=re.M)
    part = next(part for part in body if part.startswith(heading + "\n"))
    return list(re.findall(r"^\| `([^`]+)` \|", part, flags=re.M))


def test_every_kit_survives_being_stored_as_json(shelf):
    for kit in shelf.kits:
        stored = msgspec.json.encode(msgspec.to_builtins(kit))
        assert msgspec.convert(msgspec.json.decode(stored), schema.Kit) == kit


def test_doors_open_as_long_before_the_begin_as_the_last_arrival_takes(shelf):
    assert {kit.id: kit.doors_minutes for kit in shelf.kits} == {
        "auftakt": 30,
        "lenkungskreis": 0,
        "online-hybrid": 20,
        "pitch-abend": 30,
        "projektwerkstatt": 0,
        "themenwerkstatt": 30,
        "vernetzung": 30,
    }


def test_each_kit_says_how_many_pitches_fit_in(shelf):
    assert {kit.id: kit.pitch_slots for kit in shelf.kits} == {
        "auftakt": 8,
        "lenkungskreis": 0,
        "online-hybrid": 3,
        "pitch-abend": 8,
        "projektwerkstatt": 2,
        "themenwerkstatt": 0,
        "vernetzung": 4,
    }


def test_only_the_steering_group_has_no_waiting_list(shelf):
    assert [kit.id for kit in shelf.kits if not kit.has_waitlist] == ["lenkungskreis"]


def test_all_questions_are_the_shared_ones_and_then_the_own_ones(shelf):
    kit = shelf.kit("projektwerkstatt")

    assert [question.id for question in kit.all_questions] == [
        "vorname",
        "nachname",
        "email",
        "organisation",
        "akteursgruppe",
        "unterstuetzung",
        "foto_hinweis",
        "kontaktliste",
        "weitere_einladungen",
        "fallfrage",
        "projekt",
    ]


def test_the_own_mail_comes_before_the_shared_one(shelf):
    assert shelf.kit("pitch-abend").mail("promoted").audience == "Nachgerückte Person"
    assert shelf.kit("projektwerkstatt").mail("promoted").subject == (
        "Ein Platz ist frei: {{titel}} am {{datum_kurz}}"
    )


def test_a_mail_the_kit_does_not_have_is_named(shelf):
    with pytest.raises(LookupError, match="„vernetzung“ hat keine Mail zum Zweck „deputy_request“"):
        shelf.kit("vernetzung").mail("deputy_request")


def test_the_suggested_begin_is_a_time(shelf):
    assert shelf.kit("auftakt").start_time.isoformat("minutes") == "17:30"


def test_values_carry_german_words():
    assert schema.Method("world_cafe").label == "World Café"
    assert str(schema.Kind.BREAK) == "break"


@pytest.mark.parametrize("heading", SECTIONS)
def test_the_readme_names_every_key(heading):
    assert sorted(section(heading)) == sorted(
        field.encode_name for field in msgspec.structs.fields(SECTIONS[heading])
    )


@pytest.mark.parametrize("key", VALUES)
def test_the_readme_names_every_value(key):
    assert section(f"Werte von `{key}`") == [member.value for member in VALUES[key]]


def test_the_readme_names_every_placeholder():
    names = [name.strip("{}") for name in section("Platzhalter in Mails")]
    assert names == list(PLACEHOLDERS)


def test_the_readme_names_every_placeholder_of_the_offices_own_mails():
    names = [name.strip("{}") for name in section("Platzhalter in Mails der Geschäftsstelle")]
    assert names == list(OFFICE_WORDS)
