"""Links that open a filled-in entry elsewhere: times in UTC, everything encoded, not too long."""

from dataclasses import replace
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from app.core import ical_links
from tests.core.test_ical import MEETING


def asked(link: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}


@pytest.mark.parametrize(
    ("begins", "ends", "utc"),
    [
        (datetime(2027, 9, 16, 18), datetime(2027, 9, 16, 20), "20270916T160000Z/20270916T180000Z"),
        (datetime(2027, 11, 4, 18), datetime(2027, 11, 4, 20), "20271104T170000Z/20271104T190000Z"),
        (datetime(2027, 3, 27, 22), datetime(2027, 3, 28, 4), "20270327T210000Z/20270328T020000Z"),
        (datetime(2027, 10, 30, 9), datetime(2027, 10, 31, 4), "20271030T070000Z/20271031T030000Z"),
        (datetime(2028, 2, 29, 23), datetime(2028, 3, 1, 1), "20280229T220000Z/20280301T000000Z"),
    ],
)  # fmt: skip
def test_google_gets_the_times_in_utc(begins: datetime, ends: datetime, utc: str) -> None:
    link = ical_links.google_entry(replace(MEETING, begins=begins, ends=ends))

    assert asked(link)["dates"] == utc


def test_outlook_gets_the_same_entry() -> None:
    link = ical_links.outlook_entry(MEETING, ical_links.OUTLOOK_PRIVATE)

    told = asked(link)
    assert link.startswith("https://outlook.live.com/calendar/0/deeplink/compose?")
    assert (told["startdt"], told["enddt"]) == ("2027-09-16T16:00:00Z", "2027-09-16T18:30:00Z")
    assert (told["subject"], told["location"]) == (MEETING.summary, MEETING.location)


@pytest.mark.parametrize("make", [
    ical_links.google_entry,
    lambda appointment: ical_links.outlook_entry(appointment, ical_links.OUTLOOK_AT_WORK),
])  # fmt: skip
def test_everything_is_encoded(make) -> None:
    link = make(replace(MEETING, summary="Wärme & Netze + Höfe #1 = 50 %", description="a\nb"))

    assert link.isascii() and "+" not in link and " " not in link and "#" not in link
    assert "Wärme & Netze + Höfe #1 = 50 %" in asked(link).values()


def test_long_texts_are_cut() -> None:
    link = ical_links.google_entry(replace(MEETING, description="ü" * 5000))

    assert asked(link)["details"] == "ü" * 1499 + "…"


def test_subscriptions_name_the_feed() -> None:
    feed = "https://treffwerk.example.org/kalender/treffen.ics"

    assert ical_links.webcal(feed) == "webcal://treffwerk.example.org/kalender/treffen.ics"
    assert asked(ical_links.google_subscription(feed)) == {"cid": ical_links.webcal(feed)}
    assert asked(ical_links.outlook_subscription(feed, "Alle", ical_links.OUTLOOK_PRIVATE)) == {
        "url": feed,
        "name": "Alle",
    }
