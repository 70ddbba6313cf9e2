"""Notes as they are typed: written once, never over somebody else's words, people found by name."""

from datetime import date

import pytest

from app.contacts import office as contacts
from app.contacts.finding import people_like
from app.contacts.queries import person_by_id
from app.core.db import db, transaction
from app.core.errors import Conflict, Gone, NotFound, RuleBroken
from app.ideas import queries as ideas
from app.ideas.models import IdeaChange
from app.ideas.queries import RegisterFilter
from app.minutes import entries, entry_queries, headings, queries, releases
from app.minutes.entry_rules import Typed
from app.minutes.models import Entry, MinutesRelease
from app.minutes.rules import EntryKind, EntryValues
from app.minutes.task_actions import TaskValues, set_task
from tests import build
from tests.minutes.releasing import put_out

PHONE, LAPTOP = "geraet-telefon-0123456789", "geraet-laptop-0123456789"


@pytest.fixture
def meeting(ctx):
    return build.a_planned_meeting("vernetzung", day=date(2027, 8, 26))


@pytest.fixture
def heading(meeting):
    return build.minutes_for(meeting)[0]


@pytest.fixture
def save(meeting, heading):
    """``save("text", …)``: what an open page sends. Returns the entry."""

    def sent(text, *, key="schluessel-eins-0123456789", device=PHONE, seen=0, kind="information",
             person_id=None, item=None, **values):  # fmt: skip
        told = EntryValues(kind=EntryKind(kind), text=text, **values)
        typed = Typed(
            key=key,
            device=device,
            item_id=item or heading,
            values=told,
            person_id=person_id,
            seen=seen,
        )
        return entries.save_entry(meeting, typed, actor=build.OFFICE)

    return sent


def texts(meeting_id):
    first = queries.opened_minutes(meeting_id).items[0]
    return [(entry.number, entry.text) for entry in first.entries]


def test_what_is_sent_twice_is_written_once_and_its_newer_text_replaces_it(meeting, save):
    first = save("Drei Run").id
    again = save("Drei Run")

    newer = save("Drei Runden im Saal.")

    assert (again.id, newer.id, newer.version) == (first, first, 2)
    assert texts(meeting) == [(None, "Drei Runden im Saal.")]


def test_a_page_whose_answers_were_lost_still_writes_its_own_entry(meeting, save):
    save("Drei")
    save("Drei Runden")

    save("Drei Runden im Saal.", seen=0)

    assert texts(meeting) == [(None, "Drei Runden im Saal.")]


def test_nothing_that_somebody_else_wrote_is_overwritten(meeting, save):
    save("Alt")
    save("Vom Laptop", device=LAPTOP, seen=1)

    with pytest.raises(Conflict):
        save("Vom Telefon", seen=1)

    assert texts(meeting) == [(None, "Vom Laptop")]
    save("Vom Telefon", seen=2)
    assert texts(meeting) == [(None, "Vom Telefon")]


def test_the_form_without_script_counts_as_somebody_else(meeting, save):
    entry = save("Alt")
    told = EntryValues(kind=EntryKind.INFORMATION, text="Am Formular")
    entries.change_entry(meeting, entry.id, told, seen_version=1, actor=build.OFFICE)

    with pytest.raises(Conflict):
        save("Vom Telefon", seen=1)


def test_the_same_words_from_two_pages_are_no_conflict(meeting, save):
    save("Alt")
    save("Neu", device=LAPTOP, seen=1)

    assert save("Neu", seen=1).version == 2


def test_a_removed_entry_is_said_to_be_gone_and_not_made_again(meeting, save):
    entry = save("Alt")
    entries.remove_entry(meeting, entry.id, seen_version=entry.version, actor=build.OFFICE)

    with pytest.raises(Gone):
        save("Neu", seen=1)

    assert texts(meeting) == []


def test_an_item_that_is_gone_takes_no_entry(meeting, save):
    item = headings.add_heading(meeting, "Verschiedenes", actor=build.OFFICE)
    headings.remove_heading(meeting, item, actor=build.OFFICE)

    with pytest.raises(NotFound):
        save("Neu", item=item)


def test_a_key_of_another_meeting_opens_nothing(ctx, save):
    other = build.a_planned_meeting("vernetzung")
    key = "schluessel-fremd-0123456789"
    entry_id = build.an_entry(other, build.minutes_for(other)[0])
    with transaction():
        db.session.get(Entry, entry_id).key = key

    with pytest.raises(NotFound):
        save("Neu", key=key, seen=1)


def test_released_minutes_take_nothing(meeting, save):
    save("Alt")
    with transaction():
        queries.opened_minutes(meeting).state = "released"

    with pytest.raises(RuleBroken, match="freigegeben"):
        save("Neu", seen=1)


def test_a_kind_that_changes_to_and_fro_burns_no_number(meeting, save):
    save("Wand bleibt", kind="agreement")
    save("Lager klären", kind="task", key="schluessel-zwei-0123456789")
    for kind in ("task", "information", "agreement"):
        save("Wand bleibt", kind=kind)

    save("Noch eine", kind="task", key="schluessel-drei-0123456789")

    assert texts(meeting) == [
        ("V-2027-01", "Wand bleibt"), ("A-2027-01", "Lager klären"), ("A-2027-02", "Noch eine"),
    ]  # fmt: skip


def test_a_number_that_people_have_read_is_not_given_out_again(meeting, save):
    minutes = queries.opened_minutes(meeting)
    with transaction():
        db.session.add(
            MinutesRelease(minutes_id=minutes.id, number=1, at=minutes.opened_at, by="Miriam Voss",
                           numbers=["A-2027-03"], content={}, pdf=b"")
        )  # fmt: skip

    assert save("Lager klären", kind="task").number == "A-2027-04"


def test_an_idea_that_is_still_being_typed_has_one_line_of_history(ctx, meeting, save):
    for text in ("Kli", "Klima-Bä", "Klima-Bänke\nIm Schatten."):
        save(text, kind="idea")

    [idea] = ideas.ideas_of_meeting(meeting)
    assert (idea.title, idea.summary, idea.version) == ("Klima-Bänke", "Im Schatten.", 1)
    assert db.session.query(IdeaChange).count() == 1
    save("Doch keine", kind="information")
    assert ideas.register(RegisterFilter()) == []


def who(entry):
    return entry.person, entry.person_id, entry.person_email


def test_a_name_that_one_known_person_has_is_this_person(save):
    mai = build.a_person(first_name="Nguyễn Thị", last_name="Mai")

    assert who(save("Lager", person="nguyễn thị  mai")) == ("nguyễn thị mai", mai, "")


def test_a_name_that_two_people_have_is_only_a_name_until_one_is_chosen(save):
    build.a_person(first_name="Änne", last_name="Süß")
    other = build.a_person(first_name="Änne", last_name="Süß")

    assert who(save("Lager", person="Änne Süß")) == ("Änne Süß", None, "")
    assert who(save("Lager", person="Änne Süß", person_id=other)) == ("Änne Süß", other, "")
    assert who(save("Lager zwei", person="Änne Süß")) == ("Änne Süß", other, "")


def test_another_name_is_another_person(save):
    mai = build.a_person(first_name="Mai", last_name="Nguyễn")
    save("Lager", person="Mai Nguyễn", person_id=mai)

    assert who(save("Lager", person="Cem Yıldırım", person_id=mai)) == ("Cem Yıldırım", None, "")


def test_an_address_is_kept_beside_the_name_until_the_name_changes(save):
    typed = "Cem Yıldırım <cem@example.org>"

    assert who(save("Lager", person=typed)) == ("Cem Yıldırım", None, "cem@example.org")
    assert who(save("Lager 2", person="Cem Yıldırım"))[2] == "cem@example.org"
    assert who(save("Lager 2", person="Cem Y.")) == ("Cem Y.", None, "")


def test_an_address_of_somebody_known_leads_to_the_person(save):
    cem = build.a_person(first_name="Cem", last_name="Yıldırım", email="cem@example.org")

    assert who(save("Lager", person="Cem Yıldırım, Cem@example.org")) == ("Cem Yıldırım", cem, "")


def test_somebody_who_was_erased_gets_no_task(save):
    cem = build.a_person(first_name="Cem", last_name="Yıldırım")
    save("Lager", person="Cem Yıldırım", person_id=cem)
    contacts.erase_person(cem, seen_version=person_by_id(cem).version, actor=build.OFFICE)

    with pytest.raises(RuleBroken, match="nicht mehr im Adressbuch") as refused:
        save("Lager klären", person="Cem Yıldırım", person_id=cem)

    assert refused.value.field == "person"


def test_people_are_found_by_name_and_organisation_without_accents_never_by_address(ctx):
    build.a_person(first_name="Agnieszka", last_name="Krzyżanowska", email="zorro@example.org")
    build.a_person(first_name="Cem", last_name="Yıldırım", organisation="Radfreunde Zorn")

    def found(typed):
        return [person.last_name for person in people_like(typed)]

    assert found("krzyza") == ["Krzyżanowska"]
    assert found("yild cem") == ["Yıldırım"]
    assert found("radfreunde") == ["Yıldırım"]
    assert found("zorro") == []
    assert found("y") == found("") == []


def test_names_that_begin_with_the_letters_come_first_and_eight_are_enough(ctx):
    for number in range(9):
        build.a_person(first_name="Anna", last_name=f"Bergmann {number}")
    build.a_person(first_name="Cem", last_name="Mann")

    found = people_like("mann")

    assert (found[0].last_name, len(found)) == ("Mann", 8)


def test_a_heading_is_added_once_and_removed_only_while_it_is_empty(meeting, heading):
    item = headings.add_heading(meeting, "Verschiedenes", actor=build.OFFICE)
    assert headings.add_heading(meeting, "verschiedenes ", actor=build.OFFICE) == item
    build.an_entry(meeting, item)

    with pytest.raises(RuleBroken):
        headings.remove_heading(meeting, item, actor=build.OFFICE)

    assert queries.opened_minutes(meeting).items[-1].title == "Verschiedenes"


def test_an_item_is_postponed_and_dealt_with_after_all(meeting, heading):
    for postponed in (True, True, False, True):
        headings.postpone(meeting, heading, postponed=postponed, actor=build.OFFICE)

    assert queries.item_of(meeting, heading).postponed


def test_news_are_what_changed_since_a_version(meeting, heading, save):
    build.an_entry(meeting, heading, text="Alt")
    known = queries.opened_minutes(meeting).version
    new = save("Neu")

    news = entry_queries.news_since(meeting, known)

    assert (news.version, news.open) == (known + 1, True)
    assert [entry.text for entry in news.entries] == ["Neu"]
    assert news.headings[0].entry_ids[-1] == new.id
    assert entry_queries.news_since(meeting, news.version).headings == ()


def test_a_day_agreed_on_since_is_a_change_to_an_open_page(meeting, save):
    seen = save("Angebot einholen", kind="task", person="Agnieszka")
    known, entry_id = queries.opened_minutes(meeting).version, seen.id
    put_out(meeting)
    releases.revise(meeting, actor=build.OFFICE)
    agreed = TaskValues(person="Agnieszka", due=date(2027, 11, 15))

    set_task(entry_id, agreed)

    told = entry_queries.news_since(meeting, known + 1)
    assert [one.id for one in told.entries] == [entry_id]
    with pytest.raises(Conflict):
        save("Angebot einholen und prüfen", kind="task", person="Agnieszka", seen=1)
    assert db.session.get(Entry, entry_id).due == agreed.due
