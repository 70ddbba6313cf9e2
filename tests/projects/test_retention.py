"""What is forgotten of people who said, wrote or joined something, and when."""

from datetime import date

import pytest
from sqlalchemy import select

from app.contacts.models import Person
from app.contacts.office import erase_person
from app.core.db import db, transaction
from app.projects import drafts, joining, news, queries, retention
from app.projects.models import IdeaDraft, IdeaNews, Supporter
from app.projects.rules import Progress
from tests import build as house
from tests.build import OFFICE
from tests.projects import build
from tests.projects.build import KEY

pytestmark = pytest.mark.usefixtures("ctx")


def said(what=Progress.RUNNING, text="", token="", kind=None, number=7):
    return news.answer(token, what, text, kind, KEY(number))


def text(**changed):
    return {
        "title": "Fahrradbus zur Grundschule", "summary": "", "organisation": "", "team": "",
        "seeking": "", "offering": "", "next_step": "",
    } | changed  # fmt: skip


def handed_in(project, token, number=1, **changed):
    drafts.hand_in(token, text(**changed), KEY(number))
    return queries.open_draft_of(project)


def test_an_erased_person_is_gone_from_news_texts_and_those_who_join_in():
    person = house.a_person(last_name="Yıldırım", email="cem@example.org")
    known = {"contact_name": "Cem Yıldırım", "contact_email": "cem@example.org"}
    project = build.a_project(**known)
    other = build.a_project(title="Anderes")
    token = build.token(project)
    said(Progress.STUCK, "Mein Rücken ist kaputt.", token)
    handed_in(project, token, title="Cems Bus")
    joining.confirm(build.joins(other, name="Cem Yıldırım", email="cem@example.org"))
    assert len(queries.supporters_of(other)) == 1
    version = db.session.get(Person, person).version
    erase_person(person, seen_version=version, actor=OFFICE)
    assert retention.forget_erased() == 3
    (one,) = queries.news_of(project)
    assert (one.what, one.name, one.text) == ("stuck", "", "")
    assert list(db.session.scalars(select(IdeaDraft))) == []
    assert queries.supporters_of(other) == []
    assert build.letters("mitmachen-ende") == [("aga@example.org", "mitmachen-ende")]
    assert retention.forget_erased() == 0


def test_somebody_who_comes_into_the_address_book_later_goes_with_their_entry():
    project = build.a_project()
    joining.confirm(build.joins(project, name="Cem Yıldırım", email="cem@example.org"))
    house.a_person(last_name="Yıldırım", email="cem@example.org")
    assert retention.join_known() == 1
    assert retention.join_known() == 0


def test_people_of_a_project_closed_for_a_year_are_forgotten():
    project = build.a_project()
    token = build.token(project)
    said(text="Läuft gut.", token=token)
    handed_in(project, token, title="X")
    joining.confirm(build.joins(project))
    with transaction():
        build.idea(project).closed_on = date(2026, 9, 2)
    assert retention.forget_closed() == 0
    with transaction():
        build.idea(project).closed_on = date(2026, 9, 1)
    assert retention.forget_closed() == 3
    assert retention.forget_closed() == 0
    (one,) = db.session.scalars(select(IdeaNews))
    assert (one.name, one.text) == ("", "Läuft gut.")
    assert list(db.session.scalars(select(Supporter))) == []


def test_whoever_left_is_forgotten_after_the_hours_of_the_settings(clock):
    token = build.joins(build.a_project())
    joining.confirm(token)
    joining.leave(token)
    assert retention.forget_unconfirmed() == 0
    clock.move(hours=49)
    assert retention.forget_unconfirmed() == 1
