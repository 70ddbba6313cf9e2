"""Public pages in English say nothing in German but what people typed."""

import re

import pytest

from app.core.language import speaking
from app.core.settings import current
from tests.house.routes import address, rules

pytestmark = pytest.mark.house
SENTENCE = re.compile(
    r"\b([Ss]ie|Ihre?[nmrs]?|wir|uns|[Bb]itte|nicht|werden|können|oder|und|offen|heute"
    r"|[Aa]lle|[Mm]eine|[Dd]er|[Dd]ie|[Dd]as|ist|kein|keine|für|mit|von|bis)\b"
)
"""Words of our sentences."""
GERMAN_ON_PURPOSE = (
    "access_public.", "door_public.", "steering_public.", "ratings_public.",
    "live_public.", "floor_public.screen", "ideas_public.embed",
)  # fmt: skip
"""For the team, helpers at the door, members of the board; for a whole hall, for another page."""


def visible(page):
    """What a reader sees or hears of a page, except what is marked as German or was typed."""
    for hidden in page.select("script, style, [lang=de], textarea, option"):
        hidden.decompose()
    spoken = [str(text) for text in page.body.stripped_strings]
    for name in ("aria-label", "alt", "title", "placeholder"):
        spoken += [tag[name] for tag in page.select(f"[{name}]")]
    return spoken


@pytest.fixture
def typed_by_the_office(app):
    """Words of the settings, which stay as they are."""
    with app.app_context(), speaking("en"):
        forum, privacy = current().forum, current().privacy
    names = [forum.steering_group, forum.committee, privacy.authority, privacy.law]
    return [*names, *(one.name for one in (*forum.sectors, *forum.action_fields))]


def test_no_public_page_mixes_german_sentences_into_english(
    app, client, world, soup, typed_by_the_office
):
    client.set_cookie("sprache", "en")
    mixed = {}
    for rule in rules(app, "GET", staff=False):
        if rule.endpoint.startswith(GERMAN_ON_PURPOSE):
            continue
        answer = client.get(address(app, rule, world))
        if answer.status_code != 200 or b"<html" not in answer.data[:200]:
            continue
        page = soup(answer)
        assert page.html["lang"] == "en", rule.endpoint
        assert len(page.select(".tw-languages li")) == 3, rule.endpoint
        told = [text for text in visible(page) if SENTENCE.search(text)]
        found = [text for text in told if not any(name in text for name in typed_by_the_office)]
        if found:
            mixed[rule.endpoint] = found

    assert mixed == {}
