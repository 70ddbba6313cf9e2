"""Whatever stands in a parameter: it is read or refused, never a fault."""

from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ideas.rules import IdeaState
from app.open_data.rules import (
    FIRST_DAY,
    LAST_DAY,
    MOST,
    BadParameter,
    day_in,
    may_name,
    moment_in,
    page_of,
    since_of,
    state_steps,
)
from tests.conftest import BERLIN

ODD = [
    "", "0", "-1", "1e3", "²", "٣", "9" * 400, "0x1", " 1", "1 ", "\u0000", "2027-02-29",
    "9999-12-31", "0001-01-01", "2027-13-01", "2027-W01-1", "20270101", "2027-01-01T24:00:00Z",
    "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+23:59", "2027-01-01T00:00:00", "🗓", "%", "'",
    "2027-01-01T00:00:00+99:99", "1970-01-01T00:00:00+14:00", "2199-12-31T23:59:59-14:00", "NaN",
    "2027-01-01T00:00:00.123456789Z", "2027-01-01T00:00:60Z", "\ud800", "null", "[]", "true",
]  # fmt: skip
TEXT = st.one_of(st.sampled_from(ODD), st.text(max_size=40))
NAMES = st.sampled_from(
    ["limit", "page", "from", "to", "created_since", "created_until", "modified_since",
     "modified_until", "state", "kind", "action_field", "district", "search", "sort",
     "omit_internal", "feld", "seite", "stand", "bezirk", "suche", "sortierung", "aus"]
)  # fmt: skip


@given(TEXT)
def test_a_page_is_small_or_refused(text):
    try:
        page = page_of({"limit": text, "page": text})
    except BadParameter:
        return
    assert 1 <= page.limit <= MOST
    assert 0 <= page.offset < 10_000_000


@given(TEXT)
def test_a_day_can_be_reckoned_with_or_is_refused(text):
    try:
        day = day_in(text, "from")
    except BadParameter:
        return
    assert day is None or (FIRST_DAY <= day <= LAST_DAY and day.isoformat() == text)


@given(st.datetimes(datetime(1971, 1, 1), datetime(2199, 1, 1), timezones=st.timezones()))
def test_a_moment_is_read_as_it_was_written(moment):
    written = moment.replace(microsecond=0)
    offset = written.utcoffset().total_seconds()
    if offset % 60:  # no such zone can be written
        return
    text = written.isoformat()

    assert moment_in(text, "x", BERLIN) == written.astimezone(UTC)
    assert moment_in(text.replace("+", " "), "x", BERLIN) == written.astimezone(UTC)


@given(TEXT)
def test_a_moment_is_in_utc_or_is_refused(text):
    try:
        since = since_of({"modified_since": text, "created_until": text}, BERLIN)
    except BadParameter:
        return
    for moment in (since.modified_since, since.created_until):
        assert moment is None or moment.utcoffset().total_seconds() == 0


@given(st.lists(st.booleans()))
def test_a_wording_is_open_unless_it_names_a_hidden_idea(public):
    assert may_name(public) is (False not in public)


@pytest.mark.parametrize("state", IdeaState)
def test_the_way_has_one_place_where_an_idea_stands(state):
    marks = [mark for _, mark in state_steps(state)]

    assert marks.count("now") == (
        state not in (IdeaState.DONE, IdeaState.ON_HOLD, IdeaState.DROPPED)
    )
    assert marks == sorted(marks, key=("done", "now", "next").index)


PATHS = (
    "/api/v1/ideas", "/api/v1/ideas.csv", "/api/v1/meetings", "/api/v1/meetings.csv",
    "/api/v1/decisions", "/api/v1/decisions.csv", "/api/v1/ideas/{}", "/api/v1/meetings/{}",
    "/api/v1/decisions/{}", "/oparl/v1/papers", "/oparl/v1/meetings", "/oparl/v1/organizations",
    "/oparl/v1/people", "/oparl/v1/meeting/{}", "/oparl/v1/paper/idee/{}", "/oparl/v1/location/{}",
    "/oparl/v1/paper/beschluss/{}", "/ideen", "/ideen.atom", "/ideen/einbetten", "/ideen/{}",
)  # fmt: skip


def address(path, text, names):
    coded = quote(text.encode("utf-8", "surrogatepass"), safe="")
    query = "&".join(f"{name}={coded}" for name in sorted(names))
    return f"{path.format(coded)}?{query}"


@given(st.sampled_from(PATHS), TEXT, st.sets(NAMES, max_size=4))
def test_no_address_is_a_fault_of_ours(built_app, path, text, names):
    answer = built_app.test_client().get(address(path, text, names))

    assert answer.status_code in (200, 400, 404, 308, 301)
    if path.startswith("/api/") and answer.status_code >= 400:
        assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("path", PATHS)
def test_no_odd_value_is_a_fault_of_ours(app, client, path):
    names = ("limit", "page", "modified_since", "created_until", "search", "suche", "feld", "seite")
    answers = {
        client.get(address(path, text, {names[number % len(names)]})).status_code
        for number, text in enumerate(ODD * 3)
    }

    assert answers <= {200, 400, 404, 308}
