"""The office decides on pitches."""

import pytest
from sqlalchemy import select

from app.core.db import db
from app.outbox.models import Message
from app.pitches.models import Pitch
from tests import build


@pytest.fixture
def meeting_id(app):
    with app.app_context():
        return build.a_planned_meeting(title="Pitch-Abend")


@pytest.fixture
def pitch_id(app, meeting_id):
    with app.app_context():
        return build.a_pitch(meeting_id)


def kinds(app):
    with app.app_context():
        return list(db.session.scalars(select(Message.kind).order_by(Message.id)))


def state(app, pitch_id):
    with app.app_context():
        return db.session.get(Pitch, pitch_id).state


def test_without_pitches_the_list_shows_the_link_to_share(app, office, meeting_id, soup):
    page = soup(office.get(f"/buero/treffen/{meeting_id}/pitches"))

    assert "Noch keine Pitches" in page.main.text
    with app.app_context():
        assert f"/treffen/{build.slug_of(meeting_id)}/pitch" in page.main.text


def test_the_list_says_when_a_meeting_has_no_pitches(app, office, soup):
    with app.app_context():
        meeting_id = build.a_planned_meeting(kit="themenwerkstatt")

    page = soup(office.get(f"/buero/treffen/{meeting_id}/pitches"))

    assert "Bei diesem Treffen sind keine Pitches vorgesehen." in page.main.text


def test_the_list_shows_title_person_and_state(office, meeting_id, pitch_id, soup):
    page = soup(office.get(f"/buero/treffen/{meeting_id}/pitches"))

    cells = [" ".join(cell.text.split()) for cell in page.select("tbody tr *[role]")]
    assert cells == [
        "Klima-Bänke", "Jadwiga Łukaszewicz", "Klimawandel und Gesundheit", "01.09.2027", "–",
        "eingereicht",
    ]  # fmt: skip


def test_the_list_takes_as_many_queries_for_many_pitches_as_for_one(
    app, office, meeting_id, pitch_id, count_queries
):
    path = f"/buero/treffen/{meeting_id}/pitches"
    office.get(path)
    with count_queries() as few:
        office.get(path)
    with app.app_context():
        for number in range(12):
            build.a_pitch(meeting_id, title=f"P {number}", email=f"p{number}@example.org")

    with count_queries() as many:
        office.get(path)

    assert len(many) == len(few)


def test_accepting_offers_free_times_and_mails_the_chosen_one(
    app, office, meeting_id, pitch_id, soup
):
    path = f"/buero/treffen/{meeting_id}/pitches/{pitch_id}/annehmen"
    page = soup(office.get(path))
    labels = [label.text for label in page.select("fieldset .kern-form-check label")]
    later = page.find_all("input", {"name": "item"})[4]["value"]

    answer = office.post(path, data={"item": later})
    again = office.post(path, data={"item": later})

    assert [label.partition(" Uhr")[0] for label in labels] == [
        "18:18", "18:24", "18:30", "18:36", "18:54", "19:00", "19:06", "19:12"
    ]  # fmt: skip
    assert (answer.status_code, again.status_code) == (303, 303)
    assert kinds(app) == ["pitch_received", "pitch_accepted"]
    agenda = soup(office.get(f"/buero/treffen/{meeting_id}/tagesordnung"))
    assert "18:54 Klima-Bänke Jadwiga Łukaszewicz" in " ".join(agenda.main.text.split())


def test_declining_shows_the_mail_before_it_is_sent(app, office, meeting_id, pitch_id, soup):
    path = f"/buero/treffen/{meeting_id}/pitches/{pitch_id}/absagen"
    typed = {"reason": "Die acht Plätze sind vergeben.", "next_step": "Ein Stand auf dem Markt."}

    preview = office.post(path, data=typed)
    before = state(app, pitch_id)
    sent = office.post(path, data=typed | {"send": "1"})
    again = office.post(path, data=typed | {"send": "1"})

    assert preview.status_code == 200
    assert "Der Grund: Die acht Plätze sind vergeben." in soup(preview).find(id="mail").text
    assert before == "submitted"
    assert (sent.status_code, again.status_code) == (303, 303)
    assert state(app, pitch_id) == "declined"
    assert kinds(app) == ["pitch_received", "pitch_declined"]


def test_declining_without_a_reason_is_refused_at_the_field(office, meeting_id, pitch_id, soup):
    answer = office.post(
        f"/buero/treffen/{meeting_id}/pitches/{pitch_id}/absagen", data={"reason": "", "send": "1"}
    )

    assert answer.status_code == 422
    assert "Bitte füllen Sie dieses Feld aus." in soup(answer).find(id="reason-error").text


def test_a_pitch_page_shows_its_text_and_what_can_be_done(office, meeting_id, pitch_id, soup):
    page = soup(office.get(f"/buero/treffen/{meeting_id}/pitches/{pitch_id}"))

    assert page.h1.text == "Klima-Bänke"
    buttons = [link.text.strip() for link in page.select(".tw-actions a")]
    assert buttons == ["Entscheidung vormerken", "Pitch ändern"]
    at_once = [link.text.strip() for link in page.select(".tw-stack .tw-stack a")]
    assert at_once == ["Sofort zusagen", "Sofort absagen", "Zu einem anderen Treffen verschieben"]


def test_pitches_belong_to_their_meeting(app, office, pitch_id):
    with app.app_context():
        other = build.a_planned_meeting(kit="vernetzung")

    assert office.get(f"/buero/treffen/{other}/pitches/{pitch_id}").status_code == 404


@pytest.mark.parametrize("path", ["", "/{id}", "/{id}/absagen", "/{id}/annehmen"])
def test_only_the_office_sees_pitches_with_addresses(moderator, client, meeting_id, pitch_id, path):
    path = f"/buero/treffen/{meeting_id}/pitches" + path.format(id=pitch_id)

    assert moderator.get(path).status_code == 403
    assert client.get(path).status_code == 303
