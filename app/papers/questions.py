"""What the kits say about questions on tables, read from the items of an agenda (plain values)."""

import re
from collections.abc import Sequence
from typing import Protocol

LEAD_QUESTIONS = (
    "Was gibt es schon?",
    "Was fehlt?",
    "Wer macht den nächsten Schritt, bis wann?",
)
"""Where neither the kit nor the office wrote questions for the tables."""
ADVICE_MINUTES = (7, 5, 3, 15, 5, 5)
"""The six steps of peer consulting as in the kit „projektwerkstatt“."""

_LEAD = re.compile(r"(?:Leitfragen|Fragen je Tisch):(.+)")
_ROUND = re.compile(r"\bRunde (\d+): *(.+)")
_QUESTION = re.compile(r"[^.!?:\n]+\?")
_STEP = re.compile(r"\b(\d+)\sMin\.")


class Item(Protocol):
    """What is read of an item of the agenda."""

    @property
    def title(self) -> str: ...
    @property
    def method(self) -> str: ...
    @property
    def notes(self) -> str: ...


def lead_questions(items: Sequence[Item]) -> tuple[str, ...]:
    """The questions for the tables: from the notes („Leitfragen: …“), else from the rounds."""
    for item in items:
        if (found := _LEAD.search(item.notes)) and (questions := _questions(found[1])):
            return questions
    rounds = tuple(question for _, question in _rounds(items))
    return rounds or LEAD_QUESTIONS


def round_questions(items: Sequence[Item]) -> list[tuple[str, str]]:
    """Label and question of each card: „Runde 1“, „Was erleben Sie?“; else „Frage 1“ …"""
    if rounds := _rounds(items):
        return [(f"Runde {number}", question) for number, question in rounds]
    questions = lead_questions(items)
    return [(f"Frage {number}", question) for number, question in enumerate(questions, 1)]


def advice_minutes(items: Sequence[Item]) -> tuple[int, ...]:
    """Minutes of the six steps, from the notes of the first case when they name six."""
    for item in items:
        if item.method == "peer_consulting":
            minutes = tuple(int(one) for one in _STEP.findall(item.notes))
            if len(minutes) == len(ADVICE_MINUTES):
                return minutes
    return ADVICE_MINUTES


def has_field_tables(items: Sequence[Item]) -> bool:
    """Does each table stand for a field of work? Not where people change tables for one topic."""
    methods = {item.method for item in items}
    return "topic_tables" in methods and "world_cafe" not in methods


def _rounds(items: Sequence[Item]) -> list[tuple[str, str]]:
    """Number and question of each round; a title without one takes it from its notes."""
    rounds = []
    for item in items:
        if found := _ROUND.search(item.title):
            asked = (found[2],) if "?" in found[2] else _questions(item.notes)
            rounds += [(found[1], asked[0].strip())] if asked else []
    return rounds


def _questions(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in _QUESTION.findall(text))
