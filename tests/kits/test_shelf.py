"""The shelf: real kits are in order, a city adds its own, a broken kit stops the start."""

import shutil
from pathlib import Path

import pytest
from flask import Flask

from app.core.errors import NotFound
from app.kits import shelf as shelf_module
from app.kits.check import report
from app.kits.faults import Fault, KitFaults
from app.kits.shelf import load_shelf

KITS = Path(__file__).parents[2] / "meeting_kits"
KIT = "meeting_kits/vernetzung/kit.toml"
SHARED = "meeting_kits/_shared/shared.toml"


def test_all_real_kits_are_in_order():
    assert [(kit.id, kit.title) for kit in load_shelf(KITS).kits] == [
        ("auftakt", "Auftaktveranstaltung"),
        ("lenkungskreis", "Lenkungskreis-Sitzung"),
        ("online-hybrid", "Online- oder Hybrid-Treffen"),
        ("pitch-abend", "Projekt-Pitch-Abend"),
        ("projektwerkstatt", "Projektwerkstatt (Kollegiale Beratung)"),
        ("vernetzung", "Reguläres Vernetzungstreffen"),
        ("themenwerkstatt", "Themenwerkstatt (World Café)"),
    ]


def test_the_content_is_complete():
    kits = load_shelf(KITS).kits
    counts = {
        kit.id: (len(kit.agenda), len(kit.checklist), len(kit.printables), len(kit.questions))
        for kit in kits
    }
    assert counts == {
        "auftakt": (16, 36, 10, 4),
        "lenkungskreis": (9, 16, 5, 3),
        "online-hybrid": (13, 18, 6, 3),
        "pitch-abend": (13, 22, 7, 2),
        "projektwerkstatt": (6, 10, 2, 2),
        "themenwerkstatt": (16, 21, 9, 4),
        "vernetzung": (13, 23, 8, 3),
    }


def test_a_mail_has_its_text_without_subject_and_with_one_line_end():
    mail = load_shelf(KITS).kit("vernetzung").mail("pitch_accepted")

    assert mail.subject == "Ihr Pitch am {{datum_kurz}}: {{pitch_titel}}"
    assert mail.body.startswith("Guten Tag {{vorname}} {{nachname}},\n\nwir freuen uns")
    assert mail.body.endswith("\n\n{{signatur}}\n")


def test_an_unknown_kit_is_not_found(copy):
    with pytest.raises(NotFound, match="Das Kit „sommerfest“ gibt es nicht"):
        copy.load().kit("sommerfest")


@pytest.mark.parametrize("file", [KIT, "meeting_kits/vernetzung/mails/einladung.txt"])
def test_files_of_windows_editors_are_read(copy, file):
    before = copy.load()
    path = copy.folder.parent / file
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))

    assert copy.load() == before


def test_faults_of_several_files_are_told_together(copy):
    copy.change(KIT, "group_min = 30", "group_min = 300")
    copy.change(KIT, "duration_minutes = 150", "duration_minutes = 10")
    copy.change("meeting_kits/vernetzung/mails/warteliste.txt", "{{titel}}", "{{tittel}}")
    copy.change(SHARED, "schema_version = 1", "schema_version = 9")

    assert [(found.file, found.place) for found in copy.faults()] == [
        (SHARED, "schema_version"),
        (KIT, "duration_minutes"),
        (KIT, "group_ideal"),
        ("meeting_kits/vernetzung/mails/warteliste.txt", "Zeile 1"),
    ]


def test_a_citys_folder_replaces_a_kit_and_adds_one(copy, tmp_path):
    own = tmp_path / "eigene"
    shutil.copytree(copy.folder / "vernetzung", own / "vernetzung")
    shutil.copytree(copy.folder / "vernetzung", own / "stammtisch")
    copy.change("eigene/vernetzung/kit.toml", "Reguläres Vernetzungstreffen", "Nachbarschaft")
    copy.change("eigene/stammtisch/kit.toml", 'id = "vernetzung"', 'id = "stammtisch"')

    shelf = copy.load(own)

    assert [(kit.id, kit.title) for kit in shelf.kits] == [
        ("vernetzung", "Nachbarschaft"),
        ("stammtisch", "Reguläres Vernetzungstreffen"),
    ]


def test_a_citys_folder_that_does_not_exist(copy, tmp_path):
    assert copy.faults(tmp_path / "fehlt") == [
        Fault(str(tmp_path / "fehlt"), "", "Diesen Ordner gibt es nicht.", "Prüfen Sie den Pfad.")
    ]


def test_the_app_keeps_one_shelf(copy):
    app = Flask("regal")
    shelf_module.init_app(app, copy.folder)

    with app.app_context():
        assert shelf_module.shelf() is shelf_module.shelf()
        assert shelf_module.shelf() == copy.load()


def test_the_app_does_not_start_with_a_broken_kit(copy):
    copy.change(KIT, "duration_minutes = 150", "duration_minutes = 10")

    with pytest.raises(KitFaults, match=r"meeting_kits/vernetzung/kit\.toml, duration_minutes"):
        shelf_module.init_app(Flask("regal"), copy.folder)


def test_the_report_of_good_kits(copy):
    assert report(copy.folder) == (
        [
            "vernetzung  Reguläres Vernetzungstreffen: 150 Minuten, 13 Programmpunkte, "
            "17 Mails, 23 Punkte der Checkliste",
            "Hinweis: vernetzung: keine eigenen Texte für „English“. "
            "Die Fragen und Mails dieses Kits erscheinen auf Deutsch.",
            "Hinweis: vernetzung: keine eigenen Texte für „Einfache Sprache“. "
            "Die Fragen und Mails dieses Kits erscheinen auf Deutsch.",
            "1 Kit geprüft: in Ordnung.",
        ],
        True,
    )


def test_the_report_of_a_broken_kit(copy):
    copy.change(KIT, "duration_minutes = 150", "duration_minutes = 155")

    assert report(copy.folder) == (
        [
            "meeting_kits/vernetzung/kit.toml, duration_minutes",
            "  Problem: Die Punkte dauern zusammen 150 Minuten, angegeben sind 155.",
            "  Abhilfe: Ändern Sie die Minuten der Punkte oder setzen Sie duration_minutes = 150.",
            "",
            "1 Fehler gefunden.",
        ],
        False,
    )
