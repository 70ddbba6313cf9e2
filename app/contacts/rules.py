"""What people can agree to, from plain values."""

from enum import StrEnum


class ConsentKind(StrEnum):
    INVITATIONS = "invitations"
    CONTACT_LIST = "contact_list"


CONSENT_LABELS = {
    ConsentKind.INVITATIONS: "Einladungen zu Treffen",
    ConsentKind.CONTACT_LIST: "Kontaktliste für Teilnehmende",
}
