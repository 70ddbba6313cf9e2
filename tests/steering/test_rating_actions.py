"""Opening, filling in, handing in, ending; who is written to, and what is forgotten."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.core.db import db
from app.core.errors import Gone, RuleBroken
from app.kits.office_mails import OfficeMail
from app.steering import rating_actions, ratings
from app.steering.member_actions import end_term
from app.steering.models import Rating, RatingSheet
from tests import build as base
from tests.steering import build
from tests.steering.build import LAST_DAY, marks

OPENED, REMINDER = OfficeMail.RATING_OPENED.value, OfficeMail.RATING_REMINDER.value


def results_of(round_id):
    return ratings.results_of(ratings.round_by_id(round_id))


def a_group():
    build.a_seat(last="Weber", deputy="Ole Zander")
    build.a_seat(last="Klee")
    build.a_seat(last="Rat", voting=False)
    return build.a_round()


def test_everybody_in_office_gets_one_sheet_and_one_mail(ctx):
    build.a_seat(last="Früher", term_to=date(2027, 8, 31))
    one = a_group()
    assert sorted(build.letters(one)) == [
        ("klee@example.org", OPENED), ("rat@example.org", OPENED), ("weber@example.org", OPENED)
    ]  # fmt: skip
    assert [(s.member.person.last_name, s.rates) for s in ratings.sheets_of(one)] == [
        ("Klee", True), ("Weber", True), ("Rat", False)
    ]  # fmt: skip
    again = build.a_round(title="Noch einmal")
    assert again == one
    assert len(build.letters(one)) == 3


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"title": " "}, "title", "füllen Sie dieses Feld aus"),
        ({"deadline": date(2027, 8, 31)}, "deadline", "ist schon vorbei"),
        ({"ideas": ()}, "ideas", "mindestens eine Idee"),
        ({"ideas": tuple(range(1, 42))}, "ideas", "Höchstens 40"),
    ],
)
def test_a_round_that_cannot_be_opened(ctx, values, field, words):
    build.a_seat()
    wanted = {"title": "Ideen", "deadline": LAST_DAY, "ideas": (1,)} | values
    with pytest.raises(RuleBroken, match=words) as fault:
        rating_actions.open_round(
            rating_actions.RoundValues(**wanted), build.SPREAD_KEY(1), actor=base.OFFICE
        )
    assert fault.value.field == field


def test_without_a_member_with_a_vote_nothing_is_opened(ctx):
    build.a_seat(voting=False)
    with pytest.raises(RuleBroken, match="kein stimmberechtigtes Mitglied"):
        build.a_round()


def test_half_a_sheet_is_kept_and_can_be_handed_in_later(ctx):
    one = a_group()
    weber = build.sheets(one)["Weber"]
    first, second = build.idea_ids(one)
    half = marks(3, None, 2, None, None)
    saved = build.save(weber, {first: half}, hand_in=True)
    assert not saved.handed_in
    assert saved.missing == (
        "Idee Nummer 1: „Zusammenarbeit mehrerer Gruppen“, „Träger vorhanden“, "
        "„Unterstützung durch die Geschäftsstelle macht einen Unterschied“",
        "Idee Nummer 2: alle Punkte",
    )
    assert build.kept(weber)[first] == half
    biased = marks(biased=True, comment="Mein Verein ist beteiligt.")
    saved = build.save(weber, {first: marks(1), second: biased}, hand_in=True)
    assert saved.handed_in and saved.missing == ()
    assert build.kept(weber) == {first: marks(1), second: biased}
    standing = ratings.progress_of(ratings.sheets_of(one), date(2027, 9, 1))
    assert (standing.handed_in, standing.missing) == (1, 1)


def test_bias_takes_points_away(ctx):
    one = a_group()
    weber = build.sheets(one)["Weber"]
    first, _ = build.idea_ids(one)
    build.save(weber, {first: marks(3)})
    build.save(weber, {first: marks(3, biased=True)})
    assert build.kept(weber)[first] == marks(biased=True)


@pytest.mark.parametrize("wrong", [marks(4), marks(-1), marks(comment="a" * 1001)])
def test_points_that_do_not_exist_are_refused(ctx, wrong):
    one = a_group()
    weber = build.sheets(one)["Weber"]
    with pytest.raises(RuleBroken):
        build.save(weber, {build.idea_ids(one)[0]: wrong})
    assert db.session.query(Rating).count() == 0


def test_a_member_who_advises_comments_only(ctx):
    one = a_group()
    rat = build.sheets(one)["Rat"]
    first, second = build.idea_ids(one)
    saved = build.save(rat, {first: marks(3, comment="Gute Idee.")}, hand_in=True)
    assert saved.handed_in
    assert build.kept(rat) == {first: marks(comment="Gute Idee."), second: marks()}


def test_a_change_on_another_device_is_not_overwritten(ctx):
    one = a_group()
    weber = build.sheets(one)["Weber"]
    first, second = build.idea_ids(one)
    shown = {idea: kept.fingerprint for idea, kept in build.kept(weber).items()}
    build.save(weber, {first: marks(1)})
    saved = build.save(weber, {first: marks(3), second: marks(2)}, seen=shown, hand_in=True)
    assert saved.conflicts == {first}
    assert not saved.handed_in
    assert build.kept(weber) == {first: marks(1), second: marks(2)}
    untouched = build.save(weber, {first: marks()}, seen=shown)
    assert untouched.conflicts == frozenset()
    assert build.kept(weber)[first] == marks(1)


def test_a_sheet_that_was_handed_in_is_changed_only_after_opening_it_again(ctx):
    one = a_group()
    build.hand_in(one, Weber=(1, 2))
    weber = build.sheets(one)["Weber"]
    first, _ = build.idea_ids(one)
    assert build.save(weber, {first: marks(1)}, hand_in=True).handed_in
    with pytest.raises(RuleBroken, match="schon abgegeben"):
        build.save(weber, {first: marks(3)})
    for _ in range(2):
        rating_actions.reopen_sheet(weber)
    assert not build.save(weber, {first: marks(3)}).handed_in
    assert build.save(weber, {}, hand_in=True).handed_in


def test_after_the_last_day_nothing_changes(ctx, clock):
    one = a_group()
    weber = build.sheets(one)["Weber"]
    first, _ = build.idea_ids(one)
    clock.set("2027-09-10T23:50")
    build.save(weber, {first: marks(1)})
    clock.set("2027-09-11T00:01")
    with pytest.raises(Gone, match=r"Der letzte Tag war der 10\.09\.2027"):
        build.save(weber, {first: marks(3)}, hand_in=True)
    with pytest.raises(Gone):
        rating_actions.reopen_sheet(weber)
    with pytest.raises(Gone):
        rating_actions.change_round(one, "Neu", LAST_DAY, seen_version=1, actor=base.OFFICE)
    assert build.kept(weber)[first] == marks(1)


def test_who_has_no_seat_any_more_cannot_rate_but_what_was_handed_in_counts(ctx, clock):
    one = a_group()
    build.hand_in(one, Weber=(1, 2))
    weber, klee = (build.sheets(one)[name] for name in ("Weber", "Klee"))
    for sheet in (weber, klee):
        member = db.session.get(RatingSheet, sheet).member_id
        end_term(member, date(2027, 9, 1), seen_version=1, actor=base.OFFICE)
    clock.set("2027-09-02T09:00")
    with pytest.raises(Gone, match=r"am 01\.09\.2027 zu Ende gegangen"):
        build.save(klee, {})
    standing = ratings.progress_of(ratings.sheets_of(one), date(2027, 9, 2))
    assert (standing.total, standing.handed_in) == (1, 1)


def test_it_ends_early_only_when_all_have_handed_in(ctx, clock):
    one = a_group()
    build.hand_in(one, Weber=(1, 2))
    with pytest.raises(RuleBroken, match="Noch 1 Bogen fehlt"):
        rating_actions.end_round(one, actor=base.OFFICE)
    build.hand_in(one, Klee=(3, 3))
    for _ in range(2):
        rating_actions.end_round(one, actor=base.OFFICE)
    assert ratings.is_over(ratings.round_by_id(one), date(2027, 9, 1))
    with pytest.raises(Gone, match="beendet"):
        build.save(build.sheets(one)["Rat"], {})


def test_results_count_only_what_was_handed_in(ctx):
    one = a_group()
    first, second = build.idea_ids(one)
    build.hand_in(
        one, Weber=(2, marks(biased=True, comment="Zuletzt")), Rat=(marks(comment="A"), 0)
    )
    build.save(build.sheets(one)["Klee"], {first: marks(0, comment="Nicht abgegeben")})
    found = [(r.idea, r.totals, r.biased, r.comments) for _, r in results_of(one)]
    assert found == [(first, (10,), 0, ("A",)), (second, (), 1, ("Zuletzt",))]
    of_idea = ratings.ratings_of_idea(first, date(2027, 9, 11))
    assert [(r.id, result.totals) for r, result in of_idea] == [(one, (10,))]
    assert ratings.ratings_of_idea(first, date(2027, 9, 10)) == []


def test_who_is_missing_is_reminded_once_three_days_before(ctx, clock):
    one = a_group()
    build.hand_in(one, Weber=(1, 2))
    for day, hour, wanted in (("06", "09", 0), ("07", "07", 0), ("07", "09", 1), ("08", "09", 0)):
        clock.set(f"2027-09-{day}T{hour}:00")
        assert rating_actions.remind_due() == wanted
    assert build.letters(one)[3:] == [("klee@example.org", REMINDER)]
    later = LAST_DAY + timedelta(days=10)
    rating_actions.change_round(one, "Ideen", later, seen_version=1, actor=base.OFFICE)
    assert rating_actions.remind_due() == 0
    clock.set("2027-09-17T09:00")
    assert rating_actions.remind_due() == 1


def test_new_members_are_asked_and_links_are_sent_again(ctx):
    one = a_group()
    build.a_seat(last="Neu")
    assert rating_actions.ask_new_members(one, actor=base.OFFICE) == 1
    assert rating_actions.ask_new_members(one, actor=base.OFFICE) == 0
    weber = build.sheets(one)["Weber"]
    for _ in range(2):
        name = rating_actions.send_again(
            one, weber, build.SPREAD_KEY(7), to_deputy=True, actor=base.OFFICE
        )
    assert name == "Ole Zander"
    with pytest.raises(RuleBroken, match="keine E-Mail-Adresse"):
        rating_actions.send_again(
            one, build.sheets(one)["Klee"], build.SPREAD_KEY(8), to_deputy=True, actor=base.OFFICE
        )
    assert build.letters(one)[3:] == [("neu@example.org", OPENED), ("zander@example.org", OPENED)]


def test_a_year_later_nobody_can_tell_whose_sheet_is_whose(ctx, clock):
    one = a_group()
    build.hand_in(one, Weber=(1, 2), Klee=(3, 2))
    before = [result for _, result in results_of(one)]
    clock.set("2028-09-09T09:00")
    assert rating_actions.forget_raters() == 0
    clock.set("2028-09-11T09:00")
    assert rating_actions.forget_raters() == 3
    assert rating_actions.forget_raters() == 0
    rows = db.session.execute(select(RatingSheet.member_id, RatingSheet.digest)).all()
    assert {tuple(row) for row in rows} == {(None, "")}
    assert [result for _, result in results_of(one)] == before
