"""The office's page about answers, the command, and what other pages say about them."""

from io import BytesIO

import pytest

from app.core.db import db
from app.replies import actions
from app.replies.models import ReceivedAnswer, Way
from tests.replies import samples
from tests.replies.conftest import MAIL, Person, listed

PAGE = "/buero/antworten"


@pytest.fixture
def mai(app):
    with app.app_context():
        return Person()


def send(browser, *files):
    sent = [(BytesIO(data), f"antwort-{number}.eml") for number, data in enumerate(files)]
    return browser.post(PAGE, data={"files": sent}, follow_redirects=True)


def file_of(person, partstat="ACCEPTED", *, sender=MAIL, number=1, **more):
    calendar = samples.google(person.uid, MAIL, partstat, **more)
    return samples.mail(calendar, sender, number=number)


def test_before_the_first_answer_the_page_says_how_they_come(office, soup):
    page = soup(office.get(PAGE)).main.text

    assert "Es ist kein Postfach eingerichtet" in page
    assert "Noch keine Antwort" in page


def test_several_files_are_taken_in_at_once(app, office, soup, mai):
    mail = file_of(mai, "DECLINED")
    page = soup(send(office, mail, mail, b"From: a@b.de\r\n\r\nHallo"))
    flashes = [alert.text.strip() for alert in page.select(".tw-alert .kern-title")]

    assert [words for words in flashes if words.startswith("antwort")] == [
        "antwort-0.eml: Die Antwort steht an der Anmeldung.",
        "antwort-1.eml: Diese Antwort war schon da.",
        "antwort-2.eml: Darin steht keine Antwort eines Kalenders.",
    ]
    assert [h2.text for h2 in page.main.find_all("h2") if h2.parent.get("id")] == [
        "Im Kalender abgesagt, Platz noch belegt"
    ]


def test_nothing_chosen_is_told_at_the_field(office, soup):
    answer = office.post(PAGE, data={})

    assert answer.status_code == 422
    assert "Wählen Sie mindestens eine Datei aus" in soup(answer).find(id="files-error").text


def test_who_is_not_believed_is_clarified_by_the_office(app, office, soup, mai):
    page = soup(send(office, file_of(mai, sender="anna@example.org")))
    row = page.select_one("tbody tr")

    assert "Absender passt nicht" in row.text and "E-Mail von anna@example.org" in row.text
    forms = [form["action"] for form in row.find_all("form")]
    assert [form.rsplit("/", 1)[1] for form in forms] == ["uebernehmen", "erledigt"]
    assert "1 Antwort aus Kalendern klären" in office.get("/buero/").text

    office.post(forms[0])
    with app.app_context():
        assert listed() == [("taken", "taken")]
    again = office.post(forms[0], follow_redirects=True)
    assert "steht jetzt an der Anmeldung" in again.text
    assert office.post(f"{PAGE}/999/uebernehmen").status_code == 404


def test_what_is_settled_is_no_longer_to_do(app, office, soup, mai):
    page = soup(send(office, file_of(mai, sender="anna@example.org")))
    office.post(page.select_one("tbody tr").find_all("form")[1]["action"])

    assert "klären" not in soup(office.get("/buero/")).main.text
    settled = soup(office.get(f"{PAGE}?status=erledigt")).select("tbody tr")
    assert [row.select_one(".tw-status").text for row in settled] == ["erledigt"]
    assert "Dazu gibt es keine Antwort" in office.get(f"{PAGE}?status=offen").text


def test_the_list_is_searched_sorted_and_filtered(app, office, soup, mai):
    with app.app_context():
        other = Person(mai.meeting_id, "cem@example.org")
        name = other.row.last_name
        other.answers("TENTATIVE", style="outlook")
    send(office, file_of(mai, sender="anna@example.org"))

    def people(query):
        rows = soup(office.get(f"{PAGE}?{query}")).select("#liste tbody th")
        return [row.text.split("E-Mail")[0].strip() for row in rows]

    with app.app_context():
        mine, theirs = mai.row.full_name, other.row.full_name
    assert people("") == [mine, theirs]
    assert people("sortierung=eingang") == [theirs, mine]
    assert people("suche=anna") == people("status=offen") == [mine]
    assert people(f"suche={name}") == people("status=uebernommen") == [theirs]
    assert people("suche=zirkus&sortierung=quark&seite=99&status=quark") == []


def test_comments_are_shown_as_text(app, office, mai):
    with app.app_context():
        calendar = samples.google(mai.uid, MAIL, more="COMMENT:<script>alert(1)</script>")
        actions.receive(samples.mail(calendar, MAIL), Way.MAILBOX)

    assert "<script>alert" not in office.get(PAGE).text
    assert "&lt;script&gt;alert" in office.get(PAGE).text


def test_the_registration_and_the_lists_show_the_answer(app, office, soup, mai):
    with app.app_context():
        mai.answers("DECLINED", style="outlook")
    person = soup(office.get(f"/buero/anmeldungen/{mai.id}")).main.text
    people = soup(office.get(f"/buero/treffen/{mai.meeting_id}/anmeldungen")).main.text
    today = soup(office.get("/buero/")).main.text

    assert "Abgesagt am Mi., 01.09.2027, 11:00" in " ".join(person.split())
    assert "Bis dann, ich bringe Kuchen mit." in person
    assert "Im Kalender abgesagt" in people
    assert "1 Person hat im Kalender abgesagt und noch einen Platz" in today


def test_the_page_asks_as_many_questions_for_many_as_for_one(app, office, count_queries, mai):
    with app.app_context():
        mai.answers("DECLINED")
    with count_queries() as few:
        office.get(PAGE)
    with app.app_context():
        for number in range(5):
            Person(mai.meeting_id, f"gast{number}@example.org").answers("DECLINED")
    with count_queries() as many:
        office.get(PAGE)

    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Darin steht keine Antwort eines Kalenders. Es bleibt alles, wie es ist.\n"),
        (samples.google("quark", MAIL), "Zu diesem Termin gibt es keine Anmeldung.\n"),
        (b"BEGIN:VCALENDAR\r\n", "Die Kalenderdatei ist beschädigt.\n"),
    ],
)
def test_the_command_says_one_line(app, data, words):
    result = app.test_cli_runner().invoke(args=["calendar", "receive"], input=data)

    assert (result.exit_code, result.output) == (0, words)


def test_the_command_takes_an_answer_once(app, mai):
    runner, mail = app.test_cli_runner(), file_of(mai)
    said = [runner.invoke(args=["calendar", "receive"], input=mail).output for _ in range(2)]

    assert said == ["Die Antwort steht an der Anmeldung.\n", "Diese Antwort war schon da.\n"]
    with app.app_context():
        assert [row.way for row in db.session.query(ReceivedAnswer)] == ["pipe"]


def test_others_do_not_see_the_page(client, moderator):
    assert client.get(PAGE).status_code == 303
    assert moderator.get(PAGE).status_code == 403
