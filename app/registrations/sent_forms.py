"""A form that comes in: whether it came before, and whether its person is known."""

from sqlalchemy import bindparam, case, or_, select

from app.core.db import db
from app.registrations.models import Registration
from app.registrations.queries import THIS_PERSON

_THIS_FORM = Registration.submit_key == bindparam("submit_key")
_SAME_FORM_OR_PERSON = (
    select(Registration)
    .where(or_(_THIS_FORM, THIS_PERSON))
    .order_by(case((_THIS_FORM, 0), else_=1), Registration.id.desc())
    .limit(1)
)


def same_form_or_person(
    submit_key: str, meeting_id: int, email_key: str, name_key: str
) -> Registration | None:
    """What this very form made (R-7), or else the newest registration of this person; one query."""
    who = {"meeting_id": meeting_id, "email_key": email_key, "name_key": name_key}
    return db.session.scalar(_SAME_FORM_OR_PERSON, who | {"submit_key": submit_key})
