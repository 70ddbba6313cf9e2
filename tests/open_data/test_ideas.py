"""The public pages of ideas: list, page, what happened so far, the list to embed."""

import re
from datetime import date

import msgspec
import pytest

from app.core.headers import CSP
from app.core.settings_sections import Site
from app.ideas import actions
from app.ideas.rules import IdeaState, MoveFacts
from app.open_data.rules import DECISION_SENTENCES, REJECTED_SENTENCES
from app.steering.rules import DecisionKind
from tests import build
from tests.minutes.releasing import put_out
from tests.open_data.build import a_decision, a_public_world, a_report, a_supporter, change


@pytest.fixture
def world(app):
    with app.app_context():
        return a_public_world()


def make(app, *args, **values):
    with app.app_context():
        return build.an_idea(*args, **{"public": True} | values)


def titles(page):
    return [one.get_text(strip=True) for one in page.select(".tw-cards h2")]


def test_the_list_shows_public_ideas_alone(client, world, soup):
    page = soup(client.get("/ideen"))

    assert titles(page) == ["Klima-Bänke", "Balkon-Solar-Lotsen im Quartier"]
    assert page.select_one("p[role=status]").get_text(strip=True) == "2 Ideen"
    assert "1 Person macht mit" in page.select(".tw-idea-foot")[1].get_text(" ", strip=True)
    assert "Senne" not in page.get_text()


def test_the_list_searches_filters_and_sorts(app, client, world, soup):
    make(app, "Ökostrom", state=IdeaState.DONE, action_field="MO", district="Mitte")

    def found(query):
        return titles(soup(client.get(f"/ideen?{query}")))

    assert found("suche=okostrom") == ["Ökostrom"]
    assert found("suche=yildirim") == []
    assert found("feld=GQ") == ["Balkon-Solar-Lotsen im Quartier"]
    assert found("stand=done") == ["Ökostrom"]
    assert found("bezirk=Heepen&stand=new") == ["Balkon-Solar-Lotsen im Quartier"]
    assert found("sortierung=titel")[-1] == "Ökostrom"
    assert found("sortierung=dabei")[0] == "Balkon-Solar-Lotsen im Quartier"
    assert len(found("sortierung=x&stand=x&seite=999")) == 3


def test_what_is_typed_into_the_filters_stays(app, client, world, soup):
    page = soup(client.get("/ideen?suche=%C3%96kostrom&stand=new&bezirk=Heepen&sortierung=titel"))

    assert page.find(id="idea-search")["value"] == "Ökostrom"
    chosen = [one["value"] for one in page.select("option[selected]")]
    assert chosen == ["new", "Heepen", "titel"]
    assert "Keine Idee gefunden" in page.select_one(".tw-empty").text


def test_an_empty_list_tells_where_ideas_come_from(client, soup):
    page = soup(client.get("/ideen"))

    assert page.select_one(".tw-empty a").get_text(strip=True) == "Nächste Treffen ansehen"
    assert page.select("form[role=search]") == []


def test_pages_keep_the_filters(app, client, soup):
    with app.app_context():
        for number in range(25):
            build.an_idea(f"Idee {number}", public=True, district="Mitte")

    page = soup(client.get("/ideen?bezirk=Mitte&sortierung=titel"))

    assert page.select_one(".tw-pagination a")["href"] == (
        "/ideen?bezirk=Mitte&sortierung=titel&seite=2"
    )
    assert len(titles(soup(client.get("/ideen?bezirk=Mitte&seite=2")))) == 1


def test_the_page_shows_profile_steps_and_the_way_to_join(app, client, world, soup):
    with app.app_context():
        change(
            world["lotsen"],
            state=IdeaState.SELECTED,
            team="Klimakreis",
            offering="Sprechstunden",
        )
    page = soup(client.get("/ideen/2027-001"))
    text = page.main.get_text(" ", strip=True)

    steps = [
        (one.get("class")[1], one.get_text(" ", strip=True)) for one in page.select(".tw-steps li")
    ]
    assert steps == [
        ("tw-steps__item--done", "Neu eingegangen (erledigt)"),
        ("tw-steps__item--done", "Wird geprüft (erledigt)"),
        ("tw-steps__item--now", "Ausgewählt"),
        ("tw-steps__item--next", "Wird umgesetzt"),
        ("tw-steps__item--next", "Abgeschlossen"),
    ]
    for words in ("Cem Yıldırım", "Klimakreis", "Sprechstunden", "Raum", "1 Person macht schon"):
        assert words in text
    assert page.select_one(".tw-page-head .kern-btn")["href"] == "/ideen/2027-001/mitmachen"
    assert re.findall(r"[Gg]eheim\w*", client.get("/ideen/2027-001").text) == []


def test_what_happened_is_told_in_public_words(app, client, world, soup):
    with app.app_context():
        build.minutes_for(world["evening"])
        put_out(world["evening"])
        a_report(world["lotsen"], world["evening"])
        a_decision("LK-2027-05", [world["lotsen"], world["hidden"]], kind=DecisionKind.POSTPONE,
                   wording="Geheime Idee", reason="Geheimer Grund")  # fmt: skip
    page = soup(client.get("/ideen/2027-001"))
    told = [one.get_text(" ", strip=True) for one in page.select(".tw-timeline li")]

    assert [re.sub(r"\s+", " ", one) for one in told] == [
        "25. August 2027 Der Lenkungskreis hat die Idee ausgewählt. Beim Treffen Sitzung . "
        "Beschluss LK-2027-01: Der Lenkungskreis empfiehlt, die Balkon-Solar-Lotsen zu "
        "unterstützen. Begründung: Viele Gruppen sind beteiligt.",
        "25. August 2027 Der Lenkungskreis hat die Entscheidung vertagt. Beschluss LK-2027-05.",
        "31. August 2027 Bericht über den Stand. Beim Treffen "
        "Pitch-Abend im Herbst . Die erste Schulung war gut besucht.",
        "1. September 2027 Die Idee ist aufgenommen. Entstanden beim Treffen "
        "Pitch-Abend im Herbst .",
    ]


def test_begin_and_end_of_the_work_are_told_but_no_slip(app, client, clock, soup):
    with app.app_context():
        idea_id = build.an_idea("Ökostrom", state=IdeaState.SELECTED, public=True)

        def move(target, **facts):
            clock.move(days=1)
            actions.move_idea(idea_id, target, MoveFacts(**facts), actor=build.OFFICE)

        move(IdeaState.IN_PROGRESS)
        move(IdeaState.SELECTED, reason="Geheimes Versehen")
        move(IdeaState.IN_PROGRESS)
        move(IdeaState.DONE, outcome="Zu früh")
        move(IdeaState.IN_PROGRESS, reason="Geheimes Versehen")
        move(IdeaState.DONE, outcome="Alles läuft")
    page = soup(client.get("/ideen/2027-001"))

    assert [
        re.sub(r"\s+", " ", one.get_text(" ", strip=True)) for one in page.select(".tw-timeline li")
    ] == [
        "1. September 2027 Die Idee ist aufgenommen.",
        "4. September 2027 Die Umsetzung hat begonnen.",
        "7. September 2027 Das Projekt ist abgeschlossen.",
    ]
    assert "Geheim" not in page.get_text()


@pytest.mark.parametrize("kind", DecisionKind)
def test_a_motion_that_was_rejected_is_told_as_that(app, client, world, soup, kind):
    with app.app_context():
        a_decision("LK-2027-09", [world["lotsen"]], kind=kind, yes=1, no=4, day=date(2027, 8, 26))
    page = soup(client.get("/ideen/2027-001"))
    [told] = [one.get_text(" ", strip=True) for one in page.select(".tw-timeline li")
              if "LK-2027-09" in one.get_text()]  # fmt: skip

    assert "Beschluss LK-2027-09 (abgelehnter Antrag): " in told
    assert f"Der Lenkungskreis {REJECTED_SENTENCES[kind]}." in re.sub(r"\s+", " ", told)
    assert REJECTED_SENTENCES[kind] not in DECISION_SENTENCES.values()


def test_a_report_waits_for_its_minutes(app, client, world):
    with app.app_context():
        a_report(world["lotsen"], world["evening"])

    assert "Die erste Schulung" not in client.get("/ideen/2027-001").text


@pytest.mark.parametrize(
    ("state", "words", "closed_on"),
    [
        (IdeaState.ON_HOLD, "Diese Idee ruht zurzeit", None),
        (IdeaState.DROPPED, "Diese Idee wird hier nicht weiterverfolgt", date(2027, 8, 30)),
    ],
)
def test_an_idea_that_rests_says_why(app, client, soup, state, words, closed_on):
    make(app, state=state, contact_name="Geheime Person")
    with app.app_context():
        change(1, reason="Der Platz wird umgebaut.", closed_on=closed_on)
    page = soup(client.get("/ideen/2027-001"))

    alert = page.select_one(".tw-alert").get_text(" ", strip=True)
    assert alert.startswith(words)
    assert alert.endswith("Begründung: Der Platz wird umgebaut.")
    assert page.select(".tw-steps") == []
    assert ("/mitmachen" in str(page.main)) is (closed_on is None)
    assert "Geheime Person" not in page.get_text()


def test_a_merged_idea_leads_to_the_one_that_goes_on(app, client, world, soup):
    last = make(app, "Solar in der Stadt")
    with app.app_context():
        change(world["lotsen"], merged_into_id=world["bench"])
        change(world["bench"], merged_into_id=last, public=False)

    for number in ("2027-001", "2027-003"):
        answer = client.get(f"/ideen/{number}")
        assert (answer.status_code, answer.location) == (301, f"/ideen/2027-004?aus={number}")
        page = soup(client.get(answer.location))
        assert (
            page.select_one(".tw-alert .kern-title").text == f"Die Idee {number} geht hier weiter"
        )
    for other in ("2027-002", "2027-004", "2027-999", "x"):
        assert soup(client.get(f"/ideen/2027-004?aus={other}")).select(".tw-alert") == []
    assert titles(soup(client.get("/ideen"))) == ["Solar in der Stadt"]


def test_an_idea_that_was_never_public_leads_nowhere(app, client, world):
    with app.app_context():
        change(world["hidden"], merged_into_id=world["bench"])

    assert client.get("/ideen/2027-002").status_code == 404
    assert client.get("/ideen/2027-002/steckbrief.pdf").status_code == 404


def test_ideas_that_were_merged_in_a_circle_end(app, client, world):
    with app.app_context():
        change(world["lotsen"], merged_into_id=world["bench"])
        change(world["bench"], merged_into_id=world["lotsen"])

    assert client.get("/ideen/2027-001").status_code in (200, 301)


def embedding(app, monkeypatch, *hosts):
    made = app.extensions["settings"]
    site = msgspec.structs.replace(made.site, embed_hosts=hosts)
    settings = msgspec.structs.replace(made, site=site)
    monkeypatch.setitem(app.extensions, "settings", settings)
    monkeypatch.setitem(app.jinja_env.globals, "settings", settings)


def test_nobody_may_embed_unless_the_settings_name_a_host(app, client, world):
    assert client.get("/ideen/einbetten").headers["Content-Security-Policy"] == CSP
    assert CSP.endswith("frame-ancestors 'none'")


def test_named_hosts_may_embed_the_list_and_nothing_else(app, client, world, monkeypatch):
    embedding(app, monkeypatch, "www.stadt.example", "intranet.example:8443")
    wanted = "frame-ancestors www.stadt.example intranet.example:8443"

    policy = client.get("/ideen/einbetten?feld=EE").headers["Content-Security-Policy"]

    assert policy == CSP.replace("frame-ancestors 'none'", wanted)
    for path in ("/", "/ideen", "/ideen/2027-001", "/api/v1/ideas", "/ideen.atom", "/ideen/x"):
        assert client.get(path).headers["Content-Security-Policy"] == CSP


@pytest.mark.parametrize("host", ["*", "https://x.example", "x.example; script-src *", "'self'"])
def test_only_hosts_can_be_named(host):
    site = {"base_url": "https://x.example", "embed_hosts": [host]}

    with pytest.raises(msgspec.ValidationError, match="embed_hosts"):
        msgspec.convert(site, Site)


def test_the_embedded_list_is_small_and_sets_no_cookie(client, world, soup):
    answer = client.get("/ideen/einbetten?feld=GQ")
    page = soup(answer)
    links = page.select("main a")

    assert page.h1.text == "Ideen: Energieeffiziente Gebäude und Quartiere"
    assert [one["href"] for one in links] == [
        "http://127.0.0.1:8000/ideen/2027-001",
        "http://127.0.0.1:8000/ideen?feld=GQ",
    ]
    assert {(one["target"], one["rel"][0]) for one in links} == {("_blank", "noopener")}
    assert page.select("script") == []
    assert "Set-Cookie" not in answer.headers


def test_the_number_of_statements_does_not_grow(app, client, count_queries):
    def rows(number):
        with app.app_context():
            for _ in range(number):
                meeting = build.a_meeting()
                idea = build.an_idea(public=True, meeting_id=meeting)
                a_supporter(idea)
                a_decision(f"LK-{idea}", [1, idea] if idea > 1 else [1], meeting_id=meeting)
                a_report(1, meeting)

    def statements(path):
        with count_queries() as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    paths = ("/ideen", "/ideen/einbetten", "/ideen.atom", "/ideen/2027-001")
    rows(1)
    [client.get(path) for path in paths]
    one = [statements(path) for path in paths]
    rows(20)

    assert [statements(path) for path in paths] == one


def test_the_page_about_open_data_leads_to_everything(client, world, soup):
    page = soup(client.get("/offene-daten"))

    for link in page.main.select("a[href^='/']"):
        assert client.get(link["href"]).status_code == 200, link
    for example in page.select("code.tw-code"):
        assert client.get(example.text.removeprefix("http://127.0.0.1:8000")).status_code == 200
    assert page.select_one("a[rel=license]").text.startswith("Datenlizenz Deutschland")
    assert page.select_one("footer a[href='/offene-daten']")


def test_the_office_copies_the_code_to_embed(app, office, steering, world, soup, monkeypatch):
    without = soup(office.get("/buero/ideen"))
    embedding(app, monkeypatch, "www.stadt.example")
    page = soup(office.get("/buero/ideen?feld=EE"))

    assert "site.embed_hosts" in without.select(".tw-details")[-1].text
    assert page.select_one("code.tw-code").text == (
        '<iframe src="http://127.0.0.1:8000/ideen/einbetten?feld=EE" '
        'title="Ideen: KlimaTriebwerk" width="100%" height="600" loading="lazy"></iframe>'
    )
    assert "iframe" not in steering.get("/buero/ideen").text


def test_in_english_the_texts_of_an_idea_are_marked_as_german(client, world, soup):
    found = soup(client.get("/ideen?sprache=en"))
    link = found.select_one(".tw-cards h2 a")
    page = soup(client.get(link["href"]))
    german = soup(client.get(f"{link['href']}?sprache=de"))

    assert found.select_one("p[role=status]").text.strip() == "2 ideas"
    assert [one["lang"] for one in (link.span, page.h1.span)] == ["de", "de"]
    assert page.h1.text == german.h1.text == "Klima-Bänke"
    assert german.h1.find_all() == []
