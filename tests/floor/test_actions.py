"""Cards and the office, polls, counting, slips: through the real actions."""

import pytest

from app.core.db import db, transaction
from app.core.errors import Conflict, NotFound, RuleBroken, TooMany
from app.core.tokens import digest
from app.floor import actions, polls, queries, rules
from app.floor.models import Card, Poll, VotingSlip
from app.floor.rules import (
    CardFacts,
    CardKind,
    CardState,
    OptionFacts,
    PollFacts,
    PollKind,
    Screen,
    Wall,
)
from app.ideas.models import Idea
from tests import build
from tests.floor.build import (
    a_card,
    a_poll,
    an_evening,
    an_open_poll,
    count,
    option_ids,
    poll_facts,
    slips_of,
    some_slips,
    totals,
)

FACTS = CardFacts(
    CardKind.IDEA, "Klima-Bänke\nSchatten.", "Nguyễn Thị Mai", "mai@example.org", "Ja."
)


@pytest.fixture
def evening(ctx):
    return an_evening()


def card(card_id):
    return db.session.get(Card, card_id)


def poll_row(poll_id):
    return db.session.get(Poll, poll_id)


def test_the_same_form_is_one_card_and_keeps_what_was_agreed(evening):
    for _ in range(2):
        actions.hand_in(evening, FACTS, "same-form-0000000001", "192.0.2.7")

    rows = db.session.query(Card).all()
    assert [(r.name, r.email, r.consent_text, r.state) for r in rows] == [
        ("Nguyễn Thị Mai", "mai@example.org", "Ja.", "held")
    ]


@pytest.mark.parametrize("kind", ["question", "remark"])
def test_a_question_keeps_neither_name_nor_address(evening, kind):
    found = card(a_card(evening, kind=kind, name="Mai", email="mai@example.org", consent_text="Ja"))

    assert (found.name, found.email, found.consent_text) == ("", "", "")


def test_nobody_can_hand_in_before_after_or_when_the_office_has_shut(evening, clock):
    actions.allow_cards(evening, False, build.OFFICE)
    for moment in ("2027-09-01T18:00", "2027-08-31T18:00", "2027-09-03T00:00"):
        clock.set(moment)
        with pytest.raises(RuleBroken):
            a_card(evening)
        actions.allow_cards(evening, True, build.OFFICE)

    clock.set("2027-09-02T23:59")
    a_card(evening)
    assert queries.held_cards(evening) == 1


def test_one_address_cannot_flood_the_office(evening, monkeypatch):
    monkeypatch.setattr(rules, "CARDS_PER_HOUR", 3)
    for _ in range(3):
        a_card(evening)

    with pytest.raises(TooMany):
        a_card(evening)
    assert queries.held_cards(evening) == 3


def test_an_idea_that_is_let_in_enters_the_register_once(evening):
    held = a_card(evening, name="Nguyễn Thị Mai", email="mai@example.org", consent_text="Ja.")

    for _ in range(2):
        actions.let_in(evening, held, CardKind.IDEA, build.OFFICE)

    idea = db.session.query(Idea).one()
    assert (idea.title, idea.summary, idea.source, idea.meeting_id) == (
        "Klima-Bänke", "Schatten und Grün.", "meeting", evening,
    )  # fmt: skip
    assert (idea.contact_name, idea.contact_email) == ("Nguyễn Thị Mai", "mai@example.org")
    assert card(held).idea_id == idea.id
    assert ("Miriam Voss", "card_let_in", f"card:{held}") in build.audit()


def test_the_office_says_what_a_card_is(evening):
    held = a_card(evening, kind="idea")

    actions.let_in(evening, held, CardKind.QUESTION, build.OFFICE)

    assert db.session.query(Idea).count() == 0
    assert (card(held).kind, card(held).state) == ("question", "let_in")


def test_a_refused_card_can_still_come_in_but_not_the_other_way(evening):
    held = a_card(evening)
    actions.refuse(evening, held, "Werbung", build.OFFICE)
    actions.let_in(evening, held, CardKind.REMARK, build.OFFICE)

    with pytest.raises(RuleBroken):
        actions.refuse(evening, held, "", build.OFFICE)
    assert queries.card_counts(evening) == {
        CardState.HELD: 0, CardState.LET_IN: 1, CardState.REFUSED: 0,
    }  # fmt: skip


def test_a_card_of_another_meeting_cannot_be_settled(evening):
    held = a_card(evening)

    with pytest.raises(NotFound):
        actions.let_in(an_evening(), held, CardKind.IDEA, build.OFFICE)


def test_names_leave_settled_cards_after_seven_days(evening, clock):
    who = {"name": "Mai", "email": "mai@example.org", "consent_text": "Ja."}
    refused, taken, held = (a_card(evening, **who) for _ in range(3))
    actions.refuse(evening, refused, "", build.OFFICE)
    actions.let_in(evening, taken, CardKind.IDEA, build.OFFICE)

    clock.move(days=7)
    assert actions.forget_names() == 0
    clock.move(seconds=1)
    assert actions.forget_names() == 2

    db.session.expire_all()
    kept = [(card(one).name, card(one).email, card(one).consent_text) for one in (refused, taken)]
    assert kept == [("", "", "")] * 2
    assert card(held).email == "mai@example.org"
    assert db.session.query(Idea).one().contact_email == "mai@example.org"


def test_names_leave_cards_that_nobody_settles_four_weeks_after_the_meeting(evening, clock):
    held = a_card(evening, name="Mai", email="mai@example.org", consent_text="Ja.")

    clock.move(days=28)
    assert actions.forget_names() == 0
    clock.move(days=1)
    assert actions.forget_names() == 1

    db.session.expire_all()
    assert (card(held).name, card(held).email, card(held).state) == ("", "", CardState.HELD)


def test_a_form_sent_twice_makes_one_poll(evening):
    made = {
        polls.make_poll(evening, poll_facts(), "same-poll-0000000001", build.OFFICE)
        for _ in range(2)
    }

    assert len(made) == 1 and db.session.query(Poll).count() == 1


def test_a_draft_can_be_changed_until_something_was_counted(evening):
    poll = a_poll(evening)
    polls.change_poll(evening, poll, poll_facts("Eins", "Zwei"), seen_version=1, actor=build.OFFICE)
    assert [one.text for one in poll_row(poll).options] == ["Eins", "Zwei"]

    with pytest.raises(Conflict):
        polls.change_poll(evening, poll, poll_facts(), seen_version=1, actor=build.OFFICE)
    count(evening, poll, 4, 5)
    with pytest.raises(RuleBroken, match="begonnen"):
        polls.change_poll(
            evening, poll, poll_facts(), seen_version=poll_row(poll).version, actor=build.OFFICE
        )


def test_a_draft_can_be_closed_only_with_a_count(evening):
    poll = a_poll(evening)
    with pytest.raises(RuleBroken, match="noch kein Ergebnis"):
        polls.close_poll(evening, poll, build.OFFICE)
    count(evening, poll, 3, 2, 1)

    polls.close_poll(evening, poll, build.OFFICE)

    assert poll_row(poll).state == "closed"


def test_paper_and_phone_are_summed_and_each_is_known(evening):
    poll, (first, second) = an_open_poll(evening)
    benches, _, buses = option_ids(poll)
    polls.give_points(first, benches, 2)
    polls.give_points(second, benches, 1)
    polls.give_points(second, buses, 2)
    count(evening, poll, 4, 3, 1, people=4)

    tally = queries.tally(poll_row(poll))
    assert [(one.paper, one.phone) for one in tally.counts] == [(4, 3), (3, 0), (1, 2)]
    assert [(line.rank, line.count.text) for line in tally.lines] == [
        (1, "Bänke"), (2, "Bäume"), (2, "Busse"),
    ]  # fmt: skip
    assert (tally.people, tally.used, tally.slips, tally.possible) == (6, 2, 2, 18)


def test_more_dots_than_possible_need_a_comment_and_stay_a_warning(evening):
    poll = a_poll(evening)

    with pytest.raises(RuleBroken) as fault:
        count(evening, poll, 10, 10, 11, people=10)
    assert fault.value.field == "comment"
    count(evening, poll, 10, 10, 11, people=10, comment="Zwei Blätter klebten zusammen.")

    assert queries.tally(poll_row(poll)).surplus == 1


def test_hands_of_a_straw_poll_are_its_people(evening):
    answers = tuple(OptionFacts(words) for words in rules.STRAW_OPTIONS)
    facts = PollFacts(PollKind.STRAW, "Weiter so?", answers)
    poll = polls.make_poll(evening, facts, "straw-poll-000000001", build.OFFICE)

    count(evening, poll, 20, 3, 4, people=0)

    assert (poll_row(poll).people, queries.tally(poll_row(poll)).surplus) == (27, 0)


def test_two_people_who_count_do_not_overwrite_each_other(evening):
    poll = a_poll(evening)
    told = {"seen_version": 1, "actor": build.OFFICE}
    polls.count_paper(evening, poll, Wall({}, 10), **told)

    with pytest.raises(Conflict):
        polls.count_paper(evening, poll, Wall({}, 10), **told)


def test_only_digests_of_codes_are_kept(evening):
    _, codes = an_open_poll(evening, slips=3)

    kept = [row.digest for row in db.session.query(VotingSlip).order_by(VotingSlip.id)]
    assert kept == [digest(code) for code in codes]
    words = " ".join(str(vars(row)) for row in db.session.query(VotingSlip))
    assert not any(code in words for code in codes)


def test_the_same_form_gives_the_same_slips_and_new_ones_make_the_old_void(evening):
    poll = a_poll(evening)
    first = some_slips(evening, poll, 3, key="form-one-0000000001")
    assert some_slips(evening, poll, 3, key="form-one-0000000001") == first
    assert queries.slip_count(poll) == 3

    second = some_slips(evening, poll, 4)

    assert queries.slip_count(poll) == 4
    assert not queries.find_slip(first[0]) and queries.find_slip(second[0])


def test_another_number_from_the_same_form_gives_codes_that_are_all_known(evening):
    poll, codes = an_open_poll(evening)
    ten, fifty = (some_slips(evening, poll, n, key="form-one-0000000001") for n in (10, 50))

    assert all(queries.find_slip(code) for code in [*codes, *ten, *fifty])
    assert queries.slip_count(poll) == len({*codes, *ten, *fifty}) == 62


def test_slips_for_an_open_poll_are_added_and_none_for_a_closed_one(evening):
    poll, codes = an_open_poll(evening)
    more = some_slips(evening, poll, 1)
    assert all(queries.find_slip(code) for code in [*codes, *more])

    polls.close_poll(evening, poll, build.OFFICE)
    with pytest.raises(RuleBroken):
        some_slips(evening, poll, 1)


def test_a_reopened_draft_with_points_keeps_its_slips(evening):
    poll, (code, _) = an_open_poll(evening)
    polls.give_points(code, option_ids(poll)[0], 1)
    with transaction():
        poll_row(poll).state = "draft"

    some_slips(evening, poll, 1)

    assert queries.find_slip(code)


def test_points_can_be_given_only_while_the_poll_is_open(evening):
    poll = a_poll(evening)
    code, _ = some_slips(evening, poll)
    option = option_ids(poll)[0]
    with pytest.raises(RuleBroken, match="noch nicht begonnen"):
        polls.give_points(code, option, 1)
    polls.open_poll(evening, poll, build.OFFICE)
    polls.give_points(code, option, 1)
    polls.close_poll(evening, poll, build.OFFICE)
    with pytest.raises(RuleBroken, match="geschlossen"):
        polls.give_points(code, option, 2)
    polls.open_poll(evening, poll, build.OFFICE)
    polls.give_points(code, option, 2)

    assert totals(poll) == [2, 0, 0]


@pytest.mark.parametrize(
    ("option", "wanted", "words"),
    [(0, 3, "0 bis 2"), (1, 2, "Sie haben 3"), (None, 1, "nicht mehr")],
)
def test_no_slip_gives_more_than_it_has_or_to_something_else(evening, option, wanted, words):
    poll, (code, _) = an_open_poll(evening)
    ids = option_ids(poll)
    other = an_open_poll(evening)[0]
    polls.give_points(code, ids[2], 2)

    with pytest.raises(RuleBroken, match=words):
        polls.give_points(code, option_ids(other)[0] if option is None else ids[option], wanted)

    assert slips_of(poll)[0] == {str(ids[2]): 2}


def test_a_press_sent_twice_counts_once(evening):
    poll, (code, _) = an_open_poll(evening)
    for _ in range(3):
        polls.give_points(code, option_ids(poll)[0], 1)

    assert totals(poll) == [1, 0, 0]


def test_points_go_into_the_register_with_its_history(evening):
    known = build.an_idea("Klima-Bänke", meeting_id=evening)
    facts = PollFacts(
        PollKind.DOTS, "Was?", (OptionFacts("Klima-Bänke", idea_id=known), OptionFacts("Bäume")), 3
    )
    poll = polls.make_poll(evening, facts, "register-00000000001", build.OFFICE)
    count(evening, poll, 7, 2)
    with pytest.raises(RuleBroken):
        polls.note_points(evening, poll, build.OFFICE)
    polls.close_poll(evening, poll, build.OFFICE)

    assert [polls.note_points(evening, poll, build.OFFICE) for _ in range(2)] == [(1, 1)] * 2

    idea = db.session.get(Idea, known)
    assert idea.points == 7
    assert [one.what for one in idea.history][1:] == ["Punkte: leer → 7"]


def test_the_projector_shows_no_result_before_the_team_wants_it(evening):
    slug = build.slug_of(evening)
    poll, (code, _) = an_open_poll(evening)
    polls.give_points(code, option_ids(poll)[0], 1)
    assert queries.shown(slug).screen == Screen.CLOCK
    actions.show(evening, Screen.POLL, poll_id=poll, actor=build.OFFICE)

    assert not queries.shown(slug).with_result
    polls.show_interim(evening, poll, True, build.OFFICE)
    assert queries.shown(slug).with_result
    polls.show_interim(evening, poll, False, build.OFFICE)
    polls.close_poll(evening, poll, build.OFFICE)
    assert queries.shown(slug).with_result


def test_only_cards_that_were_let_in_reach_the_projector(evening):
    held = a_card(evening, kind="question", text="Wer macht mit?")
    with pytest.raises(RuleBroken):
        actions.show(evening, Screen.CARD, card_id=held, actor=build.OFFICE)
    actions.let_in(evening, held, CardKind.QUESTION, build.OFFICE)
    actions.show(evening, Screen.CARD, card_id=held, actor=build.OFFICE)

    assert queries.shown(build.slug_of(evening)).card.text == "Wer macht mit?"


def test_a_removed_poll_takes_its_slips_along_and_leaves_the_projector(evening):
    poll, _ = an_open_poll(evening)
    actions.show(evening, Screen.POLL, poll_id=poll, actor=build.OFFICE)
    with pytest.raises(RuleBroken):
        polls.remove_poll(evening, poll, build.OFFICE)
    polls.close_poll(evening, poll, build.OFFICE)

    polls.remove_poll(evening, poll, build.OFFICE)

    assert (db.session.query(Poll).count(), db.session.query(VotingSlip).count()) == (0, 0)
    assert queries.shown(build.slug_of(evening)).screen == Screen.CLOCK


def test_people_there_are_those_with_a_place_until_somebody_is_ticked(evening):
    build.a_registration(evening)
    assert queries.people_there(evening) == 1
