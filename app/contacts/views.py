"""The office's address book: people, what they agreed to, merging, taking the list away."""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.contacts import documents, listing, office, queries
from app.contacts.forms import (
    KIND_SLUGS,
    ConsentForm,
    PersonForm,
    differences,
)
from app.contacts.models import Person
from app.contacts.pages import download, number_of, search_of
from app.contacts.rules import CHOSEN, CONSENT_LABELS, FIELD_LABELS, WAY_LABELS, ConsentKind
from app.core.errors import Conflict, NotFound, RuleBroken

blueprint = staff_blueprint("contacts", __name__)


@blueprint.get("/kontakte")
def index() -> Answer:
    """Everybody, searched, filtered and sorted."""
    wanted = _wanted(request.args)
    people, page = listing.people_page(wanted)
    query = {key: value for key, value in request.args.items() if value and key != "seite"}
    return render_template(
        "contacts/index.html",
        people=people,
        page=page,
        wanted=wanted,
        query=query,
        labels=listing.labels_in_use(),
        page_url=lambda number: url_for(".index") + "?" + urlencode(query | {"seite": number}),
    )


def _wanted(args: Mapping[str, str]) -> listing.PeopleFilter:
    """The filter of the address; what makes no sense narrows nothing."""
    return listing.PeopleFilter(
        search=search_of(args.get("suche")),
        sector=args.get("bereich", "")[:30],
        invited=args.get("einladungen", ""),
        label=search_of(args.get("schlagwort")),
        sort=args.get("sortierung", "name"),
        page=number_of(args.get("seite"), 1),
    )


@blueprint.post("/kontakte.<any(csv, xlsx):kind>")
def export(kind: str) -> Answer:
    """The people of the list as it is filtered, as a table; it is written down who took it."""
    people = listing.all_people(_wanted(request.form))
    make = documents.people_csv if kind == "csv" else documents.people_xlsx
    office.log_export(current_staff(), "people", len(people))
    return download(make(people), "Kontakte", kind)


@blueprint.route("/kontakte/neu", methods=["GET", "POST"])
def new() -> Answer:
    """Somebody the office adds by hand."""
    form = PersonForm()
    if form.accept():
        try:
            person = office.add_person(form.entry(), actor=current_staff())
        except RuleBroken as fault:
            form.blame(fault)
        else:
            flash("Die Person steht jetzt im Adressbuch.", "success")
            return _to_person(person.id)
    return _form_page(form, None)


@blueprint.get("/kontakte/<int:person_id>")
def person(person_id: int) -> Answer:
    """One person: facts, consents with their history, likely twins."""
    found = queries.person_by_id(person_id)
    if found.id != person_id:
        return _to_person(found.id)
    return render_template(
        "contacts/person.html",
        person=found,
        history=listing.history(found.id),
        twins=listing.likely_twins(found),
        kinds=[(slug, kind, CONSENT_LABELS[kind]) for slug, kind in KIND_SLUGS.items()],
        given={"einladungen": found.invitations, "kontaktliste": found.contact_list},
        consent_labels=CONSENT_LABELS,
        ways=WAY_LABELS,
        sector=documents.sector_name(found.sector),
        interests=documents.interest_names(found),
    )


@blueprint.route("/kontakte/<int:person_id>/bearbeiten", methods=["GET", "POST"])
def edit(person_id: int) -> Answer:
    """Change somebody; when a colleague was faster, both texts are shown (R-8)."""
    found = _one(person_id)
    form = PersonForm.of(found)
    if form.accept():
        try:
            office.change_person(
                person_id,
                form.entry(),
                seen_version=number_of(form.version.data),
                actor=current_staff(),
            )
        except Conflict as fault:
            form.blame(fault)
            return _conflict(person_id, form)
        except RuleBroken as fault:
            form.blame(fault)
        else:
            flash("Die Angaben sind gespeichert.", "success")
            return _to_person(person_id)
    return _form_page(form, found)


def _conflict(person_id: int, form: PersonForm) -> Answer:
    found = _one(person_id)
    rows = differences(found, form)
    form.version.data = str(found.version)
    return _form_page(form, found, rows, Conflict.status)


def _form_page(
    form: PersonForm,
    found: Person | None,
    rows: list[tuple[str, str, str]] | None = None,
    status: int = 422,
) -> Answer:
    page = render_template(
        "contacts/edit.html",
        form=form,
        person=found,
        differences=rows or [],
        names=listing.organisation_names(),
    )
    return page, status if form.errors or form.form_errors else 200


@blueprint.route("/kontakte/<int:person_id>/einwilligung/<what>", methods=["GET", "POST"])
def consent(person_id: int, what: str) -> Answer:
    """Write down that somebody agreed or took it back, by phone or on paper."""
    found, kind = _one(person_id), _kind(what)
    given = found.invitations if kind is ConsentKind.INVITATIONS else found.contact_list
    form = ConsentForm(data={"words": queries.consent_words(kind)})
    if given:
        del form.words
    if form.accept() and _noted(found.id, kind, form, given=not given):
        flash("Das ist festgehalten.", "success")
        return _to_person(person_id)
    page = render_template(
        "contacts/consent.html", form=form, person=found, label=CONSENT_LABELS[kind], given=given
    )
    return page, 422 if form.errors or form.form_errors else 200


def _noted(person_id: int, kind: ConsentKind, form: ConsentForm, *, given: bool) -> bool:
    words = form.words.data or "" if "words" in form else ""
    way = form.way.data or ""
    try:
        office.note_consent(
            person_id, kind, given=given, way=way, words=words, actor=current_staff()
        )
    except RuleBroken as fault:
        form.blame(fault)
        return False
    return True


@blueprint.route("/kontakte/<int:person_id>/loeschen", methods=["GET", "POST"])
def erase(person_id: int) -> Answer:
    """Say what goes and what stays, then take somebody out for good."""
    found = _one(person_id)
    if request.method == "POST":
        version = number_of(request.form.get("version"))
        office.erase_person(person_id, seen_version=version, actor=current_staff())
        flash("Die Person steht nicht mehr im Adressbuch.", "success")
        return redirect(url_for(".index"), 303)
    return render_template(
        "contacts/erase.html",
        person=found,
        history=listing.history(person_id),
        merged=listing.merged_records(person_id),
    )


@blueprint.get("/kontakte/<int:person_id>/zusammenfuehren")
def choose_twin(person_id: int) -> Answer:
    """Choose the second record of the same person."""
    found = _one(person_id)
    search = search_of(request.args.get("suche"))
    hits = [one for one in queries.find_people(search) if one.id != person_id] if search else []
    return render_template(
        "contacts/choose_twin.html",
        person=found,
        twins=listing.likely_twins(found),
        hits=hits,
        search=search,
    )


@blueprint.route(
    "/kontakte/<int:person_id>/zusammenfuehren/<int:other_id>", methods=["GET", "POST"]
)
def merge(person_id: int, other_id: int) -> Answer:
    """Both records side by side; then one of them holds everything."""
    if person_id == other_id:
        raise NotFound("Das ist derselbe Eintrag. Wählen Sie einen zweiten.")
    kept, other = _one(person_id), _one(other_id)
    problem = _merged(kept, other) if request.method == "POST" else ""
    if problem is None:
        flash("Die beiden Einträge sind jetzt einer.", "success")
        return _to_person(person_id)
    page = render_template(
        "contacts/merge.html",
        kept=_one(person_id),
        other=_one(other_id),
        values=[listing.values_of(kept), listing.values_of(other)],
        fields={name: FIELD_LABELS[name] for name in CHOSEN},
        chosen=request.form,
        consents=[listing.history(person_id), listing.history(other_id)],
        problem=problem,
        sector_name=documents.sector_name,
    )
    return page, Conflict.status if problem else 200


def _merged(kept: Person, other: Person) -> str | None:
    """Merge as chosen; what was wrong, or None."""
    chosen = {name: request.form.get(name, "") for name in CHOSEN}
    versions = (
        number_of(request.form.get("version")),
        number_of(request.form.get("other_version")),
    )
    try:
        office.merge_people(
            kept.id, other.id, chosen, seen_versions=versions, actor=current_staff()
        )
    except Conflict as fault:
        return fault.message
    return None


def _one(person_id: int) -> Person:
    """The record itself; one that was merged has no pages for changing any more."""
    found = queries.person_by_id(person_id)
    if found.id != person_id:
        raise NotFound("Dieser Eintrag wurde mit einem anderen zusammengeführt.")
    return found


def _kind(slug: str) -> ConsentKind:
    if slug not in KIND_SLUGS:
        raise NotFound("Diese Einwilligung gibt es nicht.")
    return KIND_SLUGS[slug]


def _to_person(person_id: int) -> Answer:
    return redirect(url_for(".person", person_id=person_id), 303)
