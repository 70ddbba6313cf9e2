"""What the notes show: the page with all items, and answers to the pages that are open."""

from typing import Any

from flask import Response, jsonify, render_template, request

from app.access.guards import Answer, current_staff
from app.access.rules import may_enter
from app.core import clock
from app.core.errors import RuleBroken
from app.core.tokens import random_token
from app.core.words import date_short, time_of
from app.meetings.models import Meeting
from app.minutes import entry_queries
from app.minutes.checks import draft_tools
from app.minutes.entry_forms import EntryForm, HeadingForm, row_number
from app.minutes.entry_rules import LONGEST_TEXT
from app.minutes.models import Entry, Minutes
from app.minutes.rules import TYPED_KINDS
from app.minutes.snapshots import people_in_words


def notes_page(
    minutes: Minutes,
    *,
    wrong: EntryForm | None = None,
    wrong_item: int = 0,
    heading: HeadingForm | None = None,
) -> str:
    """The draft. ``wrong``: the form that was just sent for ``wrong_item`` and is not right."""
    meeting = minutes.meeting
    return render_template(
        "minutes/edit.html",
        minutes=minutes,
        meeting=meeting,
        kinds=TYPED_KINDS,
        wrong=wrong,
        current=wrong_item or row_number(request.args.get("punkt")),
        heading=heading or HeadingForm(formdata=None),
        page_key=random_token(),
        running=entry_queries.running_items(meeting),
        longest=LONGEST_TEXT,
        people=people_in_words(minutes.attendance),
        tools=draft_tools(minutes),
        may_release=may_enter("minutes.release", current_staff().roles),
    )


def as_data(entry: Entry) -> dict[str, Any]:
    """An entry for an open page. Addresses stay here: moderators write minutes, too."""
    changed = entry.changed_at
    return {
        "id": entry.id,
        "schluessel": entry.key,
        "punkt": entry.item_id,
        "version": entry.version,
        "art": entry.kind,
        "artwort": entry.kind_label,
        "nummer": entry.number or (entry.idea.number if entry.idea else ""),
        "text": entry.text,
        "person": entry.person,
        "personnummer": entry.person_id,
        "adresse": bool(entry.person_email),
        "bis": date_short(entry.due) if entry.due else "",
        "zusatz": entry.note,
        "von": entry.changed_by,
        "um": time_of(clock.local(changed)) if changed else "",
    }


def news(meeting: Meeting, known: str, running: str) -> Answer:
    """What an open page must learn; 204 when it knows everything."""
    found = entry_queries.news_since(meeting.id, row_number(known))
    items = entry_queries.running_items(meeting)
    told = ",".join(str(number) for number in items)
    if str(found.version) == known and told == running:
        return Response(status=204)
    answer = {
        "nummer": found.version,
        "offen": found.open,
        "laeuft": told,
        "eintraege": [as_data(entry) for entry in found.entries],
    }
    if found.headings:
        answer["punkte"] = [
            {"id": one.id, "titel": one.title, "vertagt": one.postponed, "reihe": one.entry_ids}
            for one in found.headings
        ]
    return jsonify(answer)


def refused(fault: RuleBroken, now: Entry | None = None) -> Answer:
    """The sentence for an open page, and the entry as somebody else has written it."""
    answer = jsonify(satz=fault.message, feld=fault.field, jetzt=as_data(now) if now else None)
    answer.status_code = 422 if fault.field else fault.status
    return answer
