from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RuleBroken
from app.core.language import speaking
from app.meetings.rules import SpecialDay
from app.series import rules
from app.series.rules import LAST, Rhythm, Rule

YEAR = {"starts_on": date(2028, 1, 1), "until": date(2028, 12, 31)}


def a_rule(rhythm=Rhythm.ODD, nth=3, weekday=2, **values):
    return Rule(rhythm, nth, weekday, **YEAR | values)


def texts(rule):
    return [f"{day:%d.%m.}" for day in rules.dates_of(rule)]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (a_rule(), ["19.01.", "15.03.", "17.05.", "19.07.", "20.09.", "15.11."]),
        (a_rule(Rhythm.EVEN, 1, 0), ["07.02.", "03.04.", "05.06.", "07.08.", "02.10.", "04.12."]),
        (a_rule(Rhythm.CHOSEN, LAST, 3, months=(3, 6, 11)), ["30.03.", "29.06.", "30.11."]),
        (
            a_rule(Rhythm.STEPS, 2, 1, interval=3, starts_on=date(2028, 1, 20)),
            ["08.02.", "09.05.", "08.08.", "14.11."],
        ),
        (
            a_rule(Rhythm.WEEKS, interval=2, starts_on=date(2028, 1, 7), until=date(2028, 2, 20)),
            ["12.01.", "26.01.", "09.02."],
        ),
        (a_rule(Rhythm.MONTHLY, 5, 2), ["29.03.", "31.05.", "30.08.", "29.11."]),
    ],
)  # fmt: skip
def test_dates(rule, expected):
    assert texts(rule) == expected


def test_both_ends_belong_to_the_period():
    rule = a_rule(Rhythm.WEEKS, starts_on=date(2028, 1, 5), until=date(2028, 1, 19))

    assert texts(rule) == ["05.01.", "12.01.", "19.01."]


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"until": date(2027, 12, 31)}, "until_month", "Das Ende liegt vor dem Beginn"),
        ({"rhythm": Rhythm.CHOSEN}, "months", "mindestens einen Monat"),
        ({"rhythm": Rhythm.WEEKS, "interval": 0}, "interval", "1 bis 52"),
        ({"rhythm": Rhythm.WEEKS, "until": date(2031, 1, 1)}, "until_month", "mehr als 120"),
        ({"nth": 5, "rhythm": Rhythm.CHOSEN, "months": (2,)}, "until_month",
         "Einen 5. Mittwoch gibt es zwischen dem 01.01.2028 und dem 31.12.2028"),
        ({"until": date(2028, 1, 5)}, "until_month", "Einen 3. Mittwoch gibt es"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_field(values, field, words):
    with pytest.raises(RuleBroken) as fault:
        rules.dates_of(a_rule(**values))

    assert fault.value.field == field
    assert words in fault.value.message


def test_120_dates_are_the_most():
    rule = a_rule(Rhythm.MONTHLY, starts_on=date(2028, 1, 1), until=date(2037, 12, 31))

    assert len(rules.dates_of(rule)) == rules.MOST == 120


def test_months_without_a_fifth_wednesday_are_named():
    missing = rules.missing_months(a_rule(Rhythm.ODD, 5))

    assert [day.month for day in missing] == [1, 7, 9]


RULES = st.builds(
    Rule,
    rhythm=st.sampled_from(list(Rhythm)),
    nth=st.sampled_from([1, 2, 3, 4, 5, LAST]),
    weekday=st.integers(0, 6),
    starts_on=st.dates(date(2027, 1, 1), date(2027, 12, 31)),
    until=st.dates(date(2028, 3, 1), date(2028, 12, 31)),
    interval=st.integers(1, 6),
    months=st.lists(st.integers(1, 12), min_size=1, unique=True).map(sorted).map(tuple),
)


@given(RULES)
def test_the_text_of_a_rule_gives_the_same_dates(rule):
    again = rules.rule_of(rules.text_of(rule), rule.starts_on)
    try:
        dates = rules.dates_of(rule)
    except RuleBroken:
        return

    assert rules.dates_of(again) == dates
    assert all(day.weekday() == rule.weekday for day in dates)
    assert rule.starts_on <= dates[0] <= dates[-1] <= rule.until
    assert dates == sorted(set(dates))


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (a_rule(), "Jeden 3. Mittwoch im ungeraden Monat"),
        (a_rule(Rhythm.MONTHLY, LAST, 4), "Jeden letzten Freitag im Monat"),
        (a_rule(Rhythm.STEPS, 1, 0, interval=2), "Alle 2 Monate am 1. Montag"),
        (a_rule(Rhythm.CHOSEN, 2, 3, months=(3, 6)), "Jeden 2. Donnerstag im März und Juni"),
        (a_rule(Rhythm.WEEKS), "Jeden Mittwoch"),
        (a_rule(Rhythm.WEEKS, interval=3), "Alle 3 Wochen am Mittwoch"),
    ],
)
def test_the_rule_in_words(rule, sentence):
    assert rules.sentence_of(rule, time(18), 150) == (
        f"{sentence}, 18:00–20:30 Uhr, ab 01.01.2028 bis Dezember 2028"
    )


@pytest.mark.parametrize(
    ("rule", "language", "sentence"),
    [
        (a_rule(Rhythm.MONTHLY, LAST, 4), "en", "Every last Friday of the month, 18:00–20:30"),
        (
            a_rule(Rhythm.STEPS, 1, 0, interval=2),
            "en",
            "Every 2 months on the 1st Monday, 18:00–20:30",
        ),
        (
            a_rule(Rhythm.CHOSEN, 2, 3, months=(3, 6)),
            "en",
            "Every 2nd Thursday in March and June, 18:00–20:30",
        ),
        (a_rule(Rhythm.WEEKS), "en", "Every Wednesday, 18:00–20:30"),
        (
            a_rule(Rhythm.EVEN),
            "einfach",
            "Jeden 3. Mittwoch im Februar, April, Juni, August, Oktober und Dezember, "
            "18:00 bis 20:30 Uhr",
        ),
    ],
)
def test_the_rule_in_other_words(rule, language, sentence):
    with speaking(language):
        assert rules.sentence_of(rule, time(18), 150).startswith(sentence)


def test_titles_count_through_the_series_and_through_the_year():
    days = [date(2027, 11, 17), date(2028, 1, 19), date(2028, 3, 15)]

    assert rules.titles("{nummer}: {nummer_im_jahr}/{jahr}, {monat}, {datum}", days, 4) == [
        (4, "4: 1/2027, November, 17.11.2027"),
        (5, "5: 1/2028, Januar, 19.01.2028"),
        (6, "6: 2/2028, März, 15.03.2028"),
    ]


@pytest.mark.parametrize("pattern", ["{nummmer}. Treffen", "{nummer. Treffen", "Treffen }", "{}"])
def test_a_wrong_placeholder_is_told(pattern):
    with pytest.raises(RuleBroken) as fault:
        rules.check_pattern(pattern)

    assert fault.value.field == "title_pattern"
    assert "Bekannt sind: {nummer}, " in fault.value.message


def test_two_meetings_on_one_day_are_told():
    first, second = date(2028, 1, 19), date(2028, 3, 15)

    with pytest.raises(RuleBroken, match="zwei Treffen dieser Reihe"):
        rules.slots_of([first, second], [], {first: second})
    assert [slot.day for slot in rules.slots_of([first, second], [second], {first: second})] == [
        second, None
    ]  # fmt: skip


def test_hints_name_days_and_other_meetings():
    easter = SpecialDay(date(2028, 4, 10), date(2028, 4, 22), "school", "Osterferien in NRW")
    day = date(2028, 4, 19)

    assert rules.hints_of(day, [easter], {day: ["Lenkungskreis 2028"]}) == [
        "Osterferien in NRW (10.04.–22.04.2028)", "Am selben Tag: Lenkungskreis 2028"
    ]  # fmt: skip
