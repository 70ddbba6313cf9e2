"""Whether somebody agrees to what is kept: a consent is a ground only where there is one."""

from app.privacy.subjects import Belongings
from app.privacy.ways import Way

AGREED = {
    "address_book": ("invitations", "contact_list"),
    "registrations": ("wants_invitations", "on_contact_list"),
    "joining": ("consent",),
    "cards": ("consent",),
    "mediations": ("agreed",),
}
"""Id of a way → its columns that say whether the person agrees now."""


def agrees(way: Way, found: Belongings) -> bool | None:
    """Whether the person agrees to these rows; None: to some of them, or nothing says so."""
    where = way.id if way.id in AGREED else way.by
    rows = found.rows.get(where, ())
    said = {any(row[column] for column in AGREED[where]) for row in rows if where in AGREED}
    return said.pop() if len(said) == 1 else None
