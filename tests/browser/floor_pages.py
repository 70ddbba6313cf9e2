"""The pages of the floor with something to show: plain values, as ``pages.Page`` takes them."""

from app.access.rules import Role
from app.floor import actions, polls
from app.floor.rules import CardKind, OptionFacts, PollFacts, PollKind, Screen
from tests import build
from tests.browser.door_pages import submit
from tests.floor.build import (
    a_card,
    a_poll,
    an_evening,
    an_open_poll,
    count,
    option_ids,
)

OFFICE, MODERATOR = Role.OFFICE, Role.MODERATOR
LONG = "Wärmepumpen-Stammtisch " * 12


def _hall(title, screen, **what):
    """The slug of a meeting whose projector shows this."""
    meeting = an_evening(title=title)
    actions.show(meeting, screen, actor=build.OFFICE, **what)
    return build.slug_of(meeting)


def floor_world():
    """A meeting with cards and polls of all states, and a projector for each thing it can show."""
    meeting = an_evening(title="Abend im Saal")
    held, taken = a_card(meeting, name="Mai", email="mai@example.org"), a_card(meeting, "Wer?")
    actions.let_in(meeting, taken, CardKind.QUESTION, build.OFFICE)
    actions.refuse(meeting, a_card(meeting, "Werbung", "remark"), "Werbung", build.OFFICE)
    build.minutes_for(meeting)
    running, (code, *_) = an_open_poll(meeting, "Bänke", LONG, "Busse", slips=3)
    polls.give_points(code, option_ids(running)[0], 2)
    closed = a_poll(meeting, *(f"Idee {n}" for n in range(14)), question="Was war wichtig?")
    count(meeting, closed, *range(14), people=10, comment="Zwei klebten zusammen.")
    polls.close_poll(meeting, closed, build.OFFICE)
    actions.show(meeting, Screen.POLL, poll_id=running, actor=build.OFFICE)
    return {
        "hall": meeting,
        "hall_slug": build.slug_of(meeting),
        "hall_card": held,
        "hall_open": running,
        "hall_closed": closed,
        "hall_draft": a_poll(meeting, question="Was kommt im Herbst?"),
        "hall_code": code,
        "wall_cards": _hall("Leinwand Karten", Screen.CARDS),
        "wall_card": _wall_card(),
        "wall_result": _wall_result(),
    }


def _wall_card():
    meeting = an_evening(title="Leinwand Karte")
    card = a_card(meeting, LONG, "question")
    actions.let_in(meeting, card, CardKind.QUESTION, build.OFFICE)
    actions.show(meeting, Screen.CARD, card_id=card, actor=build.OFFICE)
    return build.slug_of(meeting)


def _wall_result():
    meeting = an_evening(title="Leinwand Ergebnis")
    answers = tuple(OptionFacts(words) for words in ("dafür", "dagegen", "enthalten"))
    facts = PollFacts(PollKind.STRAW, "Weiter so?", answers)
    poll = polls.make_poll(meeting, facts, "straw-page-000000001", build.OFFICE)
    count(meeting, poll, 20, 3, 4)
    polls.close_poll(meeting, poll, build.OFFICE)
    actions.show(meeting, Screen.POLL, poll_id=poll, actor=build.OFFICE)
    return build.slug_of(meeting)


HALL = "/buero/treffen/{hall}/saal"
FLOOR_PAGES = (
    ("hall", HALL, None, OFFICE),
    ("hall-moderator", HALL, None, MODERATOR),
    ("hall-poll-new", f"{HALL}/abfragen/neu", submit("", "Weiter", "question"), OFFICE),
    ("hall-straw-new", f"{HALL}/abfragen/neu?art=meinungsbild", None, OFFICE),
    ("hall-poll-open", f"{HALL}/abfragen/{{hall_open}}", None, OFFICE),
    ("hall-poll-closed", f"{HALL}/abfragen/{{hall_closed}}", None, OFFICE),
    ("hall-poll-draft", f"{HALL}/abfragen/{{hall_draft}}",
     submit("0", "Zettel machen", "number"), OFFICE),
    ("hall-count", f"{HALL}/abfragen/{{hall_open}}/zaehlung",
     submit("-1", "Zählung speichern", "people"), OFFICE),
    ("hall-minutes", "/buero/treffen/{hall}/protokoll/saal", None, OFFICE),
    ("card", "/treffen/{hall_slug}/karte", submit("", "Karte abgeben", "text"), None),
    ("card-sent", "/treffen/{hall_slug}/karte/danke", None, None),
    ("card-which", "/karte", None, None),
    ("slip-enter", "/punkte", submit("falsch", "Weiter zu den Punkten", "code"), None),
    ("slip", "/punkte/{hall_code}", None, None),
    ("wall-poll", "/treffen/{hall_slug}/leinwand", None, None),
    ("wall-cards", "/treffen/{wall_cards}/leinwand", None, None),
    ("wall-card", "/treffen/{wall_card}/leinwand", None, None),
    ("wall-result", "/treffen/{wall_result}/leinwand", None, None),
)  # fmt: skip
