"""Papers of the floor: the sign with the way to hand in a card, voting slips, results."""

from dataclasses import dataclass

from app.core.charts import Drawing, Part, one_bar
from app.core.links import link_to
from app.core.pdf import render_pdf
from app.core.pdf_files import Document
from app.core.printing import document
from app.floor import queries, rules
from app.floor.models import Poll
from app.floor.queries import Tally
from app.floor.rules import Line
from app.meetings.models import Meeting


@dataclass(frozen=True)
class Slip:
    """A voting slip: its code in groups of four, and the address that its picture opens."""

    code: str
    address: str


@dataclass(frozen=True)
class ResultLine:
    """A line of a result with its bar; all bars of a poll have the same scale."""

    line: Line
    bar: Drawing


def short(address: str) -> str:
    """As people type it: without https:// and a slash at the end."""
    return address.partition("://")[2].rstrip("/")


def result_lines(tally: Tally) -> list[ResultLine]:
    """The result with bars: full for phones, hatched for paper. Straw polls keep their order."""
    return [
        ResultLine(
            one,
            one_bar(
                (Part(one.count.phone, "full"), Part(one.count.paper, "hatch")),
                tally.most,
            ),
        )
        for one in rules.shown_order(tally.lines, tally.poll.kind)
    ]


def card_sign_document(meeting: Meeting) -> Document:
    """„Ihre Idee oder Frage“: A4 landscape for a wall, with the code and the short address."""
    address = link_to("floor_public.card", slug=meeting.slug)
    return document(
        "floor/print/card_sign.html",
        kit=meeting.kit_id,
        meeting=meeting,
        a3=False,
        address=address,
        short_address=short(link_to("floor_public.short_card")),
    )


def slips_pdf(meeting: Meeting, poll: Poll, codes: list[str]) -> bytes:
    """Voting slips, ten on A4, as a PDF that is kept nowhere: it holds the codes."""
    slips = [Slip(rules.grouped(code), link_to("floor_public.slip", code=code)) for code in codes]
    made = document(
        "floor/print/slips.html",
        kit=meeting.kit_id,
        meeting=meeting,
        poll=poll,
        slips=slips,
        short_address=short(link_to("floor_public.enter")),
    )
    return render_pdf(made.html)


def results_document(meeting: Meeting, tallies: list[Tally]) -> Document:
    """Results of polls, A4, each on a page of its own."""
    return document(
        "floor/print/results.html",
        kit=meeting.kit_id,
        meeting=meeting,
        results=[(tally, result_lines(tally)) for tally in tallies],
        opinion=rules.OPINION,
    )


def poll_results_document(meeting: Meeting) -> Document:
    """The results of all closed polls of a meeting, the oldest first."""
    return results_document(meeting, queries.closed_tallies(meeting.id))
