"""How often something may happen: counted in the database, so that processes share it (M-8).

Where the settings name a Redis it counts there, as soon as something is asked for and whatever
becomes of it. In the database several hosts that ask at the very same moment may each pass once.

Who asked is kept as a hash with a salt that changes daily (D-7).
"""

import hashlib
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import CursorResult, String, bindparam, delete, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base, UtcDateTime, db, transaction
from app.core.errors import TooMany
from app.core.language import gettext as _
from app.core.settings import current


class Attempt(Base):
    """One thing that somebody did, until it no longer counts."""

    __tablename__ = "attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    who: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


_MADE = (
    select(Attempt.id)
    .where(Attempt.who.in_(bindparam("names", expanding=True)), Attempt.at > bindparam("since"))
    .limit(bindparam("most"))
    .subquery()
)
_ONE_MORE = select(
    bindparam("what", type_=String),
    bindparam("whose", type_=String),
    bindparam("moment", type_=UtcDateTime),
).where(select(func.count()).select_from(_MADE).scalar_subquery() < bindparam("most"))
ADD_ONE_MORE = (
    insert(Base.metadata.tables["attempt"])
    .from_select(["kind", "who", "at"], _ONE_MORE)
    .execution_options(preserve_rowcount=True)
)
"""Counts and adds in one statement; nothing is added when so many were made already."""


def _who(kind: str, who: str, day: str) -> str:
    words = f"{current().secret_key}|{kind}|{who}|{day}"
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def count_attempt(kind: str, who: str, *, most: int, within: timedelta) -> bool:
    """Count one attempt. False when ``most`` were already made ``within`` the time before.

    Inside of a transaction it counts with the deed: what is refused and undone is not counted.
    """
    moment = now()
    since = moment - within
    days = dict.fromkeys((f"{moment:%Y-%m-%d}", f"{since:%Y-%m-%d}"))
    names = [_who(kind, who, day) for day in days]
    if current().limits.redis_url:
        counted = _in_redis(names, moment, most=most, within=within)
        if counted is not None:
            return counted
    with transaction():
        new = {"what": kind, "whose": names[0], "moment": moment}
        asked = {"names": names, "since": since, "most": most}
        result = db.session.execute(ADD_ONE_MORE, new | asked)
        return isinstance(result, CursorResult) and result.rowcount == 1


def _in_redis(names: list[str], moment: datetime, *, most: int, within: timedelta) -> bool | None:
    """As ``count_attempt``, at once for all hosts; None: Redis does not answer."""
    from app.core.limits_redis import counter_of  # noqa: PLC0415  costs memory, few have it

    counter = counter_of(current_app, current().limits.redis_url)
    return counter.count(names, moment, most=most, within=within)


def form_may_be_sent(network_address: str) -> None:
    """Raise ``TooMany`` when this network address has sent too many public forms in an hour."""
    most = current().limits.forms_per_hour
    if not count_attempt("form", network_address, most=most, within=timedelta(hours=1)):
        raise TooMany(
            _(
                "Von Ihrem Anschluss kamen gerade sehr viele Formulare. Bitte versuchen Sie es in "
                "einer Stunde noch einmal oder rufen Sie uns an."
            )
        )


def mail_may_be_sent(address: str) -> bool:
    """Whether one more automatic mail may go to this address today."""
    most = current().limits.mails_per_address_per_day
    return count_attempt("mail", address.casefold(), most=most, within=timedelta(days=1))


def forget_attempts() -> int:
    """Remove what no longer counts (D-7). Returns how many."""
    with transaction():
        old = delete(Attempt).where(Attempt.at < now() - timedelta(days=2)).returning(Attempt.id)
        return len(db.session.scalars(old).all())
