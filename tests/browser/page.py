"""One page of the walk over all pages: where it is, and what to do there before looking."""

from collections.abc import Callable
from dataclasses import dataclass

from app.access.rules import Role


@dataclass(frozen=True)
class Page:
    """``address``: with names of the world in braces. ``act``: what to do there before looking."""

    name: str
    address: str
    act: Callable | None = None
    role: Role | None = None
    status: int = 200


def press(*labels):
    """Press buttons of these names, one after the other."""

    def act(page):
        for label in labels:
            page.get_by_role("button", name=label, exact=True).click()

    return act


def fill_and_press(label, **values):
    """Fill in fields by name and press the button."""

    def act(page):
        for name, value in values.items():
            page.locator(f"[name={name}]").fill(value)
        page.get_by_role("button", name=label, exact=True).click()

    return act
