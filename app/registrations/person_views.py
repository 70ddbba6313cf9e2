"""The office's pages about one person at one meeting: by phone, edit, move, let in, decide."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff
from app.core import clock
from app.core.errors import NotFound, RuleBroken
from app.core.words import count
from app.kits.schema import Mode
from app.meetings.models import Meeting
from app.meetings.queries import meeting_by_id
from app.registrations import documents, lists, office, queries, retention
from app.registrations.forms import SwitchForm, participation_of, switch_form
from app.registrations.models import Registration
from app.registrations.office_forms import EditForm, PhoneForm, PlacesForm, edit_form, phone_form
from app.registrations.rules import (
    DEEDS,
    FORGOTTEN,
    KIND_WORDS,
    LABELS,
    Window,
    check_capacity,
)
from app.registrations.views import blueprint


@blueprint.get("/anmeldungen/<int:registration_id>")
def person(registration_id: int) -> Answer:
    """One registration: what was said, what happened, and what the office can do."""
    found = queries.by_id(registration_id)
    return render_template(
        "registrations/person.html",
        registration=found,
        meeting=found.meeting,
        answers=documents.answers_in_words(found),
        late=documents.needs_came_late(found),
        position=queries.waiting_position(found),
        history=lists.history_of(registration_id),
        letters=lists.letters_to(found),
        labels=LABELS,
        deeds=DEEDS,
        kind=KIND_WORDS[found.kind],
        forgotten=found.last_name == FORGOTTEN,
        hybrid=found.meeting.mode == Mode.HYBRID,
        over=_is_over(found.meeting),
    )


def _is_over(meeting: Meeting) -> bool:
    return queries.window_of(meeting, clock.now()) in (Window.OVER, Window.CANCELLED)


def _to_person(registration_id: int) -> Answer:
    return redirect(url_for(".person", registration_id=registration_id), 303)


@blueprint.route("/treffen/<int:meeting_id>/anmeldungen/neu", methods=["GET", "POST"])
def new(meeting_id: int) -> Answer:
    """Register somebody who called."""
    meeting = meeting_by_id(meeting_id)
    form = phone_form(meeting)
    if form.accept():
        taken = _taken(meeting_id, form)
        if taken:
            flash(f"Gespeichert. Stand: {LABELS[taken.state]}.", "success")
            return _to_person(taken.id)
    page = render_template(
        "registrations/new.html",
        form=form,
        meeting=meeting,
        places=queries.all_places(meeting),
        kinds=KIND_WORDS,
    )
    return page, 422 if form.errors or form.form_errors else 200


def _taken(meeting_id: int, form: PhoneForm) -> Registration | None:
    """The registration, or None: then the form says why and keeps what was typed."""
    try:
        return office.register(
            meeting_id,
            form.to_applicant(),
            form.key.data or "",
            actor=current_staff(),
            as_guest=bool(form.as_guest.data),
            note=form.note.data or "",
        )
    except RuleBroken as fault:
        form.blame(fault)
        return None


@blueprint.route("/anmeldungen/<int:registration_id>/bearbeiten", methods=["GET", "POST"])
def edit(registration_id: int) -> Answer:
    """Change what is kept of somebody who called."""
    found = queries.by_id(registration_id)
    form = edit_form(found)
    if form.accept() and _edited(found, form):
        flash("Die Angaben sind gespeichert.", "success")
        return _to_person(registration_id)
    page = render_template(
        "registrations/edit.html", form=form, registration=found, meeting=found.meeting
    )
    return page, 422 if form.errors or form.form_errors else 200


def _edited(found: Registration, form: EditForm) -> bool:
    try:
        office.edit(
            found.id,
            form.to_applicant(found.answers),
            form.seen_version,
            note=form.note.data or "",
            actor=current_staff(),
        )
    except RuleBroken as fault:
        form.blame(fault)
        form.take_version(queries.by_id(found.id).version)
        return False
    return True


@blueprint.route("/anmeldungen/<int:registration_id>/bestaetigen", methods=["GET", "POST"])
def confirm(registration_id: int) -> Answer:
    """Confirm the address for somebody who called."""
    return _ask(
        registration_id,
        "registrations/confirm_person.html",
        lambda: office.confirm(registration_id, current_staff()),
    )


@blueprint.route("/anmeldungen/<int:registration_id>/zulassen", methods=["GET", "POST"])
def let_in(registration_id: int) -> Answer:
    """Give a place to somebody who waits."""
    guest = "gast" in request.form
    return _ask(
        registration_id,
        "registrations/let_in_person.html",
        lambda: office.let_in(registration_id, current_staff(), as_guest=guest),
    )


def _ask(registration_id: int, page: str, do: Callable[[], Registration]) -> Answer:
    """Say what happens, and do it when the button is pressed."""
    if request.method == "POST":
        done = do()
        flash(f"Gespeichert. Stand: {LABELS[done.state]}.", "success")
        return _to_person(registration_id)
    found = queries.by_id(registration_id)
    return render_template(
        page,
        registration=found,
        meeting=found.meeting,
        places=queries.places_of(found.meeting, found.kind),
        kind=KIND_WORDS[found.kind],
        labels=LABELS,
    )


@blueprint.route("/anmeldungen/<int:registration_id>/teilnahme", methods=["GET", "POST"])
def switch(registration_id: int) -> Answer:
    """On site instead of online, or back, for somebody who called."""
    found = queries.by_id(registration_id)
    form = switch_form(found)
    if form.accept() and _switched(found, form):
        flash("Die Teilnahme ist gespeichert.", "success")
        return _to_person(registration_id)
    page = render_template(
        "registrations/switch_person.html",
        form=form,
        registration=found,
        meeting=found.meeting,
        places=queries.all_places(found.meeting),
        kinds=KIND_WORDS,
    )
    return page, 422 if form.errors else 200


def _switched(found: Registration, form: SwitchForm) -> bool:
    try:
        office.switch(found.id, participation_of(form.teilnahme.data), current_staff())
    except RuleBroken as fault:
        form.teilnahme.errors = [fault.message]
        return False
    return True


@blueprint.route("/anmeldungen/<int:registration_id>/ummelden", methods=["GET", "POST"])
def move(registration_id: int) -> Answer:
    """Choose another meeting, read what happens, and move there in one step."""
    found = queries.by_id(registration_id)
    target = _target(found)
    if request.method == "POST" and target:
        guest = "gast" in request.form
        arrived = office.move(registration_id, target.id, current_staff(), as_guest=guest)
        flash(f"Die Person ist umgemeldet. Stand dort: {LABELS[arrived.state]}.", "success")
        return _to_person(arrived.id)
    return render_template(
        "registrations/move.html",
        registration=found,
        meeting=found.meeting,
        target=target,
        targets=lists.targets(found.meeting),
        places=queries.places_of(target, found.kind) if target else None,
        here=queries.places_of(found.meeting, found.kind),
    )


def _target(found: Registration) -> Meeting | None:
    """The chosen meeting; None while nobody chose one that can be chosen."""
    wanted = request.values.get("ziel", "")
    if not wanted.isascii() or not wanted.isdigit() or len(wanted) > 9:
        return None
    by_id = {one.id: one for one in lists.targets(found.meeting)}
    if int(wanted) not in by_id:
        raise NotFound("Dieses Treffen gibt es nicht oder nicht mehr.")
    return by_id[int(wanted)]


@blueprint.route("/anmeldungen/<int:registration_id>/loeschen", methods=["GET", "POST"])
def erase(registration_id: int) -> Answer:
    """Take the person out because they ask for it; the numbers stay."""
    if request.method == "POST":
        retention.erase(registration_id, current_staff())
        flash("Die Angaben sind gelöscht.", "success")
        return _to_person(registration_id)
    found = queries.by_id(registration_id)
    return render_template(
        "registrations/erase.html",
        registration=found,
        meeting=found.meeting,
        over=_is_over(found.meeting),
    )


@blueprint.route("/treffen/<int:meeting_id>/plaetze", methods=["GET", "POST"])
def places(meeting_id: int) -> Answer:
    """More or fewer places; first it is said who would be offered one."""
    meeting = meeting_by_id(meeting_id)
    form = PlacesForm(obj=meeting if request.method == "GET" else None)
    if form.accept() and _places_fit(meeting_id, form):
        if "bestaetigt" in request.form:
            return _change_places(meeting_id, form)
        if "zurueck" not in request.form:
            return _ask_places(meeting, form)
    page = render_template(
        "registrations/places.html",
        form=form,
        meeting=meeting,
        found=queries.all_places(meeting),
        kinds=KIND_WORDS,
    )
    return page, 422 if form.errors else 200


def _places_fit(meeting_id: int, form: PlacesForm) -> bool:
    try:
        check_capacity(
            form.capacity.data or 0, form.online_capacity.data, queries.counts(meeting_id)
        )
    except RuleBroken as fault:
        form.blame(fault)
        return False
    return True


def _ask_places(meeting: Meeting, form: PlacesForm) -> Answer:
    more, online = form.capacity.data or 0, form.online_capacity.data
    numbers = queries.counts(meeting.id)
    return render_template(
        "registrations/places_preview.html",
        meeting=meeting,
        form=form,
        offers=lists.offers_by(meeting, numbers, more, online),
        numbers=numbers,
    )


def _change_places(meeting_id: int, form: PlacesForm) -> Answer:
    offers = office.change_places(
        meeting_id, form.capacity.data or 0, form.online_capacity.data, current_staff()
    )
    told = f" {count(offers, 'Person bekommt', 'Personen bekommen')} ein Angebot." if offers else ""
    flash(f"Die Plätze sind geändert.{told}", "success")
    return redirect(url_for(".index", meeting_id=meeting_id), 303)


@blueprint.route("/treffen/<int:meeting_id>/anfragen", methods=["GET", "POST"])
def requests(meeting_id: int) -> Answer:
    """People who wait for the office's word: choose some, read what happens, say yes or no."""
    meeting = meeting_by_id(meeting_id)
    asked = queries.requested(meeting_id)
    chosen = [row for row in asked if str(row.id) in request.form.getlist("person")]
    if request.method == "POST" and chosen and "bestaetigt" in request.form:
        return _decide(meeting_id, [row.id for row in chosen])
    return render_template(
        "registrations/requests.html",
        meeting=meeting,
        asked=asked,
        chosen=chosen,
        says="nein" if "nein" in request.form else "ja",
        nobody=request.method == "POST" and not chosen,
        outcome=lists.outcome_of_approval(meeting, chosen),
        found=queries.all_places(meeting),
        kinds=KIND_WORDS,
    )


def _decide(meeting_id: int, ids: list[int]) -> Answer:
    if "nein" in request.form:
        declined = office.decline(meeting_id, ids, current_staff())
        flash(f"{count(declined, 'Person bekommt', 'Personen bekommen')} eine Absage.", "success")
    else:
        done = office.approve(meeting_id, ids, current_staff())
        words = f"{count(done.confirmed, 'Person hat', 'Personen haben')} jetzt einen Platz."
        if done.waiting:
            words += (
                f" {count(done.waiting, 'Person steht', 'Personen stehen')} auf der Warteliste."
            )
        if done.left:
            words += f" Für {count(done.left, 'Person', 'Personen')} ist kein Platz frei."
        flash(words, "success")
    return redirect(url_for(".requests", meeting_id=meeting_id), 303)
