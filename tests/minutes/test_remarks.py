"""The draft by link: who gets it, what they may ask to correct, and what they are told."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.core.errors import Conflict, Gone, NotFound, RuleBroken
from app.meetings.models import Meeting
from app.minutes import headings, queries, releases, remarks, review_queries
from app.minutes.models import MinutesReader
from app.minutes.rules import RemarkState
from app.outbox.models import Message
from app.outbox.queries import letter_view
from app.registrations import retention
from app.registrations.models import Registration
from tests import build
from tests.minutes.releasing import it_is_over, put_out, release

TODAY, UNTIL = date(2027, 9, 1), date(2027, 9, 8)
KEY = "remark-key-00000000001"


@pytest.fixture
def draft(app):
    """(meeting id, token of one who was there): three registered, two came, one has no address."""
    with app.app_context():
        meeting_id = build.a_planned_meeting(kit="vernetzung")
        for name in ("cem", "mai", "jadwiga"):
            build.a_registration(meeting_id, email=f"{name}@example.org")
        with transaction():
            cem, mai, _ = db.session.scalars(select(Registration).order_by(Registration.id))
            cem.attendance = mai.attendance = "present"
            mai.email = ""
        it_is_over(meeting_id)
        item_id = build.minutes_for(meeting_id)[0]
        build.an_entry(meeting_id, item_id, text="Elf Personen sind neu.")
        assert remarks.hand_out(meeting_id, UNTIL, actor=build.OFFICE) == 1
        token = review_queries.review_token(db.session.scalar(select(MinutesReader)))
        return meeting_id, token


def place(meeting_id):
    return queries.opened_minutes(meeting_id).items[0]


def suggest(token, item_id=0, text="Es waren zwölf.", key=KEY):
    remarks.suggest(token, item_id, text, submit_key=key)


def texts(meeting_id):
    minutes_id = queries.minutes_id_of(meeting_id)
    return [(one.text, one.state) for one in review_queries.remarks_of(minutes_id)]


def test_each_person_who_was_there_gets_one_letter_with_an_own_link(app, draft):
    meeting_id, _ = draft
    with app.app_context():
        assert remarks.hand_out(meeting_id, UNTIL, actor=build.OFFICE) == 0
        found = db.session.scalars(select(Message).where(Message.kind == "minutes_review")).all()

        assert [letter.recipient for letter in found] == ["cem@example.org"]
        assert found[0].subject.startswith("Bitte durchsehen: Protokoll")


def test_a_remark_stands_at_its_heading_and_comes_once(app, draft):
    meeting_id, token = draft
    with app.app_context():
        item = place(meeting_id)
        suggest(token, item.id)
        suggest(token, item.id)
        suggest(token, 99_999, "Zum Rest", key=KEY + "2")

        found = review_queries.remarks_of(queries.minutes_id_of(meeting_id))
        assert [(one.item_id, one.text, one.name) for one in found] == [
            (item.id, "Es waren zwölf.", found[0].registration.full_name),
            (None, "Zum Rest", found[0].registration.full_name),
        ]
        assert [(one.id, number) for one, number in review_queries.open_remarks()] == [
            (meeting_id, 2)
        ]


def test_a_remark_outlives_its_heading_and_its_person(app, draft):
    meeting_id, token = draft
    with app.app_context():
        last = queries.opened_minutes(meeting_id).items[-1].id
        suggest(token, last)
        headings.remove_heading(meeting_id, last, actor=build.OFFICE)
        with transaction():
            db.session.delete(db.session.scalar(select(Registration).order_by(Registration.id)))

        [found] = review_queries.remarks_of(queries.minutes_id_of(meeting_id))
        assert (found.item_id, found.name) == (None, "Nicht mehr bekannt")
        with pytest.raises(NotFound):
            suggest(token, key=KEY + "2")


def test_the_last_day_counts_and_then_nothing_is_taken(app, draft, clock):
    meeting_id, token = draft
    with app.app_context():
        clock.move(days=7)
        suggest(token)
        clock.move(days=1)
        with pytest.raises(Gone):
            suggest(token, key=KEY + "2")

        assert texts(meeting_id) == [("Es waren zwölf.", RemarkState.OPEN)]


def test_a_release_ends_the_review(app, draft):
    meeting_id, token = draft
    with app.app_context():
        put_out(meeting_id)
        with pytest.raises(Gone):
            suggest(token)
        with pytest.raises(RuleBroken):
            remarks.hand_out(meeting_id, UNTIL, actor=build.OFFICE)


@pytest.mark.parametrize("until", [TODAY - timedelta(days=1), TODAY + timedelta(days=61)])
def test_the_last_day_lies_ahead_and_not_too_far(app, draft, until):
    meeting_id, _ = draft
    with app.app_context(), pytest.raises(RuleBroken):
        remarks.hand_out(meeting_id, until, actor=build.OFFICE)


def test_an_answer_is_given_once(app, draft):
    meeting_id, token = draft
    with app.app_context():
        suggest(token)
        [remark] = review_queries.remarks_of(queries.minutes_id_of(meeting_id))

        def answer(state, text):
            remarks.answer(meeting_id, remark.id, state, text, actor=build.OFFICE)

        with pytest.raises(RuleBroken, match="warum"):
            answer(RemarkState.DECLINED, "")
        answer(RemarkState.TAKEN, "Danke, zwölf.")
        answer(RemarkState.TAKEN, "Danke, zwölf.")
        with pytest.raises(Conflict):
            answer(RemarkState.DECLINED, "Es waren elf.")
        other = build.a_planned_meeting(kit="vernetzung")
        with pytest.raises(NotFound):
            remarks.answer(other, remark.id, RemarkState.TAKEN, "", actor=build.OFFICE)

        assert texts(meeting_id) == [("Es waren zwölf.", RemarkState.TAKEN)]


def forms_of(page):
    return {
        form.find("input", {"name": "punkt"})["value"]: form for form in page.main.select("form")
    }


def fields(form, **typed):
    """What a browser sends; ``typed`` by the end of the field's name."""
    values = {one["name"]: one.get("value", "") for one in form.select("input[name]")}
    area = form.find("textarea")
    values[area["name"]] = typed["text"]
    return values


def test_the_page_shows_the_present_draft_and_takes_a_remark(app, client, office, draft, soup):
    meeting_id, token = draft
    address = f"/protokoll/{token}"
    with app.app_context():
        item = place(meeting_id)
        build.an_entry(meeting_id, item.id, text="Gerade getippt.")
        item_id = str(item.id)
    answer = client.get(address)
    page = soup(answer)
    assert "ENTWURF: noch nicht freigegeben" in page.main.get_text()
    assert "Gerade getippt." in page.main.get_text()
    assert answer.headers["X-Robots-Tag"] == "noindex"
    form = forms_of(page)[item_id]

    empty = client.post(address, data=fields(form, text=" "))
    assert empty.status_code == 422
    long = client.post(address, data=fields(form, text="x" * 100_000))
    assert long.status_code == 422
    assert soup(long).find("textarea", string=lambda text: text and len(text) > 90_000)
    sent = client.post(address, data=fields(form, text="Es waren zwölf."))
    assert (sent.status_code, sent.location) == (303, f"{address}#vorschlaege")
    assert client.post(address, data=fields(form, text="Es waren zwölf.")).status_code == 303

    staff = f"/buero/treffen/{meeting_id}/protokoll/berichtigungen"
    page = soup(office.get(staff))
    assert [one.get_text(strip=True) for one in page.select(".tw-remarks .tw-pre")] == [
        "Es waren zwölf."
    ]
    [form] = page.select(".tw-remarks form")
    typed = fields(form, text="")
    wrong = office.post(form["action"], data=typed | {"urteil": "nein"})
    assert wrong.status_code == 422
    typed = fields(form, text="Wir haben nachgezählt: elf.")
    assert office.post(form["action"], data=typed | {"urteil": "nein"}).status_code == 303
    told = soup(client.get(address)).select_one("#vorschlaege").get_text(" ", strip=True)
    assert "Nicht übernommen" in told
    assert "Unsere Antwort: Wir haben nachgezählt: elf." in told


def test_after_the_last_day_the_text_is_not_lost(app, client, draft, soup, clock):
    meeting_id, token = draft
    address = f"/protokoll/{token}"
    form = forms_of(soup(client.get(address)))["0"]
    clock.move(days=8)

    late = client.post(address, data=fields(form, text="Zu spät gemerkt."))

    assert late.status_code == 410
    assert "Zu spät gemerkt." in soup(late).main.get_text()
    assert "Die Durchsicht ist beendet" in soup(client.get(address)).h1.get_text()
    with app.app_context():
        assert texts(meeting_id) == []


def test_strangers_find_nothing(client, draft):
    _, token = draft
    assert client.get(f"/protokoll/{token[:-1]}x").status_code == 404
    assert client.post("/protokoll/zufall", data={"punkt": "0"}).status_code == 404


def test_the_letter_holds_the_link(app, draft):
    with app.app_context():
        letter = db.session.scalar(select(Message).where(Message.kind == "minutes_review"))
        view = letter_view(letter)

    assert f"/protokoll/{draft[1]}" in view.text


def test_moderators_answer_but_only_the_office_hands_out(moderator, steering, draft):
    place = f"/buero/treffen/{draft[0]}/protokoll"
    assert moderator.get(f"{place}/berichtigungen").status_code == 200
    assert moderator.post(f"{place}/durchsicht", data={"until": "2027-09-20"}).status_code == 403
    assert steering.get(f"{place}/berichtigungen").status_code == 403
    for path in ("ueberarbeiten", "schliessen"):
        assert moderator.post(f"{place}/{path}").status_code == 403


def test_one_remark_and_thirty_need_the_same_queries(app, office, client, draft, count_queries):
    meeting_id, token = draft
    addresses = [
        (office, f"/buero/treffen/{meeting_id}/protokoll/berichtigungen"),
        (client, f"/protokoll/{token}"),
    ]
    numbers = []
    for many in (1, 28):
        with app.app_context():
            for number in range(many):
                suggest(token, place(meeting_id).id, f"Nummer {number}", f"{KEY}-{many}-{number}")
        for asker, address in addresses:
            with count_queries() as asked:
                assert asker.get(address).status_code == 200
            numbers.append(len(asked))

    assert numbers[:2] == numbers[2:]


def test_a_new_version_is_asked_about_again_and_once(app, draft):
    meeting_id, token = draft
    with app.app_context():
        put_out(meeting_id)
        releases.revise(meeting_id, actor=build.OFFICE)

        sent = [remarks.hand_out(meeting_id, UNTIL, actor=build.OFFICE) for _ in range(2)]

        assert sent == [1, 0]
        assert review_queries.reader_behind(token).edition == 1


def test_the_link_of_somebody_who_was_erased_opens_nothing(app, client, draft):
    _, token = draft
    with app.app_context():
        reader = review_queries.reader_behind(token)
        retention.erase(reader.registration_id, build.OFFICE)
        with pytest.raises(NotFound):
            suggest(token)

    assert client.get(f"/protokoll/{token}").status_code == 404


@pytest.mark.parametrize("changed", [{"state": "cancelled"}, {"day": date(2027, 9, 2)}])
def test_no_mail_about_a_meeting_that_is_called_off_or_lies_ahead(app, draft, changed):
    meeting_id, _ = draft
    with app.app_context():
        with transaction():
            for name, value in changed.items():
                setattr(db.session.get(Meeting, meeting_id), name, value)
        before = db.session.query(Message).count()

        for attempt in (
            lambda: release(meeting_id),
            lambda: remarks.hand_out(meeting_id, UNTIL, actor=build.OFFICE),
        ):
            with pytest.raises(RuleBroken, match="Dieses Treffen"):
                attempt()

        assert not queries.is_released(meeting_id)
        assert db.session.query(Message).count() == before
