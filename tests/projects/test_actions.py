"""Answers, texts by link, joining in, questions: what is written, who gets mail, once."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.core.errors import Conflict, Gone, NotFound, RuleBroken, TooMany
from app.ideas.actions import change_idea
from app.ideas.queries import values_of
from app.ideas.rules import IdeaState, SupportKind
from app.projects import asking, drafts, joining, news, queries, retention
from app.projects.models import IdeaDraft
from app.projects.rules import DraftState, HandedIn, Progress
from app.support.models import SupportCase
from tests import build as house
from tests.build import OFFICE
from tests.projects import build
from tests.projects.build import KEY

pytestmark = pytest.mark.usefixtures("ctx")


def said(what=Progress.RUNNING, text="", token="", kind=None, number=7):
    return news.answer(token, what, text, kind, KEY(number))


def change_contact(idea_id, **values):
    idea = build.idea(idea_id)
    new = replace(values_of(idea), **values)
    change_idea(idea_id, new, seen_version=idea.version, actor=OFFICE)


# the link


def test_the_office_sends_the_link_once_for_one_press():
    project = build.a_project()
    for _ in range(2):
        assert asking.send_link(project, KEY(1), actor=OFFICE) == "aga@example.org"
    assert build.letters() == [("aga@example.org", "projekt-link")]
    assert queries.idea_behind(queries.token_of(build.idea(project))).id == project


def test_an_idea_without_an_address_gets_no_link():
    project = build.a_project(contact_email="")
    with pytest.raises(RuleBroken):
        asking.send_link(project, KEY(1), actor=OFFICE)
    assert build.letters() == []


def test_the_old_link_opens_nothing_when_somebody_else_is_the_contact():
    project = build.a_project()
    token = build.token(project)
    change_contact(project, contact_name="Cem Yıldırım", contact_email="cem@example.org")
    with pytest.raises(NotFound):
        said(token=token)
    assert build.token(project) != token


def test_the_old_link_opens_nothing_when_the_contact_person_left():
    project = build.a_project()
    token = build.token(project)
    change_contact(project, contact_name="", contact_email="")
    with pytest.raises(NotFound):
        queries.idea_behind(token)


def test_a_page_names_other_ideas_of_the_same_person_only():
    mine = build.a_project()
    other = build.a_project(title="Lastenrad", state=IdeaState.NEW)
    build.a_project(title="Vom Partner", contact_name="Jan Krzyżanowski")
    build.a_project(title="Gleicher Name", contact_email="anders@example.org")
    assert [one.id for one in queries.others_of(build.idea(mine))] == [other]
    assert build.token(mine) != build.token(other)


# answers


def test_an_answer_counts_once_and_is_the_newest_news():
    project = build.a_project()
    token = build.token(project)
    assert said(Progress.STUCK, "Es fehlt ein Raum.", token) is True
    assert said(Progress.STUCK, "Es fehlt ein Raum.", token) is False
    (one,) = queries.news_of(project)
    assert (one.what, one.text, one.source, one.seen_at) == (
        "stuck", "Es fehlt ein Raum.", "link", None,
    )  # fmt: skip
    assert build.idea(project).news_on == date(2027, 9, 1)
    assert build.history(project)[-1] == "Rückmeldung: Es stockt."
    assert [one.idea_id for one in queries.unseen_news()] == [project]
    news.note_seen(project, one.id, actor=OFFICE)
    assert queries.unseen_news() == []


def test_a_call_for_help_becomes_a_case_and_names_no_one_in_the_history():
    project = build.a_project()
    token = build.token(project)
    with pytest.raises(RuleBroken) as fault:
        said(Progress.HELP, "", token)
    assert fault.value.field == "text"
    build.asked(project, date(2027, 8, 28))
    said(Progress.HELP, "Wer hilft bei der Statik?", token, SupportKind.CONTACTS)
    said(Progress.HELP, "Wer hilft bei der Statik?", token, SupportKind.CONTACTS)
    (case,) = db.session.scalars(select(SupportCase))
    assert (case.idea_id, case.kind, case.text, case.source) == (
        project, "contacts", "Wer hilft bei der Statik?", "answer",
    )  # fmt: skip
    assert case.asked_by == "Agnieszka Krzyżanowska"
    assert not any("Krzyżanowska" in sentence for sentence in build.history(project))


def test_ended_moves_nothing_by_itself():
    project = build.a_project()
    said(Progress.ENDED, "", build.token(project))
    assert build.idea(project).state == IdeaState.IN_PROGRESS


def test_a_closed_project_takes_no_answer_and_no_text():
    project = build.a_project(state=IdeaState.DONE)
    token = build.token(project)
    with transaction():
        build.idea(project).closed_on = date(2027, 8, 1)
    with pytest.raises(RuleBroken):
        said(token=token)
    with pytest.raises(RuleBroken):
        drafts.hand_in(token, {"title": "Neu"}, KEY(2))
    assert queries.news_of(project) == []


def test_one_link_takes_so_many_answers_a_day(clock):
    token = build.token(build.a_project())
    for number in range(20):
        said(token=token, number=number)
    with pytest.raises(TooMany):
        said(token=token, number=20)
    clock.move(days=1, hours=1)
    assert said(token=token, number=21) is True


def test_the_office_notes_what_it_heard_and_has_read_it_by_that():
    project = build.a_project()
    for _ in range(2):
        news.note_told(
            project, Progress.STUCK, "Ruft wieder an.", None, KEY(3), name="Herr Petrow",
            actor=OFFICE,
        )  # fmt: skip
    (one,) = queries.news_of(project)
    assert (one.source, one.name, one.seen_by) == ("office", "Herr Petrow", "Miriam Voss")
    assert build.idea(project).news_on == date(2027, 9, 1)


# texts by link


def text(**changed):
    return {
        "title": "Fahrradbus zur Grundschule", "summary": "", "organisation": "", "team": "",
        "seeking": "", "offering": "", "next_step": "",
    } | changed  # fmt: skip


def handed_in(project, token, number=1, **changed):
    drafts.hand_in(token, text(**changed), KEY(number))
    return queries.open_draft_of(project)


def test_a_text_counts_when_the_office_agrees():
    project = build.a_project()
    token = build.token(project)
    draft = handed_in(project, token, title="Fahrradbus Senne", team="Eltern")
    assert build.idea(project).title == "Fahrradbus zur Grundschule"
    seen = build.idea(project).version
    drafts.accept(project, draft.id, ["title"], "Danke!", seen_version=seen, actor=OFFICE)
    assert (build.idea(project).title, build.idea(project).team) == ("Fahrradbus Senne", "")
    assert build.letters("projekt-text-antwort") == [("aga@example.org", "projekt-text-antwort")]
    with pytest.raises(Conflict):
        drafts.refuse(project, draft.id, "Doch nicht", actor=OFFICE)
    assert len(build.letters("projekt-text-antwort")) == 1


def test_refusing_needs_a_reason_and_changes_nothing():
    project = build.a_project()
    draft = handed_in(project, build.token(project), title="X")
    with pytest.raises(RuleBroken) as fault:
        drafts.refuse(project, draft.id, "", actor=OFFICE)
    assert fault.value.field == "answer"
    drafts.refuse(project, draft.id, "Der Titel ist zu kurz.", actor=OFFICE)
    assert build.idea(project).title == "Fahrradbus zur Grundschule"
    assert len(build.letters("projekt-text-antwort")) == 1


def test_a_text_compared_with_an_older_idea_is_not_taken_over():
    project = build.a_project()
    draft = handed_in(project, build.token(project), title="X")
    seen = build.idea(project).version
    change_contact(project, points=3)
    with pytest.raises(Conflict):
        drafts.accept(project, draft.id, ["title"], "", seen_version=seen, actor=OFFICE)
    assert build.idea(project).title == "Fahrradbus zur Grundschule"


def test_a_later_text_replaces_the_one_that_waits():
    project = build.a_project()
    token = build.token(project)
    first = handed_in(project, token, title="X").id
    second = handed_in(project, token, 2, title="Y")
    assert db.session.get(IdeaDraft, first).state == DraftState.REPLACED
    assert second.values == {"title": "Y"}
    assert drafts.hand_in(token, text(), KEY(3)) == HandedIn.TAKEN_BACK
    assert queries.open_drafts() == []
    assert build.history(project)[-1] == "Eingereichten Text zurückgenommen."
    assert drafts.hand_in(token, text(), KEY(4)) == HandedIn.SAME


def test_nothing_or_nothing_of_it_chosen_is_refused():
    project = build.a_project()
    draft = handed_in(project, build.token(project), title="X")
    seen = build.idea(project).version
    with pytest.raises(RuleBroken):
        drafts.accept(project, draft.id, ["points"], "", seen_version=seen, actor=OFFICE)


# joining in


def test_somebody_joins_in_confirms_and_the_contact_person_is_told_once():
    project = build.a_project()
    token = build.joins(project, offer="Ich kann begleiten.")
    assert queries.supporters_of(project) == []
    assert build.letters() == [("mai@example.org", "mitmachen-bestaetigen")]
    for _ in range(2):
        joining.confirm(token)
    (one,) = queries.supporters_of(project)
    assert (one.name, one.offer) == ("Thị Mai Nguyễn", "Ich kann begleiten.")
    assert build.letters("mitmachen-neu") == [("aga@example.org", "mitmachen-neu")]


def test_without_consent_the_contact_person_is_not_told():
    project = build.a_project()
    joining.confirm(build.joins(project, consent=False))
    assert build.letters("mitmachen-neu") == []
    assert len(queries.supporters_of(project)) == 1


def test_joining_twice_changes_nothing_of_what_was_confirmed():
    project = build.a_project()
    token = build.joins(project)
    joining.confirm(token)
    again = build.somebody(offer="Fremde Worte", name="thị mai nguyễn")
    joining.join(project, again, "ja", KEY(2))
    (one,) = queries.supporters_of(project)
    assert one.offer == ""
    assert len(build.letters("mitmachen-bestaetigen")) == 2
    joining.confirm(token)
    assert len(build.letters("mitmachen-neu")) == 1


def test_two_people_may_share_an_address():
    project = build.a_project()
    joining.confirm(build.joins(project))
    joining.confirm(build.joins(project, 2, name="Jan Nguyễn"))
    assert len(queries.supporters_of(project)) == 2


def test_leaving_tells_a_contact_person_who_knows_the_address():
    project = build.a_project()
    token = build.joins(project)
    joining.confirm(token)
    for _ in range(2):
        joining.leave(token)
    assert queries.supporters_of(project) == []
    assert build.letters("mitmachen-ende") == [("aga@example.org", "mitmachen-ende")]
    with pytest.raises(Gone):
        joining.confirm(token)


def test_confirming_too_late_needs_the_form_again(clock):
    project = build.a_project()
    token = build.joins(project)
    clock.move(hours=49)
    with pytest.raises(Gone):
        joining.confirm(token)
    assert retention.forget_unconfirmed() == 1
    with pytest.raises(NotFound):
        joining.confirm(token)


def test_nobody_joins_what_is_hidden_or_over():
    hidden = build.a_project(public=False)
    with pytest.raises(RuleBroken):
        joining.join(hidden, build.somebody(), "ja", KEY(1))


def test_one_address_gets_few_mails_a_day():
    project = build.a_project()
    for number in range(5):
        build.joins(project, number)
    with pytest.raises(TooMany):
        build.joins(project, 9)
    assert len(build.letters()) == 5


def test_the_office_adds_and_removes_somebody():
    project = build.a_project()
    for _ in range(2):
        joining.add(project, build.somebody(), KEY(1), actor=OFFICE)
    (one,) = queries.supporters_of(project)
    with pytest.raises(RuleBroken):
        joining.add(project, build.somebody(), KEY(2), actor=OFFICE)
    one_id = one.id
    for _ in range(2):
        joining.remove(project, one_id, actor=OFFICE)
    assert queries.supporters_of(project) == []
    assert len(build.letters("mitmachen-ende")) == 1


# questions


def test_every_running_project_is_asked_in_its_turn_and_once():
    project = build.a_project()
    build.a_project(title="Neu", state=IdeaState.NEW)
    build.a_project(title="Ohne Adresse", contact_email="")
    assert asking.ask_due() == 1
    assert asking.ask_due() == 0
    assert build.asks() == [(project, date(2027, 9, 1), False)]
    assert build.letters() == [("aga@example.org", "projekt-wie-steht-es")]
    assert queries.idea_behind(queries.token_of(build.idea(project))).id == project


def test_silence_is_reminded_once_and_then_shown(clock):
    project = build.a_project()
    asking.ask_due()
    for _ in range(60):
        clock.move(days=1)
        asking.ask_due()
    assert [(day, again) for _, day, again in build.asks()] == [
        (date(2027, 9, 1), False), (date(2027, 9, 8), True), (date(2027, 10, 20), False),
        (date(2027, 10, 27), True),
    ]  # fmt: skip
    assert [one.id for one, _ in queries.silent_projects()] == [project]
    said(token=queries.token_of(build.idea(project)))
    assert queries.silent_projects() == []


def test_a_project_is_silent_after_two_questions_without_news_reminders_do_not_count():
    heard = build.a_project("Lange nichts gehört", news_on=date(2027, 7, 19))
    never = build.a_project("Nie etwas gehört")
    answered = build.a_project("Einmal geantwortet", news_on=date(2027, 7, 20))
    for project in (heard, never, answered):
        build.asked(project, date(2027, 7, 20))
        build.asked(project, date(2027, 7, 27), again=True)
        build.asked(project, date(2027, 8, 20))
        build.asked(project, date(2027, 8, 27), again=True)
    told = [(one.id, since) for one, since in queries.silent_projects()]
    assert told == [(heard, date(2027, 7, 19)), (never, date(2027, 6, 1))]


def test_before_a_meeting_the_mail_names_it(clock):
    project = build.a_project(report_due=date(2027, 9, 20), news_on=date(2027, 8, 20))
    house.a_meeting(day=date(2027, 9, 30))
    clock.set("2027-09-15T09:00")
    assert asking.ask_due() == 0
    clock.set("2027-09-16T09:00")
    assert asking.ask_due() == 1
    ((_, day, _),) = build.asks()
    assert (day, build.idea(project).id) == (date(2027, 9, 16), project)


def test_nobody_is_asked_at_night(clock):
    build.a_project()
    clock.set("2027-09-01T07:30")
    assert asking.ask_due() == 0


def test_the_office_asks_out_of_turn_but_not_twice_a_week():
    project = build.a_project(news_on=date(2027, 8, 20))
    assert asking.ask_now(project, actor=OFFICE) is True
    assert asking.ask_now(project, actor=OFFICE) is False
    assert len(build.letters()) == 1
