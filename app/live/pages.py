"""What the live view tells pages and scripts."""

from datetime import datetime
from typing import Any

from flask import Response, jsonify, request

from app.access.guards import Answer
from app.agenda.lists import METHODS
from app.core import clock
from app.core.devices import known_key, wants_data
from app.core.errors import RuleBroken
from app.core.words import time_of
from app.kits.schema import Kind
from app.live import words
from app.live.clock_face import Face
from app.live.course import LiveState, Plan, Turn
from app.live.queries import Evening
from app.live.rules import Press, Pressed

USUAL_GIFT = 5
"""Minutes offered while nothing is late."""
PRESS_WORDS = {
    Press.START: "Beginn",
    Press.NEXT: "Weiter",
    Press.PAUSE: "Pause",
    Press.RESUME: "Fortsetzen",
    Press.GIVE: "Kürzen",
}


def context(evening: Evening) -> dict[str, Any]:
    """Everything the page of the team needs."""
    return {
        "meeting": evening.meeting,
        "evening": evening,
        "state": evening.state,
        "data": data(evening),
        "page_key": known_key(None),
        "words": words,
        "methods": METHODS,
        "offer": offer,
        "undo_words": PRESS_WORDS[evening.state.last.what] if evening.state.last else "",
    }


def offer(state: LiveState, turn: Turn) -> int:
    """How many minutes one tap takes from this item: what is missing, if it has so many."""
    late = words.drift_minutes(state.drift)
    return min(turn.can_give, late if late > 0 else USUAL_GIFT)


def data(evening: Evening) -> dict[str, Any]:
    """All that a device needs to go on without network; moments in milliseconds."""
    return {**news(evening, 0), "plan": plan_data(evening.plan)}


def news(evening: Evening, since: int) -> dict[str, Any]:
    """What was pressed after a number, and how the plan is marked now."""
    return {
        "zeit": millis(evening.state.now),
        "nummer": evening.number,
        "marke": evening.mark,
        "druecke": [press_data(one) for one in evening.presses if one.id > since],
    }


def news_answer(evening: Evening) -> dict[str, Any]:
    """The news for this request, which says what its device knows."""
    since = request.values.get("seit", "")
    known = int(since) if since.isascii() and since.isdecimal() and len(since) < 10 else 0
    return news(evening, known)


def answer(evening: Evening, too_late: str) -> Answer:
    """The news for the device that pressed; with a sentence when its press came too late."""
    said = {"satz": too_late} if too_late else {}
    made = jsonify(**said, **news_answer(evening))
    made.status_code = 409 if too_late else 200
    return made


def refusal(fault: RuleBroken) -> Answer:
    """The sentence for a script, or the page that every fault has."""
    if not wants_data():
        raise fault
    made = jsonify(satz=fault.message)
    made.status_code = fault.status
    return made


def plan_data(plan: Plan) -> dict[str, Any]:
    """A plan as the script reads it; moments in milliseconds."""
    steps = [
        {
            "id": step.id,
            "glieder": list(step.members),
            "titel": step.title,
            "minuten": step.minutes,
            "mindestens": step.least,
            "puffer": step.kind == Kind.BUFFER,
            "fest": millis(step.fixed) if step.fixed else None,
        }
        for step in plan.steps
    ]
    begin, end = millis(plan.begins_at), millis(plan.ends_at)
    return {"beginn": begin, "ende": end, "schritte": steps}


def press_data(one: Pressed) -> dict[str, Any]:
    """A press as the script reads it."""
    return {
        "nr": one.id,
        "key": one.key,
        "was": one.what,
        "punkt": one.item,
        "beginnt": one.begins,
        "glieder": list(one.members),
        "titel": one.title,
        "minuten": one.minutes,
        "nimmt": one.undoes,
        "um": millis(one.at),
    }


def millis(moment: datetime) -> int:
    """Milliseconds since 1970, as scripts count."""
    return round(moment.timestamp() * 1000)


def face_data(face: Face) -> Response:
    """The projector's clock for its script; may be kept for a moment by what lies between."""
    at = clock.local
    answer = jsonify(
        zeit=millis(face.now),
        phase=face.phase,
        titel=face.title,
        hinweis=face.note,
        danach=face.following,
        danach_um=time_of(at(face.following_at)) if face.following_at else "",
        bis=millis(face.until) if face.until else None,
        dauer=round(face.total.total_seconds() * 1000),
        ende=words.about(face.ends_at) if face.ends_at else "",
    )
    answer.headers["Cache-Control"] = "public, max-age=2"
    return answer
