"""The door list behind a link, for helpers without an account, and the code that guests show.

Opening a link or a code changes nothing; a button does (T-6).
"""

from dataclasses import dataclass

from flask import redirect, render_template, session, url_for

from app.access.guards import Answer, find_actor, german_blueprint, personal_page
from app.access.rules import may_enter
from app.core.errors import NotFound
from app.core.language_choice import as_chosen
from app.core.tokens import random_token
from app.door import actions, pages, queries
from app.door.models import DoorLink
from app.door.pages import Place
from app.door.rules import DoorState, Mark, Marker
from app.registrations.rules import LABELS, Attendance

blueprint = german_blueprint("door_public", __name__)
DEVICE = "einlass"
"""In the browser's form session: the number of the door link that this device has opened."""


@blueprint.get("/einlass/<token>")
@personal_page
def index(token: str) -> Answer:
    """The list, on the days around the meeting; otherwise when it opens."""
    link = queries.link_behind(token)
    state = queries.state_of(link.meeting)
    if state is not DoorState.OPEN:
        return render_template("door/closed.html", meeting=link.meeting, state=state)
    session[DEVICE] = link.id  # this device may scan codes from now on
    return pages.show_list("door/helper_list.html", _place(link, token), link=link)


def _place(link: DoorLink, token: str) -> Place:
    return Place(
        meeting=link.meeting,
        marker=Marker(link.label, link.id),
        team=False,
        list_url=url_for(".index", token=token),
        mark_url=url_for(".mark", token=token),
        news_url=url_for(".news", token=token),
        guest_url=url_for(".guest", token=token),
    )


@blueprint.post("/einlass/<token>/haken")
@personal_page
def mark(token: str) -> Answer:
    return pages.take_mark(_place(queries.link_behind(token), token))


@blueprint.get("/einlass/<token>/stand")
@personal_page
def news(token: str) -> Answer:
    """Changes since a number. Nothing once the door is closed: there are people in it."""
    link = queries.link_behind(token)
    if queries.state_of(link.meeting) is not DoorState.OPEN:
        raise NotFound("Die Liste ist geschlossen.")
    return pages.news(_place(link, token))


@blueprint.route("/einlass/<token>/gast", methods=["GET", "POST"])
@personal_page
def guest(token: str) -> Answer:
    """Somebody who just comes."""
    link = queries.link_behind(token)
    state = queries.state_of(link.meeting)
    if state is not DoorState.OPEN:
        return render_template("door/closed.html", meeting=link.meeting, state=state)
    return pages.take_guest("door/helper_guest.html", _place(link, token))


@dataclass(frozen=True)
class Device:
    """What is in somebody's hand at the door; ``meeting_id`` None: a member of the team."""

    marker: Marker
    meeting_id: int | None = None
    list_url: str = ""


def _device() -> Device | None:
    """The team member who holds this device, or the door link it has opened before."""
    actor = find_actor()
    if actor and may_enter("door.mark", actor.roles):
        return Device(Marker(actor.name))
    link = queries.live_link(session[DEVICE]) if DEVICE in session else None
    if link is None:
        return None
    list_url = url_for(".index", token=queries.token_of(link))
    return Device(Marker(link.label, link.id), link.meeting_id, list_url)


@blueprint.get("/da/<code>")
@personal_page
def arrive(code: str) -> Answer:
    """A scanned code: the person for those who may mark, a friendly word for all others."""
    device = _device()
    if device is None:
        as_chosen()
        return render_template("door/show_code.html")
    found = queries.behind_code(code, device.meeting_id)
    return render_template(
        "door/arrive.html",
        registration=found,
        meeting=found.meeting,
        code=code,
        label=LABELS[found.state],
        back=device.list_url or url_for("door.index", meeting_id=found.meeting_id),
    )


@blueprint.post("/da/<code>")
@personal_page
def arrived(code: str) -> Answer:
    """The one big button: is there. A second press changes nothing."""
    device = _device()
    if device is not None:
        found = queries.behind_code(code, device.meeting_id)
        press = Mark(found.id, Attendance.PRESENT, random_token())
        team = device.meeting_id is None
        actions.mark(found.meeting_id, [press], device.marker, team=team)
    return redirect(url_for(".arrive", code=code), 303)
