"""The agenda page: minutes, order, items, papers (MOD1, MOD2)."""

import pytest
from sqlalchemy import delete

from app.agenda import queries
from app.agenda.models import AgendaStep
from app.core.db import db, transaction
from tests import build
from tests.agenda.build import a_long_agenda


@pytest.fixture
def meeting_id(app):
    with app.app_context():
        return build.a_planned_meeting(title="Pitch-Abend")


@pytest.fixture
def path(meeting_id):
    return f"/buero/treffen/{meeting_id}/tagesordnung"


def typed_minutes(page):
    """What a browser would send from the agenda page."""
    inputs = page.find_all("input", {"form": "minutes-form"})
    return {field["name"]: field["value"] for field in inputs}


def item_id(app, meeting_id, title):
    with app.app_context():
        return build.item_ids(meeting_id, title=title)[0]


def clock_of(page):
    rows = page.select("tbody tr[id^=punkt]")
    return [(row.select_one(".tw-time").text, row.select_one("th a").text) for row in rows]


def test_the_page_shows_all_items_with_clock_times(moderator, path, soup):
    page = soup(moderator.get(path))

    times = clock_of(page)
    assert times[0] == ("16:00–17:30", "Aufbau, Technikprobe mit allen Pitch-Teams")
    assert ("18:18–18:44", "Pitches 1 bis 4") in times
    assert times[-1] == ("20:30–21:15", "Ausklang")
    assert "Die Punkte füllen genau die geplante Zeit." in page.main.text


def test_changing_minutes_shifts_the_rest_and_names_the_drift(
    app, moderator, meeting_id, path, soup
):
    market = item_id(app, meeting_id, "Marktplatz der Möglichkeiten")
    typed = typed_minutes(soup(moderator.get(path))) | {f"minutes-{market}": "30"}

    answer = moderator.post(path, data=typed)

    page = soup(moderator.get(answer.location))
    assert answer.status_code == 303
    assert "5 Minuten vor dem geplanten Ende" in page.main.text
    assert ("20:21–20:25", "Abschluss") in clock_of(page)


def test_two_moderators_at_once_the_second_is_told(app, moderator, meeting_id, path, soup):
    market = item_id(app, meeting_id, "Marktplatz der Möglichkeiten")
    seen = typed_minutes(soup(moderator.get(path)))
    moderator.post(path, data=seen | {f"minutes-{market}": "30"})

    answer = moderator.post(path, data=seen | {f"minutes-{market}": "40"})

    page = soup(answer)
    assert answer.status_code == 409
    assert "Jemand anderes hat die Tagesordnung inzwischen geändert." in page.text
    assert page.find(id=f"minutes-{market}")["value"] == "40"
    row = page.find(id=f"punkt-{market}")
    assert "gespeichert: 30" in row.text
    assert row.find("input", {"name": f"shown-{market}"})["value"] == "30"


@pytest.mark.parametrize("typed", ["", "zehn", "0", "-3", "1e3", "99999999999", "١٠"])
def test_minutes_that_are_no_minutes_are_refused_and_kept(
    app, moderator, meeting_id, path, soup, typed
):
    market = item_id(app, meeting_id, "Marktplatz der Möglichkeiten")
    seen = typed_minutes(soup(moderator.get(path)))

    answer = moderator.post(path, data=seen | {f"minutes-{market}": typed})

    assert answer.status_code == 409
    assert soup(answer).find(id=f"minutes-{market}")["value"] == typed


def test_an_item_moves_down_with_a_button(app, moderator, meeting_id, path, soup):
    vote = item_id(app, meeting_id, "Punktabfrage: Was soll zuerst Fahrt aufnehmen?")

    answer = moderator.post(f"{path}/{vote}/verschieben", data={"direction": "down"})

    assert answer.location == f"{path}#punkt-{vote}"
    assert clock_of(soup(moderator.get(path)))[9][1].startswith("Punktabfrage")


def test_all_fields_of_an_item_come_back_as_saved(app, moderator, meeting_id, path, soup):
    pause = item_id(app, meeting_id, "Kurze Pause")
    form = soup(moderator.get(f"{path}/{pause}")).main.find("form", {"class": "tw-form"})
    typed = {f["name"]: f.get("value", "") for f in form.find_all("input") if f.get("name")}
    typed |= {"kind": "break", "method": "none", "place": "during", "public": "y"}
    typed |= {
        "title": "Pause für „Łukaszewicz“",
        "materials": "Suppe\r\n\r\nTeller",
        "notes": "A\r\nB",
    }

    answer = moderator.post(f"{path}/{pause}", data=typed)

    assert answer.status_code == 303
    with app.app_context():
        item = queries.item_of(meeting_id, pause)
        assert (item.title, item.materials, item.notes, item.minutes, item.public) == (
            "Pause für „Łukaszewicz“", ["Suppe", "Teller"], "A\nB", 10, True
        )  # fmt: skip


def test_an_old_version_shows_what_is_saved_and_what_was_typed(
    app, moderator, meeting_id, path, soup
):
    pause = item_id(app, meeting_id, "Kurze Pause")
    typed = {
        "minutes": "10", "kind": "break", "method": "none", "place": "during", "pitch_slots": "0"
    }  # fmt: skip
    moderator.post(f"{path}/{pause}", data=typed | {"title": "Erste", "version": "1"})

    answer = moderator.post(f"{path}/{pause}", data=typed | {"title": "Zweite", "version": "1"})
    page = soup(answer)
    retry = moderator.post(f"{path}/{pause}", data=typed | {"title": "Zweite", "version": "2"})

    assert answer.status_code == 409
    row = page.select("#vergleich tr.tw-compared__differs")
    assert [[cell.text for cell in one.find_all(["th", "td"])] for one in row] == [
        ["Titel verschieden", "Erste", "Zweite"]
    ]
    assert page.find(id="title")["value"] == "Zweite"
    assert page.find(id="version")["value"] == "2"
    assert retry.status_code == 303


def test_a_new_item_appears_where_it_was_put(app, moderator, meeting_id, path, soup):
    welcome = item_id(app, meeting_id, "Begrüßung und Spielregeln")
    soup(moderator.get(f"{path}/neu"))

    answer = moderator.post(
        f"{path}/neu",
        data={
            "title": "Grußwort", "minutes": "5", "kind": "input", "method": "none",
            "place": "during", "after": str(welcome), "pitch_slots": "0", "public": "y",
        },
    )  # fmt: skip

    assert answer.status_code == 303
    assert clock_of(soup(moderator.get(path)))[3] == ("18:08–18:13", "Grußwort")


def test_removing_asks_first(app, moderator, meeting_id, path, soup):
    pause = item_id(app, meeting_id, "Kurze Pause")

    asked = soup(moderator.get(f"{path}/{pause}/entfernen"))
    still = len(clock_of(soup(moderator.get(path))))
    moderator.post(f"{path}/{pause}/entfernen")

    assert "Alles danach beginnt entsprechend früher." in asked.main.text
    assert len(clock_of(soup(moderator.get(path)))) == still - 1


def test_a_last_item_removed_leaves_a_first_step(app, moderator, soup):
    with app.app_context():
        meeting_id = build.a_meeting()

    page = soup(moderator.get(f"/buero/treffen/{meeting_id}/tagesordnung"))

    assert "Noch keine Punkte" in page.main.text


@pytest.mark.pdf
def test_the_run_sheet_is_a_named_pdf(moderator, meeting_id):
    answer = moderator.get(f"/buero/treffen/{meeting_id}/regieplan.pdf")

    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == (
        'inline; filename="2027-09-30_Pitch-Abend_Regieplan.pdf"'
    )
    assert answer.data.startswith(b"%PDF-")


def test_everybody_can_take_the_agenda_of_a_public_meeting(app, client, meeting_id):
    with app.app_context():
        slug = build.slug_of(meeting_id)

    answer = client.get(f"/treffen/{slug}/tagesordnung.pdf")

    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")


@pytest.mark.parametrize(("state", "code"), [("draft", 404), ("cancelled", 410)])
def test_drafts_and_meetings_called_off_have_no_public_agenda(app, client, state, code):
    with app.app_context():
        slug = build.slug_of(build.a_planned_meeting(state=state))

    assert client.get(f"/treffen/{slug}/tagesordnung.pdf").status_code == code


@pytest.mark.parametrize("ending", ["", "/neu", ".pdf"])
def test_the_agenda_of_the_team_is_closed_to_others(steering, client, path, ending):
    assert steering.get(path + ending).status_code == 403
    assert client.get(path + ending).status_code == 303


# undo, order, roles


def test_the_last_change_is_taken_back_and_an_older_number_is_refused(
    app, moderator, meeting_id, path, soup
):
    market = item_id(app, meeting_id, "Marktplatz der Möglichkeiten")
    moderator.post(path, data={f"minutes-{market}": "30", f"shown-{market}": "35"})
    page = soup(moderator.get(path))
    step = page.find("input", {"name": "step"})["value"]
    change = page.select_one("#aenderungen li").text

    answer = moderator.post(f"{path}/zuruecknehmen", data={"step": step})
    second = moderator.post(f"{path}/zuruecknehmen", data={"step": step})

    assert "„Marktplatz der Möglichkeiten“ 35 → 30 Minuten" in change
    assert "Di., 01." in change or "01.09.2027" in change
    assert (answer.status_code, second.status_code) == (303, 409)
    assert "Inzwischen gibt es eine neuere Änderung" in soup(second).main.text
    assert "Die Punkte füllen genau die geplante Zeit." in soup(second).main.text


@pytest.mark.parametrize("step", ["", "x", "99999999999", "-1", "٣"])
def test_a_number_that_is_no_change_takes_nothing_back(moderator, path, step):
    assert moderator.post(f"{path}/zuruecknehmen", data={"step": step}).status_code == 409


def test_an_item_goes_to_a_number(app, moderator, meeting_id, path, soup):
    vote = item_id(app, meeting_id, "Punktabfrage: Was soll zuerst Fahrt aufnehmen?")

    moderator.post(f"{path}/{vote}/verschieben", data={"number": "1"})
    refused = moderator.post(f"{path}/{vote}/verschieben", data={"number": "zwei"})

    assert clock_of(soup(moderator.get(path)))[2] == (
        "18:00–18:08", "Punktabfrage: Was soll zuerst Fahrt aufnehmen?"
    )  # fmt: skip
    assert refused.status_code == 409
    assert "ganze Zahl" in soup(refused).main.text


def test_what_was_typed_for_a_removed_item_can_be_added(app, moderator, meeting_id, path, soup):
    pause = item_id(app, meeting_id, "Kurze Pause")
    form = soup(moderator.get(f"{path}/{pause}")).main.find("form", {"class": "tw-form"})
    typed = {f["name"]: f.get("value", "") for f in form.find_all("input") if f.get("name")}
    typed |= {"kind": "break", "method": "none", "place": "during", "notes": "Tee und Łukaszewicz"}
    moderator.post(f"{path}/{pause}/entfernen")
    with app.app_context(), transaction():
        db.session.execute(delete(AgendaStep))

    answer = moderator.post(f"{path}/{pause}", data=typed)
    page = soup(answer)
    again = page.main.find("form", {"class": "tw-form"})

    assert answer.status_code == 409
    assert "inzwischen entfernt" in page.main.text
    assert again["action"] == f"{path}/neu"
    assert again.find(id="notes").text.strip() == "Tee und Łukaszewicz"
    assert moderator.post("/buero/treffen/999999/tagesordnung/1", data=typed).status_code == 404


def test_a_double_click_adds_one_item(app, moderator, meeting_id, path, soup):
    form = soup(moderator.get(f"{path}/neu")).main.find("form", {"class": "tw-form"})
    typed = {f["name"]: f.get("value", "") for f in form.select("input[name]")}
    typed |= {"title": "Film", "kind": "input", "method": "none", "place": "during", "after": ""}

    codes = [moderator.post(f"{path}/neu", data=typed).status_code for _ in range(2)]

    assert codes == [303, 303]
    with app.app_context():
        assert len(build.item_ids(meeting_id, title="Film")) == 1


def test_who_changes_other_fields_keeps_those_of_the_first(app, moderator, meeting_id, path, soup):
    pause = item_id(app, meeting_id, "Kurze Pause")
    common = {"kind": "break", "method": "none", "place": "during", "pitch_slots": "0"}
    with app.app_context():
        item = queries.item_of(meeting_id, pause)
        seen = {
            "title": item.title, "minutes": "10", "public": "y", "notes": item.notes,
            "role": item.role, "materials": "\r\n".join(item.materials), "version": "1",
            "public_text": item.public_text, "expected_result": item.expected_result,
        }  # fmt: skip
    moderator.post(f"{path}/{pause}", data=common | seen | {"notes": "Glocke"})

    answer = moderator.post(f"{path}/{pause}", data=common | seen | {"title": "Suppe"})

    page = soup(answer)
    assert answer.status_code == 409
    marked = page.select("#vergleich tr.tw-compared__differs th")
    assert [one.text for one in marked] == ["Titel verschieden", "Notizen verschieden"]
    assert page.find(id="title")["value"] == "Suppe"
    assert page.find(id="notes").text.strip() == "Glocke"


def test_names_are_given_to_roles_and_show_at_the_items(app, moderator, meeting_id, path, soup):
    roles = f"/buero/treffen/{meeting_id}/rollen"
    page = soup(moderator.get(roles))
    area = page.find("label", string="Moderation").find_next("textarea")
    shown = {f["name"]: f["value"] for f in page.find_all("input") if "shown" in f.get("name", "")}

    typed = {area["name"]: "Cem Yıldırım\r\n\r\n Nguyễn Thị Mai "}
    answer = moderator.post(roles, data=shown | typed)
    late = moderator.post(roles, data=shown | {area["name"]: "Zoë"})
    wrong = moderator.post(roles, data=shown | {area["name"]: "Zoë\0" + "W" * 300})

    assert (answer.status_code, late.status_code, wrong.status_code) == (303, 409, 422)
    row = soup(moderator.get(path)).find("a", string="Begrüßung und Spielregeln").find_parent("tr")
    assert "Cem Yıldırım, Nguyễn Thị Mai" in row.text
    clash = soup(late).select_one(".tw-compared__differs")
    assert "Jetzt gespeichert: Cem Yıldırım, Nguyễn Thị Mai" in clash.text
    assert clash.find("textarea").text.strip() == "Zoë"


def test_names_typed_for_a_removed_role_are_shown_again(moderator, meeting_id, soup):
    roles = f"/buero/treffen/{meeting_id}/rollen"
    page = soup(moderator.get(roles))
    name = page.find("label", string="Moderation").find_next("textarea")["name"]
    kept = {f["name"]: f["value"] for f in page.select("form.tw-roles input") if f.get("name")}
    moderator.post(f"{roles}/{name.removeprefix('people-')}/entfernen")

    answer = moderator.post(roles, data=kept | {name: "Cem Yıldırım\r\nZoë"})

    assert answer.status_code == 409
    words = "„Moderation“ wurde inzwischen entfernt. Sie haben dafür getippt: Cem Yıldırım, Zoë."
    assert words in soup(answer).main.text


def test_an_own_role_comes_and_goes(app, moderator, meeting_id, soup):
    roles = f"/buero/treffen/{meeting_id}/rollen"
    typed = {"title": "Dolmetschen", "task": "Türkisch", "people": "Ayşe Demir"}
    added = [moderator.post(f"{roles}/neu", data=typed).status_code for _ in range(2)]
    link = soup(moderator.get(roles)).find("a", {"aria-label": "Rolle Dolmetschen entfernen"})
    asked = soup(moderator.get(link["href"]))
    moderator.post(link["href"])

    assert added == [303, 422]
    assert "Ayşe Demir steht dann nicht mehr dabei." in asked.main.text
    assert "Ayşe Demir" not in soup(moderator.get(roles)).text


def test_the_page_takes_as_many_queries_for_sixty_items_as_for_one(app, moderator, count_queries):
    numbers = []
    for items in (1, 60):
        with app.app_context():
            meeting_id = a_long_agenda(items)
        path = f"/buero/treffen/{meeting_id}/tagesordnung"
        moderator.get(path)
        with count_queries() as seen:
            assert moderator.get(path).status_code == 200
        numbers.append(len(seen))

    assert numbers[0] == numbers[1]
