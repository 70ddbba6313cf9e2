"""The report of ``flask kits check``: what is on the shelf, or what is wrong with it."""

from pathlib import Path

from app.kits.faults import Fault, KitFaults
from app.kits.schema import Kit
from app.kits.shelf import Shelf, load_shelf


def report(folder: Path, override: Path | None = None) -> tuple[list[str], bool]:
    """The lines to print, and whether every kit is in order."""
    try:
        shelf = load_shelf(folder, override)
    except KitFaults as broken:
        lines = [line for fault in broken.faults for line in (*_fault_lines(fault), "")]
        count = len(broken.faults)
        return [*lines, "1 Fehler gefunden." if count == 1 else f"{count} Fehler gefunden."], False
    width = max((len(kit.id) for kit in shelf.kits), default=0)
    lines = [f"{kit.id:<{width}}  {_facts(kit)}{_own_papers(kit, shelf)}" for kit in shelf.kits]
    hints = [f"Hinweis: {hint}" for hint in shelf.hints]
    return [*lines, *hints, _summary(len(shelf.kits))], True


def _facts(kit: Kit) -> str:
    counts = (
        f"{kit.duration_minutes} Minuten, {len(kit.agenda)} Programmpunkte, {len(kit.mails)} Mails"
    )
    return f"{kit.title}: {counts}, {len(kit.checklist)} Punkte der Checkliste"


def _own_papers(kit: Kit, shelf: Shelf) -> str:
    """, eigene Druckvorlagen: agenda.html, minutes.html"""
    own = [name.rpartition("/")[2] for name in shelf.papers if name.split("/")[1] == kit.id]
    return f", eigene Druckvorlagen: {', '.join(own)}" if own else ""


def _summary(count: int) -> str:
    return "1 Kit geprüft: in Ordnung." if count == 1 else f"{count} Kits geprüft: in Ordnung."


def _fault_lines(fault: Fault) -> list[str]:
    place = f", {fault.place}" if fault.place else ""
    return [f"{fault.file}{place}", f"  Problem: {fault.problem}", f"  Abhilfe: {fault.remedy}"]
