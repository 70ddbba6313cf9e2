"""A feed over HTTP: what changes and what stays, 304 without making it, who may not read it."""

from datetime import date, time

import pytest

from app.core.db import db, transaction
from app.feeds import calendar
from app.meetings import venues
from app.meetings.models import Meeting
from app.meetings.venues import VenueFacts
from app.registrations import office as registrations_office
from app.series.models import SeriesMeeting
from tests import build
from tests.feeds.build import a_team_feed, an_own_feed
from tests.feeds.files import set_meeting, slug_of_series

ALL = "/kalender/treffen.ics"


@pytest.fixture
def feeds(app):
    """Every kind of feed, each with something in it."""
    with app.app_context():
        meeting = build.a_meeting()
        series = build.a_series(until=date(2028, 6, 30))
        for row in db.session.query(SeriesMeeting).all():
            set_meeting(row.meeting_id, state="published")
        slug, guest = slug_of_series(series), build.a_registration(meeting)
        team = a_team_feed()
        return {
            "meeting": meeting,
            "guest": guest,
            "addresses": [
                ALL,
                "/kalender/vorlage/vernetzung.ics",
                f"/reihe/{slug}/termine.ics",
                f"/reihe/{slug}/serie.ics",
                f"/kalender/persoenlich/{an_own_feed(guest)}.ics",
                f"/kalender/team/{team}.ics",
                f"/kalender/team/{team}/mit-checkliste.ics",
            ],
        }


def test_headers_of_every_feed(client, feeds):
    for number, address in enumerate(feeds["addresses"]):
        answer = client.get(address)
        cache = "public, max-age=3600" if number < 4 else "private, max-age=3600"

        assert answer.status_code == 200
        assert answer.content_type == "text/calendar; charset=utf-8"
        assert answer.headers["Cache-Control"] == cache
        assert answer.get_etag()[1] is False
        assert answer.last_modified is not None
        assert "Set-Cookie" not in answer.headers
        assert "Vary" not in answer.headers


def test_file_names_are_plain(client, feeds):
    names = [client.get(address).headers["Content-Disposition"] for address in feeds["addresses"]]

    assert names == [
        "inline; filename=KlimaTriebwerk-Treffen.ics",
        "inline; filename=KlimaTriebwerk-Regulaeres-Vernetzungstreffen.ics",
        "inline; filename=vernetzungstreffen.ics",
        "inline; filename=vernetzungstreffen-Serie.ics",
        "inline; filename=KlimaTriebwerk-Meine-Treffen.ics",
        "inline; filename=KlimaTriebwerk-Team.ics",
        "inline; filename=KlimaTriebwerk-Team-Checkliste.ics",
    ]


def test_an_unchanged_feed_is_not_made_again(client, feeds, clock, monkeypatch):
    first = [client.get(address) for address in feeds["addresses"]]
    clock.move(hours=5)
    again = [client.get(address).data for address in feeds["addresses"]]
    assert again == [answer.data for answer in first]

    def never(*_args, **_more):
        raise AssertionError("the feed was made")

    monkeypatch.setattr(calendar, "feed", never)
    for address, answer in zip(feeds["addresses"], first, strict=True):
        for header in (
            {"If-None-Match": answer.headers["ETag"]},
            {"If-Modified-Since": answer.headers["Last-Modified"]},
        ):
            short = client.get(address, headers=header)
            assert (short.status_code, short.data) == (304, b"")
            assert short.headers["ETag"] == answer.headers["ETag"]
            assert "Content-Type" not in short.headers


def test_304_asks_the_database_once(client, app, feeds, count_queries):
    tag = client.get(ALL).headers["ETag"]

    with count_queries() as seen:
        assert client.get(ALL, headers={"If-None-Match": tag}).status_code == 304

    assert [one for one in seen if one.startswith("SELECT")] == seen[-1:]


def test_head_is_answered_like_get(client, feeds):
    for address in feeds["addresses"]:
        got, head = client.get(address), client.head(address)

        assert (head.status_code, head.data) == (200, b"")
        names = ("ETag", "Last-Modified", "Content-Type", "Content-Length")
        assert [head.headers[name] for name in names] == [got.headers[name] for name in names]


CHANGES = {
    "title": "Anderer Titel",
    "topic": "Anderes Thema",
    "day": date(2027, 10, 14),
    "begins": time(17, 0),
    "duration_minutes": 45,
    "venue_id": None,
    "online_url": "https://video.example.org/raum",
    "mode": "hybrid",
    "listed": False,
    "state": "cancelled",
}


@pytest.mark.parametrize("name", CHANGES)
def test_whatever_calendars_show_moves_the_feed(app, client, clock, feeds, name):
    before = [client.get(address) for address in feeds["addresses"]]
    clock.move(minutes=5)
    with app.app_context(), transaction():
        setattr(db.session.get(Meeting, feeds["meeting"]), name, CHANGES[name])

    after = [client.get(address) for address in feeds["addresses"]]

    moved = [
        old.headers["ETag"] != new.headers["ETag"] for old, new in zip(before, after, strict=True)
    ]
    newer = [old.last_modified < new.last_modified for old, new in zip(before, after, strict=True)]
    # the meeting is in no series
    assert moved == [True, True, False, False, True, True, True]
    assert newer == moved


def test_what_calendars_do_not_show_leaves_the_newest_change(app, client, clock, feeds):
    before = client.get(ALL)
    clock.move(minutes=5)
    with app.app_context():
        set_meeting(feeds["meeting"], capacity=7)

    assert client.get(ALL).last_modified == before.last_modified


def test_another_address_of_a_venue_moves_the_meetings_there(app, client, clock, feeds):
    before = client.get(ALL)
    clock.move(minutes=5)
    with app.app_context():
        venue = db.session.get(Meeting, feeds["meeting"]).venue
        facts = {"name": venue.name, "street": "Neue Straße 3", "postcode": "33602"}
        venues.save_venue(venue.id, VenueFacts(city="Bielefeld", **facts))

    after = client.get(ALL, headers={"If-None-Match": before.headers["ETag"]})

    assert after.status_code == 200
    assert after.last_modified > before.last_modified
    assert "Neue Straße 3" in after.text.replace("\r\n ", "")


def test_a_day_later_what_is_too_old_has_left(app, client, clock):
    with app.app_context():
        build.a_meeting(day=date(2027, 9, 1))
        build.a_meeting(title="Späteres Treffen", day=date(2028, 6, 1))
    clock.set("2028-08-31T12:00")
    before = client.get(ALL)
    clock.set("2028-09-01T12:00")

    after = client.get(ALL, headers={"If-Modified-Since": before.headers["Last-Modified"]})

    assert before.text.count("BEGIN:VEVENT") == 2
    assert (after.status_code, after.text.count("BEGIN:VEVENT")) == (200, 1)


@pytest.mark.parametrize("address", [
    "/kalender/vorlage/gibt-es-nicht.ics",
    "/kalender/persoenlich/AAAAAAAAAAAAAAAAAAAAAAAAAAA.ics",
    "/kalender/team/AAAAAAAAAAAAAAAAAAAAAAAAAAA.ics",
    "/kalender/team/AAAAAAAAAAAAAAAAAAAAAAAAAAA/mit-checkliste.ics",
    "/reihe/gibt-es-nicht/serie.ics",
])  # fmt: skip
def test_what_nobody_gave_out_is_not_there(client, address):
    answer = client.get(address)

    assert answer.status_code == 404
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_token_opens_its_own_kind_of_feed_only(client, feeds):
    own, team = (address.split("/")[-1] for address in feeds["addresses"][4:6])

    assert client.get(f"/kalender/team/{own}").status_code == 404
    assert client.get(f"/kalender/persoenlich/{team}").status_code == 404


def test_a_registration_that_ends_moves_the_feed_of_the_person(app, client, clock, feeds):
    address = feeds["addresses"][4]
    before = client.get(address)
    clock.move(minutes=5)
    with app.app_context():
        registrations_office.cancel(feeds["guest"], build.OFFICE)

    after = client.get(address, headers={"If-Modified-Since": before.headers["Last-Modified"]})

    assert before.text.count("BEGIN:VEVENT") == 1
    assert (after.status_code, after.text.count("BEGIN:VEVENT")) == (200, 0)
    assert "BEGIN:VTIMEZONE" in after.text
