"""The door over HTTP: links, the list with and without script, guests, codes, paper."""

import re
from datetime import date

import pytest

from app.access.rules import Role
from app.core.db import db, transaction
from app.door import queries
from app.door.models import CheckIn
from app.meetings.models import Meeting
from app.meetings.queries import meeting_by_id
from app.meetings.rules import MeetingState
from app.registrations.models import Registration
from tests import build
from tests.conftest import signed_in

NAMES = ("Cem Yıldırım", "Agnieszka Krzyżanowska", "Nguyễn Thị Mai")
DATA = {"Accept": "application/json"}
SECRETS = {
    "email": "geheim@example.org",
    "access_needs": "Geheimer Bedarf",
    "answers": {"essen": "Geheimes Essen"},
    "office_note": "Geheime Notiz",
}


@pytest.fixture
def evening(app):
    """Meeting, ids of the guests, token of a link for helpers."""
    with app.app_context():
        meeting, people = build.an_evening(*NAMES)
        return meeting, people, build.a_door_link(meeting)


def states(app):
    with app.app_context():
        rows = db.session.query(Registration).order_by(Registration.id)
        return {row.last_name: str(row.attendance) for row in rows}


def names(page):
    return [row["data-name"] for row in page.select("[data-rows] li")]


def change(app, meeting, **values):
    with app.app_context(), transaction():
        for name, value in values.items():
            setattr(db.session.get(Meeting, meeting), name, value)


def test_helpers_see_names_in_order_below_their_letters(client, evening, soup):
    page = soup(client.get(f"/einlass/{evening[2]}"))

    assert [letter.text for letter in page.select("h2.tw-door__letter")] == ["K", "M", "Y"]
    assert names(page) == ["Agnieszka Krzyżanowska", "Nguyễn Thị Mai", "Cem Yıldırım"]
    assert page.select_one("[data-count]").text == "0 von 3 da"


@pytest.mark.parametrize("way", ["helper", "moderator", "office"])
def test_nobody_sees_addresses_needs_or_answers_at_the_door(app, client, evening, way):
    meeting, (cem, *_), token = evening
    with app.app_context(), transaction():
        for name, value in SECRETS.items():
            setattr(db.session.get(Registration, cem), name, value)
        db.session.get(Registration, cem).no_photo = True
        code = build.token_of(cem, "door")
    browser = client if way == "helper" else signed_in(app, Role(way))
    base = f"/einlass/{token}" if way == "helper" else f"/buero/treffen/{meeting}/einlass"
    paths = [base, f"{base}/stand", f"{base}/gast", f"/da/{code}"]
    paths += [] if way == "helper" else [f"{base}/papierliste", f"{base}/geraete"]

    seen = "".join(browser.get(path).text for path in paths)
    seen += browser.post(f"{base}/gast", data={"name": "Cem Yıldırım"}).text
    seen += browser.post(f"{base}/papierliste", data={"names": "Cem\nYıldırım"}).text
    seen += browser.post(f"{base}/haken", data={"marke": f"{cem}:present"}, headers=DATA).text

    assert "Yıldırım" in seen and "Kein Foto" in seen
    assert re.findall("geheim.*", seen, re.IGNORECASE) == []


def test_without_script_a_press_comes_back_to_its_row(app, client, evening, soup):
    _, (cem, *_), token = evening
    page = soup(client.get(f"/einlass/{token}?suche=yildirim&zeige=offen"))
    form = {field["name"]: field.get("value", "") for field in page.select("[data-marks] input")}

    answer = client.post(f"/einlass/{token}/haken", data=form | {"marke": f"{cem}:present"})

    assert answer.status_code == 303
    assert answer.location == f"/einlass/{token}?suche=yildirim&zeige=offen&zuletzt={cem}#p{cem}"
    assert states(app)["Yıldırım"] == "present"
    again = soup(client.get(answer.location))
    assert names(again) == ["Cem Yıldırım"]
    client.post(f"/einlass/{token}/haken", data=form | {"marke": f"{cem}:"})
    assert states(app)["Yıldırım"] == ""


def test_the_search_without_script_forgives_accents_and_takes_organisations(client, evening, soup):
    def found(words):
        return names(soup(client.get(f"/einlass/{evening[2]}", query_string=words)))

    assert found({"suche": "KRZYZ"}) == ["Agnieszka Krzyżanowska"]
    assert found({"suche": "thi mai"}) == ["Nguyễn Thị Mai"]
    assert found({"suche": "zirkus"}) == []
    assert found({"zeige": "da"}) == []
    assert len(found({"zeige": "quatsch"})) == 3


@pytest.mark.parametrize("marke", ["", "1", "x:present", "1:sonst", "1:present\n", "9" * 30 + ":"])
def test_a_press_that_makes_no_sense_is_refused_and_keeps_nothing(app, client, evening, marke):
    answer = client.post(f"/einlass/{evening[2]}/haken", data={"marke": marke}, headers=DATA)

    assert (answer.status_code, "satz" in answer.json) == (404, True)
    with app.app_context():
        assert db.session.query(CheckIn).count() == 0


@pytest.mark.parametrize("age", ["", "x", "-5", "9" * 40, "١٢", "1e9", "0"])
@pytest.mark.parametrize("key", ["", "ä" * 20, "x" * 500, "k" * 20])
def test_odd_keys_and_ages_lose_no_mark(app, client, evening, age, key):
    _, (cem, *_), token = evening
    data = {"marke": f"{cem}:present", "schluessel": key, "alter": age, "seit": age}

    assert client.post(f"/einlass/{token}/haken", data=data, headers=DATA).status_code == 200
    assert states(app)["Yıldırım"] == "present"


def test_a_device_sends_a_mark_and_learns_those_of_the_others(app, client, evening, office):
    meeting, (cem, agnieszka, _), token = evening
    with app.app_context():
        known = queries.standing(meeting_by_id(meeting))
    ask = f"/einlass/{token}/stand?nummer={known.number}&liste={known.members}"
    assert client.get(ask).status_code == 204
    mark = {"marke": f"{cem}:present", "schluessel": "k" * 20}
    office.post(f"/buero/treffen/{meeting}/einlass/haken", data=mark)

    told = client.get(ask).json

    assert told["haken"] == [[cem, "present"]]
    assert told["zahlen"] == {"da": 1, "erwartet": 3, "gaeste": 0}
    assert told["liste"] == known.members
    own = {"marke": f"{agnieszka}:excused", "schluessel": "e" * 20, "seit": told["nummer"]}
    answer = client.post(f"/einlass/{token}/haken", data=own, headers=DATA).json
    assert answer["haken"] == [[agnieszka, "excused"]]
    repeated = client.post(f"/einlass/{token}/haken", data=own, headers=DATA).json
    assert repeated["nummer"] == answer["nummer"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"day": date(2027, 9, 3)}, "Die Liste öffnet am Tag vor dem Treffen"),
        ({"day": date(2027, 8, 30)}, "Dieses Treffen ist vorbei"),
        ({"state": MeetingState.CANCELLED}, "Dieses Treffen fällt aus"),
    ],
)
def test_a_link_outside_its_days_says_so_and_shows_nobody(app, client, evening, values, words):
    meeting, (cem, *_), token = evening
    change(app, meeting, **values)

    seen = client.get(f"/einlass/{token}"), client.get(f"/einlass/{token}/gast")

    for page in seen:
        assert words in page.text
        assert "Yıldırım" not in page.text
    assert client.get(f"/einlass/{token}/stand").status_code == 404
    mark = {"marke": f"{cem}:present"}
    assert client.post(f"/einlass/{token}/haken", data=mark, headers=DATA).status_code == 409
    assert states(app)["Yıldırım"] == ""


def test_the_team_prepares_before_and_finishes_afterwards(app, office, evening, soup):
    meeting, (cem, *_), _ = evening
    base = f"/buero/treffen/{meeting}/einlass"
    change(app, meeting, day=date(2027, 9, 3))
    assert "öffnet am Tag vor dem Treffen" in soup(office.get(base)).main.text
    change(app, meeting, day=date(2027, 8, 20))
    assert office.post(f"{base}/haken", data={"marke": f"{cem}:present"}).status_code == 303
    page = soup(office.get(f"{base}/uebrige"))
    assert "2 Personen sind noch offen" in page.main.text
    office.post(f"{base}/uebrige")

    assert sorted(states(app).values()) == ["absent", "absent", "present"]


def test_a_revoked_link_is_over(client, office, evening, soup):
    meeting, _, token = evening
    base = f"/buero/treffen/{meeting}/einlass/geraete"
    page = soup(office.get(f"{base}/1"))
    assert page.select_one("#link")["value"].endswith(f"/einlass/{token}")
    assert page.img["src"].startswith("data:image/svg+xml")

    assert office.post(f"{base}/1/zurueckziehen").status_code == 303

    assert client.get(f"/einlass/{token}").status_code == 410
    assert "öffnet nichts mehr" in soup(office.get(f"{base}/1")).main.text


def test_a_new_link_leads_to_its_code(office, evening, soup):
    base = f"/buero/treffen/{evening[0]}/einlass/geraete"
    wrong = soup(office.post(base, data={"label": ""}))
    assert "füllen Sie dieses Feld aus" in wrong.main.text

    sent = {"label": "Telefon Gülay", "submit_key": "s" * 27}
    first, second = office.post(base, data=sent), office.post(base, data=sent)

    assert first.location == second.location == f"{base}/2"
    assert soup(office.get(first.location)).h1.text == "Telefon Gülay"


# guests


def test_a_guest_with_two_fields(app, client, evening, soup):
    _, _, token = evening
    typed = {"name": "Ines Otto", "sector": "wirtschaft", "submit_key": "g" * 27}

    for _ in "ab":
        assert client.post(f"/einlass/{token}/gast", data=typed).status_code == 303

    page = soup(client.get(f"/einlass/{token}"))
    assert page.select_one("[data-count]").text == "0 von 3 da, dazu 1 spontaner Gast"
    assert states(app)["Otto"] == "present"


def test_a_guest_who_is_on_the_list_is_shown_before_anything_is_kept(app, client, evening, soup):
    _, (cem, *_), token = evening
    typed = {"name": "yildirim", "submit_key": "g" * 27}

    answer = client.post(f"/einlass/{token}/gast", data=typed)
    page = soup(answer)

    assert answer.status_code == 422
    assert "Cem Yıldırım (offen)" in " ".join(page.main.text.split())
    assert page.select_one(f"button[value='{cem}:present']")
    assert page.select_one("[name=name]")["value"] == "yildirim"
    assert len(states(app)) == 3
    assert client.post(f"/einlass/{token}/gast", data=typed | {"trotzdem": "1"}).status_code == 303
    assert len(states(app)) == 4


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Name: Bitte füllen Sie dieses Feld aus."),
        ({"name": "www.example.org"}, "keine Internet-Adresse"),
        ({"name": "Ines Otto", "email": "kaputt"}, "@-Zeichen"),
        ({"name": "Ines Otto", "wants_invitations": "y"}, "brauchen wir eine E-Mail-Adresse"),
        ({"name": "Ines Otto", "sector": "quatsch"}, ""),
    ],
)
def test_a_wrong_guest_is_told_with_and_without_script(app, client, evening, typed, sentence):
    target = f"/einlass/{evening[2]}/gast"

    page, data = client.post(target, data=typed), client.post(target, data=typed, headers=DATA)

    assert (page.status_code, data.status_code) == (422, 422)
    assert sentence in page.text and sentence in data.json["satz"]
    assert len(states(app)) == 3


def test_a_full_house_is_told_and_the_office_may_open_it(app, client, office, moderator, evening):
    meeting, _, token = evening
    change(app, meeting, capacity=3)
    switch = f"/buero/treffen/{meeting}/einlass/gaeste"
    typed = {"name": "Ines Otto", "submit_key": "g" * 27}
    full = client.post(f"/einlass/{token}/gast", data=typed, headers=DATA)
    assert "Alle Plätze sind besetzt" in full.json["satz"]

    assert moderator.post(switch, data={"mehr": "ja"}).status_code == 403
    assert office.post(switch, data={"mehr": "ja"}).status_code == 303

    assert client.post(f"/einlass/{token}/gast", data=typed, headers=DATA).status_code == 200


# codes


@pytest.fixture
def code(app, evening):
    with app.app_context():
        return f"/da/{build.token_of(evening[1][0], 'door')}"


def test_a_code_says_nothing_to_a_stranger_and_marks_nobody(app, client, code, soup):
    page, unknown = client.get(code), client.get("/da/" + "x" * 27)

    assert soup(page).h1.text == "Bitte zeigen Sie diesen Code am Einlass"
    assert page.text.replace(code, "") == unknown.text.replace("/da/" + "x" * 27, "")
    assert client.post(code).status_code == 303
    assert states(app)["Yıldırım"] == ""
    assert soup(client.get(f"{code}?sprache=en")).h1.text == "Please show this code at the door"


def test_pages_with_a_code_tell_nobody_and_are_not_kept(client, office, evening, code):
    client.get(f"/einlass/{evening[2]}")
    for answer in (client.get(code), client.post(code), office.get(code), client.get("/da/x")):
        found = [answer.headers[n] for n in ("Referrer-Policy", "Cache-Control", "X-Robots-Tag")]

        assert found == ["no-referrer", "no-store", "noindex"]


def test_a_device_with_a_link_scans_a_code_and_presses_once(app, client, evening, code, soup):
    client.get(f"/einlass/{evening[2]}")

    page = soup(client.get(code))
    assert page.h1.text == "Cem Yıldırım"
    assert states(app)["Yıldırım"] == ""
    for _ in "ab":
        client.post(code)

    assert states(app)["Yıldırım"] == "present"
    assert "Ist da" in soup(client.get(code)).select_one(".kern-alert").text
    assert client.get("/da/" + "x" * 27).status_code == 404
    with app.app_context():
        assert db.session.query(CheckIn).first().by == "Tablet am Eingang"


def test_a_device_whose_link_was_revoked_is_a_stranger_again(client, office, evening, code, soup):
    client.get(f"/einlass/{evening[2]}")
    office.post(f"/buero/treffen/{evening[0]}/einlass/geraete/1/zurueckziehen")

    assert "Yıldırım" not in client.get(code).text


def test_the_team_scans_without_a_link(app, moderator, steering, code, soup):
    assert soup(moderator.get(code)).h1.text == "Cem Yıldırım"
    assert "Yıldırım" not in steering.get(code).text
    moderator.post(code)
    assert states(app)["Yıldırım"] == "present"


def test_somebody_who_waits_is_sent_to_the_office(app, office, evening, soup):
    meeting, _, _ = evening
    change(app, meeting, capacity=3)
    with app.app_context():
        waiting = build.token_of(build.a_registration(meeting), "door")

    page = soup(office.get(f"/da/{waiting}"))

    assert "Warteliste" in page.main.text and not page.select("form")


# paper


def test_a_paper_list_is_shown_first_and_kept_afterwards(app, office, evening, soup):
    meeting, (cem, agnieszka, _mai), _ = evening
    target = f"/buero/treffen/{meeting}/einlass/papierliste"
    typed = {"names": "Yildirim, Cem\nKrzy\nIna Neu", "submit_key": "p" * 27}

    page = soup(office.post(target, data=typed))
    assert set(states(app).values()) == {""}
    assert "1 Name ist eindeutig. Bei 2 Namen" in page.main.text
    choices = {select["name"]: select.option["value"] for select in page.select("select")}
    choices |= {field["name"]: field["value"] for field in page.select("[name^=zeile]:not(select)")}
    back = soup(office.post(target, data=typed | choices | {"zurueck": "1"}))
    assert "Ina Neu" in back.textarea.text
    for _ in "ab":
        office.post(target, data=typed | choices | {"bestaetigt": "1"})

    assert choices == {"zeile_0": str(cem), "zeile_1": str(agnieszka), "zeile_2": "gast"}
    assert states(app) == {
        "Yıldırım": "present", "Krzyżanowska": "present", "Mai": "", "Neu": "present",
    }  # fmt: skip


def test_a_paper_list_without_names_is_refused_at_its_field(office, evening, soup):
    page = soup(office.post(f"/buero/treffen/{evening[0]}/einlass/papierliste",
                            data={"names": "- \n-"}))  # fmt: skip

    assert page.select_one("textarea[aria-invalid]")


def test_the_list_asks_the_database_as_often_for_thirty_as_for_one(app, client, count_queries):
    seen = {}
    for many in (1, 30):
        with app.app_context():
            meeting, _ = build.an_evening(*(f"Gast Nr{n}" for n in range(many)))
            token = build.a_door_link(meeting)
        for path in ("", "/stand?nummer=1&liste=x"):
            with count_queries() as counted:
                client.get(f"/einlass/{token}{path}")
            seen.setdefault(path, set()).add(len(counted))

    assert {path: len(counts) for path, counts in seen.items()} == dict.fromkeys(seen, 1)
    assert max(seen["/stand?nummer=1&liste=x"]) <= 8
