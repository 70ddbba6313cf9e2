from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import select

from app.core.db import db
from app.core.errors import TooMany
from app.core.limits import (
    Attempt,
    count_attempt,
    forget_attempts,
    form_may_be_sent,
    mail_may_be_sent,
)


def test_attempts_count_within_their_time(ctx, clock):
    def tried():
        return count_attempt("probe", "10.0.0.1", most=2, within=timedelta(hours=1))

    assert [tried(), tried(), tried()] == [True, True, False]
    clock.move(minutes=61)
    assert tried() is True


def test_attempts_count_over_midnight(ctx, clock):
    clock.set("2027-09-01T23:50")
    count_attempt("probe", "x", most=1, within=timedelta(hours=1))
    clock.set("2027-09-02T00:20")

    assert count_attempt("probe", "x", most=1, within=timedelta(hours=1)) is False


def test_addresses_are_not_kept(ctx):
    mail_may_be_sent("cem@example.org")

    assert "cem" not in " ".join(row.who for row in db.session.scalars(select(Attempt)))


def test_five_mails_a_day_to_one_address(ctx):
    answers = [mail_may_be_sent("Cem@example.org") for _ in range(6)]

    assert answers == [True] * 5 + [False]


def test_too_many_forms_are_refused_in_words(ctx, monkeypatch):
    settings = ctx.extensions["settings"]
    strict = msgspec.structs.replace(settings.limits, forms_per_hour=2)
    monkeypatch.setitem(
        ctx.extensions, "settings", msgspec.structs.replace(settings, limits=strict)
    )
    form_may_be_sent("10.0.0.9")
    form_may_be_sent("10.0.0.9")

    with pytest.raises(TooMany, match="sehr viele Formulare"):
        form_may_be_sent("10.0.0.9")
    form_may_be_sent("10.0.0.8")


def test_what_no_longer_counts_is_forgotten(ctx, clock):
    mail_may_be_sent("cem@example.org")
    clock.move(days=1)
    mail_may_be_sent("mai@example.org")
    clock.move(days=1, minutes=1)

    forget_attempts()

    assert len(db.session.scalars(select(Attempt)).all()) == 1
