"""Values that people, robots and attackers type, and the forms of a page to type them into."""

import re

from bs4 import BeautifulSoup

from app.core.settings import ROOT

TEXTS = {
    "nul": "a\0b",
    "controls": "a\x07b\x1b[31m",
    "line break": "a\r\nBcc: fremd@example.org\r\n\r\nb",
    "vertical tab": "a\x0bb\x0c",
    "U+2028": "a\u2028b\u2029c\x85",
    "zero width": "\u200b\ufeff\u2060",
    "right to left": "\u202egnp.exe",
    "200 letters": "ß" * 200,
    "200 wide letters": "\u0390" * 200,
    "200 letters that fall apart": "\ufb2c" * 200,
    "5000 letters": "ł" * 5000,
    "formula": '=HYPERLINK("http://evil.example";"x")',
    "html": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "template": "{{7*7}}{% raw %}${7*7}{vorname}{{ verwaltungs_link }}",
    "format": "%s%n%(x)s{0}{x.__class__}",
    "sql": "' OR 1=1; DROP TABLE meeting; --",
    "path": "../../../../etc/passwd",
    "emoji": "👩‍👩‍👧‍👦" * 20,
    "half a character": "a\ud800b",
    "huge number": "9" * 30,
    "far too huge number": "9" * 5000,
    "negative": "-1",
    "other digits": "١٢٣",
    "fraction": "1e309",
    "word": "NaN",
    "first day": "0001-01-01",
    "last day": "9999-12-31",
    "no day": "2027-02-30",
    "no time": "25:61",
    "empty": "",
    "blank": "   ",
}

PATHS = (
    "0", "99999999999999999999", "9" * 300, "-1", "1.5", "١", "%00", "%ff%fe", "%ed%a0%80",
    "a%0d%0aX-Injected:%201", "..%2f..%2fconfig.toml", "{{7*7}}", "%25s", "2027-" + "9" * 30,
    "2027-001%00", "x" * 2000, "%F0%9F%91%A9", "'%20OR%201=1--",
)  # fmt: skip


SPECIAL = {
    "u-minutes": "25",
    "u-idea": "2027-001",
    "idea": "2027-001",
    "position": "52.02127, 8.53470",
    "url": "",
    "website": "",
    "online_url": "https://example.org/",
    "shift_x": "1,5",
    "shift_y": "-2",
}


def query_names():
    """Every name that some view reads from the query string."""
    found = set()
    for file in (ROOT / "app").rglob("*views.py"):
        text = file.read_text(encoding="utf-8")
        found |= set(re.findall(r"(?:request\.)?args\.get\(\s*\"(\w+)\"", text))
    return found


def field_names():
    """Every name that some view reads from a form by hand."""
    found = {"version", "submit_key", "started", "website"}
    for file in (ROOT / "app").rglob("*views.py"):
        text = file.read_text(encoding="utf-8")
        found |= set(re.findall(r"request\.form\.get\(\s*\"(\w+)\"", text))
        found |= set(re.findall(r"\"(\w+)\" (?:not )?in request\.form", text))
    return found


def sent_to(page, address):
    """The fields of all forms of this page that are sent to this address, filled in sensibly."""
    fields, wanted = {}, bare(address)
    for form in BeautifulSoup(page.text, "html.parser").find_all("form", method="post"):
        buttons = {bare(one["formaction"]) for one in parts_of(form) if one.get("formaction")}
        own = bare(form.get("action") or page.request.path)
        for field in fields_of(form) if wanted in {own, *buttons} else ():
            if bare(field.get("formaction", wanted)) != wanted:
                continue  # a button that sends the same form elsewhere
            if field.get("type") not in ("radio", "checkbox") or field["name"] not in fields:
                fields[field["name"]] = sensible(field)
    return fields


def bare(address):
    """An address without query and place in the page."""
    return re.split("[?#]", address)[0]


def targets_of(page):
    """Where the forms of this page are sent, by themselves or by a button of their own."""
    found = set()
    for form in BeautifulSoup(page.text, "html.parser").find_all("form", method="post"):
        found.add(bare(form.get("action") or page.request.path))
        found |= {bare(one["formaction"]) for one in parts_of(form) if one.get("formaction")}
    return found


def parts_of(form):
    """What stands in a form, and what names it from elsewhere in the page."""
    inside = form.select("input, textarea, select, button")
    page = [*form.parents][-1]
    return [*inside, *(page.find_all(form=form["id"]) if form.get("id") else [])]


def fields_of(form):
    """What a form sends."""
    return [part for part in parts_of(form) if part.get("name")]


def sensible(field):
    """What is in the field already, or something that fits."""
    if field.name == "select":
        options = [option.get("value", option.text) for option in field.find_all("option")]
        chosen = field.find("option", selected=True)
        if chosen:
            return chosen["value"]
        optional = "" in options and not field.has_attr("required")
        return "" if optional else next((one for one in options if one), "")
    if field.name == "textarea":
        return field.text.strip() or "Ein Text\nmit zwei Zeilen"
    if field.get("value"):
        return field["value"]
    if field["name"] in SPECIAL:
        return SPECIAL[field["name"]]
    return {
        "email": "jemand@example.org",
        "date": "2027-09-30",
        "time": "18:00",
        "number": "10",
        "checkbox": "y",
        "hidden": "",
        "file": "",
        "url": "https://example.org/",
    }.get(field.get("type", "text"), "Etwas")
