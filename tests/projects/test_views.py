"""The page by link, the forms for everybody, the page of an idea with its panels, Heute."""

import email
import email.policy
import re
from datetime import date

import pytest

from app.core.db import db, transaction
from app.ideas.models import Idea
from app.outbox.delivery import deliver_due
from app.outbox.models import Message
from app.projects import asking, joining, news, queries
from app.projects.models import IdeaAsk, IdeaDraft, IdeaNews, Supporter
from app.projects.rules import Progress
from tests import build as house
from tests.build import OFFICE
from tests.projects import build
from tests.projects.build import KEY


def words(response):
    return " ".join(response.text.split())


def rows(app, *models):
    """Everything in these tables as plain values, and what an idea knows of its news."""
    with app.app_context():
        return [
            [
                {of.key: getattr(one, of.key) for of in one.__mapper__.column_attrs}
                for one in db.session.query(model).order_by(model.id)
            ]
            for model in (*models, Idea)
        ]


TABLES = (IdeaNews, IdeaDraft, IdeaAsk, Supporter)


@pytest.fixture
def world(app):
    """A project with its link, and somebody who asked to join in."""
    with app.app_context():
        project = build.a_project()
        token = build.token(project)
        joining_token = build.joins(project, 50)
        number = build.idea(project).number
    return {"id": project, "token": token, "joining": joining_token, "number": number}


# from the mail to Heute


def test_the_question_leads_to_four_answers_and_the_chosen_one_reaches_heute(
    app, mailserver, client, office, soup
):
    server = mailserver()
    with app.app_context():
        build.a_project()
        asking.ask_due()
        assert deliver_due(10) == 1
    letter = email.message_from_bytes(server.letters[0], policy=email.policy.default)
    body = letter.get_body(("plain",)).get_content()
    assert letter["Subject"] == "Wie steht es um „Fahrradbus zur Grundschule“?"
    assert body.startswith("Guten Tag Agnieszka Krzyżanowska,")
    links = re.findall(r"(\w[\w ]+):\s+https?://[^/]+(/projekt/\S+/antwort\S+)", body)
    assert [label for label, _ in links] == [
        "Es läuft", "Es stockt", "Wir brauchen Hilfe", "Es ist beendet",
    ]  # fmt: skip
    address = links[1][1]
    page = soup(client.get(address))
    assert page.select_one("input[name=what][checked]")["value"] == "stuck"
    path = address.partition("?")[0]
    sent = {"what": "stuck", "text": "Der Raum fehlt.", "submit_key": KEY(1)}
    assert client.post(path, data=sent).status_code == 303
    line = next(
        one for one in soup(office.get("/buero/")).select(".tw-todo__item") if "stockt" in one.text
    )
    assert line.a["href"].endswith("#rueckmeldungen")
    assert "Der Raum fehlt." in office.get(line.a["href"]).text


# opening changes nothing


def test_a_scanner_that_opens_every_link_changes_nothing(app, client, world):
    before = rows(app, *TABLES)
    token, number = world["token"], world["number"]
    for path in (
        f"/projekt/{token}", f"/projekt/{token}/antwort", f"/projekt/{token}/antwort?antwort=ended",
        f"/projekt/{token}/bearbeiten", f"/mitmachen/{world['joining']}",
        f"/ideen/{number}/mitmachen", f"/ideen/{number}/mitmachen/unterwegs",
    ):  # fmt: skip
        for _ in range(2):
            answer = client.get(path)
            assert answer.status_code == 200, path
    assert client.get(f"/mitmachen/{world['joining']}/beenden").status_code == 405
    assert rows(app, *TABLES) == before


def test_pages_by_link_are_not_kept_and_tell_no_other_site(client, world):
    for path in (f"/projekt/{world['token']}", f"/mitmachen/{world['joining']}", "/projekt/falsch"):
        headers = client.get(path).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Robots-Tag"] == "noindex"


# the page by link


def test_a_link_after_the_person_left_says_whom_to_ask(app, client, world):
    with app.app_context(), transaction():
        idea = db.session.get(Idea, world["id"])
        idea.contact_email, idea.link_digest = "neu@example.org", ""
        idea.link_version += 1
    for path in ("", "/antwort", "/bearbeiten"):
        answer = client.get(f"/projekt/{world['token']}{path}")
        assert answer.status_code == 404
        assert "Dieser Link gilt nicht mehr" in answer.text
        assert "0521" in answer.text
        assert "Fahrradbus" not in answer.text
    sent = {"what": "running", "submit_key": KEY(1)}
    assert client.post(f"/projekt/{world['token']}/antwort", data=sent).status_code == 404


def test_the_page_shows_those_who_agreed_and_only_counts_the_others(app, client, world):
    with app.app_context():
        joining.confirm(world["joining"])
        joining.confirm(build.joins(world["id"], 51, name="Ohne Häkchen", consent=False))
    page = words(client.get(f"/projekt/{world['token']}"))
    assert "Thị Mai Nguyễn" in page
    assert "mai@example.org" in page
    assert "Ohne Häkchen" not in page
    assert "1 weitere Person hat sich gemeldet" in page


def test_an_unknown_answer_is_refused_and_nothing_typed_is_lost(app, client, world, soup):
    path = f"/projekt/{world['token']}/antwort"
    sent = {"what": "wunderbar", "text": "Bleibt stehen", "submit_key": KEY(1)}
    answer = client.post(path, data=sent)
    assert answer.status_code == 422
    assert soup(answer).select_one("textarea").text.strip() == "Bleibt stehen"
    assert client.get(f"{path}?antwort=wunderbar").status_code == 200
    with app.app_context():
        assert queries.news_of(world["id"]) == []


@pytest.mark.parametrize("typed", ["x" * 100_000, "vor\x00nach", "vor\x1bnach"])
def test_texts_too_long_or_with_control_letters_are_refused(app, client, office, world, typed):
    number, token = world["number"], world["token"]
    help_ = {"what": "help", "text": typed, "submit_key": KEY(1)}
    person = {"name": typed, "email": "a@example.org", "submit_key": KEY(2)}
    assert client.post(f"/projekt/{token}/antwort", data=help_).status_code == 422
    new = {"title": typed, "submit_key": KEY(3)}
    assert client.post(f"/projekt/{token}/bearbeiten", data=new).status_code == 422
    assert client.post(f"/ideen/{number}/mitmachen", data=person).status_code == 422
    path = f"/buero/ideen/{number}"
    assert office.post(f"{path}/rueckmeldung", data=help_).status_code == 422
    assert office.post(f"{path}/mitmachende/neu", data=person).status_code == 422
    with app.app_context():
        assert queries.news_of(world["id"]) == []
        assert queries.open_draft_of(world["id"]) is None


def test_help_without_words_is_refused_at_the_field(client, world, soup):
    sent = {"what": "help", "submit_key": KEY(1)}
    answer = client.post(f"/projekt/{world['token']}/antwort", data=sent)
    assert answer.status_code == 422
    assert "wobei Sie Hilfe brauchen" in soup(answer).select_one("#text-error").text


# joining in


def test_the_form_says_the_same_whether_somebody_is_known_or_not(app, client, world):
    with app.app_context():
        joining.confirm(world["joining"])
    answers = []
    for number, mail in ((1, "mai@example.org"), (2, "fremd@example.org")):
        sent = {"name": "Thị Mai Nguyễn", "email": mail, "consent": "y", "submit_key": KEY(number)}
        answer = client.post(f"/ideen/{world['number']}/mitmachen", data=sent)
        answers.append((answer.status_code, answer.location, client.get(answer.location).text))
    assert answers[0] == answers[1]


def test_joining_is_for_public_projects_that_go_on(app, client, world):
    path = f"/ideen/{world['number']}/mitmachen"
    sent = {"name": "A B", "email": "a@example.org", "submit_key": KEY(1)}
    with app.app_context(), transaction():
        db.session.get(Idea, world["id"]).closed_on = date(2027, 8, 1)
    assert client.get(path).status_code == 200
    assert client.post(path, data=sent).status_code == 409
    with app.app_context(), transaction():
        db.session.get(Idea, world["id"]).public = False
    assert client.get(path).status_code == 404


def test_confirming_and_leaving_by_the_mailed_link(app, client, world, soup):
    path = f"/mitmachen/{world['joining']}"
    assert soup(client.get(path)).h1.text == "Mitmachen bestätigen"
    for _ in range(2):
        assert client.post(path).status_code == 303
    assert soup(client.get(path)).h1.text == "Sie machen mit"
    for _ in range(2):
        assert client.post(f"{path}/beenden").status_code == 303
    assert soup(client.get(path)).h1.text == "Sie machen nicht mehr mit"
    assert client.post(path).status_code == 410
    with app.app_context():
        assert len(build.letters("mitmachen-neu")) == 1
        assert len(build.letters("mitmachen-ende")) == 1


# the office


def test_the_office_compares_a_text_and_takes_it_over(app, client, office, world, soup):
    sent = {"title": "Fahrradbus Senne", "team": "Eltern und Rentner", "submit_key": KEY(1)}
    assert client.post(f"/projekt/{world['token']}/bearbeiten", data=sent).status_code == 303
    today = soup(office.get("/buero/"))
    line = next(one for one in today.select(".tw-todo__item") if "Neuen Text" in one.text)
    page = soup(office.get(line.a["href"]))
    assert [one.text for one in page.select(".tw-compare mark")] == [
        "zur Grundschule", "Senne", "Eltern und Rentner",
    ]  # fmt: skip
    version = page.select_one("input[name=version]")["value"]
    typed = {"version": version, "names": ["title", "team"], "tun": "uebernehmen", "answer": ""}
    assert office.post(line.a["href"], data=typed).status_code == 303
    with app.app_context():
        idea = build.idea(world["id"])
        assert (idea.title, idea.team) == ("Fahrradbus Senne", "Eltern und Rentner")
    again = office.post(line.a["href"], data=typed | {"answer": "Noch etwas"})
    assert again.status_code == 409
    assert "Dieser Text ist übernommen" in again.text
    assert "Noch etwas" in again.text


def test_a_text_for_an_idea_that_changed_shows_both_and_keeps_the_answer(
    app, client, office, world, soup
):
    sent = {"title": "Fahrradbus Senne", "submit_key": KEY(1)}
    client.post(f"/projekt/{world['token']}/bearbeiten", data=sent)
    with app.app_context():
        path = f"/buero/ideen/{world['number']}/text/{queries.open_draft_of(world['id']).id}"
        with transaction():
            idea = db.session.get(Idea, world["id"])
            old, idea.title = idea.version, "Radbus zur Schule"
            idea.version += 1
    typed = {"version": str(old), "names": ["title"], "tun": "uebernehmen", "answer": "Schön!"}
    answer = office.post(path, data=typed)
    assert answer.status_code == 422
    page = soup(answer)
    assert page.select_one("textarea").text.strip() == "Schön!"
    assert "Das Team hat diese Angabe inzwischen auch geändert" in answer.text
    assert "Radbus" in answer.text
    fresh = soup(office.get(path))
    assert fresh.select_one("input[name=names][checked]") is None


def test_a_hostile_version_or_name_is_refused(app, client, office, world):
    sent = {"title": "Neu", "submit_key": KEY(1)}
    client.post(f"/projekt/{world['token']}/bearbeiten", data=sent)
    with app.app_context():
        path = f"/buero/ideen/{world['number']}/text/{queries.open_draft_of(world['id']).id}"
    for typed in ({"version": "9" * 40, "names": ["title"]}, {"names": ["contact_email"]}):
        assert office.post(path, data=typed).status_code == 422


def test_the_office_notes_what_it_heard_and_adds_and_removes_people(app, office, world):
    path = f"/buero/ideen/{world['number']}"
    told = {"what": "ended", "name": "Frau Süß", "submit_key": KEY(1)}
    assert office.post(f"{path}/rueckmeldung", data=told).status_code == 303
    person = {"name": "Änne Süß", "email": "aenne@example.org", "submit_key": KEY(2)}
    assert office.post(f"{path}/mitmachende/neu", data=person).status_code == 303
    page = words(office.get(path))
    assert "am Telefon, Frau Süß" in page
    assert "aenne@example.org" in page
    with app.app_context():
        (one,) = queries.supporters_of(world["id"])
        address = f"{path}/mitmachende/{one.id}/entfernen"
    assert "werden gelöscht" in office.get(address).text
    for _ in range(2):
        assert office.post(address).status_code == 303
    assert "aenne@example.org" not in office.get(path).text


def test_moderators_read_news_the_steering_group_how_it_stands_and_neither_an_address(
    app, steering, moderator, world
):
    with app.app_context():
        joining.confirm(world["joining"])
        news.note_told(
            world["id"], Progress.STUCK, "Der Raum fehlt.", None, KEY(1), name="", actor=OFFICE
        )
    for one, reads in ((steering, False), (moderator, True)):
        page = one.get(f"/buero/ideen/{world['number']}")
        assert "Es stockt" in page.text
        assert ("Der Raum fehlt." in page.text) is reads
        assert "1 Person macht mit" in words(page)
        assert "@example.org" not in page.text
        assert "Thị Mai" not in page.text


def test_the_office_says_that_it_called_somebody_once(app, office, world, soup):
    with app.app_context():
        token = build.joins(world["id"], 41, name="Aylin Yıldırım", consent=False)
        joining.confirm(token)
    page = f"/buero/ideen/{world['number']}"
    (form,) = soup(office.get(page)).select("#mitmachende form")
    assert "Jemand möchte mitmachen: melden" in office.get("/buero/").text
    for _ in range(2):
        assert office.post(form["action"]).status_code == 303
    assert soup(office.get(page)).select("#mitmachende form") == []
    assert "Jemand möchte mitmachen" not in office.get("/buero/").text


def test_silence_stands_on_the_page_and_on_heute(app, office, world):
    with app.app_context():
        for day in (date(2027, 6, 10), date(2027, 7, 22)):
            build.asked(world["id"], day)
        with transaction():
            db.session.get(Idea, world["id"]).news_on = date(2027, 6, 9)
    assert "seit 12 Wochen ohne Nachricht" in office.get(f"/buero/ideen/{world['number']}").text
    assert "Projekt anrufen: seit 12 Wochen ohne Nachricht" in office.get("/buero/").text


# how much it costs


def test_pages_cost_the_same_with_one_and_with_thirty_rows(
    app, client, office, world, count_queries
):
    def cost():
        counted = []
        for who, path in (
            (client, f"/projekt/{world['token']}"),
            (office, f"/buero/ideen/{world['number']}"),
            (office, "/buero/"),
        ):
            who.get(path)
            with count_queries() as number:
                assert who.get(path).status_code == 200
            counted.append(len(number))
        return counted

    def more(first, last):
        with app.app_context():
            for number in range(first, last):
                joining.confirm(
                    build.joins(world["id"], number, name=f"Person {number}",
                                email=f"p{number}@example.org")
                )  # fmt: skip
                build.asked(world["id"], date(2027, 6, 1))
                other = build.a_project(title=f"Idee {number}")
                build.token(other)
                for day in (date(2027, 6, 1), date(2027, 7, 1)):
                    build.asked(other, day)
                for idea in (world["id"], other):
                    with transaction():
                        row = IdeaNews(
                            idea_id=idea, what="stuck", text="x", name="y", at=build.now(),
                            submit_key=f"{idea}-{number}",
                        )  # fmt: skip
                        db.session.add(row)

    more(100, 101)
    one = cost()
    more(101, 130)
    assert cost() == one


def test_a_meeting_before_which_is_asked_stands_in_the_mail(app, clock):
    with app.app_context():
        build.a_project(report_due=date(2027, 9, 1), news_on=date(2027, 8, 20))
        house.a_meeting(day=date(2027, 9, 14))
        assert asking.ask_due() == 1
        (message,) = db.session.query(Message).all()
        letter = email.message_from_bytes(message.body, policy=email.policy.default)
        body = " ".join(letter.get_body(("plain",)).get_content().split())
        assert "am Dienstag, 14. September 2027 ist unser nächstes Treffen" in body
