"""The draft of minutes for those who were there, by their links."""

from flask import flash, redirect, request, url_for

from app.access.guards import Answer, personal_page, public_blueprint
from app.core.errors import RuleBroken
from app.core.language import gettext as _
from app.core.language_choice import of_meeting
from app.core.limits import form_may_be_sent
from app.minutes import remarks
from app.minutes.review_pages import review_page, sent_form
from app.minutes.review_queries import reader_behind

blueprint = public_blueprint("minutes_review_public", __name__)


@blueprint.route("/protokoll/<token>", methods=["GET", "POST"])
@personal_page
def review(token: str) -> Answer:
    """The draft for somebody who was there, with a form below each heading."""
    reader = reader_behind(token)
    of_meeting(reader.registration.meeting.languages, reader.registration.language)
    item_id, form = sent_form()
    if form is None or not form.accept():
        return review_page(reader, item_id, form), 422 if form else 200
    try:
        form_may_be_sent(request.remote_addr or "")
        remarks.suggest(token, item_id, form.text.data or "", submit_key=form.submit_key.data or "")
    except RuleBroken as fault:
        form.blame(fault)
        return review_page(reader, item_id, form), fault.status
    flash(_("Danke. Ihr Vorschlag ist angekommen. Unsere Antwort steht später hier."), "success")
    return redirect(url_for(".review", token=token) + "#vorschlaege", 303)
