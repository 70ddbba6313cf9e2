"""Kits in further languages: complete, the same placeholders, found by the German text."""

import pytest

from app.kits.faults import Fault
from app.kits.office_mails import OfficeMail
from app.kits.shelf import load_shelf
from app.kits.translations import FOLDERS, text_of
from tests.kits.conftest import KITS

EN = "meeting_kits/vernetzung/en/kit.toml"
MAIL = "meeting_kits/vernetzung/mails/en/erinnerung.txt"


def test_our_kits_lack_nothing_in_any_language():
    assert load_shelf(KITS).hints == []


def test_a_mail_and_a_question_are_found_by_their_german_text(translated):
    shelf = translated.load()
    kit = shelf.kit("vernetzung")
    english = shelf.translations["en", "vernetzung"]

    confirm, own = kit.mail("confirm_request"), kit.mail("confirmation")
    assert english.mails[text_of(confirm)].subject.startswith("Please confirm:")
    assert english.mails[text_of(own)].subject.startswith("Your place is confirmed:")
    assert english.words["Was suchen Sie?"] == "What are you looking for?"
    assert english.words["Bürgerschaft (als Privatperson)"] == "Citizens (as a private person)"
    assert shelf.office_translations["en", OfficeMail.JOIN_LEFT].subject.startswith("Somebody")


def test_a_kit_without_translations_has_the_shared_ones_and_a_hint(translated):
    for folder in ("en", "mails/en"):
        for path in (translated.folder / "vernetzung" / folder).iterdir():
            path.unlink()
        (translated.folder / "vernetzung" / folder).rmdir()

    shelf = translated.load()
    english = shelf.translations["en", "vernetzung"]
    assert [hint for hint in shelf.hints if "English" in hint] == [
        "vernetzung: keine eigenen Texte für „English“. "
        "Die Fragen und Mails dieses Kits erscheinen auf Deutsch."
    ]
    assert english.words["Vorname"] == "First name"
    assert text_of(shelf.kit("vernetzung").mail("confirmation")) not in english.mails


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        (
            EN,
            "purpose",
            "porpose",
            ("porpose", "Den Schlüssel „porpose“ gibt es hier nicht.", "Meinten Sie „purpose“?"),
        ),
        (
            EN,
            "[questions.suche]",
            "[questions.sache]",
            (
                "questions, sache",
                "Die Frage „sache“ gibt es in der deutschen Fassung nicht.",
                "Es gibt: suche, biete, erstmals.",
            ),
        ),
        (
            EN,
            '[agenda."Ausklang"]',
            '[agenda."Ende"]',
            (
                "agenda, Ende",
                "Den Punkt „Ende“ gibt es in der deutschen Fassung nicht.",
                "Schreiben Sie seinen Namen wie in kit.toml.",
            ),
        ),
        (
            "meeting_kits/_shared/en/shared.toml",
            ', "Rather not say"',
            "",
            (
                "questions, akteursgruppe, options",
                "Hier stehen 6 Antworten, auf Deutsch sind es 7.",
                "Übersetzen Sie jede Antwort, in derselben Reihenfolge.",
            ),
        ),
        (
            MAIL,
            "{{anreise}}",
            "{{anriese}}",
            ("Zeile 9", "Den Platzhalter {{anriese}} gibt es nicht.", "Meinten Sie {{anreise}}?"),
        ),
        (
            MAIL,
            "{{anreise}}",
            "by bus",
            (
                "",
                "Der Platzhalter {{anreise}} der deutschen Mail fehlt.",
                "Ergänzen Sie ihn an der passenden Stelle.",
            ),
        ),
        (
            MAIL,
            "soon",
            "soon {{pitch_link}}",
            (
                "",
                "Der Platzhalter {{pitch_link}} steht nicht in der deutschen Mail.",
                "Löschen Sie ihn, oder ergänzen Sie ihn dort.",
            ),
        ),
    ],
)
def test_a_slip_in_a_translation(translated, file, old, new, fault):
    translated.change(file, old, new)

    assert Fault(file, *fault) in translated.faults()


def test_a_missing_mail_is_named(translated):
    (translated.folder.parent / MAIL).unlink()

    assert translated.fault() == Fault(
        MAIL,
        "",
        "Diese Datei fehlt.",
        "Legen Sie die Datei an oder löschen Sie den Eintrag, der sie braucht.",
    )


def test_a_mail_of_nobody_in_another_language(translated):
    path = translated.folder / "_shared/office/en/ostergruss.txt"
    path.write_text("Happy Easter\n\nText\n", "utf-8")

    assert translated.fault().problem == "Diese Datei gehört zu keiner Mail."


def test_every_language_of_the_program_may_have_a_folder():
    assert list(FOLDERS) == ["en", "einfach"]
