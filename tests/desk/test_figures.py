"""Numbers of one meeting and of all meetings: what is counted, and what the pages show."""

from datetime import date, timedelta

import msgspec
import pytest

from app.core.charts import Curve
from app.core.db import db, transaction
from app.core.settings_sections import Sector
from app.desk import figures, pictures
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.registrations import actions as registrations
from app.registrations.models import Registration
from app.registrations.rules import WALK_IN, Attendance, Counts
from tests import build

SECTORS = (
    Sector(id="verein", name="Verein", short="Verein", wish_percent=50),
    Sector(id="amt", name="Amt", short="Amt"),
)


def ticked(registration_id, attendance, **values):
    with transaction():
        row = db.session.get(Registration, registration_id)
        for name, value in {"attendance": attendance, **values}.items():
            setattr(row, name, value)


def meeting(meeting_id):
    return db.session.get(Meeting, meeting_id)


def test_a_curve_counts_who_had_a_place_on_each_day(ctx, clock):
    meeting_id = build.a_meeting(day=date(2027, 9, 30), capacity=2)
    clock.set("2027-09-02T10:00")
    leaves, _ = build.a_registration(meeting_id), build.a_registration(meeting_id)
    clock.set("2027-09-10T10:00")
    build.a_registration(meeting_id)  # waits
    build.a_registration(meeting_id, confirmed=False)
    clock.set("2027-09-20T10:00")
    registrations.cancel(build.token_of(leaves))  # the place is offered, nobody has taken it
    clock.set("2027-09-25T10:00")

    found = figures.curves_of({meeting_id: date(2027, 9, 30)}, date(2027, 9, 25))

    assert found == {meeting_id: ((28, 2), (10, 1), (5, 1))}


def test_walk_ins_are_in_no_curve(ctx):
    meeting_id = build.a_meeting()
    ticked(build.a_registration(meeting_id), Attendance.PRESENT, source=WALK_IN)

    assert figures.curves_of({meeting_id: date(2027, 9, 30)}, date(2027, 9, 1)) == {meeting_id: ()}


def test_the_others_are_of_the_same_kit_or_else_public(ctx):
    day = date(2027, 9, 30)
    mine = build.a_meeting(day=day)
    for number, kit in enumerate(["auftakt", "themenwerkstatt", "auftakt", "pitch-abend"]):
        build.a_meeting(kit=kit, day=day - timedelta(days=number + 1))
    build.a_meeting(kit="auftakt", day=day - timedelta(days=9), listed=False)

    public = figures.figures_of(meeting(mine))
    build.a_meeting(day=day - timedelta(days=90))
    build.a_meeting(day=day - timedelta(days=60), state=MeetingState.DRAFT)
    same = figures.figures_of(meeting(mine))

    assert [curve.label for curve in public.curves] == [
        "dieses Treffen", "29.09.2027", "28.09.2027", "27.09.2027",
    ]  # fmt: skip
    assert not public.same_kit
    assert [curve.label for curve in same.curves] == ["dieses Treffen", "02.07.2027"]
    assert same.same_kit


def test_every_sector_is_shown_also_with_nobody(ctx):
    rows = pictures.shares(SECTORS, {"amt": 3, "": 1, "aufgelöst": 4}, {"amt": 2})

    assert rows == [
        pictures.Share("Verein", 0, 0.0, 0, 0.0, 50),
        pictures.Share("Amt", 3, 37.5, 2, 100.0, None),
        pictures.Share("Keine Angabe", 5, 62.5, 0, 0.0, None),
    ]
    assert pictures.sectors_sentence(rows) == (
        "Angemeldet: Amt 3, Keine Angabe 5. Noch nicht dabei: Verein."
    )
    drawing = pictures.sectors_picture(rows, held=True)
    assert [box.look for box in drawing.boxes] == ["full", "hatch", "full"]
    assert len([stroke for stroke in drawing.strokes if stroke.look == "mark"]) == 1


def test_places_add_up_to_all_places(ctx):
    row = Meeting(title="Treffen", capacity=10, online_capacity=None, mode="onsite")
    counts = Counts(confirmed=6, offered=1, waiting=4, walk_ins=2)

    drawing = pictures.places_picture(row, counts, hybrid=False)
    lines = pictures.places_table(row, counts, hybrid=False)

    places = [box for box in drawing.boxes if box.y == drawing.boxes[0].y]
    assert [box.look for box in places] == ["full", "hatch", "empty"]
    assert sum(box.width for box in places) == pytest.approx(184, abs=0.2)
    assert [(line.label, line.number) for line in lines] == [
        ("Plätze", 10),
        ("davon bestätigt", 6),
        ("davon für ein Angebot gehalten", 1),
        ("davon frei", 3),
        ("Warteliste", 4),
        ("Weitere Gäste der Geschäftsstelle", 0),
        ("Spontane Gäste am Einlass", 2),
    ]


def test_places_online_are_apart(ctx):
    row = Meeting(title="Treffen", capacity=10, online_capacity=5, mode="hybrid")
    counts = Counts(confirmed=3, online=4, online_waiting=2)

    words = {text.words for text in pictures.places_picture(row, counts, hybrid=True).texts}

    assert {"Vor Ort", "3 von 10", "Online", "4 von 5", "Warteliste online", "2"} <= words


def test_what_a_curve_says(ctx):
    curve = Curve("dieses Treffen", ((21, 2), (14, 5), (1, 9)))

    assert pictures.curve_sentence(curve) == (
        "dieses Treffen: 9 Anmeldungen 1 Tag vorher, die Hälfte davon 14 Tage vorher."
    )
    assert pictures.curve_table([curve])[-3:] == [
        ("3 Tage vorher", ["5"]),
        ("1 Tag vorher, heute", ["9"]),
        ("am Tag selbst", ["noch offen"]),
    ]


@pytest.fixture
def held(app):
    """A meeting with four registered people, of whom one came, and a walk-in."""
    with app.app_context():
        meeting_id = build.a_meeting(title="Treffen am Wall", day=date(2027, 9, 30))
        people = [build.a_registration(meeting_id, sector="politik") for _ in range(4)]
        ticked(people[0], Attendance.PRESENT)
        ticked(people[1], Attendance.ABSENT)
        ticked(people[2], Attendance.EXCUSED)
        ticked(build.a_registration(meeting_id), Attendance.PRESENT, source=WALK_IN)
    return meeting_id


def table_of(page, caption):
    found = page.find("caption", string=caption).find_parent("table")
    return [
        [cell.get_text(strip=True).replace("\u200b", "") for cell in row.find_all(["th", "td"])]
        for row in found.find_all("tr")
    ]


@pytest.mark.parametrize("who", ["office", "moderator", "steering"])
def test_the_page_shows_each_picture_with_its_table(held, request, soup, who):
    page = soup(request.getfixturevalue(who).get(f"/buero/treffen/{held}/zahlen"))

    pictures_there = page.select("figure svg[role=img]")
    assert len(pictures_there) == 3
    for svg in pictures_there:
        title, says = svg["aria-labelledby"].split()
        assert page.find(id=title).text and page.find(id=says).text
    sectors = table_of(page, "Erreichte Bereiche")
    assert sectors[0] == ["Bereich", "Angemeldet", "Anwesend", "Wunsch"]
    assert sectors[6:] == [
        ["Politik", "4 (80 %)", "1 (50 %)", "10 %"],
        ["Keine Angabe", "0", "0", "keiner"],
    ]
    assert len(sectors) == 8
    assert ["davon bestätigt", "4"] in table_of(page, "Belegte Plätze")
    curves = table_of(page, "Bestätigte Anmeldungen nach Tagen vor dem Treffen")
    assert curves[0] == ["Wann", "dieses Treffen"]
    assert curves[1] == ["29 Tage vorher, heute", "4"]
    assert curves[-1] == ["am Tag selbst", "noch offen"]
    assert "2 Personen waren da, 1 Person mit Anmeldung ist nicht erschienen (25 %" in " ".join(
        page.main.get_text(" ").split()
    )


def test_without_wishes_there_are_no_marks(app, held, office, soup):
    kept = app.extensions["settings"]
    plain = tuple(msgspec.structs.replace(s, wish_percent=None) for s in kept.forum.sectors)
    app.extensions["settings"] = msgspec.structs.replace(
        kept, forum=msgspec.structs.replace(kept.forum, sectors=plain)
    )
    try:
        page = soup(office.get(f"/buero/treffen/{held}/zahlen"))
    finally:
        app.extensions["settings"] = kept

    assert table_of(page, "Erreichte Bereiche")[0] == ["Bereich", "Angemeldet", "Anwesend"]
    assert not page.select(".tw-chart__line--mark")


def test_all_meetings_in_one_list(app, held, office, soup):
    with app.app_context():
        empty = build.a_meeting(title="Ältestes Treffen", day=date(2027, 3, 1))
        build.a_meeting(title="Entwurf", state=MeetingState.DRAFT)

    rows = table_of(soup(office.get("/buero/zahlen")), "Zahlen über alle Treffen")
    found = table_of(soup(office.get("/buero/zahlen?suche=altestes")), "Zahlen über alle Treffen")
    by_title = table_of(
        soup(office.get("/buero/zahlen?sortierung=titel")), "Zahlen über alle Treffen"
    )
    by_number = office.get("/buero/zahlen?sortierung=-angemeldet").text

    assert rows[1:] == [
        ["Treffen am Wall", "Do., 30.09.2027", "4", "2", "1 (25 %)", ""],
        ["Ältestes Treffen", "Mo., 01.03.2027", "0", "noch offen", "noch offen", ""],
    ]
    assert [row[0] for row in found[1:]] == ["Ältestes Treffen"]
    assert [row[0] for row in by_title[1:]] == ["Ältestes Treffen", "Treffen am Wall"]
    assert by_number.index(f"/treffen/{held}/") < by_number.index(f"/treffen/{empty}/")
    assert "Nichts gefunden" in office.get("/buero/zahlen?suche=Zirkus").text


def test_queries_stay_the_same_with_many_meetings(app, held, office, count_queries):
    paths = ["/buero/zahlen", f"/buero/treffen/{held}/zahlen", "/buero/treffen", "/"]

    def numbers():
        found = []
        for path in paths:
            with count_queries() as seen:
                assert office.get(path).status_code == 200
            found.append(len(seen))
        return found

    before = numbers()
    with app.app_context():
        for number in range(30):
            other = build.a_meeting(day=date(2027, 9, 20) + timedelta(days=number))
            build.a_registration(other, confirmed=False)

    assert numbers() == before


def test_lists_of_meetings_come_in_pages(app, office, client, soup):
    with app.app_context():
        for number in range(52):
            build.a_meeting(title=f"Treffen {number:02}", day=date(2027, 8, 31) - timedelta(number))

    home = soup(client.get("/"))
    earlier = soup(client.get("/fruehere-treffen"))
    first, second = (soup(office.get(f"/buero/treffen?seite={page}")) for page in (1, 2))

    assert len(home.select("article")) == 6
    assert home.find("a", string="Alle früheren Treffen")["href"] == "/fruehere-treffen"
    assert len(earlier.select("article")) == 50
    assert "Treffen 51" in client.get("/fruehere-treffen?seite=2").text
    assert [len(page.select("tbody tr")) for page in (first, second)] == [50, 2]
    assert second.select_one("tbody tr a").text == "Treffen 50"
