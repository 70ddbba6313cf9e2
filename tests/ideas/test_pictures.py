"""Board, map and filters of the register; splitting an idea; the whole profile by form."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.charts import WIDTH
from app.core.db import transaction
from app.core.errors import Conflict, RuleBroken
from app.ideas import pictures, queries
from app.ideas.field_map import TALL, area
from app.ideas.queries import RegisterFilter
from app.ideas.rules import IdeaState
from app.ideas.splitting import Split, split_idea
from tests import build

marked = st.lists(st.tuples(st.just("2027-001"), st.sampled_from(IdeaState)), max_size=60)


@given(ideas=marked, more=st.integers(0, 5000))
def test_marks_lie_inside_their_area_and_nowhere_on_each_other(ideas, more):
    drawn = area(ideas, len(ideas) + more)

    places = {(mark.x, mark.y) for mark in drawn.marks}
    assert len(places) == len(ideas)
    assert all(0 < x < x + 60 < WIDTH and 0 < y < y + TALL < drawn.height for x, y in places)
    assert drawn.more == more


def test_the_board_shows_a_few_of_each_state_and_counts_all(ctx):
    for number in range(14):
        build.an_idea(f"Idee {number}", next_step="x", next_step_due=date(2027, 9, 30 - number))
    build.an_idea("Läuft", IdeaState.IN_PROGRESS)

    columns = {column.state: column for column in pictures.board()}

    assert list(columns) == list(IdeaState)
    new = columns[IdeaState.NEW]
    assert [idea.title for idea in new.cards] == [f"Idee {n}" for n in range(13, 1, -1)]
    assert (new.total, new.more) == (14, 2)
    assert [idea.title for idea in columns[IdeaState.IN_PROGRESS].cards] == ["Läuft"]


def test_the_map_knows_every_field_and_what_has_none(ctx):
    build.an_idea("Rad", action_field="MO")
    build.an_idea("Bus", IdeaState.DONE, action_field="MO", second_field="KG")
    build.an_idea("Noch offen")

    rows = {row.name: row for row in pictures.field_map()}

    mobility = rows["Mobilität"]
    assert [(mark.number, mark.state) for mark in mobility.area.marks] == [
        ("2027-001", IdeaState.NEW), ("2027-002", IdeaState.DONE),
    ]  # fmt: skip
    assert (mobility.total, mobility.counts[IdeaState.DONE]) == (2, 1)
    assert list(rows)[-1] == "Noch ohne Handlungsfeld"
    assert sum(row.total for row in rows.values()) == 3


@pytest.mark.parametrize("path", ["brett", "karte", "2027-001", "2027-001/bearbeiten"])
def test_pages_ask_the_same_for_one_and_for_thirty(app, office, count_queries, path):
    with app.app_context():
        build.an_idea("Klima-Bänke Nummer 0", action_field="MO")
    with count_queries() as few:
        assert office.get(f"/buero/ideen/{path}").status_code == 200
    with app.app_context():
        for number in range(1, 30):
            build.an_idea(f"Klima-Bänke Nummer {number}", action_field="MO")
    with count_queries() as many:
        office.get(f"/buero/ideen/{path}")

    assert len(many) == len(few)


def test_the_board_moves_by_links(app, office, steering, soup):
    with app.app_context():
        build.an_idea("Klima-Bänke")

    links = [link["href"] for link in soup(office.get("/buero/ideen/brett")).select("article a")]

    assert links == ["/buero/ideen/2027-001"] + [
        f"/buero/ideen/2027-001/status/{target}" for target in ("review", "on_hold", "dropped")
    ]
    seen = soup(steering.get("/buero/ideen/brett")).select("article a")
    assert [link["href"] for link in seen] == ["/buero/ideen/2027-001"]


def test_what_is_late_or_silent_can_be_listed(ctx, clock):
    build.an_idea("Spät", IdeaState.REVIEW, action_field="MO", next_step_due=date(2027, 8, 31))
    build.an_idea("Heute", IdeaState.REVIEW, next_step_due=date(2027, 9, 1))
    build.an_idea("Vorbei", IdeaState.DONE, action_field="MO", next_step_due=date(2027, 8, 1))
    silent = build.an_idea("Still", IdeaState.IN_PROGRESS, action_field="MO")
    told = build.an_idea("Frisch", IdeaState.IN_PROGRESS, action_field="MO")
    with transaction():
        queries.idea_by_id(silent).news_on = date(2027, 7, 1)
        queries.idea_by_id(told).news_on = date(2027, 8, 30)

    def titles(only):
        return [idea.title for idea in queries.register(RegisterFilter(only=only, sort="nummer"))]

    assert titles("ueberfaellig") == ["Spät"]
    assert titles("ohne-rueckmeldung") == ["Still"]
    assert titles("ohne-feld") == ["Heute"]
    assert len(titles("")) == 5


def a_split(idea_id, **values):
    idea = queries.idea_by_id(idea_id)
    typed = {
        "title": "Pflanzen", "summary": "Mit Pflanzen", "seeking": "", "action_field": "",
        "keeps_contact": True, "rest": "Bänke", "rest_seeking": "", "seen_version": idea.version,
        "submit_key": f"split-of-an-idea-{values.get('title', 'Pflanzen')}",
    } | values  # fmt: skip
    return split_idea(idea_id, Split(**typed), actor=build.OFFICE)


def test_a_part_becomes_an_idea_of_its_own(ctx):
    whole = build.an_idea("Bänke mit Pflanzen", summary="Bänke mit Pflanzen", district="Mitte",
                          contact_name="Cem", contact_email="cem@example.org")  # fmt: skip

    part = a_split(whole)

    idea = queries.idea_by_id(whole)
    assert (part.number, part.split_from_id, part.state) == ("2027-002", whole, IdeaState.NEW)
    assert (part.contact_email, part.district) == ("cem@example.org", "Mitte")
    assert idea.summary == "Bänke"
    assert part.history[-1].what == "Abgeteilt von Idee 2027-001 „Bänke mit Pflanzen“."
    assert idea.history[-1].what == "Ein Teil ist jetzt Idee 2027-002 „Pflanzen“."
    assert a_split(whole, title="Kissen", keeps_contact=False).contact_name == ""


def test_a_second_press_finds_the_part_and_a_later_one_is_told(ctx):
    whole = build.an_idea("Bänke", summary="Bänke")

    parts = [a_split(whole, seen_version=1).number for _ in "12"]

    assert parts == ["2027-002", "2027-002"]
    with pytest.raises(Conflict):
        a_split(whole, seen_version=1, submit_key="somebody-else-at-once")


def test_a_split_of_what_changed_or_keeps_its_title_is_refused(ctx):
    whole = build.an_idea("Bänke")

    with pytest.raises(Conflict):
        a_split(whole, seen_version=7)
    with pytest.raises(RuleBroken) as refused:
        a_split(whole, title="Bänke")

    assert refused.value.field == "title"
    assert len(queries.register(RegisterFilter())) == 1


def test_splitting_after_a_change_shows_what_stands_there(app, office, soup):
    with app.app_context():
        build.an_idea("Bänke", summary="Alt")
    page = soup(office.get("/buero/ideen/2027-001/teilen"))
    seen = page.find(id="version")["value"]
    office.post("/buero/ideen/2027-001/bearbeiten",
                data={"title": "Bänke", "summary": "Neu dazu", "version": seen})  # fmt: skip
    typed = {"title": "Teil", "rest": "Alt", "version": seen}

    late = office.post("/buero/ideen/2027-001/teilen", data=typed)

    assert late.status_code == 409
    page = soup(late)
    assert "Neu dazu" in page.main.get_text()
    assert page.find(id="rest").get_text().strip() == "Alt"
    again = typed | {"version": page.find(id="version")["value"]}
    assert office.post("/buero/ideen/2027-001/teilen", data=again).status_code == 303


def test_the_profile_is_complete(app, office, soup):
    typed = {
        "title": "Klima-Bänke", "team": "Werkstatt am Kanal", "seeking": "Holz",
        "offering": "Workshops", "support_kinds": ["navigation", "contacts"],
        "support_minutes": "300", "support_until": "2027-12-31", "sponsor": "Annika Hesselbrock",
    }  # fmt: skip
    office.post("/buero/ideen/neu", data=typed)

    page = soup(office.get("/buero/ideen/2027-001")).main.get_text(" ", strip=True)
    line = office.post("/buero/ideen.csv").data.decode("utf-8-sig").splitlines()[1]

    kinds = "Vermittlung von Kontakten und Akteuren"
    for text in ("Werkstatt am Kanal", "Workshops", kinds, "300 Minuten bis 31.12.2027"):
        assert text in page
    assert f"{kinds}, Lotsenfunktion in Politik und Verwaltung" in line
    for word in ("werkstatt", "workshops"):
        with app.app_context():
            assert len(queries.register(RegisterFilter(search=word))) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("support_kinds", "money"), ("action_field", "XX"), ("summary", "x" * 100_000),
     ("support_minutes", "-5"), ("team", "w" * 5000)],
)  # fmt: skip
def test_nonsense_in_the_profile_is_refused_at_its_field(app, office, soup, name, value):
    answer = office.post("/buero/ideen/neu", data={"title": "Bänke", name: value})

    assert answer.status_code == 422
    assert soup(answer).select(f'.tw-errors a[href^="#{name}"]')
    with app.app_context():
        assert queries.register(RegisterFilter()) == []


def test_known_people_are_offered_without_addresses(app, office, moderator):
    with app.app_context():
        person = build.a_person(first_name="Thị Mai", last_name="Nguyễn")

    answer = office.get("/buero/ideen/personen?q=nguyen")

    assert answer.json == [{"id": person, "name": "Thị Mai Nguyễn", "organisation": ""}]
    assert moderator.get("/buero/ideen/personen?q=nguyen").status_code == 403
