"""In which language somebody is written to about whom only the address is known."""

from collections.abc import Collection

from sqlalchemy import func, select

from app.core.db import db
from app.core.language import SOURCE
from app.core.words import plain_key
from app.registrations.models import Registration


def language_of(email: str) -> str:
    """The language of the last registration with this address; German when there is none."""
    return languages_of([email]).get(plain_key(email), SOURCE)


def languages_of(emails: Collection[str]) -> dict[str, str]:
    """Address as ``plain_key`` -> language of its last registration, where it is not German."""
    wanted = {plain_key(email) for email in emails if email}
    last = (
        select(func.max(Registration.id))
        .where(Registration.email_key.in_(wanted))
        .group_by(Registration.email_key)
    )
    found = db.session.execute(
        select(Registration.email_key, Registration.language).where(
            Registration.id.in_(last), Registration.language != SOURCE
        )
    )
    return {row.email_key: row.language for row in found}
