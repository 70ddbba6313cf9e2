"""Legal texts: edited with versions, the second editor is told, missing ones are named (D-9)."""

import pytest

from app.core.db import db
from app.core.errors import RuleBroken
from app.core.prose import to_html
from app.privacy import legal
from app.privacy.legal_rules import LegalKind
from app.privacy.models import LegalText
from tests import build

PLACE = "/buero/datenschutz/texte/impressum/de"
PUBLIC = {"impressum": LegalKind.IMPRINT, "barrierefreiheit": LegalKind.ACCESSIBILITY}


def test_a_saved_text_stands_on_the_public_page_and_every_version_stays(app, client, office, soup):
    for seen, text in enumerate(("Stadt <b>Eins</b>", "## Stadt\n\n- Zwei")):
        assert office.post(PLACE, data={"text": text, "seen": seen}).status_code == 303
    page = soup(client.get("/impressum")).main

    assert [item.text for item in page.select(".tw-prose li")] == ["Zwei"]
    assert "Stadt <b>Eins</b>" in soup(office.get(f"{PLACE}/1")).main.text
    with app.app_context():
        assert [one.number for one in legal.versions(LegalKind.IMPRINT, "de")] == [2, 1]


def test_the_second_editor_is_told_and_loses_nothing(office, soup):
    office.post(PLACE, data={"text": "Von der einen", "seen": 0})
    answer = office.post(PLACE, data={"text": "Von der anderen", "seen": 0})
    page = soup(answer)

    assert answer.status_code == 422
    assert "inzwischen geändert" in page.main.text and "Von der einen" in page.main.text
    assert page.select_one("textarea").text.strip() == "Von der anderen"
    assert page.select_one("input[name=seen]")["value"] == "1"


def test_the_same_text_twice_is_one_version(ctx):
    for _ in range(2):
        legal.write(LegalKind.IMPRINT, "de", "Stadt", seen=0, actor=build.OFFICE)

    assert db.session.scalar(db.select(db.func.count(LegalText.id))) == 1


def test_an_old_page_overwrites_nothing(ctx):
    legal.write(LegalKind.IMPRINT, "de", "Eins", seen=0, actor=build.OFFICE)

    with pytest.raises(RuleBroken):
        legal.write(LegalKind.IMPRINT, "de", "Zwei", seen=0, actor=build.OFFICE)


@pytest.mark.parametrize("kind", list(LegalKind))
def test_a_proposal_is_offered_and_counts_as_open_until_it_is_filled_in(ctx, kind):
    text = legal.proposal(kind)
    legal.write(kind, "de", text, seen=0, actor=build.OFFICE)

    assert kind in legal.open_kinds() and "{" not in text
    legal.write(kind, "de", "Ausgefüllt", seen=1, actor=build.OFFICE)
    assert kind not in legal.open_kinds()


def test_heute_names_what_is_missing_and_visitors_see_no_gaps_of_ours(app, client, office, soup):
    text = "Stadt [bitte ausfüllen: Name]"
    office.post(PLACE, data={"text": text, "seen": 0})

    assert "Impressum, Datenschutz, Barrierefreiheit" in soup(office.get("/buero/")).main.text
    assert "noch nicht fertig" in soup(office.get("/impressum")).main.text
    assert "noch nicht fertig" not in soup(client.get("/impressum")).main.text


def test_a_language_without_a_text_reads_the_german_one(app, client, office, soup):
    office.post(PLACE, data={"text": "Die Stadt", "seen": 0})
    assert "Die Stadt" in soup(client.get("/impressum?sprache=en")).main.text
    office.post("/buero/datenschutz/texte/impressum/en", data={"text": "The city", "seen": 0})

    assert "The city" in soup(client.get("/impressum?sprache=en")).main.text
    assert "Die Stadt" in soup(app.test_client().get("/impressum")).main.text


def test_texts_are_a_little_markdown_and_no_html():
    made = to_html("# Kopf\nZeile **eins**\nZeile <i>\n\n- a\n- [b](https://stadt.example/x?a=1&b)")

    assert made == (
        "<h2>Kopf</h2>\n<p>Zeile <strong>eins</strong><br>Zeile &lt;i&gt;</p>\n"
        '<ul><li>a</li><li><a href="https://stadt.example/x?a=1&amp;b">b</a></li></ul>'
    )
    assert "href" not in to_html("[x](javascript:alert(1)) [y](//boese.example)")
