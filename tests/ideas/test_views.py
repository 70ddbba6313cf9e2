"""The register over HTTP: who sees what, forms, moves (G7), the public pages."""

from datetime import date

import pytest

from app.ideas.rules import IdeaState
from tests import build


def make(app, *args, **values):
    with app.app_context():
        return build.an_idea(*args, **values)


def rows(page):
    return [row.find("th").get_text(strip=True) for row in page.select("#ideen tbody tr")]


def test_an_empty_register_tells_the_first_step(office, soup):
    page = soup(office.get("/buero/ideen"))

    assert page.select_one(".tw-empty a").get_text(strip=True) == "Erste Idee aufnehmen"


def test_the_office_notes_an_idea(app, office, soup):
    answer = office.post(
        "/buero/ideen/neu",
        data={"title": "Klima-Bänke", "action_field": "KG", "contact_name": "Thị Mai Nguyễn"},
    )

    assert (answer.status_code, answer.location) == (303, "/buero/ideen/2027-001")
    page = soup(office.get(answer.location))
    assert page.h1.get_text() == "Klima-Bänke"
    assert "Thị Mai Nguyễn" in page.get_text()


def test_a_wrong_form_keeps_what_was_typed(office, soup):
    answer = office.post(
        "/buero/ideen/neu",
        data={"title": "", "summary": "Bänke im Schatten", "contact_email": "cem.example.org"},
    )

    assert answer.status_code == 422
    page = soup(answer)
    assert page.find(id="summary").get_text(strip=True) == "Bänke im Schatten"
    assert page.find(id="contact_email")["value"] == "cem.example.org"
    assert "Es fehlt das @-Zeichen" in page.select_one(".tw-errors").get_text()


def test_the_list_filters_searches_and_sorts(app, office, soup):
    make(app, "Ökostrom", action_field="EE")
    make(app, "Zebrastreifen", IdeaState.REVIEW, action_field="MO")

    assert rows(soup(office.get("/buero/ideen"))) == ["2027-002", "2027-001"]
    assert rows(soup(office.get("/buero/ideen?sortierung=nummer"))) == ["2027-001", "2027-002"]
    assert rows(soup(office.get("/buero/ideen?suche=okostrom"))) == ["2027-001"]
    assert rows(soup(office.get("/buero/ideen?status=review&feld=MO"))) == ["2027-002"]
    assert office.get("/buero/ideen?_method=POST&_anchor=x").status_code == 200
    nonsense = "/buero/ideen?status=x&treffen=x&sortierung=x&feld=%27"
    assert office.get(nonsense).status_code == 200


def test_the_funnel_has_a_number_per_state(app, office, soup):
    make(app)
    make(app, state=IdeaState.REVIEW)
    make(app, state=IdeaState.REVIEW)

    page = soup(office.get("/buero/ideen"))

    told = [
        (row.th.get_text(strip=True), row.find("td").get_text(strip=True))
        for row in page.select(".tw-funnel tbody tr")
    ]
    assert told == [
        ("Neu", "1"), ("In Prüfung", "2"), ("Ausgewählt", "0"), ("In Umsetzung", "0"),
        ("Abgeschlossen", "0"), ("Zurückgestellt", "0"), ("Nicht aufgenommen", "0"),
    ]  # fmt: skip


def test_a_late_next_step_is_marked(app, office, soup):
    make(app, next_step="Halteplatz sichern", next_step_due=date(2027, 8, 25))
    make(app, next_step="Kochabend vorbereiten", next_step_due=date(2027, 9, 1))

    page = soup(office.get("/buero/ideen"))

    assert [mark.get_text() for mark in page.select(".tw-late")] == ["bis 25.08.2027, überfällig"]


def test_not_taking_up_an_idea_needs_a_reason(app, office, soup):
    """G7: refused with a sentence naming the missing field, then done, and both remembered."""
    make(app, "Autofreier Sonntag")
    address = "/buero/ideen/2027-001/status/dropped"

    refused = office.post(address, data={"reason": "  "})

    assert refused.status_code == 422
    assert "Grund: Bitte füllen Sie dieses Feld aus." in soup(refused).select_one(".tw-errors").text
    assert office.post(address, data={"reason": "Straßen sperren andere."}).status_code == 303
    page = soup(office.get("/buero/ideen/2027-001"))
    steps = [step.get_text(" ", strip=True) for step in page.select(".tw-timeline li")]
    assert steps == [
        "Mi., 01.09.2027, 09:00 Uhr · Miriam Voss Status: Neu → Nicht aufgenommen. "
        "Grund: Straßen sperren andere.",
        "Mi., 01.09.2027, 09:00 Uhr · Miriam Voss Aufgenommen als Idee 2027-001.",
    ]


def test_a_move_that_is_no_longer_possible_leads_back(app, office, soup):
    make(app, state=IdeaState.DONE)

    answer = office.post("/buero/ideen/2027-001/status/review")

    assert (answer.status_code, answer.location) == (303, "/buero/ideen/2027-001")
    assert office.get("/buero/ideen/2027-001/status/unsinn").status_code == 404


def test_two_people_editing_see_both_texts(app, office, soup):
    make(app, "Klima-Bänke")
    page = soup(office.get("/buero/ideen/2027-001/bearbeiten"))
    seen = page.find(id="version")["value"]
    office.post("/buero/ideen/2027-001/bearbeiten", data={"title": "Bänke", "version": seen})

    late = office.post(
        "/buero/ideen/2027-001/bearbeiten", data={"title": "Kühle Bänke", "version": seen}
    )

    assert late.status_code == 409
    page = soup(late)
    row = page.select_one("table tbody tr")
    assert [cell.get_text() for cell in row.find_all(["th", "td"])] == [
        "Titel", "Bänke", "Kühle Bänke",
    ]  # fmt: skip
    again = office.post(
        "/buero/ideen/2027-001/bearbeiten",
        data={"title": "Kühle Bänke", "version": page.find(id="version")["value"]},
    )
    assert again.status_code == 303


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "²"])
def test_a_forged_version_is_a_conflict_and_no_fault(app, office, version):
    make(app)

    answer = office.post(
        "/buero/ideen/2027-001/bearbeiten", data={"title": "X", "version": version}
    )

    assert answer.status_code == 409


def test_moderators_and_the_steering_group_read_without_addresses(app, moderator, steering, soup):
    make(app, contact_name="Cem Yıldırım", contact_email="cem@example.org")

    for reader in (moderator, steering):
        page = soup(reader.get("/buero/ideen/2027-001"))
        assert "Cem Yıldırım" in page.get_text()
        assert "cem@example.org" not in str(page)
        assert not page.select("main form")
        assert reader.get("/buero/ideen").status_code == 200
        for closed in ("neu", "2027-001/bearbeiten", "2027-001/status/review"):
            assert reader.get(f"/buero/ideen/{closed}").status_code == 403
        assert reader.post("/buero/ideen/2027-001/oeffentlich").status_code == 403


def test_strangers_see_public_ideas_only(app, client, office, soup):
    make(app, "Verborgen")
    make(app, "Klima-Bänke", action_field="KG", contact_name="Cem Yıldırım",
         contact_email="cem@example.org")  # fmt: skip
    office.post("/buero/ideen/2027-002/oeffentlich", data={"zeigen": "ja"})

    page = soup(client.get("/ideen"))

    assert [card.get_text() for card in page.select(".kern-card h2")] == ["Klima-Bänke"]
    idea = soup(client.get("/ideen/2027-002"))
    assert "Cem Yıldırım" not in idea.get_text()
    assert "cem@example.org" not in str(idea)
    for hidden in ("2027-001", "2027-999", "x", "2027-001x"):
        assert client.get(f"/ideen/{hidden}").status_code == 404
    assert soup(client.get("/ideen?feld=MO")).select(".kern-card h2") == []


def test_the_public_filter_counts_what_it_shows(app, client, soup):
    make(app, public=True, action_field="MO", second_field="KG")
    make(app, public=True, action_field="KG")
    make(app, action_field="KG")

    page = soup(client.get("/ideen?feld=KG"))

    fields = [one.get_text(strip=True) for one in page.select("select[name=feld] option")]
    assert fields[1:] == ["Mobilität (1)", "Klimawandel und Gesundheit (2)"]
    assert len(page.select(".kern-card")) == 2


def test_the_contact_person_is_named_with_consent(app, client, soup):
    make(app, public=True, contact_name="Jan Krzyżanowska", contact_public=True)

    page = soup(client.get("/ideen/2027-001"))

    assert "Jan Krzyżanowska" in page.get_text()


def test_the_register_needs_the_same_queries_for_one_and_for_thirty(app, office, count_queries):
    make(app, meeting_id=None)
    with count_queries() as few:
        office.get("/buero/ideen")
    for _ in range(29):
        with app.app_context():
            build.an_idea(meeting_id=None)
    with count_queries() as many:
        office.get("/buero/ideen")

    assert len(many) == len(few)


def test_the_public_page_names_a_listed_source_only(app, client, soup):
    with app.app_context():
        listed = build.a_meeting(title="Vernetzungstreffen")
        closed = build.a_meeting(title="Lenkungskreis", listed=False)
        build.an_idea(public=True, meeting_id=listed)
        build.an_idea(public=True, meeting_id=closed)

    assert "Vernetzungstreffen" in soup(client.get("/ideen/2027-001")).main.get_text()
    assert "Lenkungskreis" not in soup(client.get("/ideen/2027-002")).main.get_text()


def test_long_lists_come_in_pages(app, office, client, soup):
    with app.app_context():
        for number in range(52):
            build.an_idea(f"Idee Nummer {number:02}", public=True)

    second = soup(office.get("/buero/ideen?suche=nummer&seite=2"))
    public = soup(client.get("/ideen?seite=3"))

    assert rows(second) == ["2027-002", "2027-001"]
    back = second.select_one(".tw-pagination a")["href"]
    assert len(rows(soup(office.get(back)))) == 50
    assert "52 Ideen" in second.main.get_text()
    assert [card.h2.get_text(strip=True) for card in public.select("article")] == [
        f"Idee Nummer {number:02}" for number in (3, 2, 1, 0)
    ]


@pytest.mark.pdf
def test_a_public_idea_has_its_sheet_as_a_pdf(app, client, moderator, soup):
    make(app, "Klima-Bänke", public=True, next_step="Bänke zeichnen")
    make(app, "Verborgen")

    page = soup(client.get("/ideen/2027-001"))
    answer = client.get(page.select_one(".tw-download")["href"])

    assert "Bänke zeichnen" in page.main.get_text()
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    name = 'inline; filename="Idee-2027-001_Projektsteckbrief.pdf"'
    assert answer.headers["Content-Disposition"] == name
    assert moderator.get("/buero/ideen/2027-001/steckbrief.pdf").data == answer.data
    for hidden in ("2027-002", "2027-999", "x"):
        assert client.get(f"/ideen/{hidden}/steckbrief.pdf").status_code == 404
    assert moderator.get("/buero/ideen/2027-002/steckbrief.pdf").status_code == 200
    assert client.get("/buero/ideen/2027-002/steckbrief.pdf").status_code == 303


def test_the_office_takes_the_register_away_as_it_is_filtered(app, office, moderator, soup):
    make(app, "Klima-Bänke", action_field="KG", contact_email="cem@example.org")
    make(app, "Zebrastreifen", action_field="MO")
    page = soup(office.get("/buero/ideen?feld=KG"))
    forms = {
        form["action"]: {one["name"]: one["value"] for one in form.select("input[name]")}
        for form in page.select(".tw-actions form")
        if "ideen." in form["action"]
    }

    answer = office.post("/buero/ideen.csv", data=forms["/buero/ideen.csv"])

    assert list(forms) == ["/buero/ideen.xlsx", "/buero/ideen.csv"]
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert [line[:8] for line in lines[1:]] == ["2027-001"]
    assert office.post("/buero/ideen.xlsx").data[:2] == b"PK"
    with app.app_context():
        taken = [row[1:] for row in build.audit() if row[1] == "ideas_exported"]
    assert taken == [("ideas_exported", "ideas:1"), ("ideas_exported", "ideas:2")]
    assert moderator.post("/buero/ideen.csv").status_code == 403
    assert not soup(moderator.get("/buero/ideen")).select(".tw-actions form")
