from datetime import date

import pytest
from sqlalchemy import select, update

from app.core.db import db
from app.core.errors import NotFound
from app.registrations import office, queries, retention
from app.registrations.models import Registration
from app.registrations.rules import RegistrationState
from tests import build


def test_needs_are_forgotten_a_week_after_the_meeting(ctx, clock):
    held = build.a_meeting(day=date(2027, 9, 8), registration_closes=date(2027, 9, 7))
    later = build.a_meeting(day=date(2027, 9, 30))
    build.a_registration(held, access_needs="Höranlage")
    build.a_registration(later, access_needs="Ruhiger Platz")

    clock.set("2027-09-15T09:00")
    assert retention.forget_needs() == 0
    clock.set("2027-09-16T09:00")
    assert (retention.forget_needs(), retention.forget_needs()) == (1, 0)

    kept = db.session.scalars(select(Registration.access_needs).order_by(Registration.id)).all()
    assert kept == ["", "Ruhiger Platz"]
    told = select(Registration.needs_told_at).order_by(Registration.id)
    assert [moment is None for moment in db.session.scalars(told)] == [True, False]


def test_after_a_year_a_registration_is_only_a_number(ctx, clock):
    meeting_id = build.a_meeting(day=date(2027, 9, 8), registration_closes=date(2027, 9, 7))
    for name in ("Cem", "Łucja"):
        build.a_registration(
            meeting_id, first_name=name, sector="wirtschaft", no_photo=True, wants_invitations=True,
            access_needs="Höranlage",
        )  # fmt: skip
    db.session.execute(update(Registration).values(language="en"))
    db.session.commit()
    assert all(db.session.scalars(select(Registration.person_id)).all())
    before = queries.counts(meeting_id)

    clock.set("2028-09-08T09:00")
    assert (retention.forget_people(), retention.forget_people()) == (2, 0)

    db.session.expire_all()
    rows = db.session.scalars(select(Registration)).all()
    assert [(row.full_name, row.email, row.sector, row.state) for row in rows] == [
        ("Anonymisiert", "", "wirtschaft", RegistrationState.CONFIRMED)
    ] * 2
    assert [
        (row.person_id, row.no_photo, row.wants_invitations, row.language, row.needs_told_at)
        for row in rows
    ] == [(None, False, False, "de", None)] * 2
    assert queries.counts(meeting_id) == before


def test_each_answer_is_forgotten_at_its_own_time(ctx, clock):
    meeting = build.a_meeting("auftakt", day=date(2027, 9, 8), registration_closes=date(2027, 9, 7))
    said = {"essen": "vegan", "idee": "Ein Garten", "stand": True}
    build.a_registration(meeting, answers=said, no_photo=True, organisation="Radfreunde")

    def left():
        db.session.expire_all()
        row = db.session.scalar(select(Registration))
        return sorted(row.answers), row.no_photo

    clock.set("2027-09-15T09:00")
    assert (retention.forget_answers(), left()) == (0, (["essen", "idee", "stand"], True))
    clock.set("2027-09-16T09:00")
    assert (retention.forget_answers(), retention.forget_answers()) == (1, 0)
    assert left() == (["idee", "stand"], True)
    clock.set("2027-10-09T09:00")
    retention.forget_answers()
    assert left() == (["idee"], False)


def test_somebody_without_an_address_is_forgotten_too(ctx, clock):
    meeting = build.a_meeting(day=date(2027, 9, 8), registration_closes=date(2027, 9, 7))
    office.register(meeting, build.an_applicant(email=""), "key", actor=build.OFFICE)
    clock.set("2028-09-08T09:00")

    assert retention.forget_people() == 1


def test_the_link_of_a_removed_entry_never_opens_somebody_elses(ctx, clock):
    """SQLite would give the number of the last row, once deleted, to the next one."""
    meeting = build.a_meeting()
    gone = build.a_registration(meeting, confirmed=False)
    old_links = build.token_of(gone, "confirm"), build.token_of(gone)
    clock.move(hours=49)
    retention.forget_unconfirmed()

    new = build.a_registration(meeting, confirmed=False)

    assert new != gone
    for token, look in zip(
        old_links, (queries.by_confirm_token, queries.by_manage_token), strict=True
    ):
        with pytest.raises(NotFound):
            look(token)


def test_nobody_is_told_to_call_somebody_who_is_forgotten(ctx, clock, office):
    row = build.a_registration(build.a_meeting())
    retention.erase(row, build.OFFICE)
    page = office.get(f"/buero/anmeldungen/{row}").text

    assert "Diese Angaben sind gelöscht" in page and "Bitte rufen Sie an" not in page
