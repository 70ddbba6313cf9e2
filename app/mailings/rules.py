"""When a mail to many is due, and what can become of it, from plain values."""

from enum import StrEnum


class MailingState(StrEnum):
    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    SKIPPED = "skipped"


class Recipients(StrEnum):
    """Rules by which people get a mail."""

    MAILING_LIST = "mailing_list"
    REGISTERED = "registered"
    WAITING = "waiting"
    ATTENDED = "attended"
    IDEA_CONTACTS = "idea_contacts"
    PITCH_TEAMS = "pitch_teams"
    STEERING_GROUP = "steering_group"
