"""Forms for roles: names of several roles at once, and a role of the office's own."""

import unicodedata
from collections.abc import Mapping, Sequence

from app.agenda.models import AgendaRole
from app.core.errors import RuleBroken
from app.core.forms import PageForm, clean, many_lines, one_line

LONGEST, MOST = 200, 40
"""Letters of a name, names of a role."""
GONE = "Rolle, die entfernt wurde"


class RolesForm(PageForm):
    """Fields ``people-<id>``, one name in each line, and ``shown-<id>`` for what was there."""

    def typed(
        self, typed: Mapping[str, str], roles: Sequence[AgendaRole]
    ) -> dict[int, tuple[list[str], list[str]]]:
        """Role id → (names shown, names typed), also of roles that were removed since.

        Raises ``RuleBroken`` for impossible names.
        """
        titles = {role.id: role.title for role in roles}
        return {
            number: (
                names_of(typed.get(f"shown-{number}", ""), titles.get(number, GONE)),
                names_of(typed[f"people-{number}"], titles.get(number, GONE), f"people-{number}"),
            )
            for number in _numbers(typed)
        }


def typed_for_gone(
    typed: Mapping[str, str], roles: Sequence[AgendaRole]
) -> list[tuple[str, list[str]]]:
    """(title, lines) that were typed for roles which there are no more."""
    there = {role.id for role in roles}
    found = [
        (typed.get(f"title-{number}", GONE), typed[f"people-{number}"].split("\n"))
        for number in _numbers(typed)
        if number not in there and typed[f"people-{number}"] != typed.get(f"shown-{number}")
    ]
    return [(title, [one.strip() for one in lines if one.strip()]) for title, lines in found]


def _numbers(typed: Mapping[str, str]) -> list[int]:
    names = [name.removeprefix("people-") for name in typed if name.startswith("people-")]
    return [int(one) for one in names if one.isascii() and one.isdigit() and len(one) < 10]


class NewRoleForm(PageForm):
    """A role that the kit does not have."""

    title = one_line("Rolle", longest=100, hint="Zum Beispiel Dolmetschen.")
    task = many_lines("Aufgabe", longest=500, rows=2)
    people = many_lines("Namen", longest=2000, rows=2, hint="Eine Person in jeder Zeile.")

    @property
    def names(self) -> list[str]:
        return names_of(self.people.data or "", "Namen")


def names_of(text: str, label: str, field: str = "people") -> list[str]:
    """The names in the lines of a text. Raises ``RuleBroken`` with the label before it."""
    text = clean(text)
    if any(unicodedata.category(one) in ("Cc", "Cs") for one in text if one not in "\n\t"):
        raise RuleBroken(
            f"{label}: Ein Name enthält ein unsichtbares Steuerzeichen. Bitte tippen Sie ihn neu.",
            field,
        )
    lines = [" ".join(line.split()) for line in text.split("\n")]
    names = list(dict.fromkeys(line for line in lines if line))
    if len(names) > MOST or any(len(name) > LONGEST for name in names):
        raise RuleBroken(
            f"{label}: Höchstens {MOST} Namen mit je {LONGEST} Zeichen sind möglich. "
            "Bitte kürzen Sie die Liste.",
            field,
        )
    return names
