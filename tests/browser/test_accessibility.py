"""Every page of the chain as a browser shows it: axe, the console, foreign hosts, small screens."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.keys import cut_off
from tests.browser.pages import PAGES, build_world

WIDTHS = (1280, 390)
RULES = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
RUN = """(rules) => axe.run(rules).then(({violations}) => violations.flatMap(
  ({id, nodes}) => nodes.map(({html, failureSummary}) => [id, html, failureSummary])))"""


@pytest.fixture(scope="module")
def world(loaded_site):
    """The year with a few more meetings, people and drafts; these tests only read."""
    loaded_site.restore()
    return build_world(loaded_site)


@pytest.fixture(scope="module")
def opened(chromium, loaded_site, world):
    """``opened(role)``: a page in the browser of somebody with this role, or of a visitor."""
    pages = {}

    def for_role(role):
        if role not in pages:
            context = chromium.new_context(base_url=loaded_site.address, locale="de-DE")
            pages[role] = context.new_page()
            if role:
                pages[role].goto(loaded_site.sign_in_link(role))
                pages[role].get_by_role("button", name="Einloggen").click()
                pages[role].wait_for_url("**/buero/**")
        return pages[role]

    yield for_role
    for page in pages.values():
        page.context.close()


class Witness:
    """Notes what the browser says and whom it asks while pages load."""

    def __init__(self, page, address):
        self.page, self.own = page, urlsplit(address).netloc
        self.said, self.foreign = [], []
        self.heard = {"console": self._says, "pageerror": self._breaks, "request": self._asks}
        for event, note in self.heard.items():
            page.on(event, note)

    def _says(self, message):
        self.said.append((message.text, message.location["url"]))

    def _breaks(self, error):
        self.said.append((str(error), self.page.url))

    def _asks(self, request):
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "about") and parts.netloc != self.own:
            self.foreign.append(request.url)

    def leave(self):
        for event, note in self.heard.items():
            self.page.remove_listener(event, note)


def too_wide(page, width):
    """Whether one must scroll sideways on a screen of this width. The page stands at its top:
    further down a bar that stays covers half a row, which is no fault."""
    page.set_viewport_size({"width": width, "height": 844})
    page.evaluate("scrollTo(0, 0)")
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth") > 0


@pytest.mark.parametrize("wanted", PAGES, ids=lambda page: page.name)
def test_a_page_is_accessible_quiet_and_fits(wanted, opened, world, loaded_site):
    page = opened(wanted.role)
    witness = Witness(page, loaded_site.address)

    answer = page.goto(wanted.address.format(**world))
    status = answer.status
    if wanted.act:
        wanted.act(page)
        page.wait_for_load_state()
    said = [
        (text, url)
        for text, url in witness.said
        if not (url == page.url and text.startswith("Failed to load resource"))
    ]
    witness.leave()

    assert status == wanted.status
    assert (said, witness.foreign) == ([], [])
    page.evaluate(AXE_SCRIPT)
    seen = {width: (too_wide(page, width), page.evaluate(RUN, RULES)) for width in WIDTHS}
    assert seen == {width: (False, []) for width in WIDTHS}
    assert cut_off(page) == []
