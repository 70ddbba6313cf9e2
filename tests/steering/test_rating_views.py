"""L1: ratings by link and signed in; nobody sees others before the end, everybody afterwards."""

import csv
import io
import re

import pytest

from app.core.db import db
from app.outbox.models import Message
from app.steering import rating_actions
from app.steering.models import Rating, RatingRound
from tests import build as base
from tests.steering import build
from tests.steering.build import marks

RATINGS = "/buero/lenkungskreis/bewertungen"


def text_of(response):
    return " ".join(response.text.split())


def a_group(app, number=2):
    """Weber (deputy Zander), Klee and the advising Rat; an open round. (round, ideas, tokens)"""
    with app.app_context():
        build.a_seat(last="Weber", deputy="Ole Zander")
        build.a_seat(last="Klee")
        build.a_seat(last="Rat", voting=False)
        one = build.a_round(*build.ideas(number))
        tokens = {name: build.token(sheet) for name, sheet in build.sheets(one).items()}
        return one, build.idea_ids(one), tokens


def fields(page, idea):
    """The fields of one idea as a browser would send them."""
    part = page.select_one(f'[data-idea="{idea}"]')
    found = {part.input["name"]: part.input["value"]}
    for one in part.select("input[checked]"):
        found[one["name"]] = one["value"]
    for one in part.select("textarea"):
        found[one["name"]] = one.text.removeprefix("\n")
    return found


def points(idea, *given):
    return {f"punkte-{idea}-{place}": str(one) for place, one in enumerate(given)}


def stored(app, one, name):
    with app.app_context():
        return build.kept(build.sheets(one)[name])


# the office


def test_the_office_opens_a_rating_with_all_ideas_in_review(app, office, soup):
    with app.app_context():
        build.a_seat()
        ideas = build.ideas(3)
        further = build.build.an_idea(title="Neue Idee")
        number = build.number_of(further)
    page = soup(office.get(f"{RATINGS}/neu"))
    assert [box["value"] for box in page.select("[name=ideas][checked]")] == [str(i) for i in ideas]
    assert "Umsetzbar in einem Jahr" in page.text
    typed = {
        "title": "Ideen im September", "deadline": "10.09.2027", "ideas": [ideas[0], 9999],
        "more": f"auch {number}", "submit_key": build.SPREAD_KEY(3),
    }  # fmt: skip
    first, second = (office.post(f"{RATINGS}/neu", data=typed) for _ in range(2))
    assert first.location == second.location
    with app.app_context():
        (one,) = db.session.query(RatingRound)
        assert build.idea_ids(one.id) == [ideas[0], further]
        assert db.session.query(Message).count() == 1
    assert "0 von 1 Bogen ist abgegeben" in text_of(office.get(first.location))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"ideas": []}, "Bitte wählen Sie mindestens eine Idee aus."),
        ({"deadline": "2027-08-31"}, "Der 31.08.2027 ist schon vorbei."),
        ({"title": ""}, "Titel: Bitte füllen Sie dieses Feld aus."),
        ({"title": "a" * 100_000}, "Höchstens 150 Zeichen"),
        ({"title": "a\0b"}, "unsichtbares Steuerzeichen"),
        ({"more": "2027-999"}, "Nicht jede Nummer gibt es im Ideenspeicher."),
    ],
)
def test_a_rating_that_cannot_be_opened(app, office, changed, sentence):
    with app.app_context():
        build.a_seat()
        (idea,) = build.ideas(1)
    typed = {"title": "Ideen", "deadline": "2027-09-10", "ideas": [idea]} | changed
    answer = office.post(f"{RATINGS}/neu", data=typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    with app.app_context():
        assert db.session.query(RatingRound).count() == 0


def test_the_office_sees_who_is_missing_and_no_points(app, office, soup):
    one, _, _ = a_group(app)
    with app.app_context():
        build.hand_in(one, Weber=(3, marks(2, comment="Geheimer Satz")))
    page = soup(office.get(f"{RATINGS}/{one}"))
    said = [" ".join(row.text.split()) for row in page.select("tbody tr")]
    assert "1 von 2 Bögen sind abgegeben" in text_of(office.get(f"{RATINGS}/{one}"))
    assert "noch nicht abgegeben" in said[0] and said[0].startswith("Anna Klee")
    assert "abgegeben" in said[1] and said[1].startswith("Anna Weber")
    assert "Geheimer Satz" not in page.text and "Durchschnitt" not in page.text
    for path in ("ergebnis.csv", "ergebnis.pdf", "bogen"):
        assert office.get(f"{RATINGS}/{one}/{path}").status_code == 404


def test_heute_tells_what_is_missing_and_when_it_can_be_ended(app, clock):
    one, _, _ = a_group(app)
    clock.set("2027-09-09T09:00")
    office = build.signed_in_again(app)
    assert "2 Bögen fehlen noch" in text_of(office.get("/buero/"))
    with app.app_context():
        build.hand_in(one, Weber=(3, 2), Klee=(1, 1))
    assert "Bewertung beenden: Alle haben abgegeben" in text_of(office.get("/buero/"))
    assert office.post(f"{RATINGS}/{one}/beenden").status_code == 303
    assert "Reihenfolge nach Durchschnitt" in office.get(f"{RATINGS}/{one}").text


def test_the_last_day_is_moved(app, office):
    one, _, _ = a_group(app)
    typed = {"title": "Ideen neu", "deadline": "2027-09-20", "version": "1"}
    assert office.post(f"{RATINGS}/{one}/aendern", data=typed).status_code == 303
    assert office.post(f"{RATINGS}/{one}/aendern", data=typed).status_code == 409
    late = typed | {"deadline": "2027-08-01", "version": "2"}
    answer = office.post(f"{RATINGS}/{one}/aendern", data=late)
    assert answer.status_code == 422 and "schon vorbei" in answer.text
    assert "Montag, 20. September 2027" in text_of(office.get(f"{RATINGS}/{one}"))


# the sheet


def test_opening_the_link_changes_nothing(app, client):
    _, _, tokens = a_group(app)
    answer = client.get(f"/bewertung/{tokens['Weber']}")
    assert answer.status_code == 200
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert client.get("/bewertung/falsch").status_code == 404
    with app.app_context():
        assert db.session.query(Rating).count() == 0


def test_half_is_saved_and_the_rest_later(app, client, soup):
    one, (first, second), tokens = a_group(app)
    address = f"/bewertung/{tokens['Weber']}"
    sent = fields(soup(client.get(address)), first) | points(first, 3, 2)
    sent |= {f"bemerkung-{first}": "Gute Idee.", "aktion": "speichern"}
    assert client.post(address, data=sent).location == f"{address}?neu=gespeichert"
    page = soup(client.get(f"{address}?neu=gespeichert"))
    assert "Zwischengespeichert." in page.text
    assert fields(page, first) | points(first, 3, 2) == fields(page, first)
    assert stored(app, one, "Weber")[first] == marks(3, 2, None, None, None, comment="Gute Idee.")
    late = fields(page, first) | fields(page, second) | {"aktion": "abgeben"}
    answer = client.post(address, data=late)
    assert answer.status_code == 422
    assert "Idee Nummer 1: „Umsetzbar in einem Jahr“, „Träger vorhanden“" in answer.text
    assert "Idee Nummer 2: alle Punkte" in answer.text
    done = fields(page, first) | points(first, 3, 2, 1, 0, 3)
    done |= fields(page, second) | {f"befangen-{second}": "ja", "aktion": "abgeben"}
    done[f"gesehen-{first}"] = fields(soup(client.get(address)), first)[f"gesehen-{first}"]
    for _ in range(2):
        assert client.post(address, data=done).location == f"{address}?neu=abgegeben"
    page = soup(client.get(address))
    assert "Ihr Bogen ist abgegeben" in page.text and "Ja, keine Punkte" in page.text
    assert not page.select("input[type=radio]")
    assert client.post(f"{address}/oeffnen").status_code == 303
    assert soup(client.get(address)).select("input[type=radio][checked]")


@pytest.mark.parametrize("wrong", ["4", "-1", "drei", "2.5", "٣", "9" * 5000])
def test_points_that_do_not_exist(app, client, soup, wrong):
    one, (first, second), tokens = a_group(app)
    address = f"/bewertung/{tokens['Weber']}"
    page = soup(client.get(address))
    sent = fields(page, first) | points(first, 3, wrong, 1) | {f"bemerkung-{first}": "Bleibt"}
    sent |= fields(page, second) | points(second, 1, 1, 1, 1, 1)
    answer = client.post(address, data=sent)
    assert answer.status_code == 422
    assert "Zusammenarbeit mehrerer Gruppen: Möglich sind 0 bis 3 Punkte." in answer.text
    assert fields(soup(answer), first)[f"punkte-{first}-2"] == "1"
    assert "Bleibt" in answer.text
    assert stored(app, one, "Weber") == {first: marks(), second: marks(1)}


@pytest.mark.parametrize("text", ["a" * 100_000, "a\0b"])
def test_remarks_that_cannot_be_kept_stay_in_the_form(app, client, soup, text):
    one, (first, _), tokens = a_group(app)
    address = f"/bewertung/{tokens['Weber']}"
    sent = fields(soup(client.get(address)), first) | points(first, 3)
    answer = client.post(address, data=sent | {f"bemerkung-{first}": text})
    assert answer.status_code == 422
    assert "Bemerkung: " in answer.text
    assert fields(soup(answer), first)[f"punkte-{first}-0"] == "3"
    assert stored(app, one, "Weber")[first] == marks()


def test_two_devices_lose_nothing_silently(app, client, soup):
    one, (first, second), tokens = a_group(app)
    address = f"/bewertung/{tokens['Weber']}"
    old = soup(client.get(address))
    other = fields(old, first) | points(first, 1, 1, 1, 1, 1)
    assert client.post(address, data=other).status_code == 303
    mine = fields(old, first) | points(first, 3, 3, 3, 3, 3)
    mine |= fields(old, second) | points(second, 2, 2, 2, 2, 2) | {"aktion": "abgeben"}
    answer = client.post(address, data=mine)
    assert answer.status_code == 409
    page = soup(answer)
    assert "So ist es jetzt gespeichert" in page.text and "1 (wenig)" in page.text
    again = fields(page, first)
    assert again | points(first, 3, 3, 3, 3, 3) == again
    assert stored(app, one, "Weber") == {first: marks(1), second: marks(2)}
    again |= fields(page, second) | {"aktion": "abgeben"}
    assert client.post(address, data=again).location == f"{address}?neu=abgegeben"
    assert stored(app, one, "Weber") == {first: marks(3), second: marks(2)}


def test_the_script_saves_idea_by_idea(app, client, soup):
    _, (first, _), tokens = a_group(app)
    address = f"/bewertung/{tokens['Weber']}"
    asks = {"headers": {"Accept": "application/json"}}
    old = fields(soup(client.get(address)), first)
    answer = client.post(address, data=old | points(first, 2), **asks)
    assert answer.status_code == 200
    assert (answer.json["at"], answer.json["missing"]) == ("09:00", 2)
    new = answer.json["seen"][str(first)]
    answer = client.post(address, data=old | points(first, 3), **asks)
    assert (answer.status_code, answer.json["conflicts"], answer.json["seen"]) == (409, [first], {})
    fine = old | points(first, 3) | {f"gesehen-{first}": new}
    assert client.post(address, data=fine, **asks).status_code == 200
    answer = client.post(address, data=fine | points(first, 7), **asks)
    assert answer.status_code == 422 and str(first) in answer.json["faults"]


def test_a_member_who_advises_has_no_points_to_give(app, client, soup):
    one, (first, second), tokens = a_group(app)
    address = f"/bewertung/{tokens['Rat']}"
    page = soup(client.get(address))
    assert not page.select("input[type=radio]")
    sent = (
        fields(page, first) | points(first, 3) | {f"bemerkung-{first}": "Rat", "aktion": "abgeben"}
    )
    assert client.post(address, data=sent).location == f"{address}?neu=abgegeben"
    assert stored(app, one, "Rat") == {first: marks(comment="Rat"), second: marks()}


# whose sheet it is


def test_members_and_deputies_come_to_their_own_sheet_alone(app, steering, soup):
    one, (first, _), _ = a_group(app)
    weber, zander = (build.a_member_signed_in(app, *who) for who in (("Weber",), ("Zander", "Ole")))
    klee = build.a_member_signed_in(app, "Klee")
    own = f"{RATINGS}/{one}/bogen"
    sent = fields(soup(weber.get(own)), first) | points(first, 3, 3, 3, 3, 3)
    assert weber.post(own, data=sent | {f"bemerkung-{first}": "Von Weber"}).status_code == 303
    assert [zander.get(own).status_code, zander.post(f"{own}/oeffnen").status_code] == [404, 404]
    assert "Bogen ausfüllen" not in soup(zander.get("/buero/lenkungskreis")).text
    with app.app_context():
        sheet = build.sheets(one)["Weber"]
        ask = {"to_deputy": True, "actor": base.OFFICE}
        rating_actions.send_again(one, sheet, build.SPREAD_KEY(9), **ask)
    page = soup(zander.get(own))
    assert "Sie vertreten Anna Weber" in page.text and "Von Weber" in page.text
    assert weber.get(own).status_code == 404
    page = soup(klee.get(own))
    assert "Von Weber" not in page.text and not page.select("input[checked]")
    for path in (own, f"{RATINGS}/{one}/bogen/oeffnen"):
        assert steering.post(path).status_code == 404
    assert steering.get(own).status_code == 404
    assert "Bogen ausfüllen" in soup(klee.get("/buero/lenkungskreis")).text
    assert "gibt es zurzeit keinen Sitz" in steering.get("/buero/lenkungskreis").text


def test_the_link_opens_nothing_after_the_term(app, client, office, clock):
    one, _, tokens = a_group(app)
    with app.app_context():
        weber = next(s for s in build.ratings.sheets_of(one) if s.member.name == "Anna Weber")
        member = weber.member_id
    ended = {"last_day": "2027-09-01", "version": "1"}
    office.post(f"/buero/lenkungskreis/mitglieder/{member}/beenden", data=ended)
    clock.set("2027-09-02T09:00")
    address = f"/bewertung/{tokens['Weber']}"
    assert client.get(address).status_code == 410
    assert "zu Ende gegangen" in client.post(address, data={}).text
    assert "nicht mehr im Amt" in build.signed_in_again(app).get(f"{RATINGS}/{one}").text


def test_what_comes_after_the_last_day_stays_on_the_page(app, client, soup, clock):
    one, (first, _), tokens = a_group(app)
    address = f"/bewertung/{tokens['Weber']}"
    sent = fields(soup(client.get(address)), first) | points(first, 3)
    clock.set("2027-09-11T00:01")
    answer = client.post(address, data=sent | {f"bemerkung-{first}": "Zu spät getippt"})
    assert answer.status_code == 410
    assert "Der letzte Tag war der 10.09.2027." in answer.text
    assert "Zu spät getippt" in answer.text
    assert stored(app, one, "Weber")[first] == marks()


# results


def test_after_the_end_all_see_averages_spread_and_remarks_without_names(app, client, soup, clock):
    one, (first, _), tokens = a_group(app)
    with app.app_context():
        build.hand_in(
            one,
            Weber=(marks(0, comment="Zu teuer"), 2),
            Klee=(marks(3, comment="Bald anfangen"), marks(biased=True)),
        )
        number = build.number_of(first)
    clock.set("2027-09-11T09:00")
    klee = build.a_member_signed_in(app, "Klee")
    pages = [
        client.get(f"/bewertung/{tokens['Weber']}"),
        klee.get(f"{RATINGS}/{one}"),
        klee.get(f"{RATINGS}/{one}/bogen"),
        build.signed_in_again(app).get(f"{RATINGS}/{one}"),
    ]
    for answer in pages:
        page = soup(answer)
        lines = [
            [cell.get_text(" ", strip=True) for cell in row.select("td")]
            for row in page.select("table")[0].select("tbody tr")
        ]
        assert lines == [
            ["1", "10,0", "10 bis 10", "0,0", "1", "1"],
            ["2", "7,5", "0 bis 15", "7,5", "2", "0"],
        ]
        said = " ".join(page.main.text.split())
        assert "Zuerst besprechen" in said and "stark verschieden" in said
        assert "Grundlage für das Gespräch" in said
        assert "Gezählt sind 2 von 2 Bögen" in said
        assert [one.text for one in page.select(".tw-remarks li")] == ["Bald anfangen", "Zu teuer"]
        assert "Weber" not in said and "Klee" not in said
        assert len(page.select("svg.tw-chart circle")) >= 3
    panel = " ".join(soup(klee.get(f"/buero/ideen/{number}")).text.split())
    assert "Durchschnitt 7,5 von 15 Punkten, 2 Bewertungen" in panel


def test_results_as_a_table(app, clock):
    one, _, _ = a_group(app)
    with app.app_context():
        build.hand_in(one, Weber=(marks(1, comment="=1+1"), 2), Klee=(2, marks(biased=True)))
    clock.set("2027-09-11T09:00")
    answer = build.signed_in_again(app).get(f"{RATINGS}/{one}/ergebnis.csv")
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert [line[0] for line in lines[1:]] == ["1", "2"]
    assert lines[1][3:5] == ["1", "1"]
    assert lines[2][3:] == ["2", "0", *["1,5"] * 5, "7,5", "5", "10", "2,5", "", "'=1+1"]
    assert not re.search("Weber|Klee", answer.data.decode())


def test_nobody_handed_in(app, client, clock, soup):
    _, _, tokens = a_group(app)
    clock.set("2027-09-11T09:00")
    page = soup(client.get(f"/bewertung/{tokens['Weber']}"))
    assert "Niemand hat einen Bogen abgegeben" in page.text


def test_the_moderator_sees_no_ratings_on_an_idea(app, clock):
    one, (first, _), _ = a_group(app)
    with app.app_context():
        build.hand_in(one, Weber=(1, 2))
        number = build.number_of(first)
    clock.set("2027-09-11T09:00")
    moderator = build.signed_in_again(app, build.build.Role.MODERATOR)
    assert "Bewertung" not in moderator.get(f"/buero/ideen/{number}").text


def test_the_pages_ask_a_constant_number_of_questions(app, office, count_queries):
    one, _, _ = a_group(app, number=1)
    paths = (RATINGS, f"{RATINGS}/{one}", "/buero/lenkungskreis", "/buero/")
    few = {}
    for path in paths:
        office.get(path)
        with count_queries() as asked:
            office.get(path)
        few[path] = len(asked)
    with app.app_context():
        for number in range(20):
            build.a_seat(last=f"Person{number}", deputy=f"Ole Vertretung{number}")
        for key in range(2, 5):
            build.a_round(*build.ideas(10), key=key)
        build.ask_new(one)
    for path in paths:
        with count_queries() as asked:
            office.get(path)
        assert len(asked) == few[path], path
