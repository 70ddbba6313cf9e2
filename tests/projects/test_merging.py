"""Two ideas become one: what follows, where the old number leads, and what is refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.core import clock
from app.core.db import Base, db, transaction
from app.core.errors import Conflict, RuleBroken
from app.ideas import actions, queries
from app.ideas.models import IdeaChange, IdeaNotice
from app.ideas.queries import RegisterFilter
from app.ideas.rules import VALUES, IdeaState, IdeaValues, MoveFacts
from app.projects import drafts, joining, merging
from app.projects import queries as project_queries
from app.projects.merge_rules import PARTS, Choice, merged
from app.projects.merging import FOLLOWERS, STAYING
from app.projects.models import IdeaDraft, Supporter
from app.projects.rules import DraftState, JoinState
from app.steering.models import Decision, DecisionIdea
from tests import build
from tests.projects import build as projects_build

texts = st.sampled_from(["", "Bänke", "Schatten"])
ideas_values = st.builds(
    IdeaValues, title=st.sampled_from(["Eins", "Zwei"]), summary=texts, team=texts, seeking=texts,
    contact_name=texts, contact_email=texts, points=st.sampled_from([None, 3, 8]),
)  # fmt: skip
choices = st.dictionaries(st.sampled_from([part.name for part in PARTS]), st.sampled_from(Choice))


def merge(kept, other, **chosen):
    versions = tuple(queries.idea_by_id(one).version for one in (kept, other))
    merging.merge_ideas(kept, other, chosen, seen_versions=versions, actor=build.OFFICE)


def decided(*idea_ids):
    """A decision about these ideas. Returns its id."""
    with transaction():
        number = db.session.query(Decision).count() + 1
        decision = Decision(
            number=f"LK-2027-{number:02}", day=clock.today(), kind="accept", wording="Ja",
            yes=5, no=0, abstain=0, at=clock.now(), by="Miriam Voss",
            ideas=[DecisionIdea(idea_id=one, position=at) for at, one in enumerate(idea_ids)],
        )  # fmt: skip
        db.session.add(decision)
        db.session.flush()
        return decision.id


def ideas_of(decision_id):
    rows = db.session.query(DecisionIdea).filter_by(decision_id=decision_id)
    return sorted(row.idea_id for row in rows)


@given(kept=ideas_values, other=ideas_values, chosen=choices)
def test_every_value_comes_from_one_of_the_two(kept, other, chosen):
    found = merged(kept, other, chosen)

    for part in PARTS:
        sources = {tuple(getattr(one, name) for name in part.values) for one in (kept, other)}
        value = tuple(getattr(found, name) for name in part.values)
        if chosen.get(part.name) is Choice.BOTH and part.joins:
            parts = [one for one in (getattr(kept, part.name), getattr(other, part.name)) if one]
            assert value == ("\n\n".join(parts),)
        else:
            assert value in sources
        if part.name in chosen and chosen[part.name] is Choice.OTHER:
            assert value == tuple(getattr(other, name) for name in part.values)


def test_each_value_is_in_one_part():
    assert sorted(name for part in PARTS for name in part.values) == sorted(
        one.name for one in VALUES
    )


def test_every_table_about_an_idea_follows_or_is_known_to_stay():
    about = {
        table.name
        for table in Base.metadata.sorted_tables
        if "idea_id" in table.c and table.c.idea_id.foreign_keys
    }

    known = {one.table.name for one in FOLLOWERS} | set(STAYING)
    assert about - known == {IdeaChange.__tablename__, IdeaNotice.__tablename__}


def test_the_other_idea_goes_on_in_the_kept_one(ctx):
    kept = build.an_idea("Klima-Bänke", summary="Bänke im Schatten")
    other = build.an_idea("Kühle Bänke", summary="Mit Pflanzen", contact_name="Cem")
    alone, both = decided(other), decided(kept, other)

    merge(kept, other, summary=Choice.BOTH)

    idea, gone = queries.idea_by_id(kept), queries.idea_by_id(other)
    assert (idea.title, idea.summary) == ("Klima-Bänke", "Bänke im Schatten\n\nMit Pflanzen")
    assert (idea.contact_name, gone.merged_into_id) == ("Cem", kept)
    assert (ideas_of(alone), ideas_of(both)) == ([kept], [kept, other])
    assert [one.id for one in queries.register(RegisterFilter())] == [kept]
    assert [one.id for one in queries.register(RegisterFilter(only="zusammengelegt"))] == [other]
    assert queries.counts_by_state()[IdeaState.NEW] == 1
    assert idea.history[-1].what == "Idee 2027-002 „Kühle Bänke“ gehört jetzt hierher."
    assert gone.history[-1].what == "Zusammengelegt mit Idee 2027-001 „Klima-Bänke“."


def test_a_third_idea_takes_over_what_was_merged_before(ctx):
    first, second, third = (build.an_idea(name) for name in ("Eins", "Zwei", "Drei"))
    merge(second, first)

    merge(third, second)

    assert [queries.idea_by_id(one).merged_into_id for one in (first, second)] == [third, third]


def test_no_idea_is_merged_with_itself_or_in_a_circle(ctx):
    one, other = build.an_idea("Eins"), build.an_idea("Zwei")
    with pytest.raises(RuleBroken) as itself:
        merge(one, one)
    merge(one, other)

    for kept, gone in ((other, one), (one, other)):
        with pytest.raises(RuleBroken):
            merge(kept, gone)

    assert itself.value.field == "other"
    assert queries.idea_by_id(one).merged_into_id is None


def test_what_changed_since_it_was_shown_is_not_merged(ctx):
    kept, other = build.an_idea("Eins"), build.an_idea("Zwei")

    with pytest.raises(Conflict):
        merging.merge_ideas(kept, other, {}, seen_versions=(1, 7), actor=build.OFFICE)

    assert queries.idea_by_id(other).merged_into_id is None


def test_the_pages_lead_from_both_to_one(app, office, soup):
    with app.app_context():
        build.an_idea("Klima-Bänke", summary="Bänke im Schatten")
        build.an_idea("Kühle Klimabänke", summary="Bänke mit Pflanzen")
    place = "/buero/ideen/2027-001/zusammenlegen"

    first = soup(office.get(place))
    href = first.select_one(".tw-similar__list a")["href"]
    page = soup(office.get(href))
    sent = {one["name"]: one["value"] for one in page.select(".tw-merge input[type=hidden]")}
    done = office.post(place, data=sent | {"title": "other"})

    assert href == f"{place}?mit=2027-002"
    assert "nicht zurücknehmen" in page.main.get_text()
    assert (done.status_code, done.location) == (303, "/buero/ideen/2027-001")
    assert soup(office.get("/buero/ideen/2027-001")).h1.get_text() == "Kühle Klimabänke"
    assert office.get("/buero/ideen/2027-002").location == "/buero/ideen/2027-001"
    assert office.post(place, data=sent).status_code == 422


@pytest.mark.parametrize("typed", ["2027-001", "2027-999", "x", "2" * 300])
def test_a_number_that_cannot_be_merged_is_named(app, office, soup, typed):
    with app.app_context():
        build.an_idea("Klima-Bänke")

    answer = office.get("/buero/ideen/2027-001/zusammenlegen", query_string={"mit": typed})

    assert answer.status_code == 422
    error = soup(answer).find(id="mit-error").get_text()
    assert "Nummer der anderen Idee: Diese" in error or "dieselbe Idee" in error


def test_the_idea_that_is_further_goes_on_and_loses_nothing(app, office, soup):
    with app.app_context():
        new, selected = build.an_idea("Eins"), build.an_idea("Zwei")
        actions.move_idea(selected, IdeaState.REVIEW, MoveFacts(), actor=build.OFFICE)
        facts = MoveFacts(decision="LK-2027-01")
        actions.move_idea(selected, IdeaState.SELECTED, facts, actor=build.OFFICE)
        with pytest.raises(RuleBroken, match="Legen Sie die Ideen andersherum zusammen"):
            merge(new, selected)
        assert queries.idea_by_id(selected).merged_into_id is None

    turned = office.get("/buero/ideen/2027-001/zusammenlegen?mit=2027-002")
    assert turned.location == "/buero/ideen/2027-002/zusammenlegen?mit=2027-001"
    assert "2027-002 ist im Status „Ausgewählt“ und bleibt deshalb." in soup(
        office.get(turned.location)
    ).main.get_text(" ", strip=True)

    with app.app_context():
        merge(selected, new)
        idea = queries.idea_by_id(selected)
        assert (idea.state, idea.decision) == (IdeaState.SELECTED, "LK-2027-01")


@pytest.mark.parametrize("state", [IdeaState.DONE, IdeaState.DROPPED, IdeaState.ON_HOLD])
def test_no_idea_that_goes_on_ends_in_one_that_rests_or_is_closed(ctx, state):
    kept, other = build.an_idea("Eins", state=state), build.an_idea("Zwei")

    with pytest.raises(RuleBroken):
        merge(kept, other)
    merge(other, kept)

    assert queries.idea_by_id(kept).merged_into_id == other


def test_a_decision_that_only_the_other_idea_had_stays(ctx):
    kept, other = build.an_idea("Eins"), build.an_idea("Zwei", state=IdeaState.DROPPED)
    with transaction():
        queries.idea_by_id(other).decision = "LK-2026-07"

    merge(kept, other)

    assert queries.idea_by_id(kept).decision == "LK-2026-07"


def test_who_joined_in_with_both_stands_there_once(ctx):
    kept, other = projects_build.a_project("Eins"), projects_build.a_project("Zwei")
    projects_build.joins(kept, 1)
    joining.confirm(projects_build.joins(other, 2, name="thị mai  nguyễn", email="MAI@example.org"))
    joining.confirm(projects_build.joins(other, 3, name="Jan Brand"))

    merge(kept, other)

    rows = db.session.scalars(select(Supporter).order_by(Supporter.id)).all()
    assert [(one.idea_id, one.name, one.state) for one in rows] == [
        (kept, "thị mai  nguyễn", JoinState.CONFIRMED), (kept, "Jan Brand", JoinState.CONFIRMED),
    ]  # fmt: skip


def test_nobody_is_asked_again_for_what_the_other_one_left_unanswered(ctx):
    kept, other = projects_build.a_project("Eins"), projects_build.a_project("Zwei")
    for day in (date(2027, 6, 20), date(2027, 8, 20)):
        projects_build.asked(other, day)

    merge(kept, other)

    assert project_queries.asks_of([kept]) == {}
    assert project_queries.silent_projects() == []


def test_a_text_that_waits_for_the_other_idea_is_settled(ctx):
    kept, other = projects_build.a_project("Eins"), projects_build.a_project("Zwei")
    link = projects_build.token(other)
    texts = project_queries.texts_of(projects_build.idea(other)) | {"team": "Eltern"}
    drafts.hand_in(link, texts, projects_build.KEY(9))

    merge(kept, other)

    assert project_queries.open_draft_of(kept) is None
    assert db.session.scalars(select(IdeaDraft.state)).all() == [DraftState.REPLACED]


def test_parts_belong_to_the_idea_that_goes_on(ctx):
    kept, other = build.an_idea("Eins"), build.an_idea("Zwei")
    part = build.an_idea("Teil")
    with transaction():
        queries.idea_by_id(part).split_from_id = other

    merge(kept, other)

    assert queries.idea_by_id(part).split_from_id == kept
