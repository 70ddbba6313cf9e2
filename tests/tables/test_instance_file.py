"""A task as a JSON file: what is read, and the sentence for each thing that is wrong."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import RuleBroken
from app.tables.instance_file import as_json, instance_of, parse, read
from app.tables.rules.cost import cost, mix, repeats, violations
from app.tables.rules.instance import Guest, Instance, Weights
from app.tables.rules.solve import solve


def file(**changes):
    content = {"people": [{"id": 0}, {"id": 1}, {"id": 2}, {"id": 3}], "tables": [2, 2]}
    return json.dumps({**content, "rounds": 2, **changes}).encode()


def test_everything_that_a_file_can_say():
    people = [
        {"id": 2, "sector": 7, "interests": ["Rad", 3]},
        {"id": 0, "sector": 1, "fixed_table": 0, "interests": []},
        {"id": 1, "sector": None, "fixed_table": None},
        {"id": 3, "interests": ["Rad"]},
        {"id": 4},
    ]
    pairs = {"together": [[4, 3], [3, 2]], "apart": [[1, 0], [0, 1]]}

    read_file = parse(file(people=people, tables=[3, 2], history=[[1, 0, 2], [2, 1, 0]], **pairs))

    assert instance_of(read_file) == Instance(
        guests=(
            Guest(label="Person 0", sector=0, fixed_table=0),
            Guest(label="Person 1"),
            Guest(label="Person 2", sector=1, interests=frozenset({0, 1})),
            Guest(label="Person 3", interests=frozenset({1})),
            Guest(label="Person 4"),
        ),
        tables=(3, 2),
        rounds=2,
        history={(0, 1): 2},
        together=((2, 3, 4),),
        apart=frozenset({(0, 1)}),
    )


def test_options_count_before_the_file():
    weights = Weights(mix=5)

    instance = instance_of(parse(file()), tables=(4,), rounds=3, weights=weights)

    assert (instance.tables, instance.rounds, instance.weights) == ((4,), 3, weights)


KNOWN = "Bekannt sind: people, tables, rounds, history, together, apart."
WRONG_JSON = "Das ist kein gültiges JSON. Prüfen Sie Klammern, Kommas und Zeichen."
CUT = "Das ist kein vollständiges JSON in UTF-8. Prüfen Sie, ob die Datei abgeschnitten ist."


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "Die Datei ist leer. Erwartet wird JSON mit „people“, „tables“ und „rounds“."),
        (b"{", CUT),
        (b"\0", f"Zeile 1: {WRONG_JSON}"),
        (b'{"people":\n[{"id": 0\0}]}', f"Zeile 2: {WRONG_JSON}"),
        (b"[1]", "Hier wird ein Objekt in {} erwartet, da steht eine Liste."),
        (b"[" * 100000, "Hier wird ein Objekt in {} erwartet, da steht eine Liste."),
        (file(seats=[2]), f"Den Schlüssel „seats“ gibt es hier nicht. {KNOWN}"),
        (
            file(people=[{"id": 0, "sektor": 1}]),
            "people[0]: Den Schlüssel „sektor“ gibt es hier nicht. Meinten Sie „sector“?",
        ),
        (file(people=[{}]), "people[0]: Der Schlüssel „id“ fehlt. Ergänzen Sie ihn."),
        (file(people=[{"id": -1}]), "people[0].id: Diese Zahl ist nicht erlaubt: mindestens 0."),
        (file(rounds=10**30), "rounds: Diese Zahl ist nicht erlaubt: höchstens 50."),
        (
            file(people=[{"id": "0"}]),
            "people[0].id: Hier wird eine ganze Zahl erwartet, da steht ein Text.",
        ),
        (file(rounds=0), "rounds: Diese Zahl ist nicht erlaubt: mindestens 1."),
        (file(tables=[]), "tables: Die Liste muss mindestens 1 Eintrag haben."),
        (
            file(history=[[0, 1]]),
            "history[0]: Die Liste muss genau 3 Zahlen haben. Ergänzen oder kürzen Sie sie.",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_place_and_remedy(raw, sentence):
    with pytest.raises(RuleBroken) as told:
        parse(raw)

    assert told.value.message == sentence


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"people": [{"id": 0}, {"id": 2}]},
            "people[1].id = 2: Bei 2 Personen gehen die Nummern von 0 bis 1. "
            "Nummerieren Sie lückenlos.",
        ),
        (
            {"people": [{"id": 0}, {"id": 0}]},
            "people[1].id = 0: Diese Nummer hat schon people[0]. Jede Person braucht eine eigene.",
        ),
        (
            {"people": [{"id": 0, "fixed_table": 2}, {"id": 1}]},
            "people[0].fixed_table = 2: Tische zählen ab 0, der letzte ist 1. "
            "Nennen Sie einen Tisch, den es gibt.",
        ),
        (
            {"apart": [[0, 9]]},
            "apart[0]: Eine Person 9 gibt es nicht. Nennen Sie Nummern von 0 bis 3, "
            "oder streichen Sie den Eintrag.",
        ),
        (
            {"together": [[1, 2], [1, 1]]},
            "together[1]: Hier steht zweimal Person 1. Nennen Sie zwei verschiedene.",
        ),
        (
            {"history": [[0, 1, 1], [2, 3, 1], [1, 0, 2]]},
            "history[2]: Dieses Paar steht schon in history[0]. "
            "Zählen Sie beide Einträge zusammen.",
        ),
        (
            {"tables": None},
            "Der Schlüssel „tables“ fehlt. Ergänzen Sie ihn, oder geben Sie „--tables 7,7,6“ an.",
        ),
        (
            {"rounds": None},
            "Der Schlüssel „rounds“ fehlt. Ergänzen Sie ihn, oder geben Sie „--rounds 3“ an.",
        ),
    ],
)
def test_what_makes_no_sense_is_told_with_place_and_remedy(changes, sentence):
    with pytest.raises(RuleBroken) as told:
        instance_of(parse(file(**changes)))

    assert told.value.message == sentence


@pytest.mark.parametrize("name", ["gibt-es-nicht.json", "ein\0name.json", "."])
def test_a_file_that_cannot_be_opened_is_told(tmp_path, name):
    with pytest.raises(RuleBroken, match=r"Diese Datei ist nicht lesbar\. Prüfen Sie Namen und"):
        read(tmp_path / name)


def test_a_file_without_end_is_not_read_to_its_end(tmp_path):
    path = tmp_path / "endlos.json"
    path.symlink_to("/dev/zero")

    with pytest.raises(RuleBroken, match="Die Datei ist größer als 20 Megabyte"):
        read(path)


values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 10**20) | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)
keys = st.sampled_from(["people", "tables", "rounds", "history", "together", "apart"])


@given(st.dictionaries(keys, values) | values)
@settings(max_examples=200, deadline=None)
def test_whatever_json_holds_it_is_read_or_told(content):
    with suppress(RuleBroken):
        instance_of(parse(json.dumps(content).encode()))


@given(st.binary(max_size=60))
@settings(max_examples=200, deadline=None)
def test_whatever_bytes_there_are_they_are_read_or_told(raw):
    with suppress(RuleBroken):
        parse(raw)


def test_the_answer_is_counted_anew():
    people = [{"id": number, "sector": number % 3} for number in range(12)]
    content = file(people=people, tables=[4, 4, 4], rounds=3, history=[[0, 1, 3]])
    instance = instance_of(parse(content))
    solved = solve(instance, seed=1, seconds=0, timer=lambda: 0.0)

    told = json.loads(as_json(instance, solved))

    plan = tuple(
        tuple(
            next(t for t, people in enumerate(tables) if person in people) for person in range(12)
        )
        for tables in told["rounds"]
    )
    assert violations(instance, plan) == []
    assert told["repeats"] == repeats(instance, plan)
    assert told["mix"] == mix(instance, plan)
    assert told["cost"] == told["repeats"] + 2 * told["mix"] == cost(instance, plan)
    assert told["bound"] <= told["cost"]
