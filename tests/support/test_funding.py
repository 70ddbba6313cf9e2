"""Funding: deadlines, what fits and why, hints that leave once."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import clock as app_clock
from app.core.db import db, transaction
from app.core.errors import Conflict, RuleBroken
from app.ideas.models import Idea
from app.ideas.rules import IdeaState
from app.outbox.models import Message
from app.support import funding_actions, funding_queries
from app.support.funding_queries import FundingFilter
from app.support.funding_rules import (
    FITTING_STATES,
    Programme,
    Project,
    When,
    eligible_as,
    fit,
    must_be_checked,
    reminded_on,
    when,
)
from app.support.models import Funding
from tests import build
from tests.support.build import a_funding, a_project, number_of

TODAY = date(2027, 9, 1)
LIST = "/buero/foerderung"
NAMES = {"EE": "Erneuerbare Energien", "KE": "Konsum und Ernährung"}


@pytest.mark.parametrize(
    ("days", "stands"),
    [(-1, When.PAST), (0, When.SOON), (28, When.SOON), (29, When.LATER)],
)
def test_a_deadline_is_over_on_the_day_after_it(days, stands):
    assert when(TODAY + timedelta(days), TODAY) is stands
    assert when(None, TODAY) is When.ALWAYS


def test_heute_shows_the_day_in_the_last_week_alone():
    assert reminded_on(TODAY + timedelta(7), TODAY) == TODAY + timedelta(7)
    assert reminded_on(TODAY + timedelta(8), TODAY) is None


def test_after_twelve_months_somebody_must_look_again():
    assert not must_be_checked(TODAY - timedelta(365), TODAY)
    assert must_be_checked(TODAY - timedelta(366), TODAY)
    assert must_be_checked(None, TODAY)


@pytest.mark.parametrize(
    ("eligible", "who", "word"),
    [
        ("Vereine, Schulen", "Radfreunde e. V.", "Vereine"),
        ("Vereine, Schulen", "Radfreunde e.V. mit Freunden", "Vereine"),
        ("Vereine, Schulen", "Grundschule Sonnenhügel", "Schulen"),
        ("Vereine, Schulen", "Hochschule am Teutoburger Wald", ""),
        ("Nachbarschaften", "Nachbarschaftsnetz Sennestadt", "Nachbarschaften"),
        ("Gruppen ab fünf Personen", "Fünf Personen", ""),
        ("", "Radfreunde e. V.", ""),
        ("Vereine", "", ""),
        ("Vereine (eingetragen)", "Sportverein Süd", ""),
    ],
)
def test_who_may_apply_is_found_in_names(eligible, who, word):
    project = Project(state=IdeaState.SELECTED, fields=("EE",), who=who)
    assert eligible_as(eligible, project) == word


def test_what_fits_says_why():
    project = Project(state=IdeaState.IN_PROGRESS, fields=("EE", "KE"), who="Radfreunde e. V.")
    own = fit("Vereine", ("KE",), project, NAMES)
    assert own.reasons == (
        "Handlungsfeld Konsum und Ernährung",
        "Status „In Umsetzung“",
        "bewerben können sich Vereine",
    )
    for_all = fit("Schulen", (), project, NAMES)
    assert for_all.reasons == ("für alle Handlungsfelder", "Status „In Umsetzung“")
    assert own.score > for_all.score
    assert fit("Vereine", ("MO",), project, NAMES) is None


@given(
    st.sampled_from(IdeaState),
    st.sets(st.sampled_from(["EE", "KE", "MO"])),
    st.tuples(st.sampled_from(["", "EE", "KE"]), st.sampled_from(["", "MO"])),
    st.text(max_size=30),
    st.text(max_size=30),
)
def test_nothing_fits_without_field_and_state(state, programme, fields, eligible, who):
    found = fit(eligible, programme, Project(state=state, fields=fields, who=who), NAMES)
    shares = not programme or programme & set(fields)
    assert (found is not None) == bool(shares and state in FITTING_STATES)
    if found:
        assert found.score >= 1 and all(found.reasons)


def letters():
    return [(one.recipient, one.body.decode()) for one in db.session.query(Message)]


def test_a_hint_leaves_once_for_each_deadline(ctx):
    fits, silent = a_project(action_field="EE"), a_project(action_field="EE", contact_email="")
    other = a_project(action_field="MO")
    fund = a_funding()
    everybody = {fits, silent, other, 99_999}
    assert funding_actions.send_hints(fund, everybody, actor=build.OFFICE) == 1
    assert funding_actions.send_hints(fund, everybody, actor=build.OFFICE) == 0
    assert [to for to, _ in letters()] == ["mai@example.org"]
    later = Programme(name="Energiefonds", deadline=date(2028, 10, 15), fields=("EE",))
    funding_actions.change_funding(fund, later, seen_version=1, actor=build.OFFICE)
    assert funding_actions.send_hints(fund, {fits}, actor=build.OFFICE) == 1
    always = Programme(name="Energiefonds", fields=("EE",))
    funding_actions.change_funding(fund, always, seen_version=2, actor=build.OFFICE)
    assert [funding_actions.send_hints(fund, {fits}, actor=build.OFFICE) for _ in "12"] == [1, 0]


def test_no_hint_about_what_is_over_or_to_nobody(ctx):
    idea, over = a_project(action_field="EE"), a_funding(deadline=date(2027, 8, 31))
    for chosen in (set(), {idea}):
        with pytest.raises(RuleBroken):
            funding_actions.send_hints(over, chosen, actor=build.OFFICE)
    assert letters() == []


def test_numbers_go_on_and_a_second_press_adds_nothing(ctx):
    first = a_funding(key="pressed-twice-funding")
    assert a_funding(key="pressed-twice-funding") == first
    a_funding("Zweites")
    numbers = [one.number for one in db.session.query(Funding).order_by(Funding.id)]
    assert numbers == ["F01", "F02"]
    with pytest.raises(Conflict):
        funding_actions.change_funding(
            first, Programme(name="Neu"), seen_version=9, actor=build.OFFICE
        )


def test_what_fits_an_idea_is_open_and_not_archived(ctx):
    a_funding("Vorbei", deadline=date(2027, 8, 31))
    funding_actions.archive_funding(a_funding("Weg"), archived=True, actor=build.OFFICE)
    a_funding("Für alle", fields=(), deadline=None)
    a_funding("Genau dieses", fields=("EE",))
    idea = db.session.get(Idea, a_project(action_field="EE"))
    fitting = funding_queries.funding_of_idea(idea, app_clock.today())
    assert [one.name for one, _ in fitting] == ["Genau dieses", "Für alle"]


def test_merged_and_resting_ideas_are_not_offered(ctx):
    kept = a_project("Geht weiter", action_field="EE")
    gone = a_project("Ging auf", action_field="EE")
    a_project("Ruht", state=IdeaState.ON_HOLD, action_field="EE")
    with transaction():
        db.session.get(Idea, gone).merged_into_id = kept
    found = funding_queries.fitting_ideas(funding_queries.funding_by_id(a_funding()))
    assert [idea.id for idea, _ in found] == [kept]


def test_the_list_is_searched_filtered_and_sorted(ctx):
    for name, values in {
        "Später": {"deadline": date(2027, 12, 1)},
        "Bald": {"deadline": date(2027, 9, 5), "fields": ("KE",)},
        "Immer": {"deadline": None, "fields": ()},
        "Vorbei": {"deadline": date(2027, 8, 31)},
    }.items():
        a_funding(name, **values)

    def names(**wanted):
        page = funding_queries.funding_page(FundingFilter(**wanted), TODAY, 1)
        return [one.name for one in page.rows]

    assert names() == ["Bald", "Später", "Immer", "Vorbei"]
    assert names(view="offen") == ["Bald", "Später", "Immer"]
    assert names(view="vorbei") == ["Vorbei"] and names(view="laufend") == ["Immer"]
    assert names(field="KE") == ["Bald", "Immer"]
    assert names(search="spater") == ["Später"] and names(view="archiv") == []
    assert names(sort="-name") == ["Vorbei", "Später", "Immer", "Bald"]
    assert names(sort="unsinn") == names()


# pages


def test_a_programme_is_added_changed_checked_and_archived(app, office, soup, clock):
    typed = {"name": "Stiftung Łąka", "deadline": "2027-09-20", "fields": ["EE", "KE"],
             "link": "https://example.org/antrag"}  # fmt: skip
    where = office.post(f"{LIST}/neu", data=typed).location
    page = soup(office.get(where))
    assert "F01" in page.text and "Konsum und Ernährung" in page.text
    version = soup(office.get(f"{where}/bearbeiten")).find("input", {"name": "version"})["value"]
    changed = typed | {"name": "Stiftung Łąka II", "version": version}
    assert office.post(f"{where}/bearbeiten", data=changed).status_code == 303
    assert office.post(f"{where}/bearbeiten", data=changed).status_code == 409
    for _ in range(2):
        assert office.post(f"{where}/geprueft").status_code == 303
        assert office.post(f"{where}/archiv", data={"archiv": "ja"}).status_code == 303
    assert "Stiftung" not in soup(office.get(LIST)).select_one("main").text
    assert "Stiftung Łąka II" in office.get(f"{LIST}?stand=archiv").text


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("name", "", "Bitte füllen Sie dieses Feld aus"),
        ("name", "x" * 100_000, "Höchstens 200 Zeichen"),
        ("link", "javascript:alert(1)", "beginnt mit https://"),
        ("link", "https://a b", "beginnt mit https://"),
        ("deadline", "nie", "Datum"),
        ("amount", "5\x00", "Steuerzeichen"),
        ("fields", "XX", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_about_a_programme_is_said(app, office, soup, field, typed, says):
    answer = office.post(f"{LIST}/neu", data={"name": "Gut", "rhythm": "jährlich"} | {field: typed})
    assert answer.status_code == 422
    page = soup(answer)
    assert says in page.select_one(".tw-errors").text
    assert page.find("input", {"name": "rhythm"})["value"] == "jährlich"


def test_hints_leave_from_the_page_of_a_programme(app, office, moderator, soup):
    with app.app_context():
        fund, idea = a_funding(), a_project("Solar", action_field="EE")
        number = number_of(idea)
    where = f"{LIST}/{fund}"
    assert "Text der E-Mail lesen" in office.get(where).text
    read = moderator.get(where)
    assert number in read.text and "mai@example.org" not in read.text
    assert soup(read).select("main form") == []
    assert office.post(f"{where}/hinweis").status_code == 422
    for _ in range(2):
        assert (
            office.post(f"{where}/hinweis", data={"idee": [str(idea), "Unsinn"]}).location == where
        )
    page = soup(office.get(where))
    assert "Hinweis gesendet am" in page.text and not page.find("input", {"name": "idee"})
    assert "Hinweis gesendet am" in office.get(f"/buero/ideen/{number}").text
    with app.app_context():
        assert len(letters()) == 1


def test_heute_reminds_of_deadlines(app, office, soup):
    with app.app_context():
        for name, days in (("In Sicht", 28), ("Diese Woche", 7), ("Noch fern", 29), ("Vorbei", -1)):
            a_funding(name, deadline=TODAY + timedelta(days))
    today = soup(office.get("/buero/")).select_one("#checkliste")
    groups = {one.h3.text.split("  ")[0].strip(): one.text for one in today.select("section")}
    assert any("Diese Woche" in text for name, text in groups.items() if "14 Tagen" in name)
    assert any("In Sicht" in text for name, text in groups.items() if "Blick" in name)
    assert "Noch fern" not in today.text and "Vorbei" not in today.text


def test_pages_ask_as_often_for_thirty_as_for_one(app, office, count_queries):
    with app.app_context():
        fund, idea = a_funding(), a_project(action_field="EE")
        number = number_of(idea)

    def asked(path):
        office.get(path)
        with count_queries() as seen:
            assert office.get(path).status_code == 200
        return len(seen)

    pages = (LIST, f"{LIST}/{fund}", f"/buero/ideen/{number}", "/buero/")
    few = [asked(path) for path in pages]
    with app.app_context():
        for index in range(29):
            a_funding(f"Programm {index}", deadline=TODAY + timedelta(index))
            a_project(f"Projekt {index}", action_field="EE")
    assert [asked(path) for path in pages] == few
