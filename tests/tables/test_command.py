"""``flask tables plan``, in this process and as one of its own."""

import json
import os
import pty
import signal
import subprocess
import sys

import pytest

from app.core.settings import ROOT

TWENTY = {
    "people": [{"id": 0, "sector": 1, "fixed_table": 0, "interests": []}]
    + [{"id": number, "sector": number % 4} for number in range(1, 20)],
    "tables": [7, 7, 6],
    "rounds": 3,
    "history": [[0, 1, 2]],
    "together": [[2, 3], [3, 4]],
    "apart": [[5, 6]],
}
HARD = {
    "people": [{"id": number} for number in range(30)],
    "tables": [6, 6, 6, 6, 6],
    "rounds": 3,
    "history": [
        [one, other, (one * other) % 3] for one in range(30) for other in range(one + 1, 30)
    ],
}
ALONE = {
    "people": [{"id": number} for number in range(6)],
    "tables": [3, 3],
    "rounds": 1,
    "apart": [[0, 1], [0, 2], [0, 3], [0, 4]],
}
"""Only one is left who may sit at the table of the first."""


@pytest.fixture
def command(ctx, tmp_path):
    def run(content, *options):
        path = tmp_path / "instance.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return ctx.test_cli_runner().invoke(args=["tables", "plan", str(path), *options])

    return run


def test_a_plan_keeps_every_rule_and_nothing_else_is_printed(command):
    told = command(TWENTY, "--seconds", "1", "--seed", "3")

    assert (told.exit_code, told.stderr) == (0, "")
    plan = json.loads(told.stdout)
    assert list(plan) == ["rounds", "repeats", "mix", "cost", "bound", "seconds"]
    assert plan["cost"] == plan["repeats"] + 2 * plan["mix"]
    for tables in plan["rounds"]:
        assert [len(people) for people in tables] == [7, 7, 6]
        assert sorted(person for people in tables for person in people) == list(range(20))
        assert 0 in tables[0]
        assert [len({2, 3, 4} & set(people)) for people in tables].count(3) == 1
        assert not any({5, 6} <= set(people) for people in tables)


def test_the_same_seed_and_trials_give_the_same_plan(command):
    options = ("--trials", "20000", "--seconds", "600", "--seed", "5")

    first, second = (json.loads(command(HARD, *options).stdout) for _ in "12")
    other = json.loads(command(HARD, *options[:-1], "6").stdout)

    assert first["rounds"] == second["rounds"] != other["rounds"]


def test_sizes_rounds_and_weights_can_be_given(command):
    told = command(TWENTY, "--tables", "2x6,2x4", "--rounds", "2", "--mix", "0", "--seconds", "1")

    plan = json.loads(told.stdout)
    assert [[len(people) for people in tables] for tables in plan["rounds"]] == [[6, 6, 4, 4]] * 2
    assert plan["cost"] == plan["repeats"]


@pytest.mark.parametrize(
    ("content", "options", "sentence"),
    [
        ("{", (), "{file}: Das ist kein vollständiges JSON in UTF-8."),
        ({**TWENTY, "rounds": -1}, (), "{file}: rounds: Diese Zahl ist nicht erlaubt"),
        ({**TWENTY, "apart": [[3, 2]]}, (), "Person 2 und Person 3 sollen getrennt sitzen"),
        (TWENTY, ("--tables", "6,6"), "Die Tische haben zusammen 12 Plätze, da sind aber 20"),
        (TWENTY, ("--tables", "7,x"), "--tables: „7,x“ passt nicht. Erlaubt: die Plätze jedes"),
        (TWENTY, ("--seconds", "nan"), "--seconds: „nan“ passt nicht. Erlaubt: eine Zahl von 0"),
        (TWENTY, ("--seed", "1.5"), "--seed: „1.5“ passt nicht. Erlaubt: eine ganze Zahl von 0"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_a_sentence(command, tmp_path, content, options, sentence):
    told = command(content, *options)

    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr.startswith("Error: " + sentence.format(file=tmp_path / "instance.json"))


def test_sentences_with_tables_say_how_tables_are_counted(command):
    fixed = [{"id": number, "fixed_table": 2} for number in range(7)]
    people = fixed + [{"id": number} for number in range(7, 20)]

    told = command({**TWENTY, "people": people, "together": [], "apart": []})

    assert told.stderr == (
        "Error: An Tisch 3 sollen 7 Personen fest sitzen: Person 0, Person 1 und 5 weitere. "
        "Er hat nur 6 Plätze. Nehmen Sie einen dieser Wünsche zurück.\n"
        "(Diese Sätze zählen die Tische ab 1, die Datei zählt sie ab 0.)\n"
    )


def test_where_no_plan_is_found_the_tight_wishes_are_named(command):
    told = command(ALONE)

    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr.startswith("Error: Es ist kein Plan gefunden worden, der alle Wünsche")
    assert (
        "Person 0 soll getrennt sitzen von Person 1, Person 2, Person 3 und Person 4."
        in told.stderr
    )


def test_the_time_is_kept_also_where_no_plan_is_found(command):
    told = command(ALONE, "--seconds", "0")

    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr.startswith("Error: Bis zum Ende der Suche ist kein Plan gefunden worden")


def test_ctrl_c_ends_the_search_and_prints_the_plan_and_no_database_is_made(tmp_path):
    path, database = tmp_path / "instance.json", tmp_path / "tisch.sqlite3"
    path.write_text(json.dumps(HARD))
    seen, screen = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "tables", "plan", str(path),
         "--seconds", "120"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=screen,
        env={**os.environ, "TREFFWERK_DATABASE_URL": f"sqlite:///{database}"},
    )  # fmt: skip
    os.close(screen)
    progress = b""
    while b"Versuche" not in progress:
        progress += os.read(seen, 1000)

    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=30)
    os.close(seen)

    plan = json.loads(out)
    assert process.returncode == 0
    assert plan["seconds"] < 60
    assert plan["cost"] >= plan["bound"] > 0
    assert " Kosten " in progress.decode()
    assert not database.exists()
