"""The team's page „Saal“: cards that wait, what the projector shows, all polls of a meeting."""

from flask import Response, flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.access.rules import may_enter
from app.floor import actions, queries
from app.floor.forms import RefuseForm
from app.floor.rules import CardKind, CardState, Screen
from app.meetings.models import Meeting
from app.meetings.queries import meeting_by_id

blueprint = staff_blueprint("floor", __name__)
HALL = "/treffen/<int:meeting_id>/saal"


def _cards(meeting: Meeting) -> dict[str, object]:
    return {
        "meeting": meeting,
        "cards": queries.cards_of(meeting.id),
        "counts": queries.card_counts(meeting.id),
        "setting": queries.setting_of(meeting.id),
        "mark": queries.cards_mark(meeting.id),
        "sees_addresses": may_enter("registrations.index", current_staff().roles),
        "kinds": list(CardKind),
        "states": CardState,
    }


@blueprint.get(HALL)
def index(meeting_id: int) -> Answer:
    """Held cards first; beside them the projector and the polls."""
    meeting = meeting_by_id(meeting_id)
    return render_template(
        "floor/index.html",
        **_cards(meeting),
        state=queries.cards_state_of(meeting),
        tallies=queries.tallies(meeting_id),
    )


@blueprint.get(f"{HALL}/stand")
def news(meeting_id: int) -> Answer:
    """The cards, when they are not as this page has them."""
    if request.args.get("stand") == queries.cards_mark(meeting_id):
        return Response(status=204)
    return render_template("floor/_cards.html", **_cards(meeting_by_id(meeting_id)))


@blueprint.post(f"{HALL}/karten/<int:card_id>/zulassen")
def let_in(meeting_id: int, card_id: int) -> Answer:
    """Let a card in, as the kind that was chosen beside it."""
    card = queries.card_of(meeting_id, card_id)
    chosen = request.form.get("kind", "")
    kind = CardKind(chosen) if chosen in set(CardKind) else CardKind(card.kind)
    actions.let_in(meeting_id, card_id, kind, current_staff())
    flash(
        "Die Idee ist zugelassen und steht im Ideenspeicher."
        if kind == CardKind.IDEA
        else f"Die Karte ist als {kind.label} zugelassen.",
        "success",
    )
    return redirect(url_for(".index", meeting_id=meeting_id), 303)


@blueprint.post(f"{HALL}/karten/<int:card_id>/ablehnen")
def refuse(meeting_id: int, card_id: int) -> Answer:
    """Do not let a card in; what was typed as the reason stays with it."""
    form = RefuseForm()
    if not form.accept():
        card = queries.card_of(meeting_id, card_id)
        page = render_template(
            "floor/refuse.html", meeting=meeting_by_id(meeting_id), card=card, form=form
        )
        return page, 422
    actions.refuse(meeting_id, card_id, form.reason.data or "", current_staff())
    flash("Die Karte ist nicht zugelassen. Im Saal sieht sie niemand.", "success")
    return redirect(url_for(".index", meeting_id=meeting_id), 303)


@blueprint.post(f"{HALL}/karten")
def allow_cards(meeting_id: int) -> Answer:
    """Whether people can hand in cards."""
    allowed = request.form.get("offen") == "ja"
    actions.allow_cards(meeting_id, allowed, current_staff())
    flash(
        "Am Tag des Treffens und am Tag danach kann man Karten abgeben."
        if allowed
        else "Karten kann jetzt niemand mehr abgeben.",
        "success",
    )
    return redirect(url_for(".index", meeting_id=meeting_id), 303)


@blueprint.post(f"{HALL}/leinwand")
def show(meeting_id: int) -> Answer:
    """What the projector shows from now on."""
    wanted, _, number = request.form.get("zeige", "").partition(":")
    screen = Screen(wanted) if wanted in set(Screen) else Screen.CLOCK
    row_id = int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else 0
    actions.show(meeting_id, screen, poll_id=row_id, card_id=row_id, actor=current_staff())
    flash("Die Leinwand zeigt das gleich.", "success")
    return redirect(url_for(".index", meeting_id=meeting_id), 303)
