import pytest

from app.outbox.paragraphs import Block, Piece, blocks, is_ours, pieces

BASE = "https://stadt.example/forum"


def plain(text):
    return [
        (block.kind, ["".join(piece.text for piece in line) for line in block.lines])
        for block in blocks(text, BASE)
    ]


def test_blank_lines_part_paragraphs_and_short_lines_stay_lines():
    text = "Guten Tag Ada,\n\nDonnerstag, 18 Uhr\nNeues Rathaus\n\n\nBis bald\n"
    assert plain(text) == [
        ("p", ["Guten Tag Ada,"]),
        ("p", ["Donnerstag, 18 Uhr", "Neues Rathaus"]),
        ("p", ["Bis bald"]),
    ]


def test_lines_that_were_wrapped_for_the_width_are_joined():
    text = (
        "Die Kalenderdatei im Anhang trägt den Termin bei Ihnen ein. Ändern oder absagen\n"
        "können Sie auf Ihrer Seite."
    )
    assert plain(text) == [("p", [text.replace("\n", " ")])]


def test_facts_keep_their_lines_however_long():
    facts = [
        "Wann: Donnerstag, 30. September 2027, 18:00 bis 20:30 Uhr, Einlass ab 17:30 Uhr",
        "Wo: Neues Rathaus, Ratssaal im ersten Stock, Niederwall 23, 33602 Bielefeld",
        "Anreise: Haltestelle Rathaus",
    ]
    assert plain("\n".join(facts)) == [("p", facts)]
    bare = ["Donnerstag, 30. September 2027, 18:00 Uhr, Einlass ab 17:30 Uhr", "Neues Rathaus"]
    assert plain("\n".join(bare)) == [("p", bare)]


def test_dashes_make_a_list_and_wrapped_items_stay_one():
    text = "Bitte bringen Sie mit:\n- einen Stift\n- ein Bild\n  vom Projekt\n\nDanke"
    assert plain(text) == [
        ("p", ["Bitte bringen Sie mit:"]),
        ("ul", ["einen Stift", "ein Bild vom Projekt"]),
        ("p", ["Danke"]),
    ]


def test_numbers_make_a_list_when_they_count():
    assert plain("1. Wir lesen.\n2. Wir melden uns.") == [("ol", ["Wir lesen.", "Wir melden uns."])]


def test_a_date_at_the_start_of_a_line_is_no_list():
    assert plain("1. Oktober 2027\nim Rathaus") == [("p", ["1. Oktober 2027", "im Rathaus"])]


def test_only_our_own_addresses_become_links():
    line = f"Siehe {BASE}/treffen/a?x=1, nicht https://böse.example/x."
    assert pieces(line, BASE) == (
        Piece("Siehe "),
        Piece(f"{BASE}/treffen/a?x=1", href=f"{BASE}/treffen/a?x=1"),
        Piece(", nicht https://böse.example/x."),
    )


@pytest.mark.parametrize(
    "address, expected",
    [
        (BASE, True),
        (f"{BASE}/", True),
        (f"{BASE}/anmeldung/abc", True),
        (f"{BASE}#unten", True),
        ("https://stadt.example/forum2", False),
        ("https://stadt.example.evil.example/forum", False),
        ("https://stadt.example/forum@evil.example", False),
        ("http://stadt.example/forum/", False),
        ("https://evil.example/?https://stadt.example/forum/", False),
    ],
)
def test_an_address_is_ours_only_below_the_base(address, expected):
    assert is_ours(address, BASE) is expected


def test_markup_stays_text():
    assert blocks("<b>Hallo</b>", BASE) == [Block("p", ((Piece("<b>Hallo</b>"),),))]
