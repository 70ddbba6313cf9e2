"""Forms of decisions: the correction, and what the list is narrowed to."""

from collections.abc import Mapping
from datetime import date

from wtforms import HiddenField

from app.core.forms import PageForm, many_lines, one_day, sent_number, whole_number
from app.steering.decision_queries import DecisionFilter
from app.steering.decisions import Correction
from app.steering.models import Decision
from app.steering.rules import DecisionKind
from app.steering.session_forms import MOST_VOTES
from app.steering.vote_rules import LONGEST_REASON, LONGEST_WORDING, Votes

WAYS = {"sitzung": "In einer Sitzung", "umlauf": "Schriftlich"}
RESULTS = {"angenommen": "Angenommen", "abgelehnt": "Abgelehnt", "empfehlung": "Empfehlung"}


class CorrectionForm(PageForm):
    """What a decision should say instead, and why."""

    day = one_day("Berichtigt am")
    why = many_lines(
        "Grund der Berichtigung",
        required=True,
        longest=LONGEST_REASON,
        rows=2,
        hint="Steht beim Beschluss und im Verlauf der Ideen.",
    )
    wording = many_lines("Wortlaut", required=True, longest=LONGEST_WORDING, rows=4)
    reason = many_lines("Begründung", longest=LONGEST_REASON, rows=3)
    yes = whole_number("Ja", least=0, most=MOST_VOTES)
    no = whole_number("Nein", least=0, most=MOST_VOTES)
    abstain = whole_number("Enthaltung", least=0, most=MOST_VOTES)
    biased = whole_number("Befangen", least=0, most=MOST_VOTES)
    seen = HiddenField()

    @classmethod
    def of(cls, decision: Decision) -> "CorrectionForm":
        """As the decision stands."""
        names = ("wording", "reason", "yes", "no", "abstain", "biased")
        facts = {name: getattr(decision, name) for name in names}
        return cls(data=facts | {"seen": str(len(decision.corrections))})

    @property
    def seen_number(self) -> int:
        """How many corrections the page knew."""
        return sent_number(self.seen.data)

    def correction(self) -> Correction:
        """Only after ``accept``."""
        return Correction(
            day=self.day.data or date.max,
            why=self.why.data or "",
            wording=self.wording.data or "",
            reason=self.reason.data or "",
            votes=Votes(
                yes=self.yes.data or 0,
                no=self.no.data or 0,
                abstain=self.abstain.data or 0,
                biased=self.biased.data or 0,
            ),
        )


def wanted_decisions(typed: Mapping[str, str]) -> DecisionFilter:
    """What the address of the list asks for; nonsense narrows nothing."""
    kind, way, result = (typed.get(name, "") for name in ("art", "weg", "ergebnis"))
    year = typed.get("jahr", "")
    return DecisionFilter(
        search=typed.get("suche", "")[:100],
        kind=kind if kind in set(DecisionKind) else "",
        year=int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else None,
        idea=typed.get("idee", "")[:20].strip(),
        way=way if way in WAYS else "",
        result=result if result in RESULTS else "",
        sort=typed.get("sortierung", "")[:20],
    )
