"""The photos of a meeting for the team."""

from collections.abc import Iterator

from flask import Response, flash, jsonify, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, find_actor, staff_blueprint
from app.core.errors import Conflict, RuleBroken
from app.core.settings import current
from app.core.words import count, listing
from app.meetings.queries import meeting_by_id
from app.minutes import photo_actions, photos, queries
from app.minutes.models import Minutes, MinutesPhoto
from app.minutes.photo_actions import MOST_PHOTOS, Upload
from app.minutes.photo_files import picture_answer
from app.minutes.photo_forms import PhotoForm, UploadForm
from app.minutes.rules import MinutesState

blueprint = staff_blueprint("minutes_photos", __name__)


@blueprint.url_value_preprocessor
def allow_pictures(endpoint: str | None, _values: object) -> None:
    """Only this page takes bodies of many megabytes, and only from the team (I-4)."""
    if endpoint == "minutes_photos.index" and request.method == "POST" and find_actor():
        request.max_content_length = current().limits.photos_kilobytes * 1024


@blueprint.route("/treffen/<int:meeting_id>/protokoll/fotos", methods=["GET", "POST"])
def index(meeting_id: int) -> Answer:
    """All photos with their descriptions, and the form for new ones."""
    if not queries.has_minutes(meeting_id):
        return redirect(url_for("minutes.edit", meeting_id=meeting_by_id(meeting_id).id), 303)
    form = UploadForm()
    if request.method == "POST":
        done = photo_actions.take_in(meeting_id, _sent(), current_staff())
        if request.headers.get("Accept") == "application/json":
            return _told(done)
        _tell(form, done)
        if not form.errors:
            return _back(meeting_id)
    return _page(queries.opened_minutes(meeting_id), form), 422 if form.errors else 200


def _sent() -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each file, read when it is its turn."""
    for file in request.files.getlist("files"):
        if file.filename:
            yield file.filename[-80:], file.read()


def _told(done: Upload) -> Answer:
    """For the script, which sends one file at a time."""
    again = ["Dieses Foto ist schon da."] if done.again else []
    words = " ".join(done.refused or again)
    answer = jsonify(satz=words)
    answer.status_code = 422 if done.refused else 200
    return answer


def _tell(form: UploadForm, done: Upload) -> None:
    if done.kept:
        flash(f"{count(len(done.kept), 'Foto ist', 'Fotos sind')} aufgenommen.", "success")
    if done.again:
        flash(f"Schon da, nicht noch einmal aufgenommen: {listing(done.again)}.", "info")
    for sentence in done.refused:
        form.blame(RuleBroken(sentence, "files"))
    if not (done.kept or done.again or done.refused):
        form.blame(RuleBroken("Fotos: Bitte wählen Sie mindestens eine Datei aus.", "files"))


@blueprint.post("/treffen/<int:meeting_id>/protokoll/fotos/<int:photo_id>")
def describe(meeting_id: int, photo_id: int) -> Answer:
    """Description and heading of one photo; when somebody else was faster, both are shown."""
    minutes, photo = queries.opened_minutes(meeting_id), photos.photo_of(meeting_id, photo_id)
    form = PhotoForm(photo, minutes.items)
    if form.accept():
        try:
            photo_actions.describe(
                meeting_id,
                photo_id,
                description=form.description.data or "",
                item_id=form.heading,
                seen_version=form.seen_version,
            )
        except RuleBroken as fault:
            form.blame(fault)
            if isinstance(fault, Conflict):
                form.version.data = str(photos.photo_of(meeting_id, photo_id).version)
                return _page(minutes, UploadForm(formdata=None), (photo, form), True), fault.status
        else:
            return _back(meeting_id, photo_id)
    return _page(minutes, UploadForm(formdata=None), (photo, form)), 422


@blueprint.post("/treffen/<int:meeting_id>/protokoll/fotos/<int:photo_id>/verschieben")
def move(meeting_id: int, photo_id: int) -> Answer:
    photo_actions.move(meeting_id, photo_id, up=request.form.get("richtung") == "hoch")
    return _back(meeting_id, photo_id)


@blueprint.route("/treffen/<int:meeting_id>/protokoll/fotos/<int:photo_id>/entfernen",
                 methods=["GET", "POST"])  # fmt: skip
def remove(meeting_id: int, photo_id: int) -> Answer:
    """First the question, then it is gone."""
    if request.method == "POST":
        photo_actions.remove(meeting_id, photo_id, current_staff())
        flash("Das Foto ist entfernt.", "success")
        return _back(meeting_id)
    return render_template(
        "minutes/photo_remove.html",
        meeting=meeting_by_id(meeting_id),
        photo=photos.photo_of(meeting_id, photo_id),
        released=photos.is_released(meeting_id, photo_id),
    )


@blueprint.get("/treffen/<int:meeting_id>/protokoll/fotos/<int:photo_id>/<size>.jpg")
def picture(meeting_id: int, photo_id: int, size: str) -> Response:
    return picture_answer(photos.picture(meeting_id, photo_id, size), photo_id)


def _page(
    minutes: Minutes,
    form: UploadForm,
    wrong: tuple[MinutesPhoto, PhotoForm] | None = None,
    faster: bool = False,
) -> str:
    """``wrong``: a photo with the form that was sent for it."""
    found = photos.all_photos(minutes.id)
    forms = {photo.id: _form_of(photo, minutes) for photo in found}
    if wrong:
        forms[wrong[0].id] = wrong[1]
    return render_template(
        "minutes/photos.html",
        meeting=minutes.meeting,
        released=minutes.state == MinutesState.RELEASED,
        form=form,
        shown=wrong[1] if wrong else form,
        photos=found,
        forms=forms,
        faster=wrong[0] if wrong and faster else None,
        nameless=sum(not photo.description for photo in found),
        most=MOST_PHOTOS,
        megabytes=current().limits.photos_kilobytes // 1024,
    )


def _form_of(photo: MinutesPhoto, minutes: Minutes) -> PhotoForm:
    told = {
        "description": photo.description,
        "item": str(photo.item_id or ""),
        "version": str(photo.version),
    }
    return PhotoForm(photo, minutes.items, formdata=None, data=told)


def _back(meeting_id: int, photo_id: int | None = None) -> Answer:
    anchor = f"#foto-{photo_id}" if photo_id else ""
    return redirect(url_for(".index", meeting_id=meeting_id) + anchor, 303)
