"""The mail server of the outbox tests, for one mail that really leaves."""

from tests.outbox.conftest import mail_settings, mailserver

__all__ = ["mail_settings", "mailserver"]
