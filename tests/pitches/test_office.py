"""The office's pages: list, phone, decisions together, times, presented, idea."""

import io
from datetime import date

import openpyxl
import pytest
from sqlalchemy import select

from app.access.rules import Role
from app.agenda import queries as agenda
from app.core.db import db
from app.ideas.models import Idea
from app.outbox.models import Message
from app.pitches.mails import edit_token
from app.pitches.models import Pitch
from app.registrations import office as registrations
from tests import build
from tests.conftest import signed_in


@pytest.fixture
def meeting_id(app):
    with app.app_context():
        return build.a_planned_meeting(title="Pitch-Abend")


@pytest.fixture
def path(meeting_id):
    return f"/buero/treffen/{meeting_id}/pitches"


def make(app, meeting_id, *titles, accepted=False):
    builder = build.an_accepted_pitch if accepted else build.a_pitch
    with app.app_context():
        return [
            builder(meeting_id, title=title, email=f"{n}@example.org")
            for n, title in enumerate(titles)
        ]


def kinds(app):
    with app.app_context():
        return list(db.session.scalars(select(Message.kind).order_by(Message.id)))


def titles(page):
    return [cell.text for cell in page.select("#liste tbody th a")]


def typed(page):
    """What the form of a page would send."""
    found = {one["name"]: one.get("value", "") for one in page.select(".tw-form input[name]")}
    found |= {one["name"]: one.text.strip() for one in page.select(".tw-form textarea")}
    return found | {one["name"]: "" for one in page.select(".tw-form select")}


PHONE = {
    "title": "Am Telefon", "summary": "Ein Laden ohne Müll.", "first_name": "Änne",
    "last_name": "Süß", "phone": "0521 123", "action_field": "",
}  # fmt: skip


def test_the_list_finds_without_accents_sorts_and_filters(app, office, meeting_id, path, soup):
    make(app, meeting_id, "Zirkus", "Äpfel", "Büchse")

    found = titles(soup(office.get(f"{path}?suche=lukaszewicz+apfel")))
    ordered = titles(soup(office.get(f"{path}?sortierung=titel")))
    backwards = titles(soup(office.get(f"{path}?sortierung=-titel")))
    none = soup(office.get(f"{path}?status=declined"))

    assert found == ["Äpfel"]
    assert ordered == ["Äpfel", "Büchse", "Zirkus"] == backwards[::-1]
    assert "Dazu gibt es keinen Pitch." in none.main.text


def test_a_long_list_comes_in_pages(app, office, meeting_id, path, soup):
    make(app, meeting_id, *(f"P {n:02d}" for n in range(53)))

    first, second = (soup(office.get(f"{path}?seite={n}")) for n in (1, 2))

    assert (len(titles(first)), len(titles(second))) == (50, 3)


@pytest.mark.parametrize("page", ["", "/entscheidungen", "/uhrzeiten", ".csv"])
def test_pages_take_as_many_queries_for_many_pitches_as_for_two(
    app, office, meeting_id, path, count_queries, page
):
    for one in make(app, meeting_id, "A", "B", accepted=True):
        with app.app_context():
            build.a_presenter(one)
    office.get(path + page)
    with count_queries() as few:
        office.get(path + page)
    for one in make(app, meeting_id, *(f"C{n}" for n in range(5)), accepted=True):
        with app.app_context():
            build.a_presenter(one)

    with count_queries() as many:
        office.get(path + page)

    assert len(many) == len(few)


def test_a_pitch_is_taken_by_phone_after_the_deadline_once(app, meeting_id, path, soup, clock):
    clock.set("2027-09-20T09:00")
    office = signed_in(app, Role.OFFICE)
    form = typed(soup(office.get(f"{path}/neu"))) | PHONE

    first = office.post(f"{path}/neu", data=form)
    again = office.post(f"{path}/neu", data=form)

    assert (first.status_code, first.location) == (303, again.location)
    page = soup(office.get(first.location))
    assert "keine: bitte anrufen" in page.main.text
    assert "0521 123" in page.main.text
    assert kinds(app) == []


@pytest.mark.parametrize("values", [{"pitch_deadline": None}, {"state": "cancelled"}])
def test_a_meeting_without_pitches_takes_none_by_phone(app, office, soup, values):
    with app.app_context():
        other = build.a_planned_meeting(**values)

    answer = office.post(f"/buero/treffen/{other}/pitches/neu", data=PHONE)

    assert answer.status_code == 422
    assert "Dieses Treffen nimmt keine Pitches auf." in soup(answer).text
    assert soup(answer).find(id="title")["value"] == "Am Telefon"


def test_a_new_address_gets_a_new_link_and_the_old_one_ends(
    app, office, client, meeting_id, path, soup
):
    (pitch_id,) = make(app, meeting_id, "Bänke")
    with app.app_context():
        old = edit_token(db.session.get(Pitch, pitch_id))
    form = typed(soup(office.get(f"{path}/{pitch_id}/aendern")))

    office.post(f"{path}/{pitch_id}/aendern", data=form | {"email": "neu@example.org"})

    with app.app_context():
        new = edit_token(db.session.get(Pitch, pitch_id))
    assert client.get(f"/pitch/{old}").status_code == 404
    assert client.get(f"/pitch/{new}").status_code == 200
    assert kinds(app) == ["pitch_received", "pitch_received"]


def test_the_slower_of_two_in_the_office_is_told_and_keeps_what_was_typed(
    app, office, meeting_id, path, soup
):
    (pitch_id,) = make(app, meeting_id, "Bänke")
    form = typed(soup(office.get(f"{path}/{pitch_id}/aendern")))
    office.post(f"{path}/{pitch_id}/aendern", data=form | {"title": "Erste"})

    answer = office.post(f"{path}/{pitch_id}/aendern", data=form | {"title": "Zweite"})

    assert answer.status_code == 422
    assert soup(answer).find(id="title")["value"] == "Zweite"


def test_the_office_goes_through_the_pitches_and_sends_all_at_once(
    app, office, client, meeting_id, path, soup
):
    first, second = make(app, meeting_id, "Erster", "Zweiter")
    with app.app_context():
        token = edit_token(db.session.get(Pitch, first))
    on = office.post(f"{path}/{first}/entscheiden", data={"kind": "accept", "spot": ""})
    refusal = {"kind": "decline", "reason": "Voll.", "next_step": "Ein Stand."}
    to_send = office.post(f"{path}/{second}/entscheiden", data=refusal)
    own = soup(client.get(f"/pitch/{token}"))
    page = soup(office.get(to_send.location))

    assert on.location.endswith(f"/{second}/entscheiden")
    assert "eingereicht" in own.find(id="stand").parent.text
    assert "18:18" in page.main.text
    assert "Der Grund: Voll." in page.main.text
    assert kinds(app) == ["pitch_received"] * 2

    stand = {"stand": page.find("input", {"name": "stand"})["value"]}
    sent = [office.post(f"{path}/entscheidungen", data=stand).status_code for _ in range(2)]

    assert sent == [303, 303]
    assert sorted(kinds(app)[2:]) == ["pitch_accepted", "pitch_declined"]
    own = soup(client.get(f"/pitch/{token}"))
    assert "etwa um 18:18 Uhr" in own.main.text


def test_an_old_page_of_decisions_sends_nothing(app, office, meeting_id, path, soup):
    (pitch_id,) = make(app, meeting_id, "Erster")
    office.post(f"{path}/{pitch_id}/entscheiden", data={"kind": "accept", "spot": ""})

    answer = office.post(f"{path}/entscheidungen", data={"stand": "alt"})

    assert answer.status_code == 409
    assert "Inzwischen hat sich etwas geändert." in soup(answer).text
    assert kinds(app) == ["pitch_received"]


def test_taking_back_leaves_nothing_to_send(app, office, meeting_id, path, soup):
    (pitch_id,) = make(app, meeting_id, "Erster")
    office.post(f"{path}/{pitch_id}/entscheiden", data={"kind": "accept", "spot": ""})

    office.post(f"{path}/{pitch_id}/entscheidung-zuruecknehmen")

    assert "Nichts vorgemerkt" in soup(office.get(f"{path}/entscheidungen")).main.text


def test_moving_on_is_read_at_the_old_meeting_and_by_the_person(
    app, office, client, meeting_id, path, soup
):
    (pitch_id,) = make(app, meeting_id, "Bänke")
    with app.app_context():
        token = edit_token(db.session.get(Pitch, pitch_id))
        winter = build.a_planned_meeting(title="Winter-Abend", day=date(2027, 11, 25))

    answer = office.post(
        f"{path}/{pitch_id}/verschieben", data={"target": str(winter), "reason": "Voll."}
    )

    assert answer.status_code == 303
    old = soup(office.get(path)).main.text
    assert "verschoben auf Winter-Abend, Do., 25.11.2027" in " ".join(old.split())
    assert "Winter-Abend" in soup(client.get(f"/pitch/{token}")).main.text
    assert kinds(app) == ["pitch_received", "pitch_moved"]


@pytest.mark.parametrize("draft", [True, False])
def test_without_another_meeting_the_office_reads_what_to_do(
    app, office, meeting_id, path, soup, draft
):
    (pitch_id,) = make(app, meeting_id, "Bänke")
    if draft:
        with app.app_context():
            build.a_planned_meeting(title="Winter-Abend", day=date(2027, 11, 25), state="draft")

    words = soup(office.get(f"{path}/{pitch_id}/verschieben")).main.text

    assert "Der Pitch bleibt hier." in words
    assert ("Winter-Abend" in words) is draft


def test_new_times_are_shown_before_they_are_told(app, office, meeting_id, path, soup):
    make(app, meeting_id, "Bänke", accepted=True)
    with app.app_context():
        build.agenda.change_minutes(
            meeting_id, {build.item_ids(meeting_id, place="during")[0]: (8, 30)}
        )
    warned = [
        "1 Pitch hat eine andere Uhrzeit als mitgeteilt" in soup(office.get(page)).main.text
        for page in (
            path,
            f"/buero/treffen/{meeting_id}",
            f"/buero/treffen/{meeting_id}/tagesordnung",
        )
    ]
    page = soup(office.get(f"{path}/uhrzeiten")).main.text

    told = [office.post(f"{path}/uhrzeiten").status_code for _ in range(2)]

    assert warned == [True, True, True]
    assert "Do., 30.09.2027, 18:18 Uhr" in page
    assert "1 Person bekommt eine E-Mail." in page
    assert told == [303, 303]
    assert kinds(app) == ["pitch_received", "pitch_accepted", "pitch_time_changed"]


def test_order_changes_by_buttons(app, office, meeting_id, path, soup):
    one, two = make(app, meeting_id, "Erster", "Zweiter", accepted=True)

    office.post(f"{path}/{two}/reihenfolge", data={"direction": "up"})

    with app.app_context():
        assert list(agenda.agenda_of(meeting_id).pitch_times) == [two, one]
    row = soup(office.get(path)).select("#ablauf li")[0]
    assert "Zweiter" in row.text


def test_after_the_meeting_several_are_presented_and_become_ideas(
    app, office, meeting_id, path, soup, clock
):
    one, two = make(app, meeting_id, "Erster", "Zweiter", accepted=True)
    early = office.post(f"{path}/vorgestellt", data={"pitch": [one, two]})
    clock.set("2027-10-01T09:00")
    office = signed_in(app, Role.OFFICE)
    office.post(f"{path}/vorgestellt", data={"pitch": [one, two]})

    ideas = [office.post(f"{path}/{one}/idee").location for _ in range(2)]

    assert early.status_code == 409
    assert ideas[0] == ideas[1]
    with app.app_context():
        states = [db.session.get(Pitch, n).state for n in (one, two)]
        idea = db.session.scalars(select(Idea)).one()
        assert states == ["presented", "presented"]
        assert (idea.pitch_id, idea.title, idea.source) == (one, "Erster", "pitch")
    assert f"{path}/{one}" in str(soup(office.get(ideas[0])).main)
    assert f"Idee {ideas[0][-8:]} öffnen" in soup(office.get(f"{path}/{one}")).main.text


def test_a_slip_is_mended(app, meeting_id, path, clock):
    (one,) = make(app, meeting_id, "Erster", accepted=True)
    clock.set("2027-10-01T09:00")
    office = signed_in(app, Role.OFFICE)
    office.post(f"{path}/vorgestellt", data={"pitch": [one]})

    office.post(f"{path}/{one}/doch-nicht-vorgestellt")

    with app.app_context():
        assert db.session.get(Pitch, one).state == "accepted"


def test_the_list_goes_out_as_tables_without_formulas(app, office, meeting_id, path):
    make(app, meeting_id, "=1+1")

    text = office.post(f"{path}.csv").data.decode("utf-8-sig").splitlines()
    sheet = openpyxl.load_workbook(io.BytesIO(office.post(f"{path}.xlsx").data)).active

    assert text[0].startswith("Titel;Stand;Uhrzeit;")
    assert text[1].startswith("'=1+1;eingereicht;;Klimawandel und Gesundheit;Jadwiga;")
    assert [cell.value for cell in sheet[2]][:2] == ["=1+1", "eingereicht"]
    assert sheet["A2"].data_type == "s"


def test_a_called_off_meeting_says_which_pitches_still_stand_there(
    app, office, client, meeting_id, path, soup
):
    (pitch_id,) = make(app, meeting_id, "Bänke")
    with app.app_context():
        token = edit_token(db.session.get(Pitch, pitch_id))
        registrations.call_off(
            meeting_id, reason="Sturm.", next_step="Im Oktober.", actor=build.OFFICE
        )

    assert "1 Pitch steht noch bei diesem abgesagten Treffen" in soup(office.get(path)).main.text
    own = soup(client.get(f"/pitch/{token}"))
    assert "Das Treffen ist abgesagt" in own.main.text
    assert own.find("textarea") is None
