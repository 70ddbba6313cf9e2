"""What people can do about their own entry: unsubscribe, and come back.

Opening the link changes nothing (T-6). Mail programs send one POST without a form (RFC 8058):
its body says so, and holds no token against forgery; the link itself is the secret.
"""

from flask import redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError

from app.access.guards import Answer, personal_page, public_blueprint
from app.contacts import actions, queries
from app.contacts.rules import ConsentKind
from app.core.forms import PageForm

blueprint = public_blueprint("contacts_public", __name__)

ONE_CLICK = "List-Unsubscribe"


@blueprint.route("/austragen/<token>", methods=["GET", "POST"])
@personal_page
def unsubscribe(token: str) -> Answer:
    """A page with a button; the button, or one press in the mail program, ends invitations."""
    person = queries.person_behind(token)
    if request.method == "POST":
        return _leave(person.id, token)
    words = queries.consent_words(ConsentKind.INVITATIONS)
    return render_template("contacts/unsubscribe.html", person=person, token=token, words=words)


def _leave(person_id: int, token: str) -> Answer:
    if request.form.get(ONE_CLICK) == "One-Click":
        actions.withdraw(person_id, ConsentKind.INVITATIONS, way="mail_program")
        return "Sie bekommen keine Einladungen mehr."
    if not PageForm().validate():
        raise CSRFError
    actions.withdraw(person_id, ConsentKind.INVITATIONS, way="link")
    return redirect(url_for(".unsubscribe", token=token), 303)


@blueprint.post("/austragen/<token>/wieder")
@personal_page
def come_back(token: str) -> Answer:
    """Be invited again."""
    actions.invite_again(queries.person_behind(token).id)
    return redirect(url_for(".unsubscribe", token=token), 303)
