"""Calendars of other people, as text."""


def calendar(*events, head=""):
    """A whole file around these entries."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Stadthalle//DE", *head.splitlines()]
    body = [line for line in lines if line] + list(events) + ["END:VCALENDAR", ""]
    return "\r\n".join(body).encode()


def event(uid="1", **values):
    """One entry; names with _ for -, parameters behind the name as in ``DTSTART;VALUE=DATE``."""
    fields = {
        "DTSTAMP": "20270101T000000Z",
        "DTSTART;TZID=Europe/Berlin": "20270930T170000",
        "DTEND;TZID=Europe/Berlin": "20270930T190000",
        "SUMMARY": "Chorprobe",
    } | values
    if "DTSTART" in values or "DTSTART;VALUE=DATE" in values:
        fields.pop("DTSTART;TZID=Europe/Berlin")
        fields.pop("DTEND;TZID=Europe/Berlin")
    lines = [f"{name}:{value}" for name, value in fields.items() if value is not None]
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT"])
