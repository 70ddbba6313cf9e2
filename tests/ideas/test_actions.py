"""Noting, changing and moving ideas, and what the history keeps."""

import multiprocessing
from datetime import date

import pytest

from app import create_app
from app.core.db import Base, db
from app.core.errors import Conflict, RuleBroken
from app.ideas import actions, queries
from app.ideas.queries import RegisterFilter
from app.ideas.rules import IdeaState, IdeaValues, MoveFacts
from tests import build
from tests.conftest import POSTGRES, test_settings


def history_of(idea_id):
    return [(change.by, change.what) for change in queries.idea_by_id(idea_id).history]


def test_numbers_run_per_year(ctx):
    days = [date(2027, 2, 18), date(2027, 12, 31), date(2028, 1, 3), date(2027, 5, 11)]

    numbers = [
        actions.note_idea(IdeaValues(title="Idee"), actor=build.OFFICE, submitted_on=day).number
        for day in days
    ]

    assert numbers == ["2027-001", "2027-002", "2028-001", "2027-003"]


def test_a_new_idea_knows_where_it_came_from(ctx):
    meeting_id = build.a_meeting()

    idea_id = build.an_idea("Klima-Bänke", meeting_id=meeting_id)

    assert [idea.id for idea in queries.ideas_of_meeting(meeting_id)] == [idea_id]
    assert history_of(idea_id) == [("Miriam Voss", "Aufgenommen als Idee 2027-001.")]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (IdeaValues(title=""), "title"),
        (IdeaValues(title="Idee", action_field="XX"), "action_field"),
        (IdeaValues(title="Idee", action_field="MO", second_field="MO"), "second_field"),
    ],
)
def test_an_idea_that_makes_no_sense_is_refused(ctx, values, field):
    with pytest.raises(RuleBroken) as refused:
        actions.note_idea(values, actor=build.OFFICE)

    assert refused.value.field == field
    assert queries.register(RegisterFilter()) == []


def test_a_change_is_kept_and_told(ctx):
    idea_id = build.an_idea("Klima-Bänke")

    actions.change_idea(
        idea_id,
        IdeaValues(title="Klima-Bänke", action_field="MO", contact_name="Cem Yıldırım"),
        seen_version=1,
        actor=build.OFFICE,
    )

    assert queries.idea_by_id(idea_id).contact_name == "Cem Yıldırım"
    assert history_of(idea_id)[1:] == [
        ("Miriam Voss", "Handlungsfeld: leer → „Mobilität“"),
        ("Miriam Voss", "Ansprechperson geändert."),
    ]


def test_saving_without_a_change_writes_nothing(ctx):
    idea_id = build.an_idea("Klima-Bänke")

    actions.change_idea(
        idea_id, IdeaValues(title="Klima-Bänke"), seen_version=1, actor=build.OFFICE
    )

    assert queries.idea_by_id(idea_id).version == 1


def test_the_second_of_two_writers_is_told(ctx):
    idea_id = build.an_idea("Klima-Bänke")
    first, second = IdeaValues(title="Bänke"), IdeaValues(title="Kühle Bänke")
    actions.change_idea(idea_id, first, seen_version=1, actor=build.OFFICE)

    with pytest.raises(Conflict):
        actions.change_idea(idea_id, second, seen_version=1, actor=build.OFFICE)

    assert queries.idea_by_id(idea_id).title == "Bänke"


def test_moves_are_remembered_with_what_they_needed(ctx):
    idea_id = build.an_idea()
    for target, facts in [
        (IdeaState.REVIEW, MoveFacts()),
        (IdeaState.ON_HOLD, MoveFacts(reason="Träger fehlt", review_on=date(2027, 10, 15))),
        (IdeaState.REVIEW, MoveFacts()),
        (IdeaState.SELECTED, MoveFacts(decision="LK-2027-02")),
        (IdeaState.IN_PROGRESS, MoveFacts()),
        (IdeaState.DONE, MoveFacts(outcome="Sechs Spaziergänge")),
    ]:
        actions.move_idea(idea_id, target, facts, actor=build.OFFICE)

    idea = queries.idea_by_id(idea_id)
    assert (idea.state, idea.decision, idea.outcome) == ("done", "LK-2027-02", "Sechs Spaziergänge")
    assert (idea.reason, idea.review_on) == ("", None)
    told = [what for _, what in history_of(idea_id)[1:]]
    assert [what for what in told if what.startswith("Status")] == [
        "Status: Neu → In Prüfung.",
        "Status: In Prüfung → Zurückgestellt. Grund: Träger fehlt. Wieder vorlegen am: 15.10.2027.",
        "Status: Zurückgestellt → In Prüfung.",
        "Status: In Prüfung → Ausgewählt. Nummer des Beschlusses: LK-2027-02.",
        "Status: Ausgewählt → In Umsetzung.",
        "Status: In Umsetzung → Abgeschlossen. Ergebnis: Sechs Spaziergänge.",
    ]


def test_a_refused_move_changes_nothing(ctx):
    idea_id = build.an_idea()

    with pytest.raises(RuleBroken):
        actions.move_idea(idea_id, IdeaState.DROPPED, MoveFacts(), actor=build.OFFICE)

    assert queries.idea_by_id(idea_id).state == IdeaState.NEW
    assert len(history_of(idea_id)) == 1


def test_the_register_filters_and_sorts(ctx):
    build.an_idea("Ökostrom für Höfe", action_field="EE")
    build.an_idea("Zebrastreifen", IdeaState.REVIEW, action_field="MO", second_field="EE")
    build.an_idea("Obstwiese", action_field="KE")

    def titles(**wanted):
        return [idea.title for idea in queries.register(RegisterFilter(**wanted))]

    assert titles() == ["Obstwiese", "Zebrastreifen", "Ökostrom für Höfe"]
    assert titles(sort="titel") == ["Obstwiese", "Ökostrom für Höfe", "Zebrastreifen"]
    assert titles(sort="id; DROP TABLE idea") == titles()
    assert titles(field="EE", sort="nummer") == ["Ökostrom für Höfe", "Zebrastreifen"]
    assert titles(state=IdeaState.REVIEW) == ["Zebrastreifen"]
    assert titles(search="okostrom") == ["Ökostrom für Höfe"]
    assert titles(search="2027-003") == ["Obstwiese"]


def test_the_funnel_shows_empty_states_too(ctx):
    build.an_idea()
    build.an_idea(state=IdeaState.DONE)

    counts = queries.counts_by_state()

    assert list(counts) == list(IdeaState)
    assert list(counts.values()) == [1, 0, 0, 0, 1, 0, 0]


def _note_many(url, number, start):
    app = create_app(test_settings(url))
    with app.app_context():
        start.wait()
        for _ in range(number):
            actions.note_idea(
                IdeaValues(title="Idee"), actor=build.OFFICE, submitted_on=date(2027, 2, 18)
            )
        db.session.remove()
        db.engine.dispose()


@pytest.mark.race
def test_two_processes_never_give_out_the_same_number(app, tmp_path, worker_database):
    url = worker_database if POSTGRES else f"sqlite:///{tmp_path}/race.sqlite3"
    here = create_app(test_settings(url))
    with here.app_context():
        Base.metadata.create_all(db.engine)
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Event()
    writers = [spawn.Process(target=_note_many, args=(url, 25, start)) for _ in range(2)]

    for writer in writers:
        writer.start()
    start.set()
    for writer in writers:
        writer.join()

    with here.app_context():
        numbers = [idea.running_number for idea in queries.register(RegisterFilter(sort="nummer"))]
        db.session.remove()
        db.engine.dispose()
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert numbers == list(range(1, 51))


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("kuhle moscheen", 1),
        ("KÜHLE", 1),
        ("lukaszewicz 2027-001", 1),
        ("kühle schulen", 0),
        ("%", 0),
    ],
)
def test_the_search_minds_no_accents_and_wants_every_word(ctx, search, found):
    build.an_idea("Kühle Orte in Moscheen", contact_name="Jadwiga Łukaszewicz")

    assert len(queries.register(RegisterFilter(search=search))) == found
