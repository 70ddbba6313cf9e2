"""Cards for everybody, handing one in, and the pages behind the links of those who are asked.

Opening a link changes nothing; a button does (T-6). No page shows a name before both agreed.
"""

from collections.abc import Callable

from flask import redirect, render_template, request, url_for

from app.access.guards import Answer, personal_page, public_blueprint
from app.core.errors import RuleBroken
from app.core.language import N_, offered_languages
from app.core.language import gettext as _
from app.core.language_choice import of_meeting
from app.core.settings import current
from app.matching import actions, mediating, mediation_queries, queries, rules
from app.matching.forms import KIND_NAMES, AnswerForm, PublicCardForm
from app.matching.models import MatchCard
from app.matching.rules import CardKind, CardState
from app.registrations.languages import language_of

blueprint = public_blueprint("matching_public", __name__)
NEWS = {
    "bestaetigt": N_("Danke! Die Geschäftsstelle liest Ihre Karte und schreibt Ihnen."),
    "zurueck": N_("Ihre Karte ist zurückgezogen."),
    "laenger": N_("Ihre Karte gilt jetzt länger."),
    "ja": N_("Danke! Ihre Zustimmung ist vermerkt."),
    "nein": N_("Danke für Ihre Antwort. Es wird nichts weitergegeben."),
}
"""What was just done, said on the page that follows."""
DEEDS: dict[str, tuple[Callable[[str], object], str]] = {
    "bestaetigen": (actions.confirm, "bestaetigt"),
    "zurueckziehen": (actions.withdraw, "zurueck"),
    "verlaengern": (actions.prolong, "laenger"),
}
"""What the buttons of the own card do, and what is said afterwards."""


@blueprint.get("/suche-und-biete")
def index() -> Answer:
    """What is sought and offered, without names."""
    field = request.args.get("feld", "")
    known = current().forum.field(field)
    return render_template(
        "matching/public_index.html",
        searches=queries.public_cards(CardKind.SEARCH, known.id if known else ""),
        offers=queries.public_cards(CardKind.OFFER, known.id if known else ""),
        field=known.id if known else "",
    )


@blueprint.route("/suche-und-biete/neu", methods=["GET", "POST"])
def hand_in() -> Answer:
    """A card by form, also as an answer to another one."""
    answered = queries.open_card_numbered(request.args.get("antwort", "").replace("\x00", ""))
    form = PublicCardForm(data=_started(answered))
    if form.accept() and _taken_in(form, answered):
        return redirect(url_for(".sent"), 303)
    page = render_template("matching/hand_in.html", form=form, answered=answered)
    return page, 422 if form.errors or form.form_errors else 200


def _started(answered: MatchCard | None) -> dict[str, str]:
    if answered:
        return {
            "kind": CardKind(answered.kind).other.value,
            "action_field": answered.action_field,
        }
    kind = KIND_NAMES.get(request.args.get("art", ""))
    return {"kind": kind.value} if kind else {}


def _taken_in(form: PublicCardForm, answered: MatchCard | None) -> bool:
    number = answered.number or "" if answered else ""
    try:
        actions.hand_in(
            form.values(), form.submit_key.data or "", request.remote_addr or "", answers=number
        )
    except RuleBroken as fault:
        form.blame(fault)
        return False
    return True


@blueprint.get("/suche-und-biete/unterwegs")
def sent() -> Answer:
    """A mail is on its way: the same words for everybody (T-8)."""
    return render_template("matching/sent.html", hours=current().retention.unconfirmed_hours)


@blueprint.get("/suche-und-biete/karte/<token>")
@personal_page
def card(token: str) -> Answer:
    """The own card: confirm, see, prolong, withdraw."""
    return _card_page(token), 200


def _card_page(token: str, problem: str = "") -> str:
    found = queries.card_behind(token)
    of_meeting(offered_languages(), found.language)
    state = CardState(found.state)
    return render_template(
        "matching/own_card.html",
        card=found,
        token=token,
        name=queries.owner_of(found)[0],
        too_late=actions.is_too_late(found),
        may_prolong=rules.may_prolong(state, ran_out=found.ran_out),
        may_withdraw=state in (CardState.PENDING, CardState.HELD, CardState.OPEN),
        news=_(NEWS.get(request.args.get("neu", ""), "")),
        problem=_(problem),
    )


@blueprint.post(
    "/suche-und-biete/karte/<token>/<any(bestaetigen, zurueckziehen, verlaengern):deed>"
)
@personal_page
def act(token: str, deed: str) -> Answer:
    """Confirm the address, take the card back, or keep it open longer."""
    do, news = DEEDS[deed]
    try:
        do(token)
    except RuleBroken as fault:
        if fault.status == 404:
            raise
        return _card_page(token, fault.message), fault.status
    return redirect(url_for(".card", token=token, neu=news), 303)


@blueprint.route("/kontakt/<token>", methods=["GET", "POST"])
@personal_page
def contact(token: str) -> Answer:
    """What the other side seeks or offers, and two buttons; later what was passed on and when."""
    form, said = AnswerForm(), request.form.get("antwort", "")
    if request.method == "POST" and said not in ("ja", "nein"):
        return _contact_page(token, form, N_("Bitte wählen Sie eine der beiden Antworten.")), 422
    if form.accept():
        agreed = said == "ja"
        try:
            mediating.answer(token, agreed=agreed, message=form.message.data or "")
            return redirect(url_for(".contact", token=token, neu="ja" if agreed else "nein"), 303)
        except RuleBroken as fault:
            if fault.status == 404:
                raise
            return _contact_page(token, form, fault.message), fault.status
    return _contact_page(token, form), 422 if form.errors else 200


def _contact_page(token: str, form: AnswerForm, problem: str = "") -> str:
    side = mediation_queries.side_behind(token)
    card = mediation_queries.card_of(side)
    of_meeting(offered_languages(), card.language if card else language_of(side.email))
    return render_template(
        "matching/contact.html",
        side=side,
        other=mediation_queries.other_side(side),
        mediation=side.mediation,
        own_text=mediation_queries.own_text(side),
        other_text=mediation_queries.other_text(side),
        wording=_(rules.PASS_ON),
        form=form,
        news=_(NEWS.get(request.args.get("neu", ""), "")),
        problem=_(problem),
    )
