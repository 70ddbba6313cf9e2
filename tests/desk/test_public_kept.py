"""What is kept of the public page of a meeting is made anew when anything in it differs."""

from datetime import date, time

import pytest

from app.agenda.actions import draft_agenda
from app.agenda.publishing import publish_first
from app.core.db import db, transaction
from app.core.templating import kept_part
from app.meetings.models import Meeting, VenueFault
from tests import build

CHANGES = {
    "Neuer Titel": lambda one: setattr(one, "title", "Neuer Titel"),
    "Neues Thema": lambda one: setattr(one, "topic", "Neues Thema"),
    "Haus am Bach": lambda one: setattr(one.venue, "name", "Haus am Bach"),
    "Der Lift steht": lambda one: one.venue.faults.append(
        VenueFault(text="Der Lift steht", known_since=date(2027, 8, 1))
    ),
    "Noch 7 Plätze frei": lambda one: setattr(one, "capacity", 7),
    "19:30–22:00": lambda one: setattr(one, "begins", time(19, 30)),
    "Dieses Treffen fällt aus": lambda one: setattr(one, "state", "cancelled"),
}


@pytest.mark.parametrize("words", CHANGES)
def test_each_change_shows_at_the_next_visit(client, ctx, words):
    meeting_id = build.a_meeting("pitch-abend", day=date(2027, 9, 16), begins=time(18))
    draft_agenda(meeting_id)
    publish_first(meeting_id, build.OFFICE)
    path = f"/treffen/{build.slug_of(meeting_id)}"
    assert words not in shown(client, path)

    with transaction():
        CHANGES[words](db.session.get_one(Meeting, meeting_id))

    assert words in shown(client, path)


def test_another_meeting_that_comes_after_it_shows_at_the_next_visit(client, ctx):
    path = f"/treffen/{build.slug_of(build.a_meeting(day=date(2027, 9, 16)))}"
    shown(client, path)

    build.a_meeting(title="Das übernächste Treffen", day=date(2027, 10, 16))

    assert "Das übernächste Treffen" in shown(client, path)


def test_a_registration_counts_at_the_next_visit(client, ctx):
    meeting_id = build.a_meeting(day=date(2027, 9, 16), capacity=9)
    path = f"/treffen/{build.slug_of(meeting_id)}"
    assert "Noch 9 Plätze frei" in shown(client, path)

    build.a_registration(meeting_id)

    assert "Noch 8 Plätze frei" in shown(client, path)


def test_a_value_that_does_not_say_all_that_it_is_keeps_nothing(app):
    with app.test_request_context("/"), pytest.raises(TypeError):
        kept_part("layouts/_public_footer.html", value=object())


def shown(client, path):
    return client.get(path).text.replace("\xa0", " ")
