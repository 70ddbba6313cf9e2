"""Cards and results of the room in the minutes: each once, and no idea twice in the register."""

import pytest

from app.core.db import db
from app.core.errors import NotFound, RuleBroken
from app.floor import actions as floor
from app.floor import polls
from app.floor.rules import CardKind
from app.ideas.models import Idea
from app.minutes import cards, writing
from app.minutes.entries import remove_entry
from app.minutes.models import Entry
from tests import build
from tests.floor.build import a_card, a_poll, an_evening, count


@pytest.fixture
def evening(ctx):
    """(meeting, first heading of its minutes)"""
    meeting = an_evening()
    return meeting, build.minutes_for(meeting)[0]


def a_card_let_in(meeting, kind="idea", **values):
    held = a_card(meeting, kind=kind, **values)
    floor.let_in(meeting, held, CardKind(kind), build.OFFICE)
    return held


def entries():
    return [(one.kind, one.text, one.person) for one in db.session.query(Entry)]


@pytest.mark.parametrize(
    ("kind", "becomes"),
    [("question", "open_question"), ("remark", "information"), ("idea", "idea")],
)
def test_a_card_becomes_one_entry_without_a_name(evening, kind, becomes):
    meeting, heading = evening
    taken = a_card_let_in(meeting, kind, text="Wer macht mit?", name="Mai")

    for _ in range(2):
        cards.take_card(meeting, taken, heading, build.OFFICE)

    assert entries() == [(becomes, "Wer macht mit?", "")]
    assert cards.hall_count(meeting) == 0


def test_an_idea_stays_the_one_in_the_register(evening):
    meeting, heading = evening
    taken = a_card_let_in(meeting)
    idea = db.session.query(Idea).one()

    cards.take_card(meeting, taken, heading, build.OFFICE)

    entry = db.session.query(Entry).one()
    assert (entry.idea_id, db.session.query(Idea).count()) == (idea.id, 1)


def test_a_removed_entry_leaves_the_idea_and_the_card_waits_again(evening):
    meeting, heading = evening
    taken = a_card_let_in(meeting)
    cards.take_card(meeting, taken, heading, build.OFFICE)

    remove_entry(meeting, db.session.query(Entry).one().id, seen_version=1, actor=build.OFFICE)

    assert db.session.query(Idea).count() == 1
    assert cards.hall_count(meeting) == 1
    cards.take_card(meeting, taken, heading, build.OFFICE)
    assert db.session.query(Idea).count() == db.session.query(Entry).count() == 1


def test_held_cards_and_open_polls_stay_out(evening):
    meeting, heading = evening
    held, poll = a_card(meeting), a_poll(meeting)

    with pytest.raises(RuleBroken):
        cards.take_card(meeting, held, heading, build.OFFICE)
    with pytest.raises(RuleBroken):
        cards.take_result(meeting, poll, heading, build.OFFICE)
    assert (entries(), cards.hall_count(meeting)) == ([], 0)


def test_the_result_of_a_poll_stands_there_with_its_sentence(evening):
    meeting, heading = evening
    poll = a_poll(meeting, "Bänke", "Bäume", "Busse")
    count(meeting, poll, 4, 9, 4, people=10)
    polls.close_poll(meeting, poll, build.OFFICE)

    for _ in range(2):
        cards.take_result(meeting, poll, heading, build.OFFICE)

    assert entries() == [
        (
            "information",
            "Punktabfrage „Was soll weitergehen?“, 10 Personen:\n1. Bäume: 9 Punkte\n"
            "2. Bänke: 4 Punkte\n2. Busse: 4 Punkte\n"
            "Das ist ein Meinungsbild, keine Entscheidung.",
            "",
        )
    ]


def test_a_heading_of_another_meeting_is_refused(evening):
    meeting, _ = evening
    other = an_evening()
    foreign = build.minutes_for(other)[0]
    taken = a_card_let_in(meeting)

    with pytest.raises(NotFound):
        cards.take_card(meeting, taken, foreign, build.OFFICE)


def test_the_page_offers_every_card_and_takes_it_over(office, app, soup):
    with app.app_context():
        meeting = an_evening()
        build.minutes_for(meeting)
        taken = a_card_let_in(meeting, "question", text="Wer macht mit?")
    place = f"/buero/treffen/{meeting}/protokoll/saal"
    page = soup(office.get(place))
    heading = page.select_one("option")["value"]

    office.post(f"{place}/karten/{taken}", data={"punkt": heading})

    assert "Alles ist übernommen" in soup(office.get(place)).text


@pytest.mark.parametrize("kind", ["card", "poll"])
def test_two_who_press_at_the_same_moment_make_one_entry(evening, monkeypatch, kind):
    """The second one has the lock while the first one waits for it."""
    meeting, heading = evening
    if kind == "card":
        taken, take = a_card_let_in(meeting, "question"), cards.take_card
    else:
        taken, take = a_poll(meeting, "Bänke", "Bäume"), cards.take_result
        count(meeting, taken, 4, 9, people=10)
        polls.close_poll(meeting, taken, build.OFFICE)
    real, waiting = writing.locked, [True]

    def waited(model, row_id):
        if waiting and waiting.pop():
            take(meeting, taken, heading, build.OFFICE)
        return real(model, row_id)

    monkeypatch.setattr(writing, "locked", waited)
    take(meeting, taken, heading, build.OFFICE)

    assert len(entries()) == 1
