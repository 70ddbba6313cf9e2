"""Documents show every letter that German offices must be able to write (DIN 91379)."""

import unicodedata

import pytest
from fontTools.ttLib import TTFont

from app.core.pdf_files import FILES
from app.core.pdf_worker import renderer, showable

LETTERS = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ"
    "ĀāĂăĄąĆćĈĉĊċČčĎďĐđĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĦħĨĩĪīĬĭĮįİıĲĳĴĵĶķĸĹĺĻļĽľĿŀŁłŃńŅņŇňŉŊŋ"
    "ŌōŎŏŐőŒœŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŦŧŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽž"
    "ƇƈƏƗƠơƯưƷǍǎǏǐǑǒǓǔǕǖǗǘǙǚǛǜǞǟǢǣǤǥǦǧǨǩǪǫǬǭǮǯǰǴǵǸǹǺǻǼǽǾǿȒȓȘșȚțȞȟȧȨȩȪȫȬȭȮȯȰȱȲȳəɨʒ"
    "ḂḃḆḇḊḋḌḍḎḏḐḑḜḝḞḟḠḡḢḣḤḥḦḧḨḩḪḫḯḰḱḲḳḴḵḶḷḺḻṀṁṂṃṄṅṆṇṈṉṒṓṔṕṖṗṘṙṚṛṞṟṠṡṢṣṪṫṬṭṮṯẀẁẂẃẄẅẆẇ"
    "ẌẍẎẏẐẑẒẓẔẕẖẗẞ"
    "ẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặẸẹẺẻẼẽẾếỀềỂểỄễỆệỈỉỊịỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợỤụỦủỨứỪừỬửỮữỰựỲỳỴỵỶỷỸỹ"
)
"""Latin letters that are one character."""
_LISTED = (
    "A̋ C̀ C̄ C̆ C̈ C̕ C̣ C̦ C̨̆ D̂ F̀ F̄ G̀ H̄ H̦ H̱ J́ J̌ K̀ K̂ K̄ K̇ K̕ K̛ K̦ K͟H K͟h L̂ L̥ L̥̄ L̦ M̀ M̂ M̆ "
    "M̐ N̂ N̄ N̆ N̦ P̀ P̄ P̕ P̣ R̆ R̥ R̥̄ S̀ S̄ S̛̄ S̱ T̀ T̄ T̈ T̕ T̛ U̇ Z̀ Z̄ Z̆ Z̈ Z̧ "
    "a̋ c̀ c̄ c̆ c̈ c̕ c̣ c̦ c̨̆ d̂ f̀ f̄ g̀ h̄ h̦ j́ k̀ k̂ k̄ k̇ k̕ k̛ k̦ k͟h l̂ l̥ l̥̄ l̦ m̀ m̂ m̆ "
    "m̐ n̂ n̄ n̆ n̦ p̀ p̄ p̕ p̣ r̆ r̥ r̥̄ s̀ s̄ s̛̄ s̱ t̀ t̄ t̕ t̛ u̇ z̀ z̄ z̆ z̈ z̧ "
    "Ç̆ ç̆ Û̄ û̄ ª º ʹ ʺ ʾ ʿ ˈ ˌ ’ ‡"
)
SEQUENCES = _LISTED.split()
"""Latin letters with marks that have no character of their own, and signs beside letters."""
GREEK = "ΆΈΉΊΌΎΏΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΪΫάέήίΰαβγδεζηθικλμνξοπρςστυφχψωϊϋόύώ"
BULGARIAN = "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЬЮЯабвгдежзийклмнопрстуфхцчшщъьюяѝЍ"
SIGNS = " !\"#$%&'()*+,-./0123456789:;<=>?@[\\]^_`{|}~¡¢£¥§©ª«¬®¯°±²³´µ¶¹º»¿×÷€–—‘’‚“”„†‡…‰‹›"
MISSING: set[str] = set()
"""What Noto Sans lacks of all these; nothing."""


@pytest.mark.parametrize("url", [url for url in FILES if url.endswith(".woff2")])
def test_our_fonts_have_each_letter_and_mark(url: str) -> None:
    with TTFont(FILES[url][0]) as font:
        known = set(font.getBestCmap())
    text = LETTERS + "".join(SEQUENCES) + GREEK + BULGARIAN + SIGNS

    assert {c for c in unicodedata.normalize("NFC", text) if ord(c) not in known} == MISSING


def test_each_letter_is_printed_as_it_was_typed() -> None:
    text = " ".join([LETTERS, *SEQUENCES, GREEK, BULGARIAN, SIGNS])
    typed = unicodedata.normalize("NFD", text)

    assert showable(typed, renderer().shown) == unicodedata.normalize("NFC", text)


def test_a_hyphen_of_any_kind_stays_a_hyphen() -> None:
    assert showable("Müller\u2010Lüdenscheidt \u2011", renderer().shown) == (
        "Müller-Lüdenscheidt \u2011"
    )


@pytest.mark.parametrize("odd", ["\u2028", "\x85", "\x0b", "\x01", "\x7f", "\u3000"])
def test_spaces_and_signs_that_no_font_has_leave_a_gap_or_nothing(odd):
    assert showable(f"Am{odd}Wall\tund\n", renderer().shown) in ("Am Wall\tund\n", "AmWall\tund\n")
