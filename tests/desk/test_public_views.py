import json
import re
from datetime import date, time

import pytest
from icalendar import Calendar

from app.agenda.actions import draft_agenda
from app.agenda.publishing import publish_first
from app.meetings.rules import MeetingState
from tests import build


@pytest.fixture
def slug(ctx):
    meeting_id = build.a_meeting(
        "pitch-abend", title="Projekt-Pitch-Abend 2027", day=date(2027, 9, 16), begins=time(18)
    )
    draft_agenda(meeting_id)
    publish_first(meeting_id, build.OFFICE)
    return build.slug_of(meeting_id)


def test_the_page_says_what_when_where_until_when(client, soup, slug):
    page = soup(client.get(f"/treffen/{slug}"))
    text = " ".join(page.main.get_text(" ").split())

    for words in (
        "Projekt-Pitch-Abend 2027",
        "Donnerstag, 16. September 2027, 18:00–20:30 Uhr",
        "Musterweg 12, 33719 Bielefeld",
        "Stufenlos erreichbar: ja",
        "Anmeldung bis Dienstag, 14. September 2027",
        "Noch 50 Plätze frei",
        "Begrüßung und Spielregeln",
    ):
        assert words in text.replace("\xa0", " ")


def test_search_engines_and_link_previews_understand_it(client, soup, slug):
    page = soup(client.get(f"/treffen/{slug}"))

    event = json.loads(page.find("script", type="application/ld+json").text)
    assert page.find("meta", property="og:title")["content"] == "Projekt-Pitch-Abend 2027"
    assert event["@type"] == "Event"
    assert event["startDate"] == "2027-09-16T18:00:00+02:00"
    assert event["endDate"] == "2027-09-16T20:30:00+02:00"
    assert event["location"]["address"]["addressLocality"] == "Bielefeld"
    assert event["offers"]["availability"] == "https://schema.org/InStock"


def test_the_download_is_a_published_calendar_without_people(client, slug):
    answer = client.get(f"/treffen/{slug}/termin.ics")

    calendar = Calendar.from_ical(answer.data)
    event = calendar.events[0]
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert calendar["METHOD"] == "PUBLISH"
    assert event.start.isoformat() == "2027-09-16T18:00:00+02:00"
    assert "ATTENDEE" not in event


def test_drafts_are_not_public(app, client, ctx):
    slug = build.slug_of(build.a_meeting(state=MeetingState.DRAFT))

    assert client.get(f"/treffen/{slug}").status_code == 404
    assert client.get(f"/treffen/{slug}/termin.ics").status_code == 404


def test_a_meeting_that_is_not_listed_opens_by_its_link_only(client, ctx, soup):
    slug = build.slug_of(build.a_meeting(listed=False, title="Klausur"))

    answer = client.get(f"/treffen/{slug}")

    assert answer.status_code == 200
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Klausur" not in soup(client.get("/")).main.text


def test_a_meeting_that_was_called_off_says_so(client, ctx, soup):
    slug = build.slug_of(
        build.a_meeting(state=MeetingState.CANCELLED, call_off_reason="Der Saal ist gesperrt.")
    )

    text = soup(client.get(f"/treffen/{slug}")).main.text
    assert "Dieses Treffen fällt aus" in text and "Der Saal ist gesperrt." in text
    assert "Zum Treffen anmelden" not in text


def test_home_without_meetings_says_whom_to_ask(client, soup):
    text = soup(client.get("/")).main.text

    assert "Gerade ist kein Treffen geplant" in text and "klimatriebwerk@example.org" in text


@pytest.mark.parametrize("path", ["/impressum", "/datenschutz", "/barrierefreiheit"])
def test_legal_pages_warn_while_they_are_empty(client, soup, path):
    assert "fehlt noch" in soup(client.get(path)).main.text


def test_security_txt_names_a_contact_and_ends_within_a_year(client):
    text = client.get("/.well-known/security.txt").text

    assert "Contact: mailto:klimatriebwerk@example.org" in text
    assert re.search(r"^Expires: 2028-02-28T00:00:00Z$", text, re.MULTILINE)


def test_robots_may_not_read_personal_pages(client):
    lines = client.get("/robots.txt").text.splitlines()

    assert "Disallow: /anmeldung/" in lines and "Disallow: /buero/" in lines


def test_in_english_the_agenda_is_english_where_the_office_changed_nothing(client, soup, slug):
    page = soup(client.get(f"/treffen/{slug}?sprache=en"))

    titles = {tag.text: tag.get("lang") for tag in page.select(".tw-agenda__title > span[lang]")}
    told = [tag.span.text for tag in page.select(".tw-agenda__title")]
    assert titles == {}
    assert "Welcome and ground rules" in told
    assert told[-2:] == ["End of the meeting", "Winding down"]
