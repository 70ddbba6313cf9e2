"""The notes while somebody types: plain values, as ``pages.Page`` takes them."""

from app.access.rules import Role


def typing(page):
    """An entry open in place, a task with its fields, and the list of keys."""
    page.locator("[data-edit]").first.click()
    line = page.locator(".tw-item > [data-line]").nth(1)
    line.get_by_label("Ergebnis zu").fill("Lager klären")
    line.get_by_role("radio", name="Aufgabe").check()
    page.get_by_text("Tastenkürzel").click()


def too_long(page):
    """A text that is refused, and stays."""
    page.locator(".tw-item > [data-line]").nth(1).get_by_label("Ergebnis zu").fill("x" * 20_001)
    page.get_by_text("Der Text ist nicht gespeichert").wait_for()


MINUTES = "/buero/treffen/{minutes}/protokoll"
NOTES_PAGES = (
    ("minutes-typing", MINUTES, typing, Role.OFFICE),
    ("minutes-too-long", MINUTES, too_long, Role.OFFICE),
)
