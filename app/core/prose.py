"""Texts of the office as HTML: a small part of Markdown, and nothing else of it.

Headings (``## ``, ``### ``), lists (``- ``), paragraphs, ``**strong**`` and links
``[words](https://…)`` or ``mailto:``. What looks like HTML is text.
"""

import re

from markupsafe import Markup, escape

LINK = re.compile(r"\[([^\]\n]+)\]\(((?:https?://|mailto:)[^\s()<>\"]+)\)")
STRONG = re.compile(r"\*\*([^*\n]+)\*\*")


def to_html(text: str) -> Markup:
    """The text as HTML; headings begin with h2."""
    blocks = re.split(r"\n\s*\n", text.strip())
    return Markup("\n").join(_block(block.strip("\n")) for block in blocks if block.strip())


def _block(block: str) -> Markup:
    first, _, rest = block.partition("\n")
    for mark, tag in (("### ", "h3"), ("## ", "h2"), ("# ", "h2")):
        if first.startswith(mark):
            head = Markup("<{0}>{1}</{0}>").format(Markup(tag), _inline(first[len(mark) :]))
            return head + (Markup("\n") + _block(rest) if rest.strip() else Markup(""))
    lines = block.splitlines()
    if all(line.lstrip().startswith("- ") for line in lines):
        items = (Markup("<li>{}</li>").format(_inline(line.lstrip()[2:])) for line in lines)
        return Markup("<ul>{}</ul>").format(Markup("").join(items))
    return Markup("<p>{}</p>").format(Markup("<br>").join(map(_inline, lines)))


def _inline(line: str) -> Markup:
    done, place = Markup(""), 0
    for found in LINK.finditer(line):
        done += _strong(line[place : found.start()])
        done += Markup('<a href="{}">{}</a>').format(found[2], _strong(found[1]))
        place = found.end()
    return done + _strong(line[place:])


def _strong(text: str) -> Markup:
    return Markup(STRONG.sub(r"<strong>\1</strong>", str(escape(text))))
