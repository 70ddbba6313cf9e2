"""Entries and requests: written once, for the idea that goes on, and never lost silently."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.contacts.office import erase_person
from app.core import clock as app_clock
from app.core.db import db, transaction
from app.core.errors import Conflict, NotFound, RuleBroken
from app.ideas.actions import change_idea
from app.ideas.models import Idea
from app.ideas.queries import values_of
from app.ideas.rules import SupportKind
from app.outbox.models import Message
from app.support import actions, case_actions, queries
from app.support.case_actions import TakeValues
from app.support.mails import taken_letter
from app.support.models import SupportCase, SupportEntry
from app.support.retention import forget_askers, forget_erased
from app.support.rules import FORGOTTEN_TEXT, CaseState
from tests import build
from tests.support.build import a_case, a_project, an_entry, values

TAKE = TakeValues(worker="Cem Yıldırım", due=date(2027, 9, 10), kind=SupportKind.ADVICE)


def change_contact(project, **values):
    idea = db.session.get(Idea, project, populate_existing=True)
    change_idea(
        project, replace(values_of(idea), **values), seen_version=idea.version, actor=build.OFFICE
    )


def entries():
    return db.session.query(SupportEntry).all()


def texts():
    return [(one.recipient, one.kind, one.body.decode()) for one in db.session.query(Message)]


def test_a_second_press_adds_nothing(ctx):
    idea = a_project()
    first = an_entry(idea, key="one-press-of-a-button")
    assert an_entry(idea, key="one-press-of-a-button", minutes=40) == first
    assert [one.minutes for one in entries()] == [25]
    assert build.audit()[-1] == ("Miriam Voss", "support_logged", f"support:{first}")


def test_an_entry_for_a_merged_idea_goes_to_the_one_that_goes_on(ctx):
    kept, old, older = (
        a_project("Bleibt"),
        a_project("Ging auf"),
        a_project("Ging schon früher auf"),
    )
    before = an_entry(older)
    with transaction():
        db.session.get(Idea, old).merged_into_id = kept
        db.session.get(Idea, older).merged_into_id = old
    late, case = an_entry(older), a_case(older)
    assert db.session.get(SupportEntry, late).idea_id == kept
    assert [one.id for one in queries.entries_of_idea(kept)] == [late, before]
    assert [one.id for one in queries.cases_of_idea(kept)] == [case]
    assert queries.sums_of_idea(kept).total.minutes == 50
    assert queries.entries_of_idea(older) == [db.session.get(SupportEntry, before)]


def test_a_known_organisation_is_recognised_in_any_spelling(ctx):
    build.a_person(organisation='Förderkreis "Alte Linde" e. V.')
    known, other = an_entry(a_project(), partner="Förderkreis Alte Linde"), an_entry(a_project())
    found = db.session.get(SupportEntry, known)
    assert found.organisation.name == 'Förderkreis "Alte Linde" e. V.'
    assert found.partner == "Förderkreis Alte Linde"
    assert db.session.get(SupportEntry, other).organisation is None


def test_a_change_keeps_what_somebody_else_wrote_meanwhile(ctx):
    idea = a_project()
    entry = an_entry(idea)
    actions.change_entry(entry, idea, values(minutes=30), seen_version=1, actor=build.OFFICE)
    with pytest.raises(Conflict):
        actions.change_entry(entry, idea, values(minutes=99), seen_version=1, actor=build.OFFICE)
    assert [one.minutes for one in entries()] == [30]


def test_another_follow_up_day_waits_again(ctx):
    idea = a_project()
    entry = an_entry(idea, follow_up=date(2027, 9, 2))
    actions.finish_follow_up(entry, done=True, actor=build.OFFICE)
    assert queries.follow_ups(app_clock.today(), date(2027, 9, 2)).rows == []
    other = values(follow_up=date(2027, 9, 15))
    actions.change_entry(entry, idea, other, seen_version=1, actor=build.OFFICE)
    assert [one.id for one in queries.follow_ups(app_clock.today(), date(2027, 9, 15)).rows] == [
        entry
    ]
    assert queries.follow_ups(app_clock.today(), date(2027, 9, 14)).rows == []


def test_what_is_gone_is_told(ctx):
    entry = an_entry(a_project())
    actions.remove_entry(entry, actor=build.OFFICE)
    assert build.audit()[-1] == ("Miriam Voss", "support_removed", f"support:{entry}")
    for gone in (
        lambda: actions.remove_entry(entry, actor=build.OFFICE),
        lambda: actions.finish_follow_up(entry, done=True, actor=build.OFFICE),
        lambda: an_entry(99_999),
        lambda: a_case(99_999),
        lambda: an_entry(a_project(), case_id=99_999),
    ):
        with pytest.raises(NotFound):
            gone()
    assert entries() == []


def test_an_entry_belongs_to_a_request_of_its_own_project(ctx):
    idea, other = a_project(), a_project()
    case = a_case(idea)
    an_entry(idea, case_id=case)
    with pytest.raises(RuleBroken):
        an_entry(other, case_id=case)
    assert [one.minutes for one in queries.case_by_id(case).entries] == [25]


def test_a_mediation_becomes_an_entry_of_kind_contacts(ctx):
    idea = a_project()
    actions.log_contacts(idea, 15, "Hofladen", "Lager vermittelt", "Beide sprechen", build.OFFICE)
    (entry,) = entries()
    assert (entry.kind, entry.minutes, entry.partner, entry.day, entry.worker) == (
        "contacts", 15, "Hofladen", date(2027, 9, 1), "Miriam Voss",
    )  # fmt: skip


def test_a_request_is_taken_and_closed_with_mails_of_its_words(ctx):
    case = a_case(a_project("Klima-Bänke"))
    assert a_case(a_project(), key="twice-pressed-case") == a_case(
        a_project(), key="twice-pressed-case"
    )
    assert case_actions.take_case(case, TAKE, tell=True, seen_version=1, actor=build.OFFICE)
    with pytest.raises(Conflict):
        case_actions.close_case(case, "Fertig", tell=True, seen_version=1, actor=build.OFFICE)
    assert case_actions.close_case(
        case, "Das Amt sagt zu.", tell=True, seen_version=2, actor=build.OFFICE
    )
    found = queries.case_by_id(case)
    assert (found.state, found.outcome, found.closed_by) == (
        CaseState.CLOSED, "Das Amt sagt zu.", "Miriam Voss",
    )  # fmt: skip
    kinds = [kind for _, kind, _ in texts()]
    assert kinds == ["anliegen-uebernommen", "anliegen-erledigt"]
    assert all("mai@example.org" in to for to, _, _ in texts())


def test_words_of_somebody_else_are_not_quoted_to_the_contact_person(ctx):
    project = a_project("Klima-Bänke")
    before, by_phone = (
        a_case(project, "Mir geht es schlecht."),
        a_case(project, "Wer zahlt die Farbe?", source="office", asked_by=""),
    )
    change_contact(project, contact_name="Berta Krüger", contact_email="berta@example.org")
    for case in (before, by_phone):
        case_actions.take_case(case, TAKE, tell=True, seen_version=1, actor=build.OFFICE)
    quoted, told = (
        taken_letter(queries.case_by_id(by_phone), "", None),
        taken_letter(queries.case_by_id(before), "", None),
    )
    assert "„Wer zahlt die Farbe?“" in quoted.text
    assert "schlecht" not in told.text
    assert "kam am 01.09.2027 ein Anliegen zu uns." in told.text


def test_nobody_is_written_to_without_an_address_or_a_wish(ctx):
    silent, unasked = a_case(a_project(contact_email="")), a_case(a_project())
    assert not case_actions.take_case(silent, TAKE, tell=True, seen_version=1, actor=build.OFFICE)
    assert not case_actions.take_case(unasked, TAKE, tell=False, seen_version=1, actor=build.OFFICE)
    assert texts() == []


def test_a_closed_request_can_be_opened_again(ctx):
    case = a_case(a_project())
    case_actions.close_case(case, "Erledigt", tell=False, seen_version=1, actor=build.OFFICE)
    with pytest.raises(RuleBroken):
        case_actions.take_case(case, TAKE, tell=False, seen_version=2, actor=build.OFFICE)
    with pytest.raises(RuleBroken):
        case_actions.close_case(case, "Noch mal", tell=False, seen_version=2, actor=build.OFFICE)
    case_actions.reopen_case(case, actor=build.OFFICE)
    case_actions.reopen_case(case, actor=build.OFFICE)
    assert (queries.case_by_id(case).state, queries.case_by_id(case).version) == ("open", 3)


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
def test_a_request_needs_words_but_not_a_book(ctx, text):
    with pytest.raises(RuleBroken) as fault:
        a_case(a_project(), text)
    assert fault.value.field == "text"


def test_who_asked_is_forgotten_a_year_after_the_end(ctx, clock):
    done, still_open = a_case(a_project()), a_case(a_project())
    case_actions.close_case(done, "Erledigt", tell=False, seen_version=1, actor=build.OFFICE)
    clock.move(days=365)
    assert forget_askers() == 0
    clock.move(minutes=1)  # the clock ticks on while the test runs
    assert (forget_askers(), forget_askers()) == (1, 0)
    db.session.expire_all()
    asked = {one.id: one.asked_by for one in db.session.query(SupportCase)}
    assert asked == {done: "", still_open: "Nguyễn Thị Mai"}


def test_who_asked_is_forgotten_a_year_after_the_project_ended_though_nobody_answered(ctx):
    over, fresh = a_project(closed_on=date(2026, 9, 1)), a_project(closed_on=date(2026, 9, 2))
    old, still = a_case(over), a_case(fresh)
    assert (forget_askers(), forget_askers()) == (1, 0)
    db.session.expire_all()
    asked = {one.id: one.asked_by for one in db.session.query(SupportCase)}
    assert asked == {old: "", still: "Nguyễn Thị Mai"}


def test_an_erased_person_is_gone_from_requests_and_their_words(ctx):
    person = build.a_person(first_name="Thi", last_name="Muster", email="thi@example.org")
    project = a_project()
    change_contact(project, contact_name="Thi Muster", contact_email="thi@example.org")
    hers = a_case(project, "Ich bin krank.", asked_by="Thi Muster")
    other = a_case(project, "Wer hilft?", asked_by="Jemand anderes")
    erase_person(person, seen_version=1, actor=build.OFFICE)
    assert (forget_erased(), forget_erased()) == (1, 0)
    db.session.expire_all()
    found = db.session.get(SupportCase, hers)
    assert (found.asked_by, found.text, found.known) == ("", FORGOTTEN_TEXT, False)
    assert "krank" not in found.search_key
    assert db.session.get(SupportCase, other).text == "Wer hilft?"


def test_a_title_is_found_however_many_ideas_have_the_word_in_their_text(ctx):
    for number in range(101):
        build.an_idea(f"Idee {number}", summary="Solar")
    meant = a_project("Solardächer")
    assert actions.idea_meant("solar").id == meant


def test_warnings_come_for_projects_that_go_on(ctx):
    near = a_project("Fast verbraucht", support_minutes=30)
    a_project("Noch Zeit", support_minutes=3000)
    ends = a_project("Endet bald", support_until=app_clock.today() + timedelta(days=7))
    an_entry(near)
    told = {title: words for _, title, words in queries.agreed_warnings(app_clock.today())}
    assert told.keys() == {"Fast verbraucht", "Endet bald"}
    assert "83 Prozent" in told["Fast verbraucht"] and "in 7 Tagen" in told["Endet bald"]
    assert ends


def test_an_idea_is_meant_by_number_by_title_and_not_by_half_of_two(ctx):
    sun = a_project("Balkon-Solar im Quartier")
    number = db.session.get(Idea, sun).number
    a_project("Balkon-Solar im Quartier Nord")
    for typed in (number, f"{number} Balkon-Solar im Quartier", "balkon solar im quartier"):
        assert actions.idea_meant(typed).id == sun
    for typed in ("Balkon", "Windrad", "2027-999", "\x00"):
        with pytest.raises(RuleBroken) as fault:
            actions.idea_meant(typed)
        assert fault.value.field == "idea"
