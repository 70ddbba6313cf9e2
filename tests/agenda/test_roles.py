"""Who does what: roles from the kit, names, and what two people do at once."""

import pytest

from app.agenda import actions, lists, queries, roles
from app.core.errors import Conflict, NotFound, RuleBroken
from app.meetings.queries import meeting_by_id
from tests import build

pytestmark = pytest.mark.usefixtures("ctx")


@pytest.fixture
def meeting_id(ctx):
    return build.a_planned_meeting()


def role_id(meeting_id, title):
    return next(one.id for one in queries.roles_of(meeting_id) if one.title == title)


def give(meeting_id, title, *names, shown=()):
    return roles.give_roles(meeting_id, {role_id(meeting_id, title): (shown, names)})


def agenda(meeting_id):
    return queries.agenda_for(meeting_by_id(meeting_id), names=True)


def test_a_meeting_has_the_roles_of_its_kit_with_their_tasks(meeting_id):
    kit = meeting_by_id(meeting_id).kit

    found = [(one.title, one.task, one.people) for one in queries.roles_of(meeting_id)]

    assert found == [(role.title, role.task, []) for role in kit.roles]


def test_an_item_shows_the_people_of_its_role_unless_it_names_its_own(meeting_id):
    give(meeting_id, "Moderation", "Cem Yıldırım", "Ana Krzyżanowska")
    (item, *_) = [i for i in queries.items_of(meeting_id) if i.role == "Moderation"]
    text = actions.text_of(item)
    named = type(text)(**vars(text) | {"person": "Zoë Bauer und Ana Süß"})
    actions.change_item(meeting_id, item.id, named, item.version)

    people = {r.item.id: r.people for r in agenda(meeting_id).rows if r.item.role == "Moderation"}

    assert people.pop(item.id) == ("Zoë Bauer", "Ana Süß")
    assert set(people.values()) == {("Cem Yıldırım", "Ana Krzyżanowska")}


def test_the_run_sheet_names_everybody_at_its_head(meeting_id):
    give(meeting_id, "Moderation", "Cem Yıldırım", "Ana Süß")
    roles.add_role(meeting_id, "Dolmetschen", "Türkisch und Deutsch", ["Ayşe Demir"])

    team = {line.role: line.names for line in lists.team_of(agenda(meeting_id))}

    assert (team["Moderation"], team["Dolmetschen"], team["Empfang"]) == (
        "Cem Yıldırım, Ana Süß", "Ayşe Demir", "",
    )  # fmt: skip


def test_two_people_may_fill_different_roles_but_not_overwrite_each_other(meeting_id):
    give(meeting_id, "Moderation", "Cem")
    both = {
        role_id(meeting_id, "Moderation"): ((), ()),
        role_id(meeting_id, "Protokoll"): ((), ("Ana",)),
    }
    roles.give_roles(meeting_id, both)

    with pytest.raises(Conflict):
        give(meeting_id, "Moderation", "Zoë")

    people = {one.title: one.people for one in queries.roles_of(meeting_id)}
    assert (people["Moderation"], people["Protokoll"]) == (["Cem"], ["Ana"])


def test_a_second_press_changes_nothing(meeting_id):
    assert [give(meeting_id, "Moderation", "Cem") for _ in range(2)] == [1, 0]


def test_a_role_has_its_name_alone(meeting_id):
    with pytest.raises(RuleBroken):
        roles.add_role(meeting_id, "moderation ", "", [])


def test_a_removed_role_leaves_its_word_at_the_items(meeting_id):
    give(meeting_id, "Moderation", "Cem")
    roles.remove_role(meeting_id, role_id(meeting_id, "Moderation"))

    rows = [row for row in agenda(meeting_id).rows if row.item.role == "Moderation"]

    assert rows and all(row.people == () for row in rows)


def test_a_role_of_another_meeting_is_out_of_reach(meeting_id):
    other = build.a_planned_meeting("vernetzung")

    with pytest.raises(NotFound):
        roles.remove_role(other, role_id(meeting_id, "Moderation"))
