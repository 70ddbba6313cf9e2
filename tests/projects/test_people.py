"""Other people over time: whose words are shown to whom, who was told, what the office is told."""

from dataclasses import replace
from datetime import date

import pytest

from app.contacts.office import erase_person
from app.core.db import db, transaction
from app.desk.today_projects import project_todos
from app.ideas.actions import change_idea, move_idea
from app.ideas.models import Idea
from app.ideas.queries import values_of
from app.ideas.rules import IdeaState, MoveFacts
from app.projects import drafts, joining, news, pages, queries, retention
from app.projects.forms import JoinForm
from app.projects.rules import HandedIn, Progress
from app.support.queries import cases_of_idea
from tests import build as house
from tests.build import OFFICE
from tests.projects import build
from tests.projects.build import KEY

pytestmark = pytest.mark.usefixtures("ctx")
BERTA = {"contact_name": "Berta Krüger", "contact_email": "berta@example.org"}


def change(project, **values):
    idea = build.idea(project)
    new = replace(values_of(idea), **values)
    change_idea(project, new, seen_version=idea.version, actor=OFFICE)


def written(project, token, number, **texts):
    return drafts.hand_in(token, queries.texts_of(build.idea(project)) | texts, KEY(number))


def heute():
    return [(one.text, one.anchor) for one in project_todos(date(2027, 9, 1))]


def test_whoever_comes_after_reads_nothing_that_was_said_before():
    project = build.a_project()
    token = build.token(project)
    news.answer(token, Progress.HELP, "Ich bin krank.", None, KEY(1))
    written(project, token, 2, title="Agnieszkas Titel")
    mine = pages.project_page(build.idea(project))
    assert [len(part) for part in (mine.news, mine.cases)] == [1, 1]
    assert mine.draft is not None
    change(project, **BERTA)
    theirs = pages.project_page(build.idea(project))
    assert (list(theirs.news), list(theirs.cases), theirs.draft) == ([], [], None)
    token = build.token(project)
    assert written(project, token, 3) == HandedIn.SAME
    assert len(queries.open_drafts()) == 1


def test_a_move_answers_the_news_before_it(clock):
    project = build.a_project()
    token = build.token(project)
    news.answer(token, Progress.ENDED, "Fertig.", None, KEY(1))
    assert heute() == [("Projekt ist beendet: Status prüfen", "rueckmeldungen")]
    clock.move(minutes=1)
    move_idea(project, IdeaState.DONE, MoveFacts(outcome="Fertig."), actor=OFFICE)
    assert heute() == []
    clock.move(minutes=1)
    move_idea(project, IdeaState.IN_PROGRESS, MoveFacts(reason="Doch nicht."), actor=OFFICE)
    clock.move(minutes=1)
    news.answer(token, Progress.STUCK, "Es stockt wieder.", None, KEY(2))
    assert heute() == [("Projekt stockt: nachfragen", "rueckmeldungen")]


def test_news_of_an_idea_that_was_merged_go_to_the_one_that_goes_on():
    kept, old = build.a_project(title="Bleibt"), build.a_project(title="Ging auf")
    with transaction():
        db.session.get(Idea, old).merged_into_id = kept
    news.note_told(old, Progress.HELP, "Wer hilft?", None, KEY(1), name="Z", actor=OFFICE)
    assert [one.idea_id for one in queries.news_of(kept)] == [kept]
    assert build.idea(kept).news_on == date(2027, 9, 1)
    assert [case.idea_id for case in cases_of_idea(kept)] == [kept]
    assert queries.news_of(old) == []


def test_somebody_the_contact_person_does_not_know_stands_on_heute_until_the_office_called():
    project, silent = build.a_project(), build.a_project(title="Ohne Adresse", contact_email="")
    joining.confirm(build.joins(project, consent=False))
    joining.confirm(build.joins(silent, 2))
    joining.confirm(build.joins(project, 3, name="Jan Nguyễn"))
    joining.add(project, build.somebody(name="Aylin Yıldırım", consent=False), KEY(4), actor=OFFICE)
    line = ("Jemand möchte mitmachen: melden", "mitmachende")
    assert heute() == [line, line]
    for _ in range(2):
        joining.note_seen(project, queries.supporters_of(project)[0].id, actor=OFFICE)
    assert heute() == [line]
    joining.remove(silent, queries.supporters_of(silent)[0].id, actor=OFFICE)
    assert heute() == []


def test_leaving_and_joining_again_sends_every_mail_again(clock):
    project = build.a_project()
    for number in (1, 2):
        token = build.joins(project, number)
        joining.confirm(token)
        joining.leave(token)
        clock.move(hours=3)
    assert len(build.letters("mitmachen-neu")) == 2
    assert len(build.letters("mitmachen-ende")) == 2


def test_whoever_got_the_address_is_asked_to_delete_it_not_whoever_came_after():
    project = build.a_project()
    token = build.joins(project)
    joining.confirm(token)
    change(project, **BERTA)
    joining.leave(token)
    assert build.letters("mitmachen-ende") == [("aga@example.org", "mitmachen-ende")]


def test_an_erased_contact_person_is_forgotten_where_they_were_told():
    person = house.a_person(last_name="Yıldırım", email="cem@example.org")
    project = build.a_project(contact_name="Cem Yıldırım", contact_email="cem@example.org")
    token = build.joins(project)
    joining.confirm(token)
    (row,) = queries.supporters_of(project)
    assert (row.told_to, row.told_known) == ("cem@example.org", True)
    erase_person(person, seen_version=1, actor=OFFICE)
    assert (retention.forget_erased(), retention.forget_erased()) == (1, 0)
    db.session.expire_all()
    assert row.told_to == ""
    joining.leave(token)
    assert build.letters("mitmachen-ende") == []


@pytest.mark.parametrize("field", ["name", "organisation"])
@pytest.mark.parametrize("typed", ["Gewinn: https://evil.example/x", "WWW.evil.example"])
def test_an_address_of_a_page_is_no_name(app, field, typed):
    values = {"name": "Mai Nguyễn", "email": "mai@example.org"} | {field: typed}
    with app.test_request_context(method="POST", data=values):
        form = JoinForm(meta={"csrf": False})
        form.validate()
        assert "keine Internet-Adresse" in form.errors[field][0]
