"""Forms for roles: names of several roles at once, and a role of the office's own."""

import unicodedata
from collections.abc import Mapping, Sequence

from app.agenda.models import AgendaRole
from app.core.errors import RuleBroken
from app.core.forms import PageForm, clean, many_lines, one_line

LONGEST, MOST = 200, 40
"""Letters of a name, names of a role."""


class RolesForm(PageForm):
    """Fields ``people-<id>``, one name in each line, and ``shown-<id>`` for what was there."""

    def typed(
        self, typed: Mapping[str, str], roles: Sequence[AgendaRole]
    ) -> dict[int, tuple[list[str], list[str]]]:
        """Role id → (names shown, names typed). Raises ``RuleBroken`` for impossible names."""
        return {
            role.id: (
                names_of(typed.get(f"shown-{role.id}", ""), role.title),
                names_of(typed[f"people-{role.id}"], role.title, f"people-{role.id}"),
            )
            for role in roles
            if f"people-{role.id}" in typed
        }


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
