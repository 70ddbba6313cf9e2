"""What people can do about their own data: ask, take away, withdraw, erase.

Opening a link changes nothing (T-6). Nobody learns who is known (T-8): every link that is not
the person's own opens the same page.
"""

from flask import redirect, render_template, request, url_for

from app.access.guards import Answer, personal_page, public_blueprint
from app.core.errors import NotFound
from app.core.file_answers import file_answer
from app.core.language_choice import of_person
from app.privacy import consents, erasing, requests
from app.privacy.consents import Topic
from app.privacy.overview import overview_of
from app.privacy.request_documents import data_pdf
from app.privacy.request_forms import AskForm
from app.privacy.request_views import as_json
from app.privacy.subjects import Subject, belongings_of

blueprint = public_blueprint("rights_public", __name__)


@blueprint.route("/auskunft", methods=["GET", "POST"])
def ask() -> Answer:
    """Name and address; the page that follows is the same for everybody."""
    form = AskForm()
    if form.accept():
        requests.ask(form.name.data or "", form.email.data or "", request.remote_addr or "")
        return redirect(url_for(".sent"), 303)
    page = render_template("privacy/ask.html", form=form)
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.get("/auskunft/unterwegs")
def sent() -> Answer:
    """A mail is on its way, to those whom we know."""
    return render_template("privacy/sent.html")


@blueprint.get("/auskunft/geloescht")
def erased() -> Answer:
    """Everything is gone."""
    return render_template("privacy/erased.html")


def _behind(token: str) -> Subject:
    """Whose link it is; from here on their language is spoken."""
    of_person(requests.language_behind(token))
    return requests.subject_behind(token)


def _behind_page(page: str, token: str) -> Subject:
    """Whose own page it is; from here on their language is spoken."""
    of_person(requests.language_behind_page(page, token))
    return requests.subject_behind_page(page, token)


@blueprint.route("/auskunft/<token>", methods=["GET", "POST"])
@personal_page
def link(token: str) -> Answer:
    """The page behind the mail: a button, nothing else."""
    _behind(token)
    if request.method == "POST":
        return redirect(url_for(".data", token=token), 303)
    return render_template("privacy/link.html", token=token)


@blueprint.get("/auskunft/<token>/daten")
@personal_page
def data(token: str) -> Answer:
    """What is kept, in numbers, and everything that can be done."""
    shown = overview_of(_behind(token))
    return render_template("privacy/data.html", shown=shown, token=token)


@blueprint.post("/auskunft/<token>/daten.<any(json, pdf):kind>")
@personal_page
def take(token: str, kind: str) -> Answer:
    """Everything as a file."""
    subject = _behind(token)
    requests.note_request(erasing.OWN, kind, belongings_of(subject))
    found = requests.everything(subject)
    return file_answer(as_json(found) if kind == "json" else data_pdf(found), f"Auskunft.{kind}")


@blueprint.post("/auskunft/<token>/einwilligung")
@personal_page
def decide(token: str) -> Answer:
    """Give or withdraw one thing."""
    _decide(_behind(token))
    return redirect(url_for(".data", token=token) + "#einwilligungen", 303)


def _decide(subject: Subject) -> None:
    """Raises ``NotFound`` for a topic that no button names."""
    typed = request.form.get("wofuer", "")
    if typed not in list(Topic):
        raise NotFound(requests.DEAD)
    consents.decide(subject, Topic(typed), given=request.form.get("antwort") == "ja")


@blueprint.route("/auskunft/<token>/loeschen", methods=["GET", "POST"])
@personal_page
def erase(token: str) -> Answer:
    """Ask once more, then erase."""
    subject = _behind(token)
    if request.method == "POST":
        erasing.erase(subject, actor=erasing.OWN)
        return redirect(url_for(".erased"), 303)
    return render_template("privacy/erase_own.html", shown=overview_of(subject), token=token)


@blueprint.route("/auskunft/ueber/<page>/<token>", methods=["GET", "POST"])
@personal_page
def own(page: str, token: str) -> Answer:
    """From an own page: consents with their buttons, and the link to everything by mail."""
    subject = _behind_page(page, token)
    if request.method == "POST":
        requests.ask_from_page(page, token)
        return redirect(url_for(".own", page=page, token=token, neu="link"), 303)
    shown = overview_of(subject)
    told = request.args.get("neu") == "link"
    return render_template("privacy/own.html", shown=shown, page=page, token=token, told=told)


@blueprint.post("/auskunft/ueber/<page>/<token>/einwilligung")
@personal_page
def decide_own(page: str, token: str) -> Answer:
    """Give or withdraw one thing, as easily as it was given."""
    _decide(_behind_page(page, token))
    return redirect(url_for(".own", page=page, token=token) + "#einwilligungen", 303)
