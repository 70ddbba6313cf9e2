"""Pages of the backlog and of publishing, in the browser's words."""

from datetime import date

import pytest

from app.agenda import actions, topics
from app.agenda.models import AgendaItem
from app.agenda.published import history
from app.agenda.topics import TopicFilter
from app.core.db import db, transaction
from tests import build
from tests.agenda.build import a_topic
from tests.agenda.test_backlog import a_due_idea


@pytest.fixture
def meeting_id(app):
    with app.app_context():
        return build.a_planned_meeting()


def page_of(meeting_id, end=""):
    return f"/buero/treffen/{meeting_id}/tagesordnung{end}"


def test_the_public_page_changes_when_the_team_publishes(app, office, client, soup, meeting_id):
    with app.app_context():
        slug = build.slug_of(meeting_id)
        (item_id,) = build.item_ids(meeting_id, title="Marktplatz der Möglichkeiten")
        actions.change_minutes(meeting_id, {item_id: (35, 30)})
    before = soup(client.get(f"/treffen/{slug}")).select_one(".tw-agenda").get_text(" ", strip=True)
    assert "19:20 –19:55" in before

    editor = soup(office.get(page_of(meeting_id))).get_text(" ", strip=True)
    assert "1 Änderung ist noch nicht veröffentlicht" in editor
    page = soup(office.get(page_of(meeting_id, "/veroeffentlichen")))
    rows = [row.get_text(" ", strip=True) for row in page.select("#unterschied tbody tr")]
    assert "Minuten: 35" in rows[0] and "Minuten: 30" in rows[0]
    assert "19:50 statt 19:55" in rows[1]

    stand = page.select_one("input[name=stand]")["value"]
    answer = office.post(page_of(meeting_id, "/veroeffentlichen"), data={"stand": stand})
    assert answer.status_code == 303
    after = soup(client.get(f"/treffen/{slug}")).select_one(".tw-agenda").get_text(" ", strip=True)
    assert "19:20 –19:50" in after
    old = soup(office.get(page_of(meeting_id, "/fassungen/1"))).get_text(" ", strip=True)
    assert "19:55" in old and "Frühere Fassung" in old


def test_what_changed_meanwhile_is_shown_before_it_is_published(app, office, soup, meeting_id):
    with app.app_context(), transaction():
        item_id = build.item_ids(meeting_id, place="during")[0]
        db.session.get(AgendaItem, item_id).title = "Willkommen"
    address = page_of(meeting_id, "/veroeffentlichen")

    answer = office.post(address, data={"stand": "alt"})

    assert answer.status_code == 409
    assert "Willkommen" in soup(answer).select_one("#unterschied").get_text()
    with app.app_context():
        assert len(history(meeting_id)) == 1


def test_before_anything_is_published_people_read_that_it_follows(app, client, soup):
    with app.app_context():
        meeting_id = build.a_meeting()
        actions.draft_agenda(meeting_id)
        slug = build.slug_of(meeting_id)

    page = soup(client.get(f"/treffen/{slug}"))

    assert "Die Tagesordnung folgt." in page.get_text()
    assert page.select(".tw-agenda") == []


def test_a_topic_is_added_found_sorted_and_put_into_an_agenda(app, office, soup, meeting_id):
    assert "Noch kein Thema" in soup(office.get("/buero/themen")).get_text()
    for title, minutes in (("Ökostrom für Vereine", "25"), ("Nguyễn Thị Mai berichtet", "5")):
        form = soup(office.get("/buero/themen/neu"))
        key = form.select_one("input[name=submit_key]")["value"]
        data = {"title": title, "minutes": minutes, "kind": "plenary", "circle": "", "public": "y"}
        for _ in range(2):
            assert office.post("/buero/themen/neu", data=data | {"submit_key": key}).location

    def listed(query=""):
        return [one.text for one in soup(office.get(f"/buero/themen{query}")).select("tbody th a")]

    assert listed() == ["Nguyễn Thị Mai berichtet", "Ökostrom für Vereine"]
    assert listed("?sortierung=-minuten") == ["Ökostrom für Vereine", "Nguyễn Thị Mai berichtet"]
    assert listed("?suche=nguyen") == ["Nguyễn Thị Mai berichtet"]

    with app.app_context():
        topic = topics.topic_page(TopicFilter(search="okostrom")).rows[0].row.id
    office.post(f"/buero/themen/{topic}/einplanen", data={"treffen": meeting_id})
    assert listed() == ["Nguyễn Thị Mai berichtet"]
    assert "aus dem Themenspeicher" in soup(office.get(page_of(meeting_id))).get_text()


def test_a_topic_that_nobody_can_read_is_refused_with_a_sentence(office, soup):
    data = {"title": "x" * 201, "minutes": "0", "kind": "plenary", "notes": "n" * 2001}

    answer = office.post("/buero/themen/neu", data=data)

    assert answer.status_code == 422
    assert "x" * 201 in soup(answer).select_one("input[name=title]")["value"]


def test_two_people_at_one_topic_the_second_sees_both_texts(app, office, soup):
    with app.app_context():
        topic_id = a_topic()
    data = {"title": "Stand A", "minutes": "15", "kind": "plenary", "version": "1", "public": "y"}
    assert office.post(f"/buero/themen/{topic_id}", data=data).status_code == 303

    answer = office.post(f"/buero/themen/{topic_id}", data=data | {"title": "Stand B"})

    assert answer.status_code == 409
    text = soup(answer)
    assert "Stand A" in text.select_one(".tw-panel").get_text()
    assert text.select_one("input[name=title]")["value"] == "Stand B"


def test_postponing_asks_first_and_says_where_the_item_goes(app, office, soup, meeting_id):
    with app.app_context():
        build.a_planned_meeting(title="Jahresbilanz", day=date(2027, 11, 25))
        (item_id,) = build.item_ids(meeting_id, kind="vote")[:1]
    address = page_of(meeting_id, f"/{item_id}/vertagen")

    asked = soup(office.get(address)).get_text(" ", strip=True)
    assert "Jahresbilanz am Donnerstag, 25. November 2027" in asked.replace("\xa0", " ")

    answer = office.post(address, follow_redirects=True)
    assert "Der Punkt steht jetzt in der Tagesordnung von „Jahresbilanz“" in answer.text
    assert office.post(address).status_code == 303


def test_reports_are_chosen_in_the_editor_and_taken_out_again(app, office, soup, meeting_id):
    with app.app_context():
        idea_id = a_due_idea("Repair-Café Süd")
    sources = soup(office.get(page_of(meeting_id))).select_one("section[aria-labelledby=quellen]")
    assert "Repair-Café Süd" in sources.get_text()

    office.post(page_of(meeting_id, "/berichte"), data={"idee": idea_id, "punkt": ""})
    page = soup(office.get(page_of(meeting_id)))
    assert "Berichte aus den Projekten" in page.select_one("#ablauf").get_text()
    assert "Repair-Café Süd" in page.select_one("#ablauf").get_text()

    with app.app_context():
        (item_id,) = build.item_ids(meeting_id, title="Berichte aus den Projekten")
    office.post(page_of(meeting_id, f"/{item_id}/bericht-herausnehmen"), data={"idee": idea_id})
    assert "Repair-Café Süd" not in soup(office.get(page_of(meeting_id))).select_one("#ablauf").text


def test_the_editor_takes_as_many_queries_with_thirty_topics_as_with_one(
    app, office, count_queries, meeting_id
):
    counted = []
    for more in (1, 30):
        with app.app_context():
            for number in range(more):
                a_topic(f"Thema {more} {number}")
                a_due_idea(f"Idee {more} {number}")
        office.get(page_of(meeting_id))
        with count_queries() as statements:
            assert office.get(page_of(meeting_id)).status_code == 200
        counted.append(len(statements))
    assert counted[0] == counted[1]


def test_of_very_many_topics_and_reports_the_first_are_offered_and_all_are_counted(
    app, office, soup, meeting_id
):
    with app.app_context():
        for number in range(32):
            a_topic(f"Thema {number:02}")
            a_due_idea(f"Idee {number:02}")

    found = soup(office.get(page_of(meeting_id))).select_one("section[aria-labelledby=quellen]")

    heads = [one.get_text(strip=True) for one in found.select("summary")]
    assert {"Themenspeicher (32)", "Fällige Berichte aus Projekten (32)"} <= set(heads)
    assert len(found.select("input[name=idee][type=checkbox]")) == 30
    assert "Thema 29" in found.text
    assert "Thema 30" not in found.text
    assert "Hier stehen die ersten 30." in found.text
