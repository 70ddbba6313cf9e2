"""What people in the room open with their phones, and what the projector shows.

Opening a page changes nothing; a button does (T-6). Nobody has an account, no page shows a name.
"""

from flask import Response, flash, jsonify, redirect, render_template, request, url_for

from app.access.guards import Answer, hide_unlisted, personal_page, public_blueprint
from app.core import clock
from app.core.devices import wants_data
from app.core.errors import NotFound, RuleBroken
from app.core.language_choice import german_only, of_meeting
from app.core.links import link_to
from app.floor import actions, documents, pages, polls, queries, rules
from app.floor.forms import CardForm, CodeForm
from app.floor.rules import CardsState, Screen
from app.live import words as live_words
from app.live.queries import face_of
from app.meetings.queries import meeting_by_slug

blueprint = public_blueprint("floor_public", __name__)
MOST_LINES = 12
"""So many lines can be read from the last row; a longer result shows its best ones."""


@blueprint.route("/treffen/<slug>/karte", methods=["GET", "POST"])
def card(slug: str) -> Answer:
    """Hand in an idea, a question or a remark; otherwise when that is possible."""
    meeting = meeting_by_slug(slug)
    hide_unlisted(meeting.listed)
    of_meeting(meeting.languages)
    state = queries.cards_state_of(meeting)
    if request.method != "POST" and state is not CardsState.OPEN:
        return render_template("floor/cards_closed.html", meeting=meeting, state=state)
    form, meeting_id = CardForm(), meeting.id
    if form.accept():
        try:
            key, sender = str(form.submit_key.data), request.remote_addr or ""
            actions.hand_in(meeting_id, form.facts(), key, sender)
            return redirect(url_for(".sent", slug=slug), 303)
        except RuleBroken as fault:
            form.blame(fault)
            meeting = meeting_by_slug(slug)
    page = render_template("floor/card.html", form=form, meeting=meeting)
    return page, 422 if form.errors else 200


@blueprint.get("/treffen/<slug>/karte/danke")
def sent(slug: str) -> Answer:
    meeting = meeting_by_slug(slug)
    hide_unlisted(meeting.listed)
    of_meeting(meeting.languages)
    return render_template("floor/card_sent.html", meeting=meeting)


@blueprint.get("/karte")
def short_card() -> Answer:
    """The address that is typed: to the meeting of today, or which one is meant."""
    found = queries.meetings_with_cards()
    if len(found) == 1:
        return redirect(url_for(".card", slug=found[0].slug), 303)
    return render_template("floor/which.html", meetings=found)


@blueprint.route("/punkte", methods=["GET", "POST"])
@blueprint.route("/treffen/<slug>/punkte", methods=["GET", "POST"])
def enter(slug: str = "") -> Answer:
    """Type the code of a slip; the short address knows no meeting, the code does."""
    meeting = meeting_by_slug(slug) if slug else None
    if meeting:
        of_meeting(meeting.languages)
    hide_unlisted(meeting is None or meeting.listed)
    form = CodeForm()
    if form.accept():
        code = rules.plain_code(form.code.data or "")
        if queries.find_slip(code):
            return redirect(url_for(".slip", code=code), 303)
        try:
            polls.code_may_be_tried(request.remote_addr or "")
            form.blame(RuleBroken(queries.UNKNOWN_CODE, "code"))
        except RuleBroken as fault:
            form.blame(fault)
        meeting = meeting_by_slug(slug) if slug else None
    page = render_template("floor/enter.html", form=form, meeting=meeting)
    return page, 422 if form.errors else 200


@blueprint.get("/punkte/<code>")
@personal_page
def slip(code: str) -> Answer:
    """Give points with a slip: + and − for each option, and what is left."""
    found = queries.slip_behind(code)
    shown = pages.slip_view(found)
    return render_template("floor/slip.html", **shown, code=code)


@blueprint.post("/punkte/<code>")
@personal_page
def give(code: str) -> Answer:
    """One press: an option and how many points it has now. Sent twice, it is the same."""
    try:
        option_id, wanted = pages.press_of(request.form.get("punkte", ""))
        polls.give_points(code, option_id, wanted)
    except NotFound:
        raise
    except RuleBroken as fault:
        if wants_data():
            return _state(code, fault.message)
        flash(fault.message, "warning")
    if wants_data():
        return _state(code)
    return redirect(url_for(".slip", code=code, _anchor=pages.anchor()), 303)


def _state(code: str, sentence: str = "") -> Response:
    return jsonify(pages.slip_state(queries.slip_behind(code)) | {"satz": sentence})


@blueprint.get("/treffen/<slug>/leinwand")
def screen(slug: str) -> Answer:
    """The projector: the clock, the way to hand in a card, a card, or a poll."""
    shown = queries.shown(slug)
    hide_unlisted(shown.meeting.listed)
    return render_template("floor/screen.html", **_screen(shown))


@blueprint.get("/treffen/<slug>/leinwand/stand")
def screen_news(slug: str) -> Answer:
    """The part of the projector's page that changes; nothing when it is as it was."""
    shown = queries.shown(slug)
    hide_unlisted(shown.meeting.listed)
    if request.args.get("stand") == shown.mark:
        return Response(status=204)
    return render_template("floor/_screen.html", **_screen(shown))


def _screen(shown: queries.Shown) -> dict[str, object]:
    """``face`` and ``words``: what the clock of the live view needs. A whole hall reads German."""
    german_only()
    card_address = link_to("floor_public.card", slug=shown.meeting.slug)
    points_address = link_to("floor_public.enter")
    lines = documents.result_lines(shown.tally) if shown.tally else []
    return {
        "shown": shown,
        "face": face_of(shown.meeting, clock.now()) if shown.screen == Screen.CLOCK else None,
        "words": live_words,
        "meeting": shown.meeting,
        "poll": shown.tally.poll if shown.tally else None,
        "lines": lines if len(lines) <= MOST_LINES else lines[: MOST_LINES - 2],
        "left_out": len(lines) - MOST_LINES + 2 if len(lines) > MOST_LINES else 0,
        "opinion": rules.OPINION,
        "card_address": card_address,
        "card_short": documents.short(link_to("floor_public.short_card")),
        "points_address": points_address,
        "points_short": documents.short(points_address),
    }
