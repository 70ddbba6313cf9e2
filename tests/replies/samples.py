"""Answers as the calendars of this world write them, made up here; and the mails around them."""

import base64

TEXT = "Guten Tag,\r\nich komme gern.\r\n"


def google(uid, mail, partstat="ACCEPTED", *, sequence=0, stamp="20270901T090000Z", more=""):
    """Gmail: the whole event in UTC, CRLF, with ORGANIZER."""
    return _lines(
        "BEGIN:VCALENDAR", "PRODID:-//Google Inc//Google Calendar 70.9054//EN", "VERSION:2.0",
        "CALSCALE:GREGORIAN", "METHOD:REPLY", "BEGIN:VEVENT", "DTSTART:20270930T160000Z",
        "DTEND:20270930T183000Z", f"DTSTAMP:{stamp}",
        "ORGANIZER;CN=Geschäftsstelle:mailto:forum@example.org", f"UID:{uid}",
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={partstat};CN={mail};",
        f" X-NUM-GUESTS=0:mailto:{mail}", f"SEQUENCE:{sequence}", "STATUS:CONFIRMED",
        "SUMMARY:Vernetzungstreffen", *filter(None, [more]), "TRANSP:OPAQUE",
        "END:VEVENT", "END:VCALENDAR",
    )  # fmt: skip


def outlook(uid, mail, partstat="ACCEPTED", *, sequence=0, stamp="20270901T090000Z"):
    """Exchange: LF, no ORGANIZER, a zone with a Windows name, MAILTO in capitals."""
    words = {"ACCEPTED": "Angenommen", "DECLINED": "Abgelehnt", "TENTATIVE": "Mit Vorbehalt"}
    return _lines(
        "BEGIN:VCALENDAR", "METHOD:REPLY", "PRODID:Microsoft Exchange Server 2010", "VERSION:2.0",
        "BEGIN:VTIMEZONE", "TZID:W. Europe Standard Time", "BEGIN:STANDARD",
        "DTSTART:16010101T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100",
        "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10", "END:STANDARD", "END:VTIMEZONE",
        "BEGIN:VEVENT", f"ATTENDEE;PARTSTAT={partstat};CN=Mai:MAILTO:{mail.title()}",
        "COMMENT;LANGUAGE=de-DE:Bis dann\\, ich bringe Kuchen mit.\\n",
        f"UID:{uid}", f"SUMMARY;LANGUAGE=de-DE:{words[partstat]}: Vernetzungstreffen",
        "DTSTART;TZID=W. Europe Standard Time:20270930T180000",
        "DTEND;TZID=W. Europe Standard Time:20270930T203000",
        f"DTSTAMP:{stamp}", f"SEQUENCE:{sequence}", "X-MICROSOFT-CDO-APPT-SEQUENCE:0",
        "END:VEVENT", "END:VCALENDAR",
    ).replace(b"\r\n", b"\n")  # fmt: skip


def apple(uid, mail, partstat="ACCEPTED", *, sequence=0, stamp="20270901T090000Z"):
    """Apple: names of zones by IANA, an EMAIL parameter."""
    return _lines(
        "BEGIN:VCALENDAR", "CALSCALE:GREGORIAN", "VERSION:2.0", "METHOD:REPLY",
        "PRODID:-//Apple Inc.//macOS 14.5//EN", "BEGIN:VEVENT", f"UID:{uid}",
        f'ATTENDEE;CN="Mai, Nguyễn";CUTYPE=INDIVIDUAL;EMAIL="{mail}";PARTSTAT={partstat}',
        f" :mailto:{mail}",
        "DTEND;TZID=Europe/Berlin:20270930T203000", f"DTSTAMP:{stamp}",
        "DTSTART;TZID=Europe/Berlin:20270930T180000", f"SEQUENCE:{sequence}",
        "ORGANIZER:mailto:forum@example.org", "END:VEVENT", "END:VCALENDAR",
    )  # fmt: skip


def thunderbird(uid, mail, partstat="ACCEPTED", *, sequence=0, stamp="20270901T090000Z"):
    """Thunderbird: every VEVENT of the UID, the instance first."""
    event = [
        f"UID:{uid}", f"DTSTAMP:{stamp}", "ORGANIZER:mailto:forum@example.org",
        f"ATTENDEE;PARTSTAT={partstat};ROLE=REQ-PARTICIPANT:mailto:{mail}", f"SEQUENCE:{sequence}",
        "DTSTART;TZID=Europe/Berlin:20270930T180000", "DTEND;TZID=Europe/Berlin:20270930T203000",
    ]  # fmt: skip
    return _lines(
        "BEGIN:VCALENDAR", "PRODID:-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN", "VERSION:2.0",
        "METHOD:REPLY", "BEGIN:VEVENT", *event,
        "RECURRENCE-ID;TZID=Europe/Berlin:20270930T180000",
        "END:VEVENT", "BEGIN:VEVENT", *event, "END:VEVENT", "END:VCALENDAR",
    )  # fmt: skip


STYLES = {"google": google, "outlook": outlook, "apple": apple, "thunderbird": thunderbird}


def _lines(*lines):
    return "".join(f"{line}\r\n" for line in lines).encode()


def mail(
    calendar,
    sender,
    *,
    kind="text/calendar; method=REPLY; charset=UTF-8",
    headers=(),
    number=1,
    cte="base64",
    extra=b"",
):
    """A mail as programs send it: words, and the calendar part."""
    body = base64.encodebytes(calendar) if cte == "base64" else calendar
    head = [
        *headers, f"From: Mai <{sender}>", "To: forum@example.org",
        f"Message-ID: <{number}@mail.example.org>", "Subject: Angenommen: Vernetzungstreffen",
        "Date: Wed, 01 Sep 2027 09:00:00 +0000", "MIME-Version: 1.0",
        'Content-Type: multipart/mixed; boundary="b"', "",
        "--b", "Content-Type: text/plain; charset=utf-8", "", TEXT,
        "--b", f"Content-Type: {kind}", f"Content-Transfer-Encoding: {cte}", "", "",
    ]  # fmt: skip
    return "\r\n".join(head).encode() + body + b"\r\n" + extra + b"--b--\r\n"
