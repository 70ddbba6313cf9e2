"""Pages of the office about data protection: record, retention run, legal texts."""

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.core import clock
from app.core.errors import RuleBroken
from app.core.file_answers import file_answer
from app.core.forms import sent_number
from app.core.language import LANGUAGES
from app.core.printing import pdf_of
from app.core.prose import to_html
from app.core.tables import to_csv
from app.privacy import legal, run_pages
from app.privacy.documents import record_document
from app.privacy.legal_forms import LegalForm
from app.privacy.legal_rules import LegalKind, is_open
from app.privacy.record import CSV_HEADER, MEASURES, THIRD_COUNTRIES, activities, csv_rows

blueprint = staff_blueprint("privacy", __name__)
PLACE = "/datenschutz/texte/<kind>/<language>"


@blueprint.get("/datenschutz")
def index() -> Answer:
    """Where everything about data protection is."""
    return render_template("privacy/index.html", open_kinds=legal.open_kinds())


@blueprint.get("/datenschutz/verzeichnis")
def record() -> Answer:
    """The record of processing activities (Art. 30)."""
    return render_template(
        "privacy/record.html",
        activities=activities(),
        measures=MEASURES,
        third_countries=THIRD_COUNTRIES,
        processors=to_html(legal.text_of(LegalKind.PROCESSORS, "de")),
    )


@blueprint.get("/datenschutz/verzeichnis.pdf")
def record_pdf() -> Answer:
    return file_answer(pdf_of(record_document(clock.today())), "Verarbeitungsverzeichnis.pdf")


@blueprint.get("/datenschutz/verzeichnis.csv")
def record_csv() -> Answer:
    return file_answer(to_csv(CSV_HEADER, csv_rows()), "Verarbeitungsverzeichnis.csv")


@blueprint.get("/datenschutz/loeschlauf")
def retention() -> Answer:
    """What goes today and within a week, and what went; nothing is changed by looking."""
    return render_template("privacy/retention.html", page=run_pages.run_page())


@blueprint.get("/datenschutz/texte")
def texts() -> Answer:
    """The legal texts, in which languages they are there, and what is missing."""
    rows = [
        (kind, [(key, one.name, legal.text_of(kind, key)) for key, one in LANGUAGES.items()])
        for kind in LegalKind
    ]
    return render_template("privacy/texts.html", rows=rows, is_open=is_open)


@blueprint.route(PLACE, methods=["GET", "POST"])
def edit_text(kind: str, language: str) -> Answer:
    """One text in one language, with its versions; ?vorschlag=ja fills in a text to begin with."""
    which, tongue = legal.kind_of(kind), legal.language_of(language)
    number = legal.number_of(which, tongue)
    proposed = request.args.get("vorschlag") == "ja"
    text = legal.proposal(which) if proposed else legal.text_of(which, tongue)
    form = LegalForm(data={"text": text, "seen": number})
    if form.accept() and _written(form, which, tongue):
        return redirect(url_for(".texts"), 303)
    return _text_page(form, which, tongue), 422 if form.errors else 200


def _written(form: LegalForm, kind: LegalKind, language: str) -> bool:
    seen, text = sent_number(form.seen.data), form.text.data or ""
    try:
        new = legal.write(kind, language, text, seen=seen, actor=current_staff())
    except RuleBroken as fault:
        form.blame(fault)
        form.seen.data = str(legal.number_of(kind, language))
        return False
    flash("Der Text ist gespeichert und gilt ab jetzt." if new else "Nichts war anders.", "success")
    if text and is_open(text):
        flash("Es fehlen noch Angaben: Suchen Sie im Text nach „[bitte“.", "warning")
    return True


def _text_page(form: LegalForm, kind: LegalKind, language: str) -> str:
    found = legal.versions(kind, language)
    return render_template(
        "privacy/edit_text.html",
        form=form,
        kind=kind,
        language=language,
        language_name=LANGUAGES[language].name,
        versions=found,
        holds=to_html(legal.text_of(kind, language)),
        can_propose=language == "de" and not found,
    )


@blueprint.get(f"{PLACE}/<int:number>")
def version(kind: str, language: str, number: int) -> Answer:
    """A version as it was."""
    wanted = legal.kind_of(kind)
    found = legal.version(wanted, legal.language_of(language), number)
    return render_template(
        "privacy/version.html", kind=wanted, version=found, text=to_html(found.text)
    )
