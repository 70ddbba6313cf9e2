"""Builders for cards and mediations."""

from email import message_from_bytes, policy
from itertools import count

from sqlalchemy import select

from app.core.db import db
from app.matching import actions, mediating, mediation_queries, queries
from app.matching.models import MatchCard
from app.matching.parties import Plan
from app.matching.rules import CardKind, CardValues
from app.outbox.models import Message
from tests import build

_number = count(1)
LAGER = "Trockenes Lager, etwa 20 Quadratmeter"
GARAGE = "Garage als Lager in Sennestadt, 25 Quadratmeter"


def values(kind="search", text=LAGER, **more):
    facts = {"action_field": "NW", "person": "Sandra Obermöller", "email": "sandra@example.org"}
    return CardValues(kind=CardKind(kind), text=text, **facts | {"consent": True} | more)


def a_search(**more):
    """An open card that seeks. Returns its id."""
    return _add(values("search", **more))


def an_offer(**more):
    """An open card that offers. Returns its id."""
    facts = {"text": GARAGE, "person": "Roswitha Piontek", "email": "roswitha@example.org"}
    return _add(values("offer", **facts | more))


def _add(card):
    return actions.add(card, f"card-form-{next(_number):06}", actor=build.OFFICE)


def a_handed_in_card(**more):
    """A card from the public form, not confirmed. Returns its id."""
    key = f"public-card-{next(_number):06}"
    answers = more.pop("answers", "")
    actions.hand_in(values(**more), key, "192.0.2.7", answers=answers)
    return db.session.scalar(select(MatchCard.id).where(MatchCard.submit_key == key))


def card(card_id):
    return db.session.get(MatchCard, card_id)


def asked(search_id=None, offer_id=None, **more):
    """Both are asked. Returns (id, token of who seeks, token of who offers)."""
    if search_id is None and "person_id" not in more:
        search_id = a_search()
    if offer_id is None and "person_id" not in more:
        offer_id = an_offer()
    plan = Plan(search_id=search_id, offer_id=offer_id, **more)
    found = mediating.suggest(plan, f"mediation-{next(_number):06}", actor=build.OFFICE)
    return (found, *tokens(found))


def tokens(mediation_id):
    mediation = mediation_queries.mediation_by_id(mediation_id)
    return tuple(
        mediation_queries.token_of(mediation_queries.side_of_kind(mediation, kind))
        for kind in (CardKind.SEARCH, CardKind.OFFER)
    )


def mediation(mediation_id):
    return mediation_queries.mediation_by_id(mediation_id)


def letters(kind=""):
    """(kind, address) of every mail about cards and contacts, the oldest first."""
    found = db.session.scalars(
        select(Message)
        .where(Message.kind.startswith("kontakt-") | Message.kind.startswith("karte-"))
        .order_by(Message.id)
    )
    return [(one.kind, one.recipient) for one in found if one.kind.startswith(kind)]


def body_of(kind, recipient):
    """The plain text of the newest mail of this kind to somebody."""
    found = db.session.scalar(
        select(Message)
        .where(Message.kind == kind, Message.recipient == recipient)
        .order_by(Message.id.desc())
    )
    mail = message_from_bytes(found.body, policy=policy.default)
    return mail.get_body(("plain",)).get_content()


def a_world():
    """For the house tests: cards in every state, mediations that run and that passed."""
    search, offer = a_search(), an_offer()  # the two that tests/house brings together
    held = a_handed_in_card(email="held@example.org")
    actions.confirm(queries.token_of(card(held)))
    closed = a_search(text="Zelt", email="closed@example.org")
    actions.close(closed, "Gefunden", tell=False, actor=build.OFFICE)
    more = {"email": "more@example.org"}, {"email": "offers@example.org"}
    running, of_search, _ = asked(a_search(**more[0]), an_offer(**more[1]))
    passed, *both = asked(a_search(email="p@example.org"), an_offer(email="o@example.org"))
    for one in both:
        mediating.answer(one, agreed=True)
    build.a_person(first_name="Gülay", last_name="Nureinmal", email="guelay@example.org")
    return {
        "match_card_id": search,
        "match_offer_id": offer,
        "match_held_id": held,
        "match_closed_id": closed,
        "match_card_token": queries.token_of(card(search)),
        "mediation_id": running,
        "passed_mediation_id": passed,
        "match_contact_token": of_search,
        "deed": "verlaengern",
    }
