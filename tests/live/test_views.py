"""The evening over HTTP: with and without script, the clock for everybody, nothing internal."""

import re

import pytest

from app.agenda.models import AgendaItem
from app.core.db import db, transaction
from app.live import queries
from app.live.models import LivePress
from app.meetings.models import Meeting
from app.meetings.queries import meeting_by_id
from app.meetings.rules import MeetingState
from tests import build
from tests.live.build import THREE, an_agenda, do

DATA = {"Accept": "application/json"}


@pytest.fixture
def tonight(clock):
    """Six o'clock, before anybody signs in: a session does not last the whole day."""
    clock.set("2027-09-01T18:00")


@pytest.fixture
def evening(app, tonight):
    with app.app_context():
        return an_agenda(*THREE)


def live(meeting, page=""):
    return f"/buero/treffen/{meeting}/live{page}"


def buttons(page):
    """Every button that is shown, with what it sends."""
    shown = [one for one in page.select("[name=druck]") if not one.has_attr("hidden")]
    return {one.text.strip(): one["value"] for one in shown if not one.find_parent(hidden=True)}


def click(client, soup, meeting, text):
    page = soup(client.get(live(meeting)))
    seite = page.select_one("[name=seite]")["value"]
    return client.post(live(meeting, "/druck"), data={"druck": buttons(page)[text], "seite": seite})


def text_of(page):
    return re.sub(r"\s+", " ", page.select_one("main").text)


def shown_text(page):
    for one in page.select("[hidden]"):
        one.decompose()
    return text_of(page)


def test_a_moderator_leads_an_evening_without_script(evening, moderator, soup, clock):
    meeting, (first, second, third) = evening
    page = soup(moderator.get(live(meeting)))
    assert buttons(page)["Treffen beginnen"] == "start"
    assert page.select_one("noscript meta[http-equiv=refresh]")

    assert click(moderator, soup, meeting, "Treffen beginnen").status_code == 303
    clock.move(minutes=13, seconds=5)
    page = soup(moderator.get(live(meeting)))
    shown = buttons(page)
    assert shown["Weiter zu: Berichte"] == f"next:{first}"
    assert shown["3 Minuten kürzer"] == f"give:{second}:3"
    assert "3 Minuten darüber" in shown_text(page)
    assert "3 Minuten später als geplant Ende 18:38 statt 18:35 Uhr" in shown_text(page)

    click(moderator, soup, meeting, "Pause")
    click(moderator, soup, meeting, "Fortsetzen")
    click(moderator, soup, meeting, "Weiter zu: Berichte")
    click(moderator, soup, meeting, "Weiter zu: Abschluss")
    click(moderator, soup, meeting, "Treffen beenden")
    page = soup(moderator.get(live(meeting)))
    assert "Das Treffen ist beendet Von 18:00 bis 18:13 Uhr" in shown_text(page)
    assert list(buttons(page)) == ["Rückgängig: Weiter"]
    click(moderator, soup, meeting, "Rückgängig: Weiter")
    assert buttons(soup(moderator.get(live(meeting))))["Treffen beenden"] == f"next:{third}"


def test_a_second_press_of_the_same_button_on_the_same_page_changes_nothing(
    evening, app, office, soup
):
    meeting, _ = evening
    page = soup(office.get(live(meeting)))
    data = {"druck": "start", "seite": page.select_one("[name=seite]")["value"]}

    office.post(live(meeting, "/druck"), data=data)
    office.post(live(meeting, "/druck"), data=data)

    with app.app_context():
        assert db.session.query(LivePress).count() == 1


def test_who_comes_too_late_reads_why(evening, office, soup):
    meeting, (first, *_) = evening
    for number, druck in enumerate(("start", f"next:{first}", f"next:{first}")):
        office.post(live(meeting, "/druck"), data={"druck": druck, "schluessel": f"k{number:019}"})

    assert "schneller. Es hat sich nichts geändert." in text_of(soup(office.get(live(meeting))))


def test_the_page_shows_method_people_material_and_notes_of_what_is_on_and_what_comes(
    tonight, app, office, soup, clock
):
    with app.app_context():
        meeting, _ = an_agenda(
            ("Begrüßung", "welcome", 10, {"notes": "Notausgänge zeigen", "person": "Ida Klee"}),
            ("Karten", "work", 20, {"method": "world_cafe", "materials": ["Stifte"]}),
        )
        do(meeting, "start")

    words = shown_text(soup(office.get(live(meeting))))

    for one in ("Notausgänge zeigen", "Ida Klee", "Danach um 18:10", "World Café", "Stifte"):
        assert one in words


def test_a_script_gets_what_it_does_not_know(evening, office):
    meeting, (first, *_) = evening
    start = {"druck": "start", "schluessel": "s" * 20, "seit": "0"}
    answer = office.post(live(meeting, "/druck"), data=start, headers=DATA).json

    assert [one["was"] for one in answer["druecke"]] == ["start"]
    assert answer["druecke"][0]["beginnt"] == first
    news = office.get(f"{live(meeting, '/stand')}?seit={answer['nummer']}").json
    assert (news["druecke"], news["nummer"], news["marke"]) == ([], 1, answer["marke"])
    assert set(news) == {"zeit", "nummer", "marke", "druecke"}


def test_a_script_that_comes_too_late_gets_the_sentence_and_the_news(evening, office):
    meeting, (first, *_) = evening
    for number, druck in enumerate(("start", f"next:{first}")):
        office.post(live(meeting, "/druck"), data={"druck": druck, "schluessel": f"k{number:019}"})

    late = {"druck": f"next:{first}", "schluessel": "z" * 20, "seit": "1", "alter": "4000"}
    answer = office.post(live(meeting, "/druck"), data=late, headers=DATA)

    assert answer.status_code == 409
    assert "schneller" in answer.json["satz"]
    assert [one["was"] for one in answer.json["druecke"]] == ["next", "next"]


@pytest.mark.parametrize(
    "druck", ["", "next", "next:", "next:abc", "give:1", "give:1:9999", "weiter:1", "ü" * 9_000]
)
def test_an_unknown_button_is_refused_in_words(evening, office, druck):
    meeting, _ = evening
    answer = office.post(live(meeting, "/druck"), data={"druck": druck}, headers=DATA)

    assert (answer.status_code, list(answer.json)) == (409, ["satz"])


def test_the_mark_changes_with_the_agenda(evening, app):
    meeting, (first, *_) = evening
    with app.app_context():
        found = meeting_by_id(meeting)
        before = queries.evening_of(found, found.created_at).mark
        with transaction():
            item = queries.items_of(meeting)[0]
            item.notes = "Mikrofon einschalten"
        assert queries.evening_of(found, found.created_at).mark != before
        assert item.id == first


def test_before_its_day_and_when_called_off_the_page_says_so(evening, app, office, soup, clock):
    meeting, _ = evening
    clock.set("2027-08-20T18:00")
    page = soup(office.get(live(meeting)))
    assert "Ab dem Tag davor können Sie beginnen" in text_of(page)
    assert buttons(page) == {}
    with app.app_context(), transaction():
        db.session.get(Meeting, meeting).state = MeetingState.CANCELLED
    assert "Dieses Treffen fällt aus" in text_of(soup(office.get(live(meeting))))


def test_a_meeting_without_items_leads_to_the_agenda(tonight, app, office, soup, clock):
    with app.app_context():
        meeting, _ = an_agenda(duration_minutes=60)
    page = soup(office.get(live(meeting)))
    assert "Die Tagesordnung hat noch keine Punkte" in text_of(page)


def test_the_page_needs_a_constant_number_of_queries(tonight, app, office, count_queries, clock):
    counts = []
    for many in (1, 30):
        with app.app_context():
            meeting, ids = an_agenda(*((f"Punkt {n}", "report", 5) for n in range(many)))
            do(meeting, "start", key=f"start-{many:018}")
            for item in ids[:-1]:
                do(meeting, "next", item)
        with count_queries() as seen:
            office.get(live(meeting))
        counts.append(len(seen))
    assert counts[0] == counts[1] < 16


# the clock for everybody


@pytest.fixture
def wall(app, tonight):
    """Slug, meeting and items of an evening with an internal item in its middle."""
    with app.app_context():
        meeting, items = an_agenda(
            ("Begrüßung", "welcome", 10, {"person": "Ida Klee", "notes": "Geheimer Hinweis"}),
            ("Umbau hinter der Bühne", "transition", 5, {"public": False}),
            ("Ideen", "work", 20),
        )
        return build.slug_of(meeting), meeting, items


def test_the_clock_shows_what_is_on_and_what_comes_without_names(wall, client, soup, app):
    slug, meeting, (first, *_) = wall
    page = soup(client.get(f"/treffen/{slug}/uhr"))
    assert "Gleich geht es los" in text_of(page)

    with app.app_context():
        do(meeting, "start")
    answer = client.get(f"/treffen/{slug}/uhr")
    words = shown_text(soup(answer))
    for one in ("Begrüßung", "noch 10 Minuten", "Danach um 18:15 Uhr Ideen", "Ende gegen 18:35"):
        assert one in words
    for secret in ("Ida Klee", "Geheimer Hinweis", "Umbau", "Miriam Voss"):
        assert secret not in answer.text
    assert first


def test_an_internal_item_is_shown_as_what_comes_after_it(wall, client, app):
    slug, meeting, (first, second, third) = wall
    with app.app_context():
        do(meeting, "start")
        do(meeting, "next", first)
    found = client.get(f"/treffen/{slug}/uhr/stand").json
    assert (found["titel"], found["danach"]) == ("Gleich geht es weiter", "Ideen")
    assert 0 < found["bis"] - found["zeit"] <= 5 * 60_000

    with app.app_context():
        do(meeting, "next", second)
        do(meeting, "next", third)
    found = client.get(f"/treffen/{slug}/uhr/stand").json
    assert (found["phase"], found["titel"], found["bis"], found["danach"]) == (
        "over", "Vielen Dank", None, "",
    )  # fmt: skip


def test_an_internal_item_that_is_taken_out_while_it_is_on_stays_unnamed(wall, client, app):
    slug, meeting, (first, second, _) = wall
    with app.app_context():
        do(meeting, "start")
        do(meeting, "next", first)
        with transaction():
            db.session.delete(db.session.get(AgendaItem, second))
    found = client.get(f"/treffen/{slug}/uhr/stand").json
    assert (found["titel"], found["danach"]) == ("Gleich geht es weiter", "Ideen")


def test_when_nobody_presses_at_the_end_the_clock_stops_in_the_night(wall, client, app, clock):
    slug, meeting, _ = wall
    with app.app_context():
        do(meeting, "start")
    clock.set("2027-09-02T01:00")
    assert client.get(f"/treffen/{slug}/uhr/stand").json["phase"] == "over"


def test_the_clock_may_be_kept_for_a_moment_but_not_of_a_meeting_that_is_not_listed(
    wall, client, app
):
    slug, meeting, _ = wall
    address = f"/treffen/{slug}/uhr/stand"
    assert client.get(address).headers["Cache-Control"] == "public, max-age=2"
    with app.app_context(), transaction():
        db.session.get(Meeting, meeting).listed = False
    answer = client.get(address)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_nobody_sees_the_clock_of_a_draft(wall, client, app):
    slug, meeting, _ = wall
    with app.app_context(), transaction():
        db.session.get(Meeting, meeting).state = MeetingState.DRAFT
    assert client.get(f"/treffen/{slug}/uhr").status_code == 404


def test_the_printed_plan_and_the_public_agenda_stay_as_they_are(wall, client, office, app):
    slug, meeting, _ = wall
    before = client.get(f"/treffen/{slug}").text
    with app.app_context():
        do(meeting, "start")
    assert client.get(f"/treffen/{slug}").text == before
