"""Leaving."""

from flask import redirect, request, url_for

from app.access import actions
from app.access.guards import Answer, cookie_name, give_cookie, staff_blueprint

blueprint = staff_blueprint("access", __name__)


@blueprint.post("/ausloggen")
def sign_out() -> Answer:
    actions.sign_out(request.cookies.get(cookie_name(), ""))
    answer = redirect(url_for("access_public.left"), 303)
    give_cookie(answer, "")
    return answer
