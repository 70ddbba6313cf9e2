"""Chromium, and the running application with the demo year."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from app.access.rules import Role
from tests.browser.site import running_site

HERE = Path(__file__).parent
NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 30_000
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests of this process."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("Chromium fehlt. Abhilfe: sudo apt install chromium")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def loaded_site():
    with running_site() as site:
        yield site


@pytest.fixture
def site(loaded_site):
    """The application with the year as it was loaded; the clock stands at its first moment."""
    loaded_site.restore()
    return loaded_site


@pytest.fixture
def visitor(chromium, site):
    """A visitor's page in a browser without JavaScript."""
    with chromium.new_context(
        java_script_enabled=False, base_url=site.address, locale="de-DE"
    ) as context:
        context.set_default_timeout(PATIENCE)
        yield context.new_page()


@pytest.fixture
def sign_in(chromium, site):
    """``sign_in(Role.OFFICE)``: a page of somebody who went through the real sign-in."""
    contexts = []

    def enter(role=Role.OFFICE, **options):
        context = chromium.new_context(base_url=site.address, locale="de-DE", **options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto(site.sign_in_link(role))
        page.get_by_role("button", name="Einloggen").click()
        page.wait_for_url("**/buero/**")
        return page

    yield enter
    for context in contexts:
        context.close()
