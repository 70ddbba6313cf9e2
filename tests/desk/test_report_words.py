"""The sentences of the report: German numbers, one and many, and times without anything."""

from datetime import date

import pytest

from app.core.errors import RuleBroken
from app.desk.figures import Came
from app.desk.periods import Period, checked, presets, year_before, year_up_to
from app.desk.pictures import Share
from app.desk.report_rules import (
    FieldLine,
    KitLine,
    Report,
    Support,
    TaskCounts,
    months_between,
    shortened,
)
from app.desk.report_words import (
    Ahead,
    Example,
    Names,
    ahead_sentences,
    blocks,
    cut,
    days,
    decimal,
    example_sentence,
    hours_in_words,
    idea_sentences,
    meeting_sentences,
    people_sentences,
    period_sentence,
    plain_text,
    support_sentences,
)
from app.ideas.rules import IdeaState, SupportKind

NAMES = Names("KlimaTriebwerk", "Ausschuss", "Lenkungskreis", "Geschäftsstelle", "Umweltamt")
NB = "\N{NO-BREAK SPACE}"


def plain(told):
    """With ordinary blanks: where lines must not break is tested once."""
    return [one.replace(NB, " ") for one in told]


def a_report(**values):
    """A period in which nothing happened, and what a test says about it."""
    nothing = {
        "period": Period(date(2027, 1, 1), date(2027, 8, 31)),
        "kits": [],
        "meetings": [],
        "came": Came(),
        "people": 0,
        "newcomers": 0,
        "shares": [Share("Politik", 0, 0, 0, 0, 10), Share("Keine Angabe", 0, 0, 0, 0, None)],
        "fields": [],
        "selected": 0,
        "waits": [],
        "support": Support(dict.fromkeys(SupportKind, 0), [], []),
        "tasks": TaskCounts(),
    }
    return Report(**nothing | values)


def field(label, **states):
    return FieldLine(
        label, dict.fromkeys(IdeaState, 0) | {IdeaState(k): v for k, v in states.items()}
    )


def test_a_time_without_anything_reads_well():
    told = blocks(a_report(), NAMES, [], Ahead(), "")

    assert [(part.question, tuple(plain(part.answers))) for part in told] == [
        ("Für welche Zeit gilt dieser Bericht?",
         ("Dieser Bericht über KlimaTriebwerk gilt für die Zeit vom 1. Januar 2027 bis zum "
          "31. August 2027.",)),
        ("Welche Treffen gab es?",
         ("Es gab kein öffentliches Treffen.",
          "Lenkungskreis: Das Gremium hat in dieser Zeit nicht getagt.")),
        ("Wer war dabei?", ("Anwesenheit ist für diese Zeit nicht erfasst.",)),
        ("Welche Projektideen sind entstanden, und was wurde daraus?",
         ("In dieser Zeit ist keine Projektidee entstanden.",)),
        ("Wie hat die Geschäftsstelle unterstützt?",
         ("In dieser Zeit ist keine Unterstützung von Projekten eingetragen.",)),
        ("Wie geht es weiter?", ("Ein nächstes öffentliches Treffen steht noch nicht fest.",)),
    ]  # fmt: skip


def test_one_of_everything():
    one = a_report(
        kits=[KitLine("Auftaktveranstaltung", 1, 1), KitLine("Lenkungskreis-Sitzung", 1, None)],
        came=Came(1, 1, 0),
        people=1,
        newcomers=1,
        shares=[Share("Politik", 0, 0, 1, 100.0, 10), Share("Wirtschaft", 0, 0, 0, 0, 20)],
        fields=[field("Mobilität", done=1)],
        selected=1,
        waits=[1],
        support=Support(dict.fromkeys(SupportKind, 0) | {SupportKind.ADVICE: 60}, [], []),
    )

    assert plain(meeting_sentences(one, NAMES)) == [
        "Es gab ein öffentliches Treffen: einmal „Auftaktveranstaltung“.",
        "Lenkungskreis: Das Gremium hat in dieser Zeit einmal getagt.",
    ]
    assert plain(people_sentences(one)) == [
        "Gezählt wurden 1 Teilnahme von 1 Person. 1 Person war zum ersten Mal dabei.",
        "Teilnahmen nach Akteursgruppen: Politik 1 (100 %), Wirtschaft 0 (0 %).",
        "Nicht erreicht wurde in dieser Zeit: Wirtschaft.",
        "Alle Angemeldeten sind gekommen oder haben abgesagt.",
    ]
    assert plain(idea_sentences(one, NAMES)) == [
        "In dieser Zeit ist 1 Projektidee entstanden. Nach Handlungsfeldern: Mobilität 1.",
        "Heutiger Stand: 1 abgeschlossen.",
        "Lenkungskreis: Ausgewählt wurde 1 Idee. 1 davon ist gestartet, 1 ist abgeschlossen.",
        "Vom Eingang bis zur ersten Entscheidung dauerte es in der Mitte 1 Tag (Median, 1 Idee).",
    ]
    assert plain(support_sentences(one)) == [
        "Die Geschäftsstelle hat Projekte insgesamt 1 Stunde lang unterstützt (60 Minuten).",
        "Im Einzelnen: Beratung und Begleitung 1 Stunde.",
    ]


def test_many():
    many = a_report(
        kits=[KitLine("Vernetzungstreffen", 14, 1855), KitLine("Sitzung", 3, None)],
        came=Came(1234, 1000, 20),
        people=1107,
        shares=[Share("Politik", 0, 0, 1855, 100.0, 10)],
        fields=[field("Mobilität", new=2, selected=3), field("Wärme", in_progress=2)],
        selected=5,
        waits=[4, 5],
    )

    assert plain(meeting_sentences(many, NAMES)) == [
        "Es gab 14 öffentliche Treffen: 14 Mal „Vernetzungstreffen“.",
        "Lenkungskreis: Das Gremium hat in dieser Zeit dreimal getagt.",
    ]
    assert plain(people_sentences(many))[0] == (
        "Gezählt wurden 1.855 Teilnahmen von 1.107 Personen. Niemand war zum ersten Mal dabei."
    )
    assert plain(people_sentences(many))[-1] == "Nicht erschienen: 20 von 1.234 Angemeldeten (2 %)."
    assert plain(idea_sentences(many, NAMES))[1:] == [
        "Heutiger Stand: 2 neu, 3 ausgewählt, 2 in Umsetzung.",
        "Lenkungskreis: Ausgewählt wurden 5 Ideen. 2 davon sind gestartet.",
        "Vom Eingang bis zur ersten Entscheidung dauerte es in der Mitte 4,5 Tage "
        "(Median, 2 Ideen).",
    ]


def test_examples_and_what_comes_next():
    done = Example("2027-008", "Spaziergänge", "Gebäude", IdeaState.DONE, "Mit Kamera.", "Sechs.")

    assert example_sentence(done) == (
        "„Spaziergänge“ (Idee 2027-008, Gebäude, abgeschlossen): Mit Kamera. Ergebnis: Sechs."
    )
    assert example_sentence(Example("2027-001", "Rad", "", IdeaState.SELECTED, "")) == (
        "„Rad“ (Idee 2027-001, ausgewählt)."
    )
    assert plain(ahead_sentences(Ahead((("Pitch-Abend", date(2027, 9, 16)),), 1))) == [
        "Das nächste öffentliche Treffen ist „Pitch-Abend“ am 16. September 2027.",
        "1 Projekt soll dann berichten.",
    ]
    two = Ahead((("A", date(2027, 9, 16)), ("B", date(2027, 11, 25))), 2)
    assert plain(ahead_sentences(two)) == [
        "Die nächsten Treffen: „A“ am 16. September 2027 und „B“ am 25. November 2027.",
        "2 Projekte sollen dann berichten.",
    ]


def test_the_text_to_copy_ends_as_offices_end_letters():
    parts = blocks(a_report(), NAMES, [], Ahead(), "Eine halbe Stelle.\n\nEin  Raum.")
    text = plain_text("Titel", parts, NAMES)

    assert text.startswith("Titel\n\nFür welche Zeit gilt dieser Bericht?\n\nDieser Bericht")
    assert text.endswith(
        "Was wird gebraucht?\n\nEine halbe Stelle.\n\nEin Raum.\n\ni. A.\n\n"
        "Geschäftsstelle\nUmweltamt\n"
    )


def test_numbers_as_offices_write_them():
    assert [hours_in_words(one).replace(NB, " ") for one in (0, 1, 45, 60, 61, 1855, 61_200)] == [
        "0 Minuten", "1 Minute", "45 Minuten", "1 Stunde", "1 Stunde 1 Minute",
        "30 Stunden 55 Minuten", "1.020 Stunden",
    ]  # fmt: skip
    assert [days(one) for one in (0, 1, 27.0, 4.5, 1855.5)] == [
        "0 Tage", "1 Tag", "27 Tage", "4,5 Tage", "1.855,5 Tage",
    ]  # fmt: skip
    assert decimal(4.4) == "4,4"
    assert cut("Kurz.", 10) == "Kurz."
    assert cut("Erster Satz. Zweiter Satz.", 20) == "Erster Satz."
    assert cut("W" * 500, 10) == "WWWWWWWWWW …"
    one_day = a_report(period=Period(date(2027, 5, 1), date(2027, 5, 1)))
    assert period_sentence(one_day, NAMES) == (
        f"Dieser Bericht über KlimaTriebwerk gilt für den 1.{NB}Mai 2027."
    )


def test_the_period_before_is_as_long():
    whole = Period(date(2027, 5, 1), date(2027, 6, 30)).before
    some = Period(date(2027, 5, 3), date(2027, 5, 9)).before
    year = Period(date(2027, 1, 1), date(2027, 12, 31)).before

    assert whole == Period(date(2027, 3, 1), date(2027, 4, 30))
    assert some == Period(date(2027, 4, 26), date(2027, 5, 2))
    assert year == Period(date(2026, 1, 1), date(2026, 12, 31))
    assert Period(date(2028, 2, 1), date(2028, 2, 29)).before == Period(
        date(2028, 1, 1), date(2028, 1, 31)
    )


def test_a_period_that_ends_before_it_begins_is_refused_at_its_field():
    with pytest.raises(RuleBroken) as refused:
        checked(date(2027, 6, 30), date(2027, 6, 29))

    assert refused.value.field == "until"
    assert refused.value.message == (
        "Bis: Der Zeitraum endet vor seinem Beginn. Bitte wählen Sie einen Tag ab dem 30.06.2027."
    )
    assert checked(date(2027, 6, 30), date(2027, 6, 30)).short == "30.06.2027 bis 30.06.2027"


def test_periods_to_choose_from():
    found = {one.label: one.period.short for one in presets(date(2028, 2, 29), date(2027, 2, 18))}

    assert found == {
        "Jahr 2028 bis heute": "01.01.2028 bis 29.02.2028",
        "Jahr 2027": "01.01.2027 bis 31.12.2027",
        "Letzte zwölf Monate": "01.03.2027 bis 29.02.2028",
        "Dieses Quartal": "01.01.2028 bis 29.02.2028",
        "Voriges Quartal": "01.10.2027 bis 31.12.2027",
        "Seit Beginn": "18.02.2027 bis 29.02.2028",
    }
    assert "Seit Beginn" not in {one.label for one in presets(date(2028, 2, 29), None)}
    assert year_before(date(2028, 1, 1)) == Period(date(2027, 1, 1), date(2027, 12, 31))
    assert year_up_to(date(2028, 1, 1)) == Period(date(2028, 1, 1), date(2028, 1, 1))


def test_months_without_anything_are_there_too():
    assert months_between({(2026, 11): 5, (2027, 1): 7}) == [
        (date(2026, 11, 1), 5), (date(2026, 12, 1), 0), (date(2027, 1, 1), 7),
    ]  # fmt: skip
    assert months_between({}) == []


def test_many_kinds_become_one_line_before_the_sessions():
    lines = [KitLine(f"Art {one}", 2, 10) for one in range(12)] + [KitLine("Sitzung", 3, None)]
    found = shortened(lines, 6)

    assert [line.title for line in found] == [
        "Art 0", "Art 1", "Art 2", "Art 3", "Weitere Arten von Treffen (8)", "Sitzung",
    ]  # fmt: skip
    assert sum(line.meetings for line in found) == 27
    assert sum(line.present or 0 for line in found) == 120
    assert shortened(lines[:6], 6) == lines[:6]
