"""The sheet of a member as a page: by personal link, and for those who are signed in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import jsonify, redirect, render_template, request

from app.access.guards import Answer
from app.core import clock
from app.core.devices import wants_data
from app.core.errors import Conflict, RuleBroken
from app.core.words import time_of
from app.ideas.models import Idea
from app.steering import rating_actions, ratings
from app.steering.models import RatingRound, RatingSheet
from app.steering.rating_actions import Saved
from app.steering.rating_documents import shown
from app.steering.rating_forms import Fault, SheetForm, TypedSheet, typed_sheet
from app.steering.rating_rules import LONGEST_COMMENT, WORDS, Marks

NEWS = {
    "gespeichert": "Zwischengespeichert. Sie können jederzeit weitermachen.",
    "abgegeben": "Danke! Ihr Bogen ist abgegeben.",
    "offen": "Der Bogen ist wieder offen. Geben Sie ihn nach der Änderung noch einmal ab.",
}
"""What was just done, said on the page that follows."""
ELSEWHERE = (
    "Auf einem anderen Gerät wurde inzwischen etwas anderes gespeichert. Ihre Eingaben stehen noch "
    "im Formular, das Gespeicherte steht daneben. Prüfen Sie beides und speichern Sie noch einmal."
)


@dataclass(frozen=True)
class Block:
    """One idea of a sheet as the page shows it."""

    idea: Idea
    marks: Marks
    """What stands in the fields."""
    seen: str
    """Fingerprint of what is kept, sent along with the form."""
    faults: list[Fault] = field(default_factory=list)
    kept: Marks | None = None
    """What another device has saved instead; None: no conflict."""
    asked: bool = False
    """Handing in was tried and something is missing here."""


def show_sheet(sheet: RatingSheet, template: str, own: Callable[..., str], **more: Any) -> Answer:
    """The sheet while the round is open, its results afterwards.

    ``own(**query)``: the address of this page. Raises ``Gone`` when the term is over.
    """
    today = clock.today()
    ratings.check_seat(sheet, today)
    one = ratings.round_by_id(sheet.round_id)
    if request.method == "POST":
        return _take(sheet, one, template, own, more)
    if ratings.is_over(one, today):
        standing = ratings.progress_of(ratings.sheets_of(one.id), today)
        results = shown(one, ratings.results_of(one))
        return render_template(template, results=results, progress=standing, **more)
    return _page(sheet, one, template, SheetForm(), **more)


def _take(
    sheet: RatingSheet,
    one: RatingRound,
    template: str,
    own: Callable[..., str],
    more: dict[str, Any],
) -> Answer:
    """Save what was sent; show it again when something of it could not be kept."""
    form = SheetForm()
    typed = typed_sheet(
        request.form, [line.idea_id for line in one.ideas], one.criteria, rates=sheet.rates
    )
    hand_in = request.form.get("aktion") == "abgeben"
    saved, fault = None, None
    try:
        saved = rating_actions.save_sheet(
            sheet.id, typed.fine, hand_in=hand_in and not typed.faults
        )
    except RuleBroken as broken:
        fault = broken
    if wants_data():
        return _data(sheet, one, typed, saved, fault)
    if saved and not saved.conflicts and not typed.faults and (saved.handed_in or not hand_in):
        done = "abgegeben" if saved.handed_in else "gespeichert"
        return redirect(own(neu=done), 303)
    _blame(form, saved, fault, hand_in=hand_in)
    page = _page(sheet, one, template, form, typed=typed, saved=saved, hand_in=hand_in, **more)
    return page, _status(typed, saved, fault)


def _status(typed: TypedSheet, saved: Saved | None, fault: RuleBroken | None) -> int:
    if fault:
        return fault.status
    return Conflict.status if saved and saved.conflicts and not typed.faults else 422


def _blame(
    form: SheetForm, saved: Saved | None, fault: RuleBroken | None, *, hand_in: bool
) -> None:
    if fault:
        form.blame(fault)
    elif saved and saved.conflicts:
        form.blame(Conflict(ELSEWHERE))
    elif saved and saved.missing and hand_in:
        form.blame(RuleBroken("Gespeichert, aber noch nicht abgegeben. Es fehlt noch:"))
        for line in saved.missing:
            form.blame(RuleBroken(line))


def _data(
    sheet: RatingSheet,
    one: RatingRound,
    typed: TypedSheet,
    saved: Saved | None,
    fault: RuleBroken | None,
) -> Answer:
    """The same for the script that saves while somebody types."""
    if fault or saved is None:
        return _json({"message": fault.message if fault else ""}, fault.status if fault else 422)
    kept = ratings.marks_of(sheet, one)
    told = {
        "seen": {
            str(idea): kept[idea].fingerprint for idea in typed.fine if idea not in saved.conflicts
        },
        "conflicts": sorted(saved.conflicts),
        "faults": {
            str(idea): [one.words for one in faults] for idea, faults in typed.faults.items()
        },
        "missing": len(saved.missing),
        "at": time_of(clock.local(clock.now())),
    }
    clean = not saved.conflicts and not typed.faults
    return _json(told, 200 if clean else _status(typed, saved, None))


def _json(told: dict[str, Any], status: int) -> Answer:
    answer = jsonify(told)
    answer.status_code = status
    return answer


def _page(
    sheet: RatingSheet,
    one: RatingRound,
    template: str,
    form: SheetForm,
    *,
    typed: TypedSheet | None = None,
    saved: Saved | None = None,
    hand_in: bool = False,
    **more: Any,
) -> str:
    kept = ratings.marks_of(sheet, one)
    blocks = [_block(line.idea, kept[line.idea_id], typed, saved, hand_in) for line in one.ideas]
    return render_template(
        template,
        results=None,
        form=form,
        round=one,
        sheet=sheet,
        blocks=blocks,
        done=sum(block.marks.is_complete for block in blocks),
        words=WORDS,
        longest=LONGEST_COMMENT,
        news=NEWS.get(request.args.get("neu", "")),
        **more,
    )


def _block(
    idea: Idea, kept: Marks, typed: TypedSheet | None, saved: Saved | None, hand_in: bool
) -> Block:
    sent = typed.ideas.get(idea.id) if typed else None
    conflict = bool(saved and idea.id in saved.conflicts)
    return Block(
        idea=idea,
        marks=sent.marks if sent else kept,
        seen=kept.fingerprint if saved or not sent else sent.seen,
        faults=typed.faults.get(idea.id, []) if typed else [],
        kept=kept if conflict else None,
        asked=hand_in and not kept.is_complete,
    )
