"""What the door list does for the team and for helpers with a link: the same pages twice.

A device asks for JSON and keeps what it could not send; a browser without script gets pages.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, jsonify, redirect, render_template, request

from app.access.guards import Answer
from app.core.devices import age_of, known_key, wants_data
from app.core.errors import NotFound, RuleBroken
from app.door import actions, queries, rules
from app.door.forms import GuestForm
from app.door.queries import Standing
from app.door.rules import Entry, Mark, Marker, Numbers
from app.meetings.models import Meeting
from app.registrations.rules import Attendance

MARK = re.compile(r"(\d{1,9}):(present|excused|absent|)", re.ASCII)
FILTERS = {"": "Alle", "offen": "Offen", "da": "Da"}
SHOWN = {"offen": Attendance.UNKNOWN, "da": Attendance.PRESENT}


@dataclass(frozen=True)
class Place:
    """A door list in use: of which meeting, by whom, and its addresses."""

    meeting: Meeting
    marker: Marker
    team: bool
    list_url: str
    mark_url: str
    news_url: str
    guest_url: str


def show_list(template: str, place: Place, **more: object) -> str:
    """The page with the list, narrowed as the address says."""
    standing = queries.standing(place.meeting)
    wanted = {
        "suche": request.args.get("suche", "")[:100],
        "zeige": request.args.get("zeige", ""),
    }
    last = request.args.get("zuletzt", "")
    everybody = queries.entries(place.meeting)
    return render_template(
        template,
        place=place,
        meeting=place.meeting,
        standing=standing,
        numbers=standing.numbers,
        groups=rules.by_letter(
            [one for one in everybody if str(one.id) == last or _is_wanted(one, wanted)]
        ),
        everybody=len(everybody),
        wanted=wanted,
        filters=FILTERS,
        page_key=known_key(None),
        guest_form=GuestForm(formdata=None),
        **more,
    )


def _is_wanted(entry: Entry, wanted: dict[str, str]) -> bool:
    state = SHOWN.get(wanted["zeige"])
    if state is not None and entry.state != state:
        return False
    return all(word in entry.search_key for word in rules.words_of(wanted["suche"]))


def take_mark(place: Place) -> Answer:
    """One press. The row that was pressed is where the page comes back to."""
    found = MARK.fullmatch(request.form.get("marke", ""))
    if found is None:
        return refusal(NotFound(queries.UNKNOWN_PERSON))
    row_id, what = int(found[1]), Attendance(found[2])
    key, age = request.form.get("schluessel"), age_of(request.form.get("alter"))
    key = known_key(key or f"{request.form.get('seite', '')[:40]}-{row_id}-{what}")
    try:
        actions.mark(
            place.meeting.id, [Mark(row_id, what, key, age)], place.marker, team=place.team
        )
    except RuleBroken as fault:
        return refusal(fault)
    if wants_data():
        return _news(place, queries.standing(place.meeting), request.form.get("seit", ""))
    return redirect(f"{place.list_url}{_where(str(row_id))}", 303)


def _where(row_id: str) -> str:
    """Search, filter and row of the page the press came from."""
    state, words = request.form.get("zeige", ""), request.form.get("suche", "")[:100]
    kept = {"suche": words, "zeige": state if state in FILTERS else "", "zuletzt": row_id}
    query = urlencode({name: text for name, text in kept.items() if text}, errors="replace")
    return f"?{query}#p{row_id}"


def news(place: Place) -> Answer:
    """What a device must learn; 204 when it knows everything."""
    standing = queries.standing(place.meeting)
    known = request.args.get("nummer", ""), request.args.get("liste", "")
    if known == (str(standing.number), standing.members):
        return Response(status=204)
    return _news(place, standing, known[0])


def _news(place: Place, standing: Standing, since: str) -> Answer:
    """Changes after the number that the device knows, and how the whole list stands."""
    known = int(since) if since.isascii() and since.isdecimal() and len(since) < 10 else 0
    return jsonify(
        nummer=standing.number,
        liste=standing.members,
        haken=queries.changes_since(place.meeting, known),
        zahlen=_figures(standing.numbers),
    )


def _figures(numbers: Numbers) -> dict[str, int]:
    return {"da": numbers.present, "erwartet": numbers.expected, "gaeste": numbers.guests}


def take_guest(template: str, place: Place) -> Answer:
    """The form for a guest; somebody who is on the list already is shown first."""
    form, there = GuestForm(), []
    if form.accept():
        there = [] if "trotzdem" in request.form else _on_list(place, form)
        if not there and _admitted(place, form):
            return _guest_is_in(place)
    if wants_data():
        words = [*form.form_errors, *(said for field in form for said in field.errors)]
        return _sentence(" ".join(words) or "Bitte prüfen Sie die Angaben.", 422)
    page = render_template(template, place=place, meeting=place.meeting, form=form, there=there,
                           page_key=known_key(None))  # fmt: skip
    return page, 422 if form.errors or there else 200


def _guest_is_in(place: Place) -> Answer:
    if wants_data():
        return _news(place, queries.standing(place.meeting), request.form.get("seit", ""))
    return redirect(place.list_url, 303)


def _on_list(place: Place, form: GuestForm) -> list[Entry]:
    """Who may be meant; nobody for a form that was taken in before."""
    if queries.is_known_guest(form.submit_key.data or ""):
        return []
    return rules.matches(form.guest().name, queries.entries(place.meeting))[:5]


def _admitted(place: Place, form: GuestForm) -> bool:
    """Whether the guest is in; otherwise the form says why."""
    key, age = form.submit_key.data or "", age_of(request.form.get("alter"))
    try:
        actions.admit(place.meeting.id, form.guest(), key, place.marker, team=place.team, age=age)
    except RuleBroken as fault:
        form.blame(fault)
        return False
    return True


def refusal(fault: RuleBroken) -> Answer:
    """The sentence for a script, or the page that every fault has."""
    if wants_data():
        return _sentence(fault.message, fault.status)
    raise fault


def _sentence(words: str, status: int) -> Answer:
    answer = jsonify(satz=words)
    answer.status_code = status
    return answer
