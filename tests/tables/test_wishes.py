"""Wishes that contradict each other: the sentence, and that there really is no plan."""

import time
from itertools import combinations, product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.tables.rules.cost import violations
from app.tables.rules.instance import Guest, Instance, merged
from app.tables.rules.wishes import contradictions, tight_wishes

NAMES = (
    "Anna Beck", "Bernd Arslan", "Nguyễn Thị Mai", "Ewa Krzyżanowska", "Ali Yıldırım", "Uwe Groß",
    "Ida Voss", "Jan Ott", "Kim Roth",
)  # fmt: skip
BACK = "Nehmen Sie einen dieser Wünsche zurück."
UNLOCK = "Entsperren Sie einen Platz, oder nehmen Sie den Wunsch zurück."


def task(people, tables, *, fixed=None, together=(), rounds=2, **more):
    fixed = fixed or {}
    guests = tuple(
        Guest(label=NAMES[number], fixed_table=fixed.get(number)) for number in range(people)
    )
    return Instance(guests=guests, tables=tables, rounds=rounds, together=merged(together), **more)


@pytest.mark.parametrize(
    ("instance", "sentence"),
    [
        (task(0, ()), "Es ist niemand da. Nehmen Sie Personen in den Tischplan auf."),
        (task(1, (1,)), "Es ist nur eine Person da. Ein Tischplan braucht mindestens zwei."),
        (
            task(2, (1, 1)),
            "2 Tische sind zu viele für 2 Personen: Niemand soll allein sitzen. "
            "Höchstens 1 Tisch ist möglich.",
        ),
        (
            task(5, (2, 2)),
            "Die Tische haben zusammen 4 Plätze, da sind aber 5 Personen. "
            "Ändern Sie die Zahl der Plätze oder der Tische.",
        ),
        (
            task(4, (2, 2), fixed={0: 5}),
            "Anna Beck soll fest an Tisch 6 sitzen, es gibt aber nur 2 Tische. "
            "Wählen Sie einen anderen Tisch.",
        ),
        (
            task(4, (2, 2), fixed={0: 0, 1: 0, 2: 0}),
            "An Tisch 1 sollen 3 Personen fest sitzen: Anna Beck, Bernd Arslan und "
            f"Nguyễn Thị Mai. Er hat nur 2 Plätze. {BACK}",
        ),
        (
            task(6, (3, 3), fixed={0: 0, 1: 0}, together=[(1, 2), (2, 3)]),
            "An Tisch 1 sollen 4 Personen fest sitzen, wenn alle mitkommen, die mit ihnen "
            "zusammensitzen: Anna Beck, Bernd Arslan, Nguyễn Thị Mai und Ewa Krzyżanowska. "
            f"Er hat nur 3 Plätze. {BACK}",
        ),
        (
            task(6, (2, 2, 2), together=[(0, 1), (1, 2), (3, 2), (3, 4)]),
            "Anna Beck, Bernd Arslan und 3 weitere sollen zusammensitzen. Das sind 5 Personen, "
            f"der größte Tisch hat 2 Plätze. {BACK}",
        ),
        (
            task(6, (3, 3), fixed={0: 0, 1: 1}, together=[(0, 2), (2, 1)]),
            "Anna Beck, Bernd Arslan und Nguyễn Thị Mai sollen zusammensitzen. Feste Plätze an den "
            f"Tischen 1 und 2 haben aber Anna Beck und Bernd Arslan. {BACK}",
        ),
        (
            task(6, (3, 3), together=[(0, 1)], apart=frozenset({(0, 1)})),
            "Anna Beck und Bernd Arslan sollen zusammensitzen und zugleich getrennt sitzen. "
            f"{BACK}",
        ),
        (
            task(6, (3, 3), together=[(0, 1), (1, 2)], apart=frozenset({(0, 2)})),
            "Anna Beck und Nguyễn Thị Mai sollen getrennt sitzen, gehören aber zu denen, die "
            f"zusammensitzen sollen: Anna Beck, Bernd Arslan und Nguyễn Thị Mai. {BACK}",
        ),
        (
            task(6, (3, 3), fixed={0: 1}, together=[(0, 1)], apart=frozenset({(1, 2)})),
            None,
        ),
        (
            task(6, (3, 3), fixed={0: 1, 2: 1}, together=[(0, 1)], apart=frozenset({(1, 2)})),
            "Bernd Arslan und Nguyễn Thị Mai sollen getrennt sitzen, haben aber beide ihren Platz "
            f"fest an Tisch 2. {BACK}",
        ),
        (
            task(6, (3, 3), apart=frozenset({(0, 1), (0, 2), (1, 2)})),
            "Anna Beck, Bernd Arslan und Nguyễn Thị Mai sollen alle voneinander getrennt sitzen. "
            "Dafür braucht es 3 Tische, da sind nur 2. Stellen Sie mehr Tische auf, oder nehmen "
            "Sie einen dieser Wünsche zurück.",
        ),
        (
            task(8, (4, 4), apart=frozenset({(0, 1), (1, 2), (2, 3), (3, 4), (0, 4), (4, 5)})),
            "Anna Beck, Bernd Arslan und 3 weitere sollen in so vielen Paaren getrennt sitzen, "
            "dass 2 Tische nicht reichen. Stellen Sie mehr Tische auf, oder nehmen Sie einen "
            "dieser Wünsche zurück.",
        ),
        (
            task(
                9,
                (3, 3, 3),
                fixed={0: 0},
                apart=frozenset({(0, 1), (0, 2), (0, 3), (1, 2), (2, 3)}),
            ),
            None,
        ),
        (
            task(9, (5, 4), together=[(0, 1), (1, 2), (3, 4), (4, 5), (6, 7), (7, 8)]),
            "3 Gruppen von mindestens 3 Personen sollen jeweils zusammensitzen, die Tische haben "
            "aber nur für 2 solche Gruppen Platz. Zu ihnen gehören Anna Beck, Bernd Arslan und "
            f"Nguyễn Thị Mai. {BACK}",
        ),
        (
            task(6, (3, 3), fixed={0: 0, 1: 1}, apart=frozenset({(0, 2), (1, 2)})),
            "Für Nguyễn Thị Mai bleibt kein Tisch: An jedem sitzt fest, wer getrennt sitzen soll "
            f"(Anna Beck und Bernd Arslan), oder er hat keinen Platz. {BACK}",
        ),
        (
            task(6, (3, 3), fixed={0: 1}, together=[(0, 1)], locked={(1, 1): 0}),
            "In Runde 2 sind Anna Beck und Bernd Arslan zugleich an die Tische 1 und 2 gebunden. "
            f"{UNLOCK}",
        ),
        (
            task(6, (3, 3), locked={(0, 1): 0, (0, 2): 0}, apart=frozenset({(1, 2)})),
            "In Runde 1 sind Bernd Arslan und Nguyễn Thị Mai beide an Tisch 1 gebunden, sollen "
            f"aber getrennt sitzen. {UNLOCK}",
        ),
        (
            task(6, (3, 3), locked={(1, person): 0 for person in range(5)}),
            "In Runde 2 hat Tisch 1 3 Plätze, gebunden sind an ihn aber 5 Personen: Anna Beck, "
            f"Bernd Arslan und 3 weitere. {UNLOCK}",
        ),
        (
            task(6, (3, 3), locked={(1, 0): 2}),
            "In Runde 2 ist für Anna Beck ein Platz an einem Tisch gesperrt, den es nicht gibt. "
            "Entsperren Sie den Platz.",
        ),
        (task(6, (3, 3), fixed={1: 1}, locked={(1, 1): 0}), None),
        (task(9, (3, 3, 3), fixed={0: 0, 1: 1}, together=[(2, 3)]), None),
    ],
)
def test_a_contradiction_is_one_sentence_with_names_and_remedy(instance, sentence):
    assert contradictions(instance) == ([] if sentence is None else [sentence])


def test_rounds_are_counted_as_people_count_them():
    locked = {(0, person): 0 for person in range(4)}

    (sentence,) = contradictions(task(6, (3, 3), locked=locked), first_round=1)

    assert sentence.startswith("In Runde 2 hat Tisch 1")


def test_where_no_plan_was_found_the_tightest_wishes_are_named():
    apart = frozenset(combinations((0, 1, 2), 2)) | {(0, 3)}
    instance = task(9, (3, 3, 3), together=[(4, 5), (5, 6)], apart=apart, locked={(0, 8): 2})

    assert tight_wishes(instance) == [
        "Es ist kein Plan gefunden worden, der alle Wünsche einhält. Nehmen Sie Wünsche zurück, "
        "oder stellen Sie mehr Tische auf.",
        "Anna Beck soll getrennt sitzen von Bernd Arslan, Nguyễn Thị Mai und Ewa Krzyżanowska.",
        "Ali Yıldırım, Uwe Groß und Ida Voss sollen zusammensitzen: 3 Personen an einem Tisch.",
        "Bernd Arslan soll getrennt sitzen von Anna Beck und Nguyễn Thị Mai.",
    ]


@st.composite
def small_tasks(draw):
    tables = tuple(draw(st.sampled_from([(2, 2), (3, 2), (2, 2, 2), (3, 3), (4, 2)])))
    people = sum(tables)
    person, table = st.integers(0, people - 1), st.integers(0, len(tables) - 1)
    pair = st.tuples(person, person).filter(lambda two: two[0] < two[1])
    return task(
        people,
        tables,
        rounds=1,
        fixed=draw(st.dictionaries(person, table, max_size=3)),
        together=draw(st.lists(pair, max_size=3)),
        apart=frozenset(draw(st.lists(pair, max_size=8))),
        locked={
            (0, one): at for one, at in draw(st.dictionaries(person, table, max_size=2)).items()
        },
    )


@given(small_tasks())
@settings(max_examples=300, deadline=None)
def test_what_is_called_a_contradiction_has_no_plan(instance):
    found = contradictions(instance)
    assume(found)

    every = product(range(len(instance.tables)), repeat=instance.size)

    assert [row for row in every if not violations(instance, (row,))] == [], found


def test_that_hundreds_must_all_be_apart_is_said_soon():
    guests = tuple(Guest(label=f"Person {number}") for number in range(400))
    apart = frozenset(combinations(range(400), 2))
    instance = Instance(guests=guests, tables=(8,) * 50, rounds=2, apart=apart)
    begin = time.process_time()

    (sentence,) = contradictions(instance)

    assert time.process_time() - begin < 2
    assert "Dafür braucht es 400 Tische, da sind nur 50." in sentence
