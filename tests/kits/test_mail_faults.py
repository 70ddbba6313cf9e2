"""Every fault of mails, their files and pitches is told with file, place and remedy."""

import pytest

from app.kits.faults import Fault

KIT = "meeting_kits/vernetzung/kit.toml"
SHARED = "meeting_kits/_shared/shared.toml"


def test_an_unknown_placeholder(copy):
    file = "meeting_kits/vernetzung/mails/pitch-zusage.txt"
    copy.change(file, "{{pitch_zeit}}", "{{pitch_seit}}")

    assert copy.fault() == Fault(
        file,
        "Zeile 5",
        "Den Platzhalter {{pitch_seit}} gibt es nicht.",
        "Meinten Sie {{pitch_zeit}}?",
    )


def test_an_unknown_placeholder_in_a_shared_mail_is_told_once(copy):
    file = "meeting_kits/_shared/mails/aenderung.txt"
    copy.change(file, "{{aenderung}}", "{{quatsch}}")

    assert copy.fault() == Fault(
        file,
        "Zeile 7",
        "Den Platzhalter {{quatsch}} gibt es nicht.",
        "Alle erlaubten Platzhalter stehen in meeting_kits/README.md.",
    )


def test_a_placeholder_that_is_not_closed(copy):
    file = "meeting_kits/vernetzung/mails/pitch-zusage.txt"
    copy.change(file, "{{pitch_titel}}", "{{pitch_titel}")

    assert copy.fault() == Fault(
        file,
        "Zeile 1",
        "Hier steht {{, aber kein vollständiger Platzhalter.",
        "Schreiben Sie den Platzhalter als {{name}} in einer Zeile.",
    )


def test_a_mail_named_twice(copy):
    copy.change(KIT, 'id = "nachgerueckt"', 'id = "warteliste"')

    assert [(found.file, found.place) for found in copy.faults()] == [
        ("meeting_kits/vernetzung/mails/nachgerueckt.txt", ""),
        (KIT, "mails, warteliste"),
    ]


def test_a_missing_mail_file(copy):
    (copy.folder / "vernetzung/mails/erinnerung.txt").unlink()

    assert copy.fault() == Fault(
        "meeting_kits/vernetzung/mails/erinnerung.txt",
        "",
        "Diese Datei fehlt.",
        "Legen Sie die Datei an oder löschen Sie den Eintrag, der sie braucht.",
    )


def test_a_surplus_mail_file(copy):
    (copy.folder / "vernetzung/mails/ostergruss.txt").write_text("Frohe Ostern\n\nText\n", "utf-8")

    assert copy.fault() == Fault(
        "meeting_kits/vernetzung/mails/ostergruss.txt",
        "",
        "Diese Datei gehört zu keiner Mail.",
        "Ergänzen Sie sie unter [[mails]] oder löschen Sie die Datei.",
    )


@pytest.mark.parametrize("text", ["", "Betreff\nText ohne Leerzeile\n", "\n\nText\n", "Betreff\n"])
def test_a_mail_file_without_subject_empty_line_or_text(copy, text):
    (copy.folder / "vernetzung/mails/erinnerung.txt").write_text(text, "utf-8")

    assert copy.fault() == Fault(
        "meeting_kits/vernetzung/mails/erinnerung.txt",
        "Zeile 1",
        "Die Datei ist nicht aufgebaut wie eine Mail.",
        "Zeile 1 ist der Betreff, Zeile 2 bleibt leer, ab Zeile 3 folgt der Text.",
    )


@pytest.mark.parametrize(
    ("mail_id", "purpose", "name"),
    [
        ("anmeldung-bestaetigen", "confirm_request", "Bitte um Bestätigung"),
        ("abmeldung-bestaetigt", "cancellation_ack", "Bestätigung der Abmeldung"),
        ("aenderung", "change_notice", "Änderung des Treffens"),
        ("absage-treffen", "meeting_cancelled", "Absage des Treffens"),
        ("idee-eingegangen", "pitch_received", "Eingang eines Pitches"),
    ],
)
def test_a_needed_mail_is_missing(copy, mail_id, purpose, name):
    copy.drop_mail(SHARED, mail_id)

    assert copy.fault() == Fault(
        KIT,
        "mails",
        f"Zum Zweck „{purpose}“ ({name}) gibt es keine Mail.",
        "Ergänzen Sie sie in diesem Kit oder in _shared/shared.toml.",
    )


@pytest.mark.parametrize(
    ("mail_id", "purpose"),
    [
        ("warteliste", "waitlist"),
        ("nachgerueckt", "promoted"),
        ("pitch-zusage", "pitch_accepted"),
        ("pitch-absage", "pitch_declined"),
    ],
)
def test_a_mail_missing_in_kit_and_shared_texts(copy, mail_id, purpose):
    copy.drop_mail(KIT, mail_id)
    assert copy.load().kit("vernetzung").has_mail(purpose)

    copy.drop_mail(SHARED, mail_id)

    assert f"„{purpose}“" in copy.fault().problem


def test_the_confirmation_has_no_shared_mail(copy):
    copy.drop_mail(KIT, "bestaetigung")

    assert copy.fault().problem == (
        "Zum Zweck „confirmation“ (Bestätigung der Anmeldung) gibt es keine Mail."
    )


def test_without_pitches_no_pitch_mails_are_needed(copy):
    copy.change(KIT, "pitch_deadline_day = -10\n", "")
    copy.drop_mail(SHARED, "idee-eingegangen")

    kit = copy.load().kit("vernetzung")

    assert (kit.pitch_slots, kit.has_mail("pitch_received")) == (0, False)


def test_pitches_without_a_number(copy):
    copy.change(KIT, 'id = "pitch"', 'id = "ideengeber"')

    assert copy.fault() == Fault(
        KIT,
        "pitch_places",
        "Das Kit nimmt Pitches an, aber es fehlt, wie viele.",
        "Ergänzen Sie pitch_places oder eine Rolle „pitch“ mit count.",
    )


def test_places_for_pitches_without_a_deadline(copy):
    copy.change(KIT, "pitch_deadline_day = -10", "pitch_places = 4")

    assert copy.fault().problem == "Das Kit hat Plätze für Pitches, aber keinen Einsendeschluss."


def test_a_mail_on_a_day_without_day(copy):
    copy.change(KIT, "day = -35\naudience", "audience")

    assert copy.fault() == Fault(
        KIT, "mails, einladung, day", 'Zu trigger = "day" fehlt der Tag.', "Ergänzen Sie day = -7."
    )


def test_a_mail_on_an_event_with_day(copy):
    copy.change(KIT, 'trigger = "promoted"', 'trigger = "promoted"\nday = 3')

    assert copy.fault().place == "mails, nachgerueckt, day"
