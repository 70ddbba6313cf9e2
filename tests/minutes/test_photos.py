"""Photos over HTTP: several at once, described, ordered, public only once released."""

import logging
from datetime import date
from io import BytesIO

import pytest

from app.core.db import db, transaction
from app.minutes import actions, photos, queries
from app.minutes.models import Minutes, MinutesPhoto
from app.minutes.photo_actions import MOST_PHOTOS, describe, take_in
from app.minutes.rules import MinutesState
from tests import build
from tests.minutes.pictures import PLACE, a_bomb, a_photo
from tests.minutes.releasing import put_out

DAY = date(2027, 8, 26)


@pytest.fixture
def meeting(app):
    """(id, slug) of a meeting whose minutes are open."""
    with app.app_context():
        meeting_id = build.a_planned_meeting("vernetzung", day=DAY, title="2. Treffen 2027")
        actions.open_minutes(meeting_id, build.OFFICE)
        return meeting_id, build.slug_of(meeting_id)


def address(meeting, photo_id=None, end=""):
    start = f"/buero/treffen/{meeting[0]}/protokoll/fotos"
    return start + (f"/{photo_id}" if photo_id else "") + end


def upload(browser, meeting, *files, **more):
    sent = [(BytesIO(data), name) for name, data in files]
    return browser.post(
        address(meeting), data={"files": sent}, content_type="multipart/form-data", **more
    )


def kept(app, meeting):
    with app.app_context():
        return photos.all_photos(queries.minutes_id_of(meeting[0]))


def taken(app, meeting, *colors):
    """Ids of photos in these colours."""
    with app.app_context():
        take_in(meeting[0], [(one, a_photo(color=one)) for one in colors], build.OFFICE)
    return [photo.id for photo in kept(app, meeting)]


def described(app, meeting, photo_id, text, item_id=None):
    with app.app_context():
        version = db.session.get(MinutesPhoto, photo_id).version
        describe(meeting[0], photo_id, description=text, item_id=item_id, seen_version=version)


def released(app, meeting):
    with app.app_context():
        put_out(meeting[0])
        with transaction():
            queries.opened_minutes(meeting[0]).state = MinutesState.RELEASED


def items(app, meeting):
    with app.app_context():
        return [item.id for item in queries.opened_minutes(meeting[0]).items]


def test_good_pictures_of_an_upload_are_kept_whatever_the_others_are(app, moderator, meeting, soup):
    answer = upload(
        moderator, meeting,
        ("wand.jpg", a_photo()), ("leer.png", b""), ("böse.png", a_bomb(60_000, 60_000)),
        ("brief.jpg", b"%PDF-1.7"), ("wand 2.JPG", a_photo(color="red")),
        ("nochmal.jpg", a_photo()),
    )  # fmt: skip

    page = soup(answer)
    assert answer.status_code == 422
    assert [error.text for error in page.select(".tw-errors li")] == [
        "Fotos: leer.png: Die Datei ist leer. Bitte wählen Sie das Bild noch einmal aus. "
        "böse.png: Das Bild hat 3600 Megapixel. Das ist zu groß. Bitte verkleinern Sie es "
        "vorher, 4 Megapixel genügen. brief.jpg: Das ist kein Bild, das Treffwerk lesen kann. "
        "Möglich sind JPEG, PNG und WebP."
    ]
    assert "2 Fotos sind aufgenommen." in page.text
    assert "nicht noch einmal aufgenommen: nochmal.jpg" in page.text
    assert [(one.width, one.height, one.position) for one in kept(app, meeting)] == [
        (300, 200, 1),
        (300, 200, 2),
    ]


def test_what_is_served_is_ours_and_holds_no_place(app, moderator, meeting):
    upload(moderator, meeting, ("wand.jpg", a_photo()))
    (photo,) = kept(app, meeting)

    for size in ("gross", "klein"):
        answer = moderator.get(address(meeting, photo.id, f"/{size}.jpg"))
        assert answer.data.startswith(b"\xff\xd8") and PLACE not in answer.data
        assert (
            dict(answer.headers).items()
            >= {
                "Content-Type": "image/jpeg",
                "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": "default-src 'none'; sandbox",
                "Cache-Control": "no-store",
                "Content-Disposition": f'inline; filename="foto-{photo.id}.jpg"',
            }.items()
        )
    assert moderator.get(address(meeting, photo.id, "/riesig.jpg")).status_code == 404
    with app.app_context():
        row = db.session.get(MinutesPhoto, photo.id)
        assert PLACE not in row.picture + row.small


def test_the_same_picture_is_kept_once(app, office, meeting):
    for _ in range(2):
        assert upload(office, meeting, ("wand.jpg", a_photo())).status_code == 303

    assert len(kept(app, meeting)) == 1


def test_an_upload_without_a_file_says_so(office, meeting, soup):
    answer = office.post(address(meeting), data={}, content_type="multipart/form-data")

    assert answer.status_code == 422
    assert "mindestens eine Datei" in soup(answer).select_one("#files-error").text


def test_the_script_gets_a_sentence(office, meeting):
    asks = {"headers": {"Accept": "application/json"}}

    good = upload(office, meeting, ("a.jpg", a_photo()), **asks)
    again = upload(office, meeting, ("a.jpg", a_photo()), **asks)
    bad = upload(office, meeting, ("b.jpg", b"GIF89a"), **asks)

    assert (good.status_code, good.json) == (200, {"satz": ""})
    assert (again.status_code, again.json) == (200, {"satz": "Dieses Foto ist schon da."})
    assert (bad.status_code, bad.json["satz"][:21]) == (422, "b.jpg: Das ist kein B")


def test_only_the_team_may_send_large_bodies_and_only_here(
    app, client, office, meeting, monkeypatch
):
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n\r\n'
    sent = {
        "data": head + a_photo() + bytes(3_000_000) + b"\r\n--x--\r\n",
        "content_type": "multipart/form-data; boundary=x",
    }
    elsewhere = f"/buero/treffen/{meeting[0]}/protokoll/kopf"

    assert office.post(address(meeting), **sent).status_code == 303
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)  # reads the form before the guards
    assert client.post(address(meeting), **sent).status_code == 413
    assert office.post(elsewhere, **sent).status_code == 413


def test_a_meeting_has_a_limit_of_photos(app, office, meeting, monkeypatch):
    monkeypatch.setattr("app.minutes.photo_actions.MOST_PHOTOS", 2)
    answer = upload(office, meeting, *((f"{one}.jpg", a_photo(color=one)) for one in
                    ("red", "green", "blue")))  # fmt: skip

    assert MOST_PHOTOS == 60
    assert "höchstens 2 Fotos" in answer.text
    assert len(kept(app, meeting)) == 2


def test_a_description_and_a_heading_are_kept(app, moderator, meeting):
    (photo_id,), heading = taken(app, meeting, "red"), items(app, meeting)[1]

    answer = moderator.post(
        address(meeting, photo_id),
        data={
            f"f{photo_id}-description": "Wand „Mobilität“ von Yıldırım",
            f"f{photo_id}-item": str(heading),
            f"f{photo_id}-version": "1",
        },
    )

    assert (answer.status_code, answer.location) == (
        303, f"{address(meeting)}#foto-{photo_id}",
    )  # fmt: skip
    (photo,) = kept(app, meeting)
    assert (photo.description, photo.item_id) == ("Wand „Mobilität“ von Yıldırım", heading)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"description": "x" * 501}, "Höchstens 500 Zeichen"),
        ({"description": "a\x00b"}, "Steuerzeichen"),
        ({"item": "999999"}, "Gehört zu"),
    ],
)
def test_a_wrong_description_is_refused_at_its_field(app, office, meeting, soup, fields, said):
    (photo_id,) = taken(app, meeting, "red")
    typed = {"description": "Wand", "item": "", "version": "1"} | fields

    answer = office.post(
        address(meeting, photo_id), data={f"f{photo_id}-{key}": one for key, one in typed.items()}
    )

    assert answer.status_code == 422
    assert said in soup(answer).select_one(".tw-errors").text
    assert kept(app, meeting)[0].description == ""


def test_two_at_once_both_texts_are_shown_and_saving_again_counts(app, office, meeting, soup):
    (photo_id,) = taken(app, meeting, "red")
    described(app, meeting, photo_id, "Wand Ernährung")
    fields = {f"f{photo_id}-description": "Wand Energie", f"f{photo_id}-item": ""}

    page = soup(
        office.post(address(meeting, photo_id), data=fields | {f"f{photo_id}-version": "1"})
    )
    seen = page.select_one(f"#f{photo_id}-version")["value"]

    assert (
        "Wand Ernährung" in page.select_one(".kern-alert--warning").text
        or "Wand Ernährung" in page.text
    )
    assert page.select_one("textarea").text.strip() == "Wand Energie"
    office.post(address(meeting, photo_id), data=fields | {f"f{photo_id}-version": seen})
    assert kept(app, meeting)[0].description == "Wand Energie"


def test_photos_change_places(app, office, meeting):
    one, two, three = taken(app, meeting, "red", "green", "blue")

    for photo_id, way in ((three, "hoch"), (one, "runter"), (three, "hoch"), (two, "runter")):
        office.post(address(meeting, photo_id, "/verschieben"), data={"richtung": way})

    assert [photo.id for photo in kept(app, meeting)] == [three, one, two]


def test_a_photo_is_public_from_the_release_on_and_not_without_a_description(
    app, office, client, meeting
):
    shown, nameless, later = taken(app, meeting, "red", "green", "blue")
    described(app, meeting, shown, "Wand Mobilität")

    def public(photo_id):
        return client.get(f"/treffen/{meeting[1]}/fotos/{photo_id}/klein.jpg").status_code

    assert [public(one) for one in (shown, nameless, later)] == [404, 404, 404]
    released(app, meeting)
    assert [public(one) for one in (shown, nameless, later)] == [200, 404, 404]
    assert client.get(f"/treffen/{meeting[1]}/fotos/{shown}/mittel.jpg").status_code == 404
    page = client.get(f"/treffen/{meeting[1]}/protokoll").text
    assert f"/treffen/{meeting[1]}/fotos/{shown}/klein.jpg" in page
    assert 'alt="Wand Mobilität"' in page


def test_a_photo_of_another_meeting_is_not_found(app, office, meeting):
    (photo_id,) = taken(app, meeting, "red")
    with app.app_context():
        other = build.a_planned_meeting("vernetzung", day=DAY, title="Anderes")
        actions.open_minutes(other, build.OFFICE)

    for end, way in (("", "post"), ("/verschieben", "post"), ("/entfernen", "get"),
                     ("/entfernen", "post"), ("/klein.jpg", "get")):  # fmt: skip
        found = getattr(office, way)(address((other,), photo_id, end))
        assert found.status_code == 404


def test_a_removed_photo_is_gone_from_the_public_page_at_once(app, office, client, meeting, soup):
    (photo_id,) = taken(app, meeting, "red")
    described(app, meeting, photo_id, "Wand mit Gesicht")
    released(app, meeting)

    asked = soup(office.get(address(meeting, photo_id, "/entfernen")))
    assert "Von den öffentlichen Seiten verschwindet es sofort" in asked.main.text
    assert len(kept(app, meeting)) == 1
    assert office.post(address(meeting, photo_id, "/entfernen")).status_code == 303

    assert client.get(f"/treffen/{meeting[1]}/fotos/{photo_id}/klein.jpg").status_code == 404
    page = client.get(f"/treffen/{meeting[1]}/protokoll")
    assert page.status_code == 200 and "Gesicht" not in page.text


def test_released_minutes_take_no_photos(app, office, meeting, soup):
    (photo_id,) = taken(app, meeting, "red")
    released(app, meeting)

    assert upload(office, meeting, ("b.jpg", a_photo(color="green"))).status_code == 409
    assert not soup(office.get(address(meeting))).select("textarea, input[type=file]")
    moved = office.post(address(meeting, photo_id, "/verschieben"), data={"richtung": "hoch"})
    assert moved.status_code == 409
    assert len(kept(app, meeting)) == 1


def test_before_the_minutes_are_opened_the_way_leads_to_them(app, office):
    with app.app_context():
        meeting_id = build.a_meeting(day=DAY)
    answer = office.get(address((meeting_id,)))

    assert answer.location == f"/buero/treffen/{meeting_id}/protokoll"


def test_every_change_is_one_of_the_minutes(app, meeting):
    with app.app_context():
        before = db.session.query(Minutes).one().version
    (photo_id,) = taken(app, meeting, "red")
    described(app, meeting, photo_id, "Wand")
    with app.app_context():
        assert db.session.query(Minutes).one().version == before + 2


def test_the_page_asks_as_often_with_thirty_photos(app, office, meeting, count_queries):
    def needed():
        with count_queries() as asked:
            assert office.get(address(meeting)).status_code == 200
        return len(asked)

    taken(app, meeting, "red")
    few = needed()
    taken(app, meeting, *(f"#{number:02x}aa00" for number in range(30)))

    assert needed() == few


def test_no_name_of_a_file_reaches_the_log(office, meeting, caplog):
    with caplog.at_level(logging.DEBUG):
        upload(office, meeting, ("Gülay privat.jpg", b"GIF89a"))

    assert "Gülay" not in caplog.text
