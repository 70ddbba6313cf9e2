import base64
import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import default
from email.utils import parseaddr

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.settings import current
from app.outbox.letter import Attachment, Invitation
from app.outbox.message import Unbuildable, compose, mail_address
from tests import build

ICS = b"BEGIN:VCALENDAR\r\nSUMMARY:Fr\xc3\xbchling\r\nEND:VCALENDAR\r\n"
DATE = datetime(2027, 9, 1, 7, 0, tzinfo=UTC)
ID = "<0123@example.org>"
HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version",
    "Content-Type",
]  # fmt: skip


def raw(**values):
    return compose(build.a_letter(**values), current(), ID, DATE)


def parsed(**values):
    return message_from_bytes(raw(**values), policy=default)


def tree(part):
    kind = part.get_content_type()
    return (kind, [tree(inner) for inner in part.iter_parts()]) if part.is_multipart() else kind


def text_of(mail):
    return mail.get_body(("plain",)).get_content().replace("\r\n", "\n")


def header(name, **values):
    """A header as mail programs read it; the newer parser blanks long names itself."""
    found = message_from_bytes(raw(**values))[name]
    return str(make_header(decode_header(found.replace("\r\n", ""))))


def html_of(**values):
    return BeautifulSoup(parsed(**values).get_body(("html",)).get_content(), "html.parser")


def test_headers_are_exactly_ours(ctx):
    mail = parsed()
    assert mail.keys() == HEADERS
    assert str(mail["From"]) == "Geschäftsstelle KlimaTriebwerk <klimatriebwerk@example.org>"
    assert str(mail["To"]) == "Nguyễn Thị Mai <mai@example.org>"
    assert mail["Subject"] == "Ihr Platz ist sicher"
    assert mail["Date"].datetime == DATE
    assert mail["Message-ID"] == ID
    assert mail["Auto-Submitted"] == "auto-generated"


def test_parts_of_a_plain_letter(ctx):
    assert tree(parsed()) == ("multipart/alternative", ["text/plain", "text/html"])


def test_parts_of_an_invitation_with_a_file(ctx):
    mail = parsed(
        invitation=Invitation(ICS, "REQUEST"),
        attachments=(Attachment("Protokoll März.pdf", b"%PDF-1.7", "application/pdf"),),
    )
    assert tree(mail) == (
        "multipart/mixed",
        [
            ("multipart/alternative", ["text/plain", "text/html", "text/calendar"]),
            "application/ics",
            "application/pdf",
        ],
    )
    copy, file = list(mail.iter_attachments())
    assert (copy.get_filename(), copy.get_content()) == ("invite.ics", ICS)
    assert (file.get_filename(), file.get_content()) == ("Protokoll März.pdf", b"%PDF-1.7")


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_the_calendar_part_keeps_its_bytes(ctx, method):
    mail = parsed(invitation=Invitation(ICS, method))
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    assert dict(part["Content-Type"].params) == {"method": method, "charset": "UTF-8"}
    assert part["Content-Transfer-Encoding"] == "base64"
    assert part["Content-Disposition"] is None
    assert base64.b64decode(part.get_payload()) == ICS


def test_a_file_alone_needs_no_calendar(ctx):
    mail = parsed(attachments=(Attachment("a.csv", b"x", "text/csv"),))
    assert tree(mail) == (
        "multipart/mixed",
        [("multipart/alternative", ["text/plain", "text/html"]), "text/csv"],
    )


def test_the_bytes_are_fit_for_every_server(ctx):
    data = raw(text="ü" * 3000 + "\n.\n..\nEnde", invitation=Invitation(ICS, "REQUEST"))
    assert data.isascii()
    assert max(len(line) for line in data.split(b"\r\n")) <= 78
    assert not re.search(rb"[^\r]\n|\r[^\n]", data)
    assert b":\r\n" not in data.split(b"\r\n\r\n")[0]


def test_the_same_letter_gives_the_same_bytes(ctx):
    letter = build.a_letter(invitation=Invitation(ICS, "REQUEST"))
    first = compose(letter, current(), ID, DATE)
    assert first == compose(letter, current(), ID, DATE)


def test_the_text_arrives_as_written(ctx):
    text = "Grüße an Krzyżanowska, Yıldırım und Nguyễn Thị Mai.\n.\n= und =3D\n\nZeile " + "x" * 500
    assert text_of(parsed(text=text)) == text + "\n"


def test_html_says_the_same_between_forum_and_office(ctx):
    page = html_of(text="Guten Tag <b>Ada</b> & Co,\n\n- eins\n- zwei")
    assert page.html["lang"] == "de"
    assert [p.text for p in page.find_all("p")] == ["Guten Tag <b>Ada</b> & Co,"]
    assert [item.text for item in page.find_all("li")] == ["eins", "zwei"]
    words = list(page.body.stripped_strings)
    assert words[0] == "KlimaTriebwerk"
    assert words[-5:] == [
        "Geschäftsstelle KlimaTriebwerk",
        "Stadt Bielefeld, Umweltamt",
        "August-Bebel-Straße 75–77, 33602 Bielefeld",
        "Telefon 0521 51-0",
        "E-Mail klimatriebwerk@example.org",
    ]


def test_html_links_only_to_ourselves(ctx):
    base = current().site.base_url
    page = html_of(
        text=f"{base}/anmeldung/abc und https://evil.example/ und www.evil.example "
        f"und {base}.evil.example und javascript:alert(1)"
    )
    assert [link["href"] for link in page.find_all("a")] == [f"{base}/anmeldung/abc"]
    assert not page.find_all(["img", "script", "link", "form"])


HOSTILE = [
    "Ada\r\nBcc: evil@example.org",
    "Ada\nBcc: evil@example.org",
    "Ada\x00\x0b\x0c\x1b\x85\u2028Bcc: evil@example.org",
    "=?utf-8?q?Ada=0D=0ABcc:_evil=40example.org?=",
    "=?utf-8?b?QQ0KQmNjOiBlQGV4YW1wbGUub3Jn?=",
    "==??utf-8?q?Ada=0D=0ABcc:_x?=",
    '"; <evil@example.org>, "',
    "\u202eadA\ud800",
    "ü" * 200 + ", " + "x" * 200,
]


@pytest.mark.parametrize("name", HOSTILE)
def test_names_and_subjects_cannot_make_headers(ctx, name):
    mail = parsed(to_name=name, subject=name)
    assert mail.keys() == HEADERS
    assert [(one.username, one.domain) for one in mail["To"].addresses] == [("mai", "example.org")]
    assert "\n" not in str(mail["Subject"])


def test_control_characters_vanish_from_names_and_text(ctx):
    mail = parsed(to_name="Nguyễn\x00 Thị Mai", text="A\x00B\x1bC\r\nD\u2028E")
    assert mail["To"].addresses[0].display_name == "Nguyễn Thị Mai"
    assert text_of(mail) == "ABC\nD\nE\n"


def test_a_long_name_is_cut_and_stays_readable(ctx):
    name = "Krzyżanowska-" * 30
    assert header("To", to_name=name) == f"{name[:120]} <mai@example.org>"


@pytest.mark.parametrize(
    "words",
    [
        "Nguyễn Thị Mai lädt ein: Nguyễn Thị Mai und Agnieszka Krzyżanowska, Mai Nguyễn Thị",
        "Müller, Anna (Verein) Müller, Anna (Verein) Müller, Anna (Verein) Müller, Ann",
        "Geändert: Vernetzungstreffen Ernährung und Klimaanpassung im Bürgerhaus am 30.09.2027",
        "plain words, long enough for a second line, with a comma; and more of the same kind",
    ],
)
def test_long_names_and_subjects_keep_every_blank(ctx, words):
    assert header("Subject", subject=words) == words
    shown = header("To", to_name=words).removesuffix(" <mai@example.org>")
    assert shown.strip('"') == words


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=300))
def test_any_text_builds_and_stays_in_its_place(ctx, name, subject, text):
    mail = parsed(to_name=name, subject=subject, text=text)
    assert mail.keys() == HEADERS
    assert [(one.username, one.domain) for one in mail["To"].addresses] == [("mai", "example.org")]
    assert tree(mail) == ("multipart/alternative", ["text/plain", "text/html"])


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.text(st.characters(min_codepoint=33, max_codepoint=0x24F), min_size=1, max_size=110))
def test_names_of_one_word_come_back_whole(ctx, name):
    name = re.sub(r"[\x7f-\xa0\xad]|=\?", "x", name) + "ż"
    assert header("To", to_name=name) == f"{name} <mai@example.org>"


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=110))
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
def test_plain_names_of_one_word_come_back_whole(ctx, name):
    name = name.replace("=?", "x")
    assert parseaddr(header("To", to_name=name)) == (name, "mai@example.org")


@pytest.mark.parametrize(
    "address, expected",
    [
        ("mai@example.org", "mai@example.org"),
        (" o'brien+forum@example.org ", "o'brien+forum@example.org"),
        ("post@bürger-bielefeld.example", "post@xn--brger-bielefeld-zvb.example"),
    ],
)
def test_addresses_leave_in_ascii(address, expected):
    assert mail_address(address) == expected


@pytest.mark.parametrize(
    "address",
    [
        "", "mai", "@example.org", "mai@", "a b@example.org", "mai@example.org\r\nRCPT TO:<x@y.z>",
        "mäi@example.org", "a@b@c", "mai@exa mple.org", "mai@-ü-.example", "x" * 330 + "@a.example",
        "mai\x00@example.org", "<mai@example.org>",
    ],
)  # fmt: skip
def test_other_addresses_are_refused_in_german(address):
    with pytest.raises(Unbuildable, match=r"^Die E-Mail-Adresse „.*“ ist nicht brauchbar.$"):
        mail_address(address)


def test_mail_programs_can_unsubscribe_the_reader_with_one_press(ctx):
    address = f"{current().site.base_url}/austragen/{'x' * 27}"

    mail = parsed(unsubscribe=address)

    assert mail["List-Unsubscribe"] == f"<{address}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize(
    "address", ["https://evil.example/x", "http://127.0.0.1:8000/a\r\nBcc: x@example.org", "/a b"]
)
def test_the_address_for_unsubscribing_is_a_page_of_ours_or_none(ctx, address):
    with pytest.raises(Unbuildable):
        parsed(unsubscribe=address)
