"""Placeholders: replaced once, never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kits.snippets import Slip, SnippetError, fill, slips_in


def test_words_are_filled_in():
    text = "Guten Tag {{vorname}} {{nachname}},\n\n{{ort_name}}"
    words = {"vorname": "Thị Mai", "nachname": "Nguyễn", "ort_name": "Ravensberger Spinnerei"}

    assert fill(text, words) == "Guten Tag Thị Mai Nguyễn,\n\nRavensberger Spinnerei"


def test_a_value_that_looks_like_a_placeholder_is_not_replaced():
    assert fill("Hallo {{vorname}}", {"vorname": "{{signatur}}", "signatur": "x"}) == (
        "Hallo {{signatur}}"
    )


def test_an_empty_word_leaves_the_line():
    assert fill("Anreise: {{anreise}}\nBis bald", {"anreise": ""}) == "Anreise: \nBis bald"


def test_a_placeholder_without_a_word_is_an_error_with_name_and_line():
    with pytest.raises(SnippetError) as caught:
        fill("Guten Tag,\n\n{{vornmae}}", {"vorname": "Ayşe"})

    assert str(caught.value) == (
        "Zeile 3: Den Platzhalter {{vornmae}} gibt es nicht. Meinten Sie {{vorname}}?"
    )


def test_program_logic_is_not_run():
    with pytest.raises(SnippetError, match="7\\*7"):
        fill("{{ 7*7 }}", {"vorname": "Ayşe"})


def test_broken_braces_are_found_with_their_line():
    assert slips_in("{{vorname}}\n{{nachname}\n}} {{signatur}}") == [
        Slip(line=2, found="{{", name=None),
        Slip(line=3, found="}}", name=None),
    ]


def test_known_placeholders_are_no_slips():
    assert slips_in("{{vorname}} {{pitch_link}} {einzeln}") == []


@given(st.text(), st.text())
def test_any_value_comes_out_exactly(before, value):
    text = before.replace("{", "").replace("}", "")
    assert fill(text + "{{titel}}", {"titel": value}) == text + value
