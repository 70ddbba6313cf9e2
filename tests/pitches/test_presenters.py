"""People who present as well: named by others, told, reading along, leaving."""

import pytest
from sqlalchemy import select

from app.core.db import db
from app.core.errors import NotFound, RuleBroken
from app.outbox.models import Message
from app.pitches import actions, office, queries
from app.pitches.mails import edit_token, read_token
from app.pitches.models import Pitch, PitchPresenter
from app.pitches.rules import PresenterFacts
from tests import build

ZOE = PresenterFacts(first_name="Zoë", last_name="Bauer", email="zoe@example.org")


@pytest.fixture
def pitch_id(app):
    with app.app_context():
        return build.a_pitch(build.a_planned_meeting(title="Pitch-Abend"))


@pytest.fixture
def token(app, pitch_id):
    with app.app_context():
        return edit_token(db.session.get(Pitch, pitch_id))


@pytest.fixture
def reader(app, pitch_id):
    with app.app_context():
        return read_token(build.a_presenter(pitch_id, email="zoe@example.org", last_name="Bauer"))


def names(pitch_id):
    return db.session.get(Pitch, pitch_id, populate_existing=True).everybody


def mails(kind):
    return list(db.session.scalars(select(Message.recipient).where(Message.kind == kind)))


def test_a_named_person_is_told_and_gets_a_link_to_read(app, client, token, pitch_id, soup):
    with app.app_context():
        actions.add_presenter(token, ZOE)
        link = read_token(db.session.scalars(select(PitchPresenter)).one())

        assert mails("presenter_added") == ["zoe@example.org"]
        assert names(pitch_id) == "Jadwiga Łukaszewicz und Zoë Bauer"
    page = soup(client.get(f"/pitch/lesen/{link}"))
    assert "Bänke mit Schatten und Grün für den Kesselbrink." in page.main.text
    assert page.find("textarea") is None


def test_somebody_without_an_address_is_named_all_the_same(app, ctx, token, pitch_id):
    actions.add_presenter(token, PresenterFacts(first_name="Änne", last_name="Süß"))

    assert names(pitch_id) == "Jadwiga Łukaszewicz und Änne Süß"
    assert mails("presenter_added") == []


@pytest.mark.parametrize("spelling", ["zoe@example.org", "ZOE@example.org"])
def test_nobody_is_named_twice(ctx, token, spelling):
    actions.add_presenter(token, ZOE)

    with pytest.raises(RuleBroken):
        actions.add_presenter(
            token, PresenterFacts(first_name="ZOË", last_name="bauer", email=spelling)
        )


def test_a_fifth_person_is_one_too_many(ctx, token):
    for number in range(4):
        actions.add_presenter(token, PresenterFacts(first_name="P", last_name=str(number)))

    with pytest.raises(RuleBroken) as fault:
        actions.add_presenter(token, ZOE)

    assert fault.value.message.startswith("Mehr als 4 weitere Personen sind nicht möglich.")


def test_after_the_deadline_only_the_office_changes_the_list(ctx, token, pitch_id, clock):
    clock.set("2027-09-17T00:00")

    with pytest.raises(RuleBroken):
        actions.add_presenter(token, ZOE)
    office.add_presenter(pitch_id, ZOE, build.OFFICE)

    assert names(pitch_id) == "Jadwiga Łukaszewicz und Zoë Bauer"


def test_a_person_taken_out_is_told_and_the_link_is_dead(ctx, token, pitch_id, reader):
    presenter = queries.presenter_behind(reader).id

    actions.remove_presenter(token, presenter)
    actions.remove_presenter(token, presenter)

    assert mails("presenter_removed") == ["zoe@example.org"]
    with pytest.raises(NotFound):
        queries.presenter_behind(reader)


def test_leaving_needs_a_button_and_deletes_the_name(app, client, reader, pitch_id, soup):
    asked = soup(client.get(f"/pitch/lesen/{reader}/austragen"))
    with app.app_context():
        before = names(pitch_id)

    answer = client.post(f"/pitch/lesen/{reader}/austragen")

    assert asked.find("form", {"method": "post"})
    assert before.endswith("Zoë Bauer")
    assert "Sie sind ausgetragen" in soup(client.get(answer.location)).text
    with app.app_context():
        assert names(pitch_id) == "Jadwiga Łukaszewicz"
        assert mails("presenter_removed") == []
    assert client.get(f"/pitch/lesen/{reader}").status_code == 404


def test_the_link_to_read_changes_nothing_and_is_no_link_to_edit(client, reader):
    assert client.get(f"/pitch/{reader}").status_code == 404
    assert client.post(f"/pitch/{reader}/zurueckziehen").status_code == 404


def test_everybody_learns_that_a_pitch_was_withdrawn(ctx, token, reader):
    actions.withdraw(token)
    actions.withdraw(token)

    assert mails("pitch_withdrawn") == ["jadwiga@example.org", "zoe@example.org"]


def test_the_page_names_and_removes_people_without_javascript(app, client, token, soup):
    path = f"/pitch/{token}/vortragende"
    bad = client.post(path, data={"first_name": "A" * 201, "last_name": "B\x00"})
    client.post(path, data={"first_name": "Zoë", "last_name": "Bauer", "email": "zoe@example.org"})
    page = soup(client.get(path))

    assert bad.status_code == 422
    assert "Höchstens 200 Zeichen" in soup(bad).find(id="first_name-error").text
    assert "unsichtbares Steuerzeichen" in soup(bad).find(id="last_name-error").text
    assert "Zoë Bauer" in page.main.text
    remove = page.find("form", action=lambda at: at and at.endswith("/entfernen"))
    assert client.post(remove["action"]).status_code == 303
    assert "Bis jetzt stellen Sie allein vor." in soup(client.get(path)).main.text
