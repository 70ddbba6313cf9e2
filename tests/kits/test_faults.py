"""Every fault of kit.toml and shared.toml is told with file, place and remedy."""

import shutil

import pytest

from app.kits.faults import Fault

KIT = "meeting_kits/vernetzung/kit.toml"
SHARED = "meeting_kits/_shared/shared.toml"


def test_an_unknown_key(copy):
    copy.change(KIT, "duration_minutes = 150", "duration_minutes = 150\ndefault_stard = 3")

    assert copy.fault() == Fault(
        KIT,
        "default_stard",
        "Den Schlüssel „default_stard“ gibt es hier nicht.",
        "Meinten Sie „default_start“?",
    )


def test_an_unknown_key_in_an_entry(copy):
    copy.change(KIT, 'kind = "setup"', 'kind = "setup"\nmateriels = []')

    assert copy.fault() == Fault(
        KIT,
        "agenda, Eintrag 1 („Aufbau und Briefing“), materiels",
        "Den Schlüssel „materiels“ gibt es hier nicht.",
        "Meinten Sie „materials“?",
    )


def test_a_missing_key(copy):
    copy.change(KIT, 'kind = "setup"\n', "")

    assert copy.fault() == Fault(
        KIT,
        "agenda, Eintrag 1 („Aufbau und Briefing“)",
        "Der Schlüssel „kind“ fehlt.",
        "Ergänzen Sie ihn. meeting_kits/README.md erklärt jeden Schlüssel.",
    )


@pytest.mark.parametrize(
    ("old", "new", "place", "problem", "remedy"),
    [
        (
            "duration_minutes = 150",
            'duration_minutes = "150"',
            "duration_minutes",
            "Der Wert hat die falsche Art.",
            "Erwartet wird eine ganze Zahl.",
        ),
        (
            "pitch_deadline_day = -10",
            'pitch_deadline_day = "bald"',
            "pitch_deadline_day",
            "Der Wert hat die falsche Art.",
            "Erwartet wird eine ganze Zahl.",
        ),
        (
            "duration_minutes = 150",
            "duration_minutes = 0",
            "duration_minutes",
            "Die Zahl liegt außerhalb des erlaubten Bereichs.",
            "Erlaubt ist mindestens 1.",
        ),
        (
            "sqm_per_person = 2.5",
            "sqm_per_person = 0",
            "room, sqm_per_person",
            "Die Zahl liegt außerhalb des erlaubten Bereichs.",
            "Erlaubt ist größer als 0.",
        ),
        (
            'default_start = "18:00"',
            'default_start = "18 Uhr"',
            "default_start",
            "Der Text hat nicht die richtige Form.",
            "Kennungen bestehen aus a–z, 0–9, „-“ und „_“. Uhrzeiten sehen so aus: „18:00“.",
        ),
        (
            'short_title = "Vernetzungstreffen"',
            'short_title = ""',
            "short_title",
            "Der Text fehlt.",
            "Tragen Sie ihn ein.",
        ),
        (
            "schema_version = 1",
            "schema_version = 2",
            "schema_version",
            "Den Wert „2“ gibt es hier nicht.",
            "Dieses Programm liest schema_version = 1.",
        ),
        (
            'type = "kit"',
            'type = "shared"',
            "type",
            "Den Wert „shared“ gibt es hier nicht.",
            'In kit.toml steht type = "kit", in shared.toml "shared", in Übersetzungen '
            '"translation".',
        ),
        (
            'mode = "onsite"',
            'mode = "on-site"',
            "mode",
            "Den Wert „on-site“ gibt es hier nicht.",
            "Meinten Sie „onsite“? Erlaubt sind: onsite, online, hybrid.",
        ),
    ],
)
def test_a_wrong_value(copy, old, new, place, problem, remedy):
    copy.change(KIT, old, new)

    assert copy.fault() == Fault(KIT, place, problem, remedy)


def test_an_unknown_purpose(copy):
    copy.change(KIT, 'purpose = "reminder"', 'purpose = "remainder"')

    found = copy.fault()

    assert found[:3] == (
        KIT,
        "mails, Eintrag 5 („erinnerung“), purpose",
        "Den Wert „remainder“ gibt es hier nicht.",
    )
    assert found.remedy.startswith("Meinten Sie „reminder“? Erlaubt sind: save_the_date, ")


def test_an_unknown_attachment(copy):
    copy.change(KIT, 'attachments = ["ics"]', 'attachments = ["isc"]')

    assert copy.fault().remedy == (
        "Meinten Sie „ics“? Erlaubt sind: ics, agenda_pdf, minutes_pdf, minutes_link, travel_info."
    )


def test_items_that_do_not_add_up(copy):
    copy.change(KIT, "duration_minutes = 150", "duration_minutes = 155")

    assert copy.fault() == Fault(
        KIT,
        "duration_minutes",
        "Die Punkte dauern zusammen 150 Minuten, angegeben sind 155.",
        "Ändern Sie die Minuten der Punkte oder setzen Sie duration_minutes = 150.",
    )


def test_a_role_nobody_defined_in_the_agenda(copy):
    copy.change(KIT, 'role = "gs"\npublic = false', 'role = "chefin"\npublic = false')

    assert copy.fault() == Fault(
        KIT,
        "agenda, Eintrag 1 („Aufbau und Briefing“), role",
        "Die Rolle „chefin“ ist nicht angelegt.",
        "Legen Sie sie unter [[roles]] an oder wählen Sie: "
        "co_moderation, empfang, gs, moderation, pitch, protokoll, tisch, zeit.",
    )


def test_a_role_nobody_defined_in_the_checklist(copy):
    copy.change(KIT, 'area = "termin", role = "gs"', 'area = "termin", role = "chefin"')

    found = copy.fault()

    assert found.place.startswith("checklist, items, Eintrag 1 („")
    assert found.problem == "Die Rolle „chefin“ ist nicht angelegt."


@pytest.mark.parametrize(
    ("section", "old", "new"),
    [
        ("roles", 'id = "tisch"', 'id = "zeit"'),
        ("printables", 'id = "regieplan"', 'id = "tagesordnung"'),
    ],
)
def test_an_id_used_twice(copy, section, old, new):
    copy.change(KIT, old, new)

    name = new.removeprefix('id = "').removesuffix('"')
    assert (
        Fault(
            KIT,
            f"{section}, {name}",
            f"Die Kennung „{name}“ steht mehrmals unter [[{section}]].",
            "Geben Sie jedem Eintrag eine eigene Kennung.",
        )
        in copy.faults()
    )


def test_a_question_with_the_id_of_a_shared_one(copy):
    text = (copy.folder / "vernetzung/kit.toml").read_text("utf-8")
    questions = text.split("[[questions]]\n")
    own = questions[-1].split("\n")[0]
    copy.change(KIT, own, 'id = "email"')

    assert copy.fault() == Fault(
        KIT,
        "questions, email",
        "Die Kennung „email“ hat schon eine gemeinsame Grundfrage.",
        "Geben Sie der Frage in diesem Kit eine andere Kennung.",
    )


@pytest.mark.parametrize("kind", ["select", "multiselect"])
def test_a_choice_without_options(copy, kind):
    copy.change(SHARED, 'id = "vorname"\nlabel = "Vorname"\ntype = "text"', "@@")
    copy.change(SHARED, "@@", f'id = "vorname"\nlabel = "Vorname"\ntype = "{kind}"')

    assert copy.fault() == Fault(
        SHARED,
        "questions, vorname, options",
        "Bei dieser Auswahlfrage fehlen die Antworten.",
        'Ergänzen Sie options = ["…", "…"].',
    )


def test_a_sensitive_answer_on_a_list(copy):
    copy.change(
        SHARED,
        "sensitive = true\ndelete_after_days = 7\non_lists = false",
        "sensitive = true\ndelete_after_days = 7\non_lists = true",
    )

    assert copy.fault().place == "questions, unterstuetzung, on_lists"


def test_broken_toml_names_the_line(copy):
    copy.change(KIT, 'id = "vernetzung"', 'id = "vernetzung')

    assert copy.fault() == Fault(
        KIT,
        "Zeile 3",
        "Die Datei ist kein gültiges TOML.",
        "Prüfen Sie dort und in der Zeile davor Anführungszeichen, Klammern und =.",
    )


@pytest.mark.parametrize(
    ("file", "line"), [(KIT, 4), ("meeting_kits/vernetzung/mails/bestaetigung.txt", 5)]
)
def test_a_file_that_is_not_utf_8(copy, file, line):
    path = copy.folder.parent / file
    lines = path.read_bytes().split(b"\n")
    lines[line - 1] = "# Grüße".encode("cp1252")
    path.write_bytes(b"\n".join(lines))

    assert copy.fault() == Fault(
        file,
        f"Zeile {line}",
        "Die Datei ist nicht in UTF-8 gespeichert.",
        "Speichern Sie sie im Editor mit der Kodierung UTF-8.",
    )


def test_registration_that_closes_before_it_opens(copy):
    copy.change(KIT, "registration_closes_day = -2", "registration_closes_day = -60")

    assert copy.fault() == Fault(
        KIT,
        "registration_closes_day",
        "Die Anmeldung schließt, bevor sie öffnet.",
        "Wählen Sie einen Tag ab -35.",
    )


def test_a_group_that_does_not_fit_together(copy):
    copy.change(KIT, "group_min = 30", "group_min = 300")

    assert copy.fault().place == "group_ideal"


def test_an_item_outside_the_duration_without_position(copy):
    copy.change(KIT, 'position = "before"\n', "")

    assert copy.fault().place == "agenda, Eintrag 1 („Aufbau und Briefing“), position"


def test_a_kit_in_a_folder_of_another_name(copy):
    (copy.folder / "vernetzung").rename(copy.folder / "stammtisch")

    assert copy.fault() == Fault(
        "meeting_kits/stammtisch/kit.toml",
        "id",
        "Die Kennung „vernetzung“ ist nicht der Name des Ordners „stammtisch“.",
        'Setzen Sie id = "stammtisch".',
    )


def test_a_folder_without_kit_toml(copy):
    (copy.folder / "leer").mkdir()

    assert copy.fault()[:3] == ("meeting_kits/leer/kit.toml", "", "Diese Datei fehlt.")


def test_without_shared_texts(copy):
    shutil.rmtree(copy.folder / "_shared")

    assert copy.fault()[:3] == (SHARED, "", "Diese Datei fehlt.")
