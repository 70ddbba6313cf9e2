"""The endpoints of open pages: small answers, a constant number of queries, no addresses."""

from datetime import date

import pytest

from app.core.db import transaction
from app.minutes import queries
from tests import build
from tests.live import build as live

DAY = date(2027, 8, 26)
KEY, PHONE, LAPTOP = (f"{name}-0123456789abcdef" for name in ("schluessel", "telefon", "laptop"))


@pytest.fixture
def meeting(app):
    """(id, ids of the headings) of minutes that are open."""
    with app.app_context():
        meeting_id = build.a_planned_meeting("vernetzung", day=DAY)
        return meeting_id, build.minutes_for(meeting_id)


def send(office, meeting, **typed):
    fields = {"schluessel": KEY, "geraet": PHONE, "punkt": meeting[1][0], "art": "information",
              "text": "Drei Runden", "gesehen": "0"}  # fmt: skip
    return office.post(f"/buero/treffen/{meeting[0]}/protokoll/eintraege", data=fields | typed)


def news(office, meeting, since, running=""):
    where = f"/buero/treffen/{meeting[0]}/protokoll/stand?seit={since}&laeuft={running}"
    return office.get(where)


def test_an_entry_is_saved_with_person_and_day(app, office, meeting):
    answer = send(office, meeting, art="task", text="Lager klären", bis="+7",
                  person="Nguyễn Thị Mai, mai@example.org", zusatz="am Telefon")  # fmt: skip

    assert answer.status_code == 200
    assert len(answer.data) < 600
    told = answer.json
    assert (told["nummer"], told["version"], told["artwort"]) == ("A-2027-01", 1, "Aufgabe")
    assert (told["person"], told["adresse"], told["bis"]) == ("Nguyễn Thị Mai", True, "02.09.2027")
    assert "mai@example.org" not in answer.get_data(as_text=True)
    with app.app_context():
        [entry] = queries.entries_of_item(meeting[1][0])
        assert (entry.person_email, entry.changed_by) == ("mai@example.org", "Miriam Voss")


def test_whoever_was_slower_gets_the_other_text(office, meeting):
    send(office, meeting)
    send(office, meeting, geraet=LAPTOP, gesehen="1", text="Vom Laptop", art="agreement")

    late = send(office, meeting, gesehen="1", text="Vom Telefon")

    assert late.status_code == 409
    now = late.json["jetzt"]
    assert (now["text"], now["art"], now["version"], now["von"]) == (
        "Vom Laptop", "agreement", 2, "Miriam Voss",
    )  # fmt: skip
    assert late.json["satz"].startswith("Jemand anderes hat diesen Eintrag")


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ({"text": "x" * 100_000}, "Höchstens 20000 Zeichen"),
        ({"text": " "}, "Bitte füllen Sie dieses Feld aus"),
        ({"text": "Zei\0chen"}, "Steuerzeichen"),
        ({"bis": "bald"}, "Datum"),
        ({"person": "cem@example.org"}, "Name"),
        ({"person": "n" * 201}, "200"),
        ({"zusatz": "n" * 201}, "200"),
        ({"art": "decision"}, "Lenkungskreis"),
        ({"art": "x"}, ""),
        ({"schluessel": "kurz"}, "Seite"),
        ({"geraet": "kurz"}, "Seite"),
    ],
)
def test_wrong_values_get_a_sentence_and_nothing_is_written(app, office, meeting, typed, word):
    answer = send(office, meeting, **typed)

    assert answer.status_code == 422
    assert word in answer.json["satz"]
    with app.app_context():
        assert queries.entries_of_item(meeting[1][0]) == []


def test_gone_entries_and_items_are_told_apart_from_conflicts(office, meeting):
    assert send(office, meeting, gesehen="3").status_code == 410
    assert send(office, meeting, punkt="99999").status_code == 404
    assert send(office, meeting, punkt="nichts").status_code == 404


def test_released_minutes_say_so(app, office, meeting):
    with app.app_context(), transaction():
        queries.opened_minutes(meeting[0]).state = "released"

    answer = send(office, meeting)

    assert (answer.status_code, answer.json["jetzt"]) == (409, None)
    assert "freigegeben" in answer.json["satz"]
    assert news(office, meeting, 0).json["offen"] is False


def test_other_pages_hear_of_it_once(office, meeting):
    before = news(office, meeting, 0).json["nummer"]
    send(office, meeting)

    told = news(office, meeting, before).json

    assert [entry["text"] for entry in told["eintraege"]] == ["Drei Runden"]
    assert told["punkte"][0]["reihe"] == [told["eintraege"][0]["id"]]
    assert news(office, meeting, told["nummer"]).status_code == 204


def test_saving_and_asking_need_the_same_queries_in_long_minutes(
    app, office, meeting, count_queries
):
    def counted():
        found = []
        for number, ask in enumerate((
            lambda: send(office, meeting, schluessel=f"{KEY}-{rows}", text="Neu", art="task"),
            lambda: send(office, meeting, schluessel=f"{KEY}-{rows}", text="Anders", art="task"),
            lambda: news(office, meeting, 1),
            lambda: office.get(f"/buero/treffen/{meeting[0]}/protokoll"),
            lambda: office.get(f"/buero/treffen/{meeting[0]}/protokoll/personen?q=yildirim"),
        )):  # fmt: skip
            with count_queries() as seen:
                assert ask().status_code == 200, number
            found.append(len(seen))
        return found

    with app.app_context():
        build.a_person()
        build.an_entry(*place(meeting), "idea")
    rows = 1
    few = counted()
    with app.app_context():
        for _ in range(30):
            build.an_entry(*place(meeting), "idea", person="Cem")
            build.a_person(organisation="Radfreunde")
    rows = 30

    assert counted() == few


def place(meeting):
    return meeting[0], meeting[1][1]


def test_known_people_are_told_by_name_and_organisation_only(app, moderator, steering, meeting):
    with app.app_context():
        person = build.a_person(first_name="Agnieszka", last_name="Krzyżanowska",
                                email="a.k@example.org", organisation="Werkhof")  # fmt: skip
    where = f"/buero/treffen/{meeting[0]}/protokoll/personen"

    assert moderator.get(f"{where}?q=KRZYZ").json == [
        {"id": person, "name": "Agnieszka Krzyżanowska", "organisation": "Werkhof"}
    ]
    assert moderator.get(f"{where}?q=example").json == []
    assert steering.get(f"{where}?q=KRZYZ").status_code == 403


def test_without_script_a_second_press_writes_nothing_new(app, office, meeting, soup):
    page = soup(office.get(f"/buero/treffen/{meeting[0]}/protokoll"))
    form = page.find(id=f"item-{meeting[1][0]}").form
    fields = {one["name"]: one.get("value", "") for one in form.select("input[type=hidden]")}
    fields |= {f"p{meeting[1][0]}-{name}": text for name, text in
               {"kind": "information", "text": "Einmal"}.items()}  # fmt: skip

    for _ in range(2):
        assert office.post(form["action"], data=fields).status_code == 303
    office.post(form["action"], data=fields | {f"p{meeting[1][0]}-text": "Zurück und anders"})

    with app.app_context():
        written = [entry.text for entry in queries.entries_of_item(meeting[1][0])]
    assert written == ["Einmal", "Zurück und anders"]


def test_headings_are_added_postponed_and_removed_without_script(office, meeting, soup):
    inside = f"/buero/treffen/{meeting[0]}/protokoll"

    assert office.post(f"{inside}/punkte", data={"title": " "}).status_code == 422
    added = office.post(f"{inside}/punkte", data={"title": "Verschiedenes"})

    item_id = int(added.location.rpartition("-")[2])
    page = soup(office.get(inside))
    section = page.find(id=f"item-{item_id}")
    assert section.h2.get_text(" ", strip=True).startswith(f"{len(meeting[1]) + 1} . Verschiedenes")
    office.post(f"{inside}/punkt/{item_id}/vertagen", data={"vertagt": "ja"})
    section = soup(office.get(inside)).find(id=f"item-{item_id}")
    assert not section.select_one("[data-postponed]").has_attr("hidden")
    assert office.post(f"{inside}/punkt/{item_id}/entfernen").status_code == 303
    assert soup(office.get(inside)).find(id=f"item-{item_id}") is None


def test_the_item_that_is_on_now_is_marked_and_told(app, office, soup):
    with app.app_context():
        meeting_id, items = live.an_agenda(*live.THREE)
        found = meeting_id, build.minutes_for(meeting_id)
    page = soup(office.get(f"/buero/treffen/{meeting_id}/protokoll"))
    assert page.select("section [data-now]:not([hidden])") == []
    with app.app_context():
        live.do(meeting_id, "start")
        version = queries.opened_minutes(meeting_id).version

    told = news(office, found, version)

    assert (told.json["laeuft"], told.json["eintraege"]) == (str(items[0]), [])
    assert news(office, found, version, items[0]).status_code == 204
    page = soup(office.get(f"/buero/treffen/{meeting_id}/protokoll"))
    marks = page.select("section [data-now]:not([hidden])")
    assert [mark.find_parent("section")["data-agenda"] for mark in marks] == [str(items[0])]


def test_a_newer_text_is_read_before_it_is_removed(app, office, meeting, soup):
    entry = send(office, meeting, art="task").json["id"]
    address = f"/buero/treffen/{meeting[0]}/protokoll/eintrag/{entry}"
    box = soup(office.get(address)).select_one("#entfernen form")
    seen = box.find("input", {"name": "version"})["value"]
    send(office, meeting, gesehen="1", art="task", text="Die neue Fassung")

    late = office.post(f"{address}/entfernen", data={"version": seen})

    assert "Antworten" in box.text
    assert (late.status_code, "Die neue Fassung" in soup(late).main.text) == (409, True)
    box = soup(late).select_one("#entfernen form")
    seen = box.find("input", {"name": "version"})["value"]
    assert office.post(f"{address}/entfernen", data={"version": seen}).status_code == 303
    with app.app_context():
        assert queries.entries_of_item(meeting[1][0]) == []
