"""Ideas that are alike: the measure as a rule, and what is found in the register."""

from hypothesis import given
from hypothesis import strategies as st

from app.ideas.pictures import MOST_SIMILAR, similar_ideas
from app.ideas.similar import LIKE, MOST_STEMS, best, likeness, search_stems, words_of
from tests import build

words = st.text("aäbeéilmnoöß -", max_size=30)


@given(title=words, summary=words, other=words, more=words)
def test_likeness_has_no_direction_and_stays_between_nothing_and_the_same(
    title, summary, other, more
):
    one, two = words_of(title, summary), words_of(other, more)

    assert likeness(one, two) == likeness(two, one)
    assert 0 <= likeness(one, two) <= 1


@given(title=words, summary=words)
def test_accents_and_capitals_do_not_count(title, summary):
    plain = title.replace("ä", "a").replace("ö", "o").replace("é", "e")

    assert words_of(title.upper(), summary.upper()) == words_of(plain, summary)


@given(st.lists(st.tuples(st.floats(0, 1), st.integers())), st.integers(1, 5))
def test_the_best_are_the_most_alike_of_those_alike_enough(scored, most):
    found = best(scored, most)

    enough = sorted((score for score, _ in scored if score >= LIKE), reverse=True)
    assert len(found) == min(most, len(enough))


def test_the_same_title_is_more_alike_than_a_part_of_it():
    bench = words_of("Klima-Bänke", "Bänke im Schatten")

    same = likeness(bench, words_of("Klimabänke am Markt"))
    assert same > LIKE
    assert likeness(bench, words_of("Lastenrad-Ausleihe", "Räder stehen bei Läden")) < 0.1


@given(st.text(max_size=2000), st.text(max_size=2000))
def test_never_more_is_looked_for_than_a_query_can_bear(title, summary):
    assert len(search_stems(title, summary)) <= MOST_STEMS


def found_for(title, summary="", but=None):
    return [idea.title for idea in similar_ideas(title, summary, but)]


def test_what_is_typed_finds_its_likes_the_most_alike_first(ctx):
    build.an_idea("Balkon-Solar-Lotsen im Quartier", summary="Beratung zu kleinen Solaranlagen")
    build.an_idea("Solarcheck für Vereinsheime", summary="Fachleute prüfen Dächer")
    mine = build.an_idea("Lotsen für Balkonsolar", summary="Nachbarn beraten zu Solaranlagen")

    assert found_for("BALKON SOLAR LOTSEN") == [
        "Balkon-Solar-Lotsen im Quartier", "Lotsen für Balkonsolar",
    ]  # fmt: skip
    assert found_for("Balkonsolar-Lotsen", but=mine) == ["Balkon-Solar-Lotsen im Quartier"]
    assert found_for("Kleidertausch auf Rädern") == []
    assert found_for("") == found_for("%%%") == found_for("_ _ _") == []


def test_at_most_five_are_shown(ctx, count_queries):
    for number in range(9):
        build.an_idea(f"Kühle Orte {number}")

    with count_queries() as asked:
        found = similar_ideas("Kühle Orte")

    assert len(found) == MOST_SIMILAR
    assert len([one for one in asked if one.startswith("SELECT")]) == 1


def test_the_page_answers_while_somebody_types(app, office, moderator):
    with app.app_context():
        build.an_idea("Klima-Bänke")
    typed = {"title": "klimabanke am Markt", "summary": ""}

    answer = office.post("/buero/ideen/aehnliche", data=typed)

    assert "2027-001: Klima-Bänke" in answer.text
    itself = office.post("/buero/ideen/aehnliche", data=typed | {"nicht": "2027-001"})
    assert itself.text.strip() == ""
    long = office.post("/buero/ideen/aehnliche", data={"title": "w" * 100_000, "summary": "x"})
    assert (long.status_code, long.text.strip()) == (200, "")
    assert moderator.post("/buero/ideen/aehnliche", data=typed).status_code == 403


def test_without_script_the_hint_comes_after_saving(app, office, soup):
    with app.app_context():
        build.an_idea("Klima-Bänke")

    answer = office.post("/buero/ideen/neu", data={"title": "Klimabänke am Markt"})

    page = soup(office.get(answer.location))
    assert "Ähnliche Ideen gibt es schon: 2027-001 „Klima-Bänke“." in page.get_text()
    links = [link["href"] for link in page.select("#verwandte a")]
    assert "/buero/ideen/2027-001" in links
