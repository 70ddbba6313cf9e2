"""Two ideas beside each other, and making one of them."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.core.errors import Conflict, NotFound, RuleBroken
from app.core.forms import sent_number
from app.ideas import pictures, queries, rules
from app.ideas.models import Idea
from app.ideas.rules import IdeaState
from app.projects import merging
from app.projects.merge_rules import Choice, differing, is_behind, suggested

blueprint = staff_blueprint("merging", __name__)
PLACE = "/ideen/<number>/zusammenlegen"


@blueprint.get(PLACE)
def choose(number: str) -> Answer:
    """First the other idea, by its number or from those that are alike; then both."""
    kept, typed = queries.idea_by_number(number), request.args.get("mit", "").strip()[:20]
    if not typed:
        return _choose_other(kept, "", None)
    try:
        other = _other(typed)
        merging.check_pair(kept, other)
    except RuleBroken as fault:
        return _choose_other(kept, typed, fault)
    if is_behind(IdeaState(kept.state), IdeaState(other.state)):
        return _turned(kept, other)
    return _both(kept, other, {}), 200


@blueprint.post(PLACE)
def merge(number: str) -> Answer:
    kept = queries.idea_by_number(number)
    chosen = _chosen(request.form)
    versions = (sent_number(request.form.get("kept")), sent_number(request.form.get("other")))
    try:
        other = _other(request.form.get("mit", ""))
        merging.merge_ideas(
            kept.id, other.id, chosen, seen_versions=versions, actor=current_staff()
        )
    except Conflict as fault:
        return _both(kept, other, chosen, fault.message), Conflict.status
    except RuleBroken as fault:
        return _choose_other(kept, request.form.get("mit", "")[:20], fault)
    flash(f"{other.number} und {kept.number} sind jetzt eine Idee.", "success")
    return redirect(url_for("projects.idea", number=kept.number), 303)


def _turned(behind: Idea, further: Idea) -> Answer:
    flash(
        f"{further.number} ist im Status „{further.state_label}“ und bleibt deshalb. "
        f"{behind.number} geht darin auf.",
        "info",
    )
    return redirect(url_for(".choose", number=further.number, mit=behind.number), 303)


def _other(typed: str) -> Idea:
    try:
        return queries.idea_by_number(typed)
    except NotFound as fault:
        raise RuleBroken(
            "Nummer der anderen Idee: Diese Nummer gibt es nicht. Beispiel: 2027-001", "other"
        ) from fault


def _chosen(sent: Mapping[str, str]) -> dict[str, Choice]:
    """Name of a part → whose words; nonsense is left out."""
    given = {name: value for name, value in sent.items() if value in list(Choice)}
    return {name: Choice(value) for name, value in given.items()}


def _choose_other(kept: Idea, typed: str, fault: RuleBroken | None) -> Answer:
    page = render_template(
        "projects/merge_choose.html",
        idea=kept,
        typed=typed,
        fault=fault.message if fault else "",
        similar=pictures.similar_ideas(kept.title, kept.summary, kept.id),
    )
    return page, 422 if fault else 200


def _both(kept: Idea, other: Idea, chosen: Mapping[str, Choice], wrong: str = "") -> str:
    mine, theirs = queries.values_of(kept), queries.values_of(other)
    rows = [
        (
            part,
            rules.in_words(mine, part.values, queries.field_names()),
            rules.in_words(theirs, part.values, queries.field_names()),
            chosen.get(part.name, suggested(mine, theirs, part)),
        )
        for part in differing(mine, theirs)
    ]
    return render_template(
        "projects/merge.html",
        idea=kept,
        other=other,
        rows=rows,
        moving=merging.what_moves(other),
        wrong=wrong,
    )
