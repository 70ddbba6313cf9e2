"""The page of a draft behind a reader's link, with a form below each heading."""

from flask import render_template, request

from app.core import clock
from app.core.forms import sent_number
from app.minutes import queries, review_queries
from app.minutes.content import Content
from app.minutes.documents import shown
from app.minutes.forms import RemarkForm
from app.minutes.models import MinutesReader
from app.minutes.photos import photos_in, print_sources
from app.minutes.rules import in_review
from app.minutes.snapshots import content_of

WHOLE = 0
"""Stands for the whole of the minutes where a heading's id is asked for."""


def sent_form() -> tuple[int, RemarkForm | None]:
    """(id of the heading, its form as it was sent); None: this request sent none."""
    if request.method != "POST":
        return WHOLE, None
    item_id = sent_number(request.form.get("punkt")) or WHOLE
    return item_id, RemarkForm(prefix=f"p{item_id}-")


def review_page(reader: MinutesReader, item_id: int, form: RemarkForm | None) -> str:
    """The draft as it is now; once the time is over, what became of the reader's corrections."""
    minutes = queries.opened_minutes(reader.minutes.meeting_id)
    own = {"reader": reader, "minutes": minutes, "meeting": minutes.meeting, "form": form,
           "remarks": review_queries.remarks_by(reader)}  # fmt: skip
    if not in_review(minutes.state, minutes.review_until, clock.today()):
        return render_template("minutes/review_closed.html", **own)
    content = content_of(minutes)
    return render_template(
        "minutes/review.html",
        forms=_forms(content, item_id, form),
        sent=item_id if form else None,
        photo_sources=print_sources(photos_in(content)),
        **own,
        **shown(content),
    )


def _forms(content: Content, item_id: int, form: RemarkForm | None) -> dict[int, RemarkForm]:
    """A form for each heading and one for the whole, which takes that of a heading that is gone."""
    places = [WHOLE, *(item.id for item in content.items)]
    forms = {place: RemarkForm(formdata=None, prefix=f"p{place}-") for place in places}
    if form is not None:
        forms[item_id if item_id in forms else WHOLE] = form
    return forms
