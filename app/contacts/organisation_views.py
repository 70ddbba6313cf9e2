"""The office's pages about organisations: list, one of them, changing, merging, taking away."""

from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.contacts import documents, listing, office, organisations
from app.contacts.forms import OrganisationForm, shown
from app.contacts.models import Organisation
from app.contacts.pages import download, number_of, search_of
from app.core.errors import Conflict, NotFound, RuleBroken

blueprint = staff_blueprint("organisations", __name__)


@blueprint.get("/organisationen")
def index() -> Answer:
    """All organisations with the number of their people."""
    search = search_of(request.args.get("suche"))
    rows, page = listing.organisations_page(search, number_of(request.args.get("seite"), 1))
    return render_template(
        "contacts/organisations.html",
        rows=rows,
        page=page,
        search=search,
        sector_name=documents.sector_name,
        page_url=lambda number: (
            url_for(".index") + "?" + urlencode({"suche": search, "seite": number})
        ),
    )


@blueprint.post("/organisationen.<any(csv, xlsx):kind>")
def export(kind: str) -> Answer:
    """The organisations of the list as a table; it is written down who took it."""
    found = listing.all_organisations(search_of(request.form.get("suche")))
    numbers = listing.people_by_organisation([one.id for one in found])
    make = documents.organisations_csv if kind == "csv" else documents.organisations_xlsx
    office.log_export(current_staff(), "organisations", len(found))
    return download(make([(one, numbers.get(one.id, 0)) for one in found]), "Organisationen", kind)


@blueprint.route("/organisationen/neu", methods=["GET", "POST"])
def new() -> Answer:
    """An organisation the office adds by hand."""
    form = OrganisationForm()
    if form.accept():
        try:
            found = organisations.add_organisation(form.values(), actor=current_staff())
        except RuleBroken as fault:
            form.blame(fault)
        else:
            flash("Die Organisation steht jetzt im Adressbuch.", "success")
            return _to_organisation(found.id)
    return _form_page(form, None)


@blueprint.get("/organisationen/<int:organisation_id>")
def organisation(organisation_id: int) -> Answer:
    """One organisation and its people."""
    found = listing.organisation_by_id(organisation_id)
    wanted = listing.PeopleFilter(
        organisation_id=organisation_id, page=number_of(request.args.get("seite"), 1)
    )
    people, page = listing.people_page(wanted)
    return render_template(
        "contacts/organisation.html",
        organisation=found,
        facts=shown(found),
        people=people,
        page=page,
        page_url=lambda number: url_for(
            ".organisation", organisation_id=organisation_id, seite=number
        ),
    )


@blueprint.route("/organisationen/<int:organisation_id>/bearbeiten", methods=["GET", "POST"])
def edit(organisation_id: int) -> Answer:
    """Change one; when a colleague was faster, both texts are shown (R-8)."""
    found = listing.organisation_by_id(organisation_id)
    form = OrganisationForm(obj=found)
    if form.accept():
        try:
            organisations.change_organisation(
                organisation_id,
                form.values(),
                seen_version=number_of(form.version.data),
                actor=current_staff(),
            )
        except Conflict as fault:
            form.blame(fault)
            return _conflict(organisation_id, form)
        except RuleBroken as fault:
            form.blame(fault)
        else:
            flash("Die Angaben sind gespeichert.", "success")
            return _to_organisation(organisation_id)
    return _form_page(form, found)


def _conflict(organisation_id: int, form: OrganisationForm) -> Answer:
    found = listing.organisation_by_id(organisation_id)
    there, typed = shown(found), shown(form.values())
    rows = [
        (label, there[label] or "leer", typed[label] or "leer")
        for label in there
        if there[label] != typed[label]
    ]
    form.version.data = str(found.version)
    return _form_page(form, found, rows, Conflict.status)


def _form_page(
    form: OrganisationForm,
    found: Organisation | None,
    rows: list[tuple[str, str, str]] | None = None,
    status: int = 422,
) -> Answer:
    page = render_template(
        "contacts/edit_organisation.html", form=form, organisation=found, differences=rows or []
    )
    return page, status if form.errors or form.form_errors else 200


@blueprint.get("/organisationen/<int:organisation_id>/zusammenfuehren")
def choose_twin(organisation_id: int) -> Answer:
    """Choose the second entry of the same organisation."""
    search = search_of(request.args.get("suche"))
    hits = listing.organisations_page(search, 1)[0] if search else []
    return render_template(
        "contacts/choose_organisation.html",
        organisation=listing.organisation_by_id(organisation_id),
        hits=[(one, number) for one, number in hits if one.id != organisation_id],
        search=search,
    )


@blueprint.route(
    "/organisationen/<int:organisation_id>/zusammenfuehren/<int:other_id>",
    methods=["GET", "POST"],
)
def merge(organisation_id: int, other_id: int) -> Answer:
    """Say how many people move, then make one of two."""
    if organisation_id == other_id:
        raise NotFound("Das ist dieselbe Organisation. Wählen Sie eine zweite.")
    kept = listing.organisation_by_id(organisation_id)
    other = listing.organisation_by_id(other_id)
    if request.method == "POST":
        organisations.merge_organisations(organisation_id, other_id, actor=current_staff())
        flash("Die beiden Organisationen sind jetzt eine.", "success")
        return _to_organisation(organisation_id)
    return render_template(
        "contacts/merge_organisations.html",
        kept=kept,
        other=other,
        pairs=zip(shown(kept).items(), shown(other).values(), strict=True),
        moving=listing.people_by_organisation([other_id]).get(other_id, 0),
    )


def _to_organisation(organisation_id: int) -> Answer:
    return redirect(url_for(".organisation", organisation_id=organisation_id), 303)
