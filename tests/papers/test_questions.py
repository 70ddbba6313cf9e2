"""What is read from the agenda of a kit for cards on tables."""

from types import SimpleNamespace

import pytest

from app.kits.shelf import shelf
from app.papers.questions import (
    ADVICE_MINUTES,
    LEAD_QUESTIONS,
    advice_minutes,
    has_field_tables,
    lead_questions,
    round_questions,
)


def an_item(title="Thementische", notes="", method="topic_tables"):
    return SimpleNamespace(title=title, notes=notes, method=method)


@pytest.mark.parametrize(
    ("kit", "first", "fields"),
    [
        ("auftakt", "Welche Ideen gehören zusammen?", True),
        ("vernetzung", "Wo hakt es?", False),
        ("themenwerkstatt", "Was erleben Sie? Wo hakt es?", False),
        ("lenkungskreis", LEAD_QUESTIONS[0], False),
    ],
)
def test_the_kits_give_three_questions_for_the_tables(app, kit, first, fields) -> None:
    with app.app_context():
        agenda = shelf().kit(kit).agenda

    assert lead_questions(agenda)[0] == first
    assert len(lead_questions(agenda)) == 3
    assert has_field_tables(agenda) is fields


def test_each_round_has_its_question_from_its_title_or_its_notes(app) -> None:
    with app.app_context():
        agenda = shelf().kit("themenwerkstatt").agenda

    assert round_questions(agenda) == [
        ("Runde 1", "Was erleben Sie? Wo hakt es?"),
        ("Runde 2", "Was wäre in drei Jahren gut?"),
        ("Runde 3", "Was können wir selbst in zwölf Monaten schaffen?"),
    ]
    assert round_questions([an_item()])[2] == ("Frage 3", LEAD_QUESTIONS[2])


def test_questions_that_the_office_wrote_come_first() -> None:
    own = an_item(
        notes="Bitte mitschreiben. Leitfragen: Wer fehlt? Was kostet es?\nRunde nach 5 Min."
    )

    assert lead_questions([own]) == ("Wer fehlt?", "Was kostet es?")
    assert lead_questions([an_item(notes="Leitfragen: siehe Anlage.")]) == LEAD_QUESTIONS


def test_minutes_of_peer_consulting_follow_the_agenda_when_it_names_all_six() -> None:
    six = "4 Min. A. 3 Min. B. 2 Min. C.\n10 Min. D. 3 Min. E. 3 Min. F."

    assert advice_minutes([an_item(notes=six, method="peer_consulting")]) == (4, 3, 2, 10, 3, 3)
    assert advice_minutes([an_item(notes="4 Min. A.", method="peer_consulting")]) == ADVICE_MINUTES
    assert advice_minutes([an_item(notes=six)]) == ADVICE_MINUTES
