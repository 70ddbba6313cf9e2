"""What stands in which feed, and what never does."""

from datetime import UTC, date, datetime, time

import pytest
from icalendar import Calendar

from app.access import actions as access
from app.access.actions import actor_of
from app.access.queries import staff_by_email
from app.core.db import db, transaction
from app.feeds import actions, calendar, queries
from app.meetings import checklist
from app.meetings.calendar import public_uid
from app.meetings.models import ChecklistItem, Meeting
from app.registrations import office
from app.registrations.models import Registration
from app.series.models import SeriesMeeting
from tests import build
from tests.feeds.build import a_team_feed, an_own_feed
from tests.feeds.files import entries, expanded, set_meeting, slug_of_series

LINK = "https://video.example.org/raum"


def titles(data):
    return sorted(str(one["SUMMARY"]) for one in entries(data).values())


def unfolded(data):
    return data.decode().replace("\r\n ", "")


def test_everybody_sees_public_meetings_of_the_last_year_and_those_called_off(ctx):
    build.a_meeting(title="Kommt", online_url=LINK, mode="hybrid", dial_in="0521 123")
    build.a_meeting(title="War vor einem Jahr", day=date(2026, 9, 1))
    build.a_meeting(title="War früher", day=date(2026, 8, 31))
    build.a_meeting(title="Entwurf", state="draft")
    build.a_meeting(title="Intern", listed=False)
    office.call_off(
        build.a_meeting(title="Fällt aus"), reason="Sturm", next_step="", actor=build.OFFICE
    )

    data = calendar.all_meetings().build()

    assert titles(data) == ["Abgesagt: Fällt aus", "Kommt", "War vor einem Jahr"]
    assert [str(one["STATUS"]) for one in entries(data).values()].count("CANCELLED") == 1
    assert LINK not in unfolded(data) and "0521 123" not in unfolded(data)
    assert "ATTENDEE" not in unfolded(data) and "VALARM" not in unfolded(data)


def test_a_template_has_a_feed_of_its_own(ctx):
    build.a_meeting("vernetzung", title="Vernetzung")
    build.a_meeting("auftakt", title="Auftakt")

    assert titles(calendar.of_kit("auftakt").build()) == ["Auftakt"]


def test_the_entry_of_a_feed_is_that_of_the_download(ctx, client):
    meeting_id = build.a_meeting()
    meeting = db.session.get(Meeting, meeting_id)
    uid, slug = public_uid(meeting), meeting.slug

    ours = entries(calendar.all_meetings().build())[uid]

    (download,) = entries(client.get(f"/treffen/{slug}/termin.ics").data).values()
    assert ours == download


# one person


def test_a_person_sees_all_own_places_with_the_entries_of_the_invitations(ctx):
    who = {"first_name": "Ida", "last_name": "Klee", "email": "ida@example.org"}
    first = build.a_registration(build.a_meeting(title="Eins", online_url=LINK), **who)
    second = build.a_registration(build.a_meeting(title="Zwei", day=date(2028, 2, 29)), **who)
    build.a_registration(build.a_meeting(title="Andere Person"), email="ida@example.org")
    full = build.a_meeting(title="Voll", capacity=1)
    build.a_registration(full)
    build.a_registration(full, **who)

    data = calendar.of_person(an_own_feed(first)).build()

    rows = [db.session.get(Registration, number) for number in (first, second)]
    assert {uid: int(one["SEQUENCE"]) for uid, one in entries(data).items()} == {
        row.uid: row.sequence for row in rows
    }
    assert titles(data) == ["Eins", "Zwei"]
    assert LINK in unfolded(data)
    assert "ida@example.org" not in unfolded(data)
    assert "ATTENDEE" not in unfolded(data)
    assert [build.token_of(row.id) in unfolded(data) for row in rows] == [False, False]


@pytest.mark.parametrize(
    ("answer", "status"),
    [("ACCEPTED", ["CONFIRMED"]), ("TENTATIVE", ["TENTATIVE"]), ("DECLINED", [])],
)
def test_the_answer_of_the_calendar_decides_how_the_meeting_stands_there(
    ctx, clock, answer, status
):
    guest = build.a_registration(build.a_meeting())
    token = an_own_feed(guest)
    before = calendar.of_person(token).state
    clock.move(minutes=5)
    with transaction():
        row = db.session.get(Registration, guest)
        row.partstat, row.reply_stamp = answer, datetime(2027, 9, 1, 7, 3, tzinfo=UTC)

    feed = calendar.of_person(token)

    assert [str(one["STATUS"]) for one in entries(feed.build()).values()] == status
    assert feed.state.etag != before.etag


def test_a_meeting_that_was_called_off_is_marked_in_the_persons_feed(ctx):
    meeting = build.a_meeting(title="Fällt aus")
    token = an_own_feed(build.a_registration(meeting))
    office.call_off(meeting, reason="Sturm", next_step="", actor=build.OFFICE)

    (one,) = entries(calendar.of_person(token).build()).values()

    assert (str(one["SUMMARY"]), str(one["STATUS"])) == ("Abgesagt: Fällt aus", "CANCELLED")


def test_without_an_address_a_name_proves_nothing(ctx):
    who = {"first_name": "Ida", "last_name": "Klee"}
    first = build.a_registration(build.a_meeting(title="Eins"), **who)
    other = build.a_registration(build.a_meeting(title="Zwei"), **who)
    with transaction():
        for number in (first, other):
            row = db.session.get(Registration, number)
            row.email = row.email_key = ""

    assert titles(calendar.of_person(an_own_feed(first)).build()) == ["Eins"]


def test_the_link_of_a_person_can_be_revoked_and_the_next_one_is_another(ctx, client):
    guest = build.a_registration(build.a_meeting())
    old = an_own_feed(guest)
    assert an_own_feed(guest) == old

    actions.revoke_own(build.token_of(guest))
    gone = client.get(f"/kalender/persoenlich/{old}.ics")
    new = an_own_feed(guest)

    assert (gone.status_code, new == old) == (404, False)
    assert client.get(f"/kalender/persoenlich/{old}.ics").status_code == 404
    assert client.get(f"/kalender/persoenlich/{new}.ics").status_code == 200


def test_one_link_for_all_registrations_of_a_person(ctx):
    who = {"first_name": "Ida", "last_name": "Klee", "email": "ida@example.org"}
    first = build.a_registration(build.a_meeting(), **who)
    second = build.a_registration(build.a_meeting(title="Zwei"), **who)

    assert an_own_feed(first) == an_own_feed(second)


# the team


def test_the_team_sees_drafts_as_tentative_and_internal_meetings_with_their_links(ctx):
    build.a_meeting(title="Entwurf", state="draft")
    build.a_meeting(title="Intern", listed=False, online_url=LINK, mode="online")

    data = calendar.of_team(a_team_feed(), with_points=False).build()

    assert {str(one["SUMMARY"]): str(one["STATUS"]) for one in entries(data).values()} == {
        "Entwurf": "TENTATIVE",
        "Intern": "CONFIRMED",
    }
    assert LINK in unfolded(data)
    assert "/buero/treffen/" in unfolded(data)


def test_points_of_the_checklist_are_things_to_do(ctx):
    meeting = build.a_planned_meeting()
    own = build.an_own_point(meeting, text="Saal ansehen, Schlüssel holen", due=date(2028, 2, 29))
    checklist.tick(own, done=True, actor=build.OFFICE)

    data = calendar.of_team(a_team_feed(), with_points=True).build()

    found = {str(one["UID"]).split("@")[0]: one for one in Calendar.from_ical(data).todos}
    rows = db.session.query(ChecklistItem).all()
    assert {f"point-{row.id}": (row.text, row.due) for row in rows} == {
        uid: (str(one["SUMMARY"]), one["DUE"].dt) for uid, one in found.items()
    }
    done = found.pop(f"point-{own}")
    assert (str(done["STATUS"]), done["COMPLETED"].dt.minute) == ("COMPLETED", 0)
    assert {str(one["STATUS"]) for one in found.values()} == {"NEEDS-ACTION"}
    uid = public_uid(db.session.get(Meeting, meeting))
    assert {str(one["RELATED-TO"]) for one in found.values()} == {uid}
    assert "BEGIN:VTODO" not in calendar.of_team(a_team_feed(), with_points=False).build().decode()


def test_ticking_a_point_moves_the_feed_with_the_checklist(ctx, client):
    meeting = build.a_planned_meeting()
    address = f"/kalender/team/{a_team_feed()}/mit-checkliste.ics"
    point = db.session.query(ChecklistItem).filter_by(meeting_id=meeting).first().id
    first = client.get(address)
    checklist.tick(point, done=True, actor=build.OFFICE)
    second = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    checklist.tick(point, done=False, actor=build.OFFICE)
    third = client.get(address, headers={"If-None-Match": second.headers["ETag"]})

    assert (second.status_code, third.status_code) == (200, 200)
    assert [one.text.count("STATUS:COMPLETED") for one in (first, second, third)] == [0, 1, 0]


def test_the_link_of_the_team_ends_with_the_work_there(ctx, client):
    email = build.a_member()
    member = actor_of(staff_by_email(email))
    address = f"/kalender/team/{a_team_feed(member)}.ics"
    assert client.get(address).status_code == 200

    access.remove_staff(email, by=build.OFFICE)

    assert client.get(address).status_code == 404
    assert client.get(address.replace(".ics", "/mit-checkliste.ics")).status_code == 404


def test_making_and_revoking_the_teams_link_is_written_down_once(ctx):
    member = actor_of(staff_by_email(build.a_member()))
    a_team_feed(member)
    a_team_feed(member)
    actions.revoke_for_team(member)
    actions.revoke_for_team(member)

    assert [what for _, what, _ in build.audit()][-2:] == ["feed_link_made", "feed_link_revoked"]
    assert queries.team_link(member.id).digest == ""


# a series


def a_public_series(**values):
    """(slug, ids of its meetings in order)"""
    series_id = build.a_series(**values)
    rows = db.session.query(SeriesMeeting).order_by(SeriesMeeting.rule_day).all()
    for row in rows:
        set_meeting(row.meeting_id, state="published", venue_id=None)
    return slug_of_series(series_id), [row.meeting_id for row in rows]


def test_a_series_with_one_title_needs_no_exceptions(ctx):
    slug, ids = a_public_series(title_pattern="Radeltreff")

    (one,) = Calendar.from_ical(calendar.series_rule(slug).build()).events

    assert one["RRULE"].to_ical() == b"FREQ=MONTHLY;UNTIL=20281115T170000Z;INTERVAL=2;BYDAY=3WE"
    assert str(one["SUMMARY"]) == "Radeltreff"
    assert len(expanded(calendar.series_rule(slug).build())) == len(ids) == 6


def test_exceptions_of_a_series(ctx):
    slug, ids = a_public_series(title_pattern="Radeltreff")
    set_meeting(ids[1], day=date(2028, 3, 25), begins=time(22, 0), duration_minutes=300)
    set_meeting(ids[2], state="cancelled")
    set_meeting(ids[3], state="draft")
    set_meeting(ids[4], day=date(2028, 7, 1))

    data = calendar.series_rule(slug).build()

    told = [
        line for line in unfolded(data).split("\r\n") if line[:5] in ("EXDAT", "RECUR", "UID:s")
    ]
    assert [line.split(":", 1)[1] for line in told if not line.startswith("UID")] == [
        "20280719T180000",  # a draft
        "20280920T180000",  # moved past its neighbour: an entry of its own
        "20280315T180000",
        "20280517T180000",
    ]
    assert len({line for line in told if line.startswith("UID")}) == 1
    assert expanded(data) == expanded(calendar.series_dates(slug).build())


def test_the_sequence_of_a_series_rises_and_never_falls(ctx, clock):
    slug, ids = a_public_series(title_pattern="Radeltreff")
    seen = []
    for values in (
        {"title": "Anders"},
        {"day": date(2028, 1, 12)},
        {"state": "cancelled"},
        {"listed": False},
    ):
        clock.move(minutes=5)
        set_meeting(ids[0], **values)
        master = next(
            one
            for one in Calendar.from_ical(calendar.series_rule(slug).build()).events
            if "RRULE" in one
        )
        seen.append(int(master["SEQUENCE"]))

    assert seen == sorted(set(seen))
