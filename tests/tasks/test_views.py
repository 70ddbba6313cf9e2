"""The page of a responsible person, the list of the team, one task, and the mail that leads on."""

import email
import email.policy
import re
from datetime import date

import pytest

from app.core.db import db
from app.minutes.models import Entry
from app.outbox.delivery import deliver_due
from app.tasks import queries
from app.tasks.actions import tell_due
from app.tasks.models import TaskAnswer
from tests.build import a_meeting
from tests.minutes.decided import an_entry
from tests.tasks import build

KEY = "submit-key-{:020}".format


def text_of(response):
    return " ".join(response.text.split())


def entry(app, task_id):
    with app.app_context():
        return db.session.get(Entry, task_id)


# the mail


def test_the_mail_leads_to_the_page_and_the_answer_reaches_heute(
    app, mailserver, client, office, soup
):
    server = mailserver()
    with app.app_context():
        _, (task,) = build.out({"text": "Saal für Januar buchen", **build.somebody()})
        tell_due()
        assert deliver_due(10) == 1
    letter = email.message_from_bytes(server.letters[0], policy=email.policy.default)
    body = letter.get_body(("plain",)).get_content()
    assert letter["Subject"] == "Ihre Aufgaben: Vernetzungstreffen im Herbst"
    assert "- Neu: A-2027-01, bis Do., 30.09.2027: Saal für Januar buchen" in body
    assert body.startswith("Guten Tag Agnieszka Krzyżanowska,")
    address = re.search(r"https?://[^/]+(/aufgaben/\S+)", body)[1]
    page = soup(client.get(address))
    assert page.select_one(".tw-task__text").text == "Saal für Januar buchen"
    words = {"what": "problem", "text": "Der Saal ist belegt.", "submit_key": KEY(1)}
    assert client.post(f"{address}/{task}", data=words).status_code == 303
    today = soup(office.get("/buero/"))
    line = next(one for one in today.select(".tw-todo__item") if "Problem" in one.text)
    assert line.a["href"] == f"/buero/aufgaben/{task}"
    assert "Der Saal ist belegt." in office.get(line.a["href"]).text


# the page of a person


def test_opening_the_link_changes_nothing(app, client):
    with app.app_context():
        token, task = build.told()
    for path in (f"/aufgaben/{token}", f"/aufgaben/{token}/{task}"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex"
    assert entry(app, task).done_on is None


def test_overdue_tasks_stand_first_and_others_are_not_seen(app, client, soup):
    with app.app_context():
        build.out(
            {"text": "Später", "due": None, **build.somebody()},
            {"text": "Heute", "due": date(2027, 9, 1), **build.somebody()},
            {"text": "Spät", "due": date(2027, 8, 31), **build.somebody()},
            {"text": "Fremd", **build.somebody("Jemand", "jemand@example.org")},
        )
        tell_due()
        token = build.tokens()["Agnieszka Krzyżanowska"]
    page = soup(client.get(f"/aufgaben/{token}"))
    found = [(one.select_one("h2").text, one["class"][1]) for one in page.select(".tw-task")]
    assert found == [
        ("Spät", "tw-task--late"), ("Heute", "tw-task--today"), ("Später", "tw-task--open"),
    ]  # fmt: skip


def test_one_press_is_enough_and_a_second_one_is_harmless(app, client):
    with app.app_context():
        token, task = build.told()
    for _ in range(2):
        answer = client.post(
            f"/aufgaben/{token}/{task}", data={"what": "done", "submit_key": KEY(1)}
        )
        assert answer.headers["Location"] == f"/aufgaben/{token}?neu=done"
    page = text_of(client.get(answer.headers["Location"]))
    assert "Alles erledigt" in page and "als erledigt vermerkt" in page
    assert "Diese Aufgabe ist erledigt" in client.get(f"/aufgaben/{token}/{task}").text
    with app.app_context():
        assert db.session.query(TaskAnswer).count() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Bitte wählen Sie eine der drei Antworten."),
        ({"what": "problem"}, "Bitte schreiben Sie kurz, was das Problem ist."),
        ({"what": "later"}, "Bitte geben Sie an, bis wann Sie Zeit brauchen."),
        ({"what": "later", "until": "2027-08-31"}, "Der 31.08.2027 ist schon vorbei."),
        ({"what": "later", "until": "bald"}, "Bitte geben Sie ein Datum ein"),
        ({"what": "problem", "text": "a" * 2001}, "Höchstens 2000 Zeichen sind möglich."),
        ({"what": "problem", "text": "a\0b"}, "unsichtbares Steuerzeichen"),
    ],
)
def test_bad_answers_are_told_and_nothing_typed_is_lost(app, client, soup, typed, sentence):
    with app.app_context():
        token, task = build.told()
    answer = client.post(f"/aufgaben/{token}/{task}", data=typed | {"submit_key": KEY(1)})
    page = soup(answer)
    assert answer.status_code == 422
    assert sentence in page.select_one(".tw-errors").text
    assert len(typed.get("text", "")) in (0, len(page.select_one("textarea").text.strip()))


def test_wrong_links_lead_nowhere(app, client):
    with app.app_context():
        token, task = build.told()
        _, (other,) = build.out({"text": "Fremd"}, title="Anderes")
    for path in ("/aufgaben/falsch", f"/aufgaben/{token}x", f"/aufgaben/{token}/{other}"):
        assert client.get(path).status_code == 404
        assert client.post(path if path.count("/") > 2 else path + "/1").status_code == 404
    assert client.get(f"/aufgaben/{token}/{task}").status_code == 200


def test_the_page_of_a_person_asks_as_many_questions_for_30_tasks(app, client, count_queries):
    with app.app_context():
        token, _ = build.told()
    with count_queries() as few:
        client.get(f"/aufgaben/{token}")
    with app.app_context():
        build.out(*[{"text": f"Noch eine {n}", **build.somebody()} for n in range(30)], title="B")
    with count_queries() as many:
        assert client.get(f"/aufgaben/{token}").text.count("tw-task__text") == 31
    assert len(many) == len(few)


# the list of the team


def numbers(soup, answer):
    return [one.text for one in soup(answer).select("tbody .tw-task__number")]


@pytest.fixture
def some_results(app):
    """Tasks of two circles in every state, decisions, agreements and questions."""
    with app.app_context():
        meeting, ids = build.out(
            {
                "text": "Überfällig",
                "due": date(2027, 8, 31),
                **build.somebody("Änne Süß", "a@b.de"),
            },
            {"text": "Heute", "due": date(2027, 9, 1), "person": "Cem Yıldırım"},
            {"text": "Später", "due": None, "person": "Cem Yıldırım"},
            {"text": "Erledigt", "due": date(2027, 8, 20), "done_on": date(2027, 8, 30)},
        )
        board, heading = build.held(day=date(2027, 8, 25), kit="lenkungskreis", title="Sitzung")
        for kind in ("decision", "agreement", "open_question"):
            an_entry(board, heading, kind, f"Wortlaut {kind}")
        build.a_task(heading, board, "Zweiter Kreis", date(2027, 12, 1))
        build.release(board)
    return meeting, board, ids


def test_what_is_overdue_stands_first_and_what_is_done_last(office, soup, some_results):
    assert numbers(soup, office.get("/buero/aufgaben")) == [
        "A-2027-01", "A-2027-02", "A-2027-05", "A-2027-03", "A-2027-04",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status=ueberfaellig", ["A-2027-01"]),
        ("status=heute", ["A-2027-02"]),
        ("status=erledigt", ["A-2027-04"]),
        ("status=ohne-adresse", ["A-2027-02", "A-2027-05", "A-2027-03"]),
        ("suche=uberfallig", ["A-2027-01"]),
        ("suche=SUSS+A-2027-01", ["A-2027-01"]),
        ("suche=yildirim&status=offen", ["A-2027-02", "A-2027-03"]),
        ("suche=herbst+heute", ["A-2027-02"]),
        ("wer=Cem+Yıldırım", ["A-2027-02", "A-2027-03"]),
        ("kit=lenkungskreis", ["A-2027-05"]),
        ("von=2027-08-20", ["A-2027-05"]),
        ("bis=2027-08-20&sortierung=-nummer", ["A-2027-04", "A-2027-03", "A-2027-02", "A-2027-01"]),
        ("suche=gibt+es+nicht", []),
        ("suche=%20&von=nie&treffen=x&art=quatsch&sortierung=quatsch&seite=99",
         ["A-2027-01", "A-2027-02", "A-2027-05", "A-2027-03", "A-2027-04"]),
    ],
)  # fmt: skip
def test_the_list_is_narrowed_and_sorted(office, soup, some_results, query, expected):
    assert numbers(soup, office.get(f"/buero/aufgaben?{query}")) == expected


def test_decisions_agreements_and_questions_have_a_tab_each(office, soup, some_results):
    meeting, board, _ = some_results
    assert numbers(soup, office.get("/buero/aufgaben?art=beschluesse")) == ["LK-2027-01"]
    assert numbers(soup, office.get("/buero/aufgaben?art=vereinbarungen")) == ["V-2027-01"]
    questions = soup(office.get("/buero/aufgaben?art=fragen"))
    assert [one.text for one in questions.select("tbody th")] == ["Wortlaut open_question"]
    assert questions.select_one("tbody a")["href"] == f"/buero/treffen/{board}/protokoll"
    assert numbers(soup, office.get(f"/buero/aufgaben?treffen={meeting}&art=beschluesse")) == []


def test_an_empty_list_says_what_it_will_show(office, soup):
    assert "Noch nichts festgehalten" in soup(office.get("/buero/aufgaben")).main.text


def test_only_the_office_reads_addresses(app, office, moderator, steering, some_results):
    _, _, (task, *_rest) = some_results
    pages = [who.get(f"/buero/aufgaben/{task}").text for who in (office, moderator, steering)]
    assert ["a@b.de" in page for page in pages] == [True, False, False]
    lists = [who.get("/buero/aufgaben").text for who in (office, moderator, steering)]
    assert ["ohne E-Mail-Adresse" in page.replace("Ohne", "") for page in lists] == [
        True, False, False,
    ]  # fmt: skip
    assert steering.post(f"/buero/aufgaben/{task}/erledigt").status_code == 403
    assert moderator.get(f"/buero/aufgaben/{task}/aendern").status_code == 403
    assert (
        moderator.post(f"/buero/aufgaben/{task}/erledigt", data={"erledigt": "ja"}).status_code
        == 303
    )


def test_only_the_office_reads_what_people_answer(app, client, office, moderator, steering):
    with app.app_context():
        token, task = build.told()
    words = {"what": "problem", "text": "Ich bin im Krankenhaus", "submit_key": KEY(1)}
    client.post(f"/aufgaben/{token}/{task}", data=words)
    pages = [who.get(f"/buero/aufgaben/{task}").text for who in (office, moderator, steering)]
    assert ["Krankenhaus" in page for page in pages] == [True, False, False]


def test_a_problem_with_a_finished_task_is_not_lost(app, client, office, soup):
    with app.app_context():
        token, task = build.told()
    path = f"/aufgaben/{token}/{task}"
    office.post(f"/buero/aufgaben/{task}/erledigt", data={"erledigt": "ja"})
    wrong = client.post(path, data={"what": "later", "text": "Noch nicht", "submit_key": KEY(1)})
    assert soup(wrong).select_one("textarea").text.strip() == "Noch nicht"
    words = {"what": "problem", "text": "Der Schlüssel fehlt", "submit_key": KEY(1)}
    assert client.post(path, data=words).status_code == 303
    assert "Der Schlüssel fehlt" in office.get(f"/buero/aufgaben/{task}").text


def test_a_number_that_is_none_is_no_fault_of_the_server(app, office, some_results):
    _, _, (task, *_rest) = some_results
    words = {"erledigt": "ja", "zurueck": "protokoll", "treffen": "9" * 20}
    assert office.post(f"/buero/aufgaben/{task}/erledigt", data=words).status_code == 303


def test_the_list_asks_as_many_questions_for_30_as_for_one(app, office, count_queries):
    with app.app_context():
        build.out(build.known(first_name="Cem", last_name="Yıldırım"))
    with count_queries() as few:
        office.get("/buero/aufgaben")
    with app.app_context():
        for number in range(30):
            build.out({"text": f"Noch eine {number}", **build.somebody()}, title=f"T {number}")
    with count_queries() as many:
        assert office.get("/buero/aufgaben").text.count("tw-task__number") == 31
    assert len(many) == len(few)


def test_long_lists_come_page_by_page(app, office, soup):
    with app.app_context():
        build.out(*[{"text": f"Aufgabe {number}"} for number in range(51)])
    assert numbers(soup, office.get("/buero/aufgaben?seite=2")) == ["A-2027-51"]


def test_the_list_is_taken_away_as_it_is_filtered(app, office, some_results):
    answer = office.post("/buero/aufgaben.csv", data={"status": "ueberfaellig"})
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert lines[1] == (
        "A-2027-01;Aufgabe;Überfällig;;Änne Süß;31.08.2027;überfällig;"
        "Vernetzungstreffen im Herbst;18.08.2027"
    )
    assert len(lines) == 2
    assert office.post("/buero/aufgaben.xlsx").data[:2] == b"PK"


def test_the_tick_leads_back_to_the_list_as_it_was(app, office, some_results):
    _, _, (task, *_rest) = some_results
    words = {"erledigt": "ja", "zurueck": "liste", "suche": "süß", "fremd": "1"}
    answer = office.post(f"/buero/aufgaben/{task}/erledigt", data=words)
    assert answer.headers["Location"] == "/buero/aufgaben?suche=s%C3%BC%C3%9F"
    assert entry(app, task).done_on == date(2027, 9, 1)


# one task


def test_the_office_agrees_to_another_day(app, client, office, soup):
    with app.app_context():
        token, task = build.told()
    client.post(
        f"/aufgaben/{token}/{task}",
        data={"what": "later", "until": "30.10.2027", "submit_key": KEY(1)},
    )
    page = soup(office.get(f"/buero/aufgaben/{task}"))
    assert "Samstag, 30.\xa0Oktober 2027" in page.select_one(".tw-task-answer").text
    agree = page.find("button", string=re.compile("Neues Datum")) or page.select_one(
        ".tw-task-answer form"
    )
    action = agree["action"] if agree.name == "form" else agree.find_parent("form")["action"]
    for sentence in ("Der neue Tag gilt.", "Dieser Wunsch gilt nicht mehr."):
        assert sentence in office.post(action, follow_redirects=True).text
    assert entry(app, task).due == date(2027, 10, 30)
    assert "braucht Zeit bis Sa., 30.10.2027" in client.get(f"/aufgaben/{token}").text


def test_a_change_by_two_people_keeps_what_was_typed(app, office, soup):
    with app.app_context():
        _, task = build.told()
    path = f"/buero/aufgaben/{task}/aendern"
    form = {
        one["name"]: one.get("value", "")
        for one in soup(office.get(path)).select("form.tw-form input")
    }
    assert office.post(path, data=form | {"person": "Bea"}).status_code == 303
    answer = office.post(path, data=form | {"person": "Nguyễn Thị Mai", "due": ""})
    assert answer.status_code == 409
    assert soup(answer).find("input", {"name": "person"})["value"] == "Nguyễn Thị Mai"
    assert "Bea" in soup(answer).main.text


def test_the_office_sends_the_mail_again(app, office):
    with app.app_context():
        _, task = build.told()
    words = {"submit_key": KEY(1)}
    for _ in range(2):
        answer = office.post(f"/buero/aufgaben/{task}/senden", data=words, follow_redirects=True)
        assert "Die E-Mail an agnieszka@example.org ist unterwegs." in answer.text
    with app.app_context():
        assert len(build.letters()) == 2


def test_tasks_of_drafts_and_other_entries_have_no_page(app, office):
    with app.app_context():
        meeting, heading = build.held()
        draft = build.a_task(heading, meeting)
        build.release(build.held(day=date(2027, 8, 1), title="Anderes")[0])
    assert [office.get(f"/buero/aufgaben/{one}").status_code for one in (draft, 999)] == [404, 404]


def test_open_tasks_come_back_on_the_page_of_the_next_minutes(app, office, soup):
    with app.app_context():
        _, (task, _) = build.out({"text": "Kommt wieder"}, {"done_on": date(2027, 8, 20)})
        later = a_meeting(day=date(2027, 9, 1), title="Nächstes")
        build.build.minutes_for(later)
    page = soup(office.get(f"/buero/treffen/{later}/protokoll"))
    again = page.select_one("#fruehere-aufgaben")
    assert [one.text for one in again.select("strong")] == ["A-2027-01"]
    words = {"erledigt": "ja", "zurueck": "protokoll", "treffen": later}
    answer = office.post(f"/buero/aufgaben/{task}/erledigt", data=words)
    assert (
        answer.headers["Location"]
        == f"/buero/treffen/{later}/protokoll?aufgaben=auf#fruehere-aufgaben"
    )
    with app.app_context():
        assert queries.changes_of(task)[0].text == "Als erledigt markiert"
