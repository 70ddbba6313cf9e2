"""How well two cards fit: words, sizes, days, fields; G11 with the cards of the year."""

import csv

import pytest

from app.demo.sample import DATA
from app.matching.ranking import Wish, edges, ranked, reasons, words_of
from app.matching.rules import CardKind, CardState


def wish(number, kind, text, fields=(), **more):
    return Wish(id=number, kind=CardKind(kind), text=text, fields=frozenset(fields), **more)


def texts(search, offer, **more):
    pair = wish(1, "search", search, **more), wish(2, "offer", offer, **more)
    return [reason.text for reason in reasons(*pair)]


def year(status="open"):
    with (DATA / "offers.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if status in ("", row["status"])]
    return {
        row["id"]: wish(
            number, row["type"], row["text"], {row["action_field"]}, district=row["district"],
            owner=row["person_id"],
        )
        for number, row in enumerate(rows)
    }  # fmt: skip


def test_the_garage_fits_the_storage_best():
    cards = year()
    numbers = {card.id: number for number, card in cards.items()}

    found = ranked(cards["S03"], list(cards.values()))

    assert numbers[found[0].card_id] == "B09"
    assert found[0].sentence == (
        "passt, weil: gemeinsames Wort „Lager“ und 20 Quadratmeter gesucht, 25 Quadratmeter geboten"
    )
    assert [numbers[one.card_id] for one in found] == ["B09", "B02", "B07"]


@pytest.mark.parametrize("search, offer", [("S02", "B04"), ("S08", "B06"), ("S09", "B08")])
def test_every_pair_of_the_year_is_suggested_first(search, offer):
    cards = year("")
    numbers = {card.id: number for number, card in cards.items()}

    found = ranked(cards[search], list(cards.values()))

    assert numbers[found[0].card_id] == offer


@pytest.mark.parametrize(
    "search, offer, why",
    [
        ("Küche montags", "KUCHE, mittwochs", ["gemeinsames Wort „Küche“"]),
        ("Lager", "Lagerräume", ["ähnliche Wörter „Lager“ und „Lagerräume“"]),
        ("Fahrzeug", "Kühlfahrzeuge", ["ähnliche Wörter „Fahrzeug“ und „Kühlfahrzeuge“"]),
        ("Küche, montags", "Küche montags frei", ["gemeinsames Wort „Küche“", "beide montags"]),
        ("Saal für 30 Personen", "Saal für 20 Personen", ["gemeinsames Wort „Saal“"]),
        ("Saal für 30 Leute", "Saal, 40 Personen",
         ["gemeinsames Wort „Saal“", "30 Personen gesucht, 40 Personen geboten"]),
        ("Lager 20 m²", "Lager 20,5 qm",
         ["gemeinsames Wort „Lager“", "20 Quadratmeter gesucht, 20,5 Quadratmeter geboten"]),
        ("Wir suchen für die Kinder einen Raum", "Ich biete für alle ein Rad", []),
        ("Hilfe", "Hilfe", []),
        ("montags", "montags", []),
        ("", "", []),
        ("!!! 20", "??? 20", []),
    ],
)  # fmt: skip
def test_what_speaks_for_a_pair(search, offer, why):
    assert texts(search, offer) == why


def test_a_field_is_enough_and_a_district_alone_is_not():
    here = {"district": "Mitte"}
    pair = wish(1, "search", "Rad", {"MO", "KE"}, **here), wish(2, "offer", "Zelt", {"KE"}, **here)

    assert [r.text for r in reasons(*pair)] == ["gleiches Handlungsfeld",
                                                "gleicher Stadtbezirk Mitte"]  # fmt: skip
    assert texts("Rad", "Zelt", **here) == []


@pytest.mark.parametrize(
    "more",
    [
        {"kind": "search"},
        {"state": CardState.CLOSED},
        {"state": CardState.MATCHED},
        {"state": CardState.HELD},
        {"owner": "person:7"},
    ],
)
def test_who_never_fits(more):
    one = wish(1, "search", "Lager", owner="person:7")
    other = wish(2, more.pop("kind", "offer"), "Lager", **more)

    assert reasons(one, other) == reasons(other, one) == ()


def test_an_answer_to_a_card_comes_first():
    search, answer = wish(1, "search", "Rad"), wish(3, "offer", "Zelt", answers=1)
    found = ranked(search, [wish(2, "offer", "Rad, Fahrrad"), answer])

    assert [one.card_id for one in found] == [3, 2]
    assert found[0].sentence == "passt, weil: eine Karte antwortet auf die andere"
    assert reasons(answer, search) == reasons(search, answer)


def test_equally_good_ones_come_in_the_order_of_their_ids():
    found = ranked(wish(9, "search", "Lager"), [wish(n, "offer", "Lager") for n in (3, 1, 2)])

    assert [one.card_id for one in found] == [1, 2, 3]


def test_words_and_their_edges():
    assert words_of("Das große Lager, Größe: 20 Quadratmeter, abends") == {"lager": "Lager"}
    assert edges("Lagerräume") == ["lage", "raum"]
