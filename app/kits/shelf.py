"""The shelf: finds the kits of meeting_kits/, checks them and hands them out.

A second folder (a city's own) replaces kits of the same id and may add new ones. All faults of all
kits are collected, so that one look tells everything. Imports Flask only to keep the app's shelf.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import msgspec
from flask import Flask, current_app

from app.core import print_templates
from app.core.errors import NotFound
from app.kits import rules
from app.kits.faults import Fault, Finding, KitFaults, explain
from app.kits.office_mails import OFFICE_WORDS, MailText, OfficeMail
from app.kits.schema import Kit, KitFile, KitMail, MailEntry, Question, SharedFile
from app.kits.snippets import slips_in
from app.kits.translations import (
    FOLDERS,
    PLAIN,
    Translation,
    TranslationFile,
    check_mail,
    check_translation,
    text_of,
    words_of,
)
from app.kits.vocabulary import PLACEHOLDERS

SHARED = "_shared"
EXTENSION = "shelf"
STAYS_GERMAN = "Die Fragen und Mails dieses Kits erscheinen auf Deutsch."
_File = TypeVar("_File", KitFile, SharedFile, TranslationFile)


@dataclass(frozen=True)
class Shelf:
    """All kits, sorted by title.

    ``papers``: the documents that kits bring along, ``kits/<id>/<name of ours>`` -> text.
    """

    kits: tuple[Kit, ...]
    papers: Mapping[str, str] = field(default_factory=dict)
    office_mails: Mapping[OfficeMail, MailText] = field(default_factory=dict)
    """A text for every ``OfficeMail``."""
    translations: Mapping[tuple[str, str], Translation] = field(default_factory=dict)
    """(language, id of the kit) -> its texts with the shared ones; without ``de``."""
    office_translations: Mapping[tuple[str, OfficeMail], MailText] = field(default_factory=dict)
    hints: Sequence[str] = ()
    """German sentences about what is in order, but not translated."""

    def kit(self, kit_id: str) -> Kit:
        """One kit. Raises NotFound with a German sentence."""
        for kit in self.kits:
            if kit.id == kit_id:
                return kit
        raise NotFound(f"Das Kit „{kit_id}“ gibt es nicht.")


def init_app(app: Flask, folder: Path, override: Path | None = None) -> None:
    """Load the shelf once, at the start. Raises KitFaults: with a broken kit nothing starts."""
    app.extensions[EXTENSION] = load_shelf(folder, override)


def shelf() -> Shelf:
    """The shelf of the running app."""
    loaded: Shelf = current_app.extensions[EXTENSION]
    return loaded


def papers_of(app: Flask) -> Mapping[str, str]:
    """The documents that the kits of this app bring along, as ``Shelf.papers``."""
    loaded: Shelf = app.extensions[EXTENSION]
    return loaded.papers


def load_shelf(folder: Path, override: Path | None = None) -> Shelf:
    """Read and check all kits. Raises KitFaults with everything that was found."""
    reader = _Reader([root for root in (folder, override) if root is not None])
    kits = reader.read_all()
    if reader.faults:
        raise KitFaults(reader.faults)
    return Shelf(
        tuple(sorted(kits, key=lambda kit: _sortable(kit.title))),
        reader.papers,
        reader.office_mails,
        reader.translations,
        reader.office_translations,
        reader.hints,
    )


@dataclass(frozen=True)
class _Shared:
    """What every kit gets from _shared/."""

    questions: tuple[Question, ...]
    mails: tuple[KitMail, ...]
    translations: Mapping[str, Translation]


class _Reader:
    """Reads the folders once and collects the faults on the way."""

    def __init__(self, roots: list[Path]) -> None:
        self.roots = roots
        self.faults: list[Fault] = []
        self.papers: dict[str, str] = {}
        self.office_mails: dict[OfficeMail, MailText] = {}
        self.translations: dict[tuple[str, str], Translation] = {}
        self.office_translations: dict[tuple[str, OfficeMail], MailText] = {}
        self.hints: list[str] = []

    def read_all(self) -> list[Kit]:
        folders = self._folders()
        shared = self._read_shared(folders.pop(SHARED, self.roots[0] / SHARED))
        kits = (self._read_kit(folders[name], shared) for name in sorted(folders))
        return [kit for kit in kits if kit is not None]

    def _read_shared(self, folder: Path) -> _Shared | None:
        """The shared questions and mails, or None and faults."""
        path = folder / "shared.toml"
        file = self._read_toml(path, SharedFile)
        if file is None:
            return None
        self._add(path, rules.check_shared(file))
        mails = self._read_mails(folder, file.mails)
        self._read_office_mails(folder / "office")
        other = dict(self._read_translations(folder, "shared.toml", file, mails))
        return None if self.faults else _Shared(file.questions, tuple(mails), other)

    def _folders(self) -> dict[str, Path]:
        """Name of a kit -> its folder; a later root wins."""
        found: dict[str, Path] = {}
        for root in self.roots:
            if root.is_dir():
                found |= {path.name: path for path in root.iterdir() if _is_kit_folder(path)}
            else:
                finding = Finding("", "Diesen Ordner gibt es nicht.", "Prüfen Sie den Pfad.")
                self.faults.append(Fault(str(root), *finding))
        return found

    def _read_kit(self, folder: Path, shared: _Shared | None) -> Kit | None:
        path = folder / "kit.toml"
        file = self._read_toml(path, KitFile)
        if file is None:
            return None
        self._add(path, [*_check_folder(file, folder), *rules.check_file(file)])
        self._read_papers(folder)
        mails = self._read_mails(folder, file.mails)
        if shared is None or len(mails) < len(file.mails):
            return None
        kit = _complete(file, mails, shared)
        self._add(path, rules.check_complete(kit))
        own = dict(self._read_translations(folder, "kit.toml", file, mails))
        for language, name in FOLDERS.items():
            common = shared.translations.get(language, Translation())
            self.translations[language, kit.id] = common | own.get(language, Translation())
            if language not in own:
                self.hints.append(f"{kit.id}: keine eigenen Texte für „{name}“. {STAYS_GERMAN}")
        return kit

    def _read_translations(
        self, folder: Path, name: str, file: KitFile | SharedFile, mails: Sequence[KitMail]
    ) -> Iterator[tuple[str, Translation]]:
        """Each language that lies beside the German texts. Only plain German may be in parts."""
        for language in FOLDERS:
            path, letters = folder / language / name, folder / "mails" / language
            if not path.is_file() and not letters.is_dir():
                continue
            told = self._read_toml(path, TranslationFile)
            german = {f"{mail.id}.txt": text_of(mail) for mail in mails}
            found = self._read_letters_in(language, letters, german, PLACEHOLDERS)
            if told is None:
                continue
            slips = list(check_translation(told, file, whole=language != PLAIN))
            self._add(path, slips)
            if not slips:
                texts = {german[name]: text for name, text in found.items()}
                yield language, Translation(words_of(told, file), texts)

    def _read_letters_in(
        self, language: str, folder: Path, german: Mapping[str, MailText], words: Mapping[str, str]
    ) -> dict[str, MailText]:
        """File -> its text in this language, each held against the German one."""
        self._check_surplus(folder, set(german))
        found = {}
        for name, original in german.items():
            path = folder / name
            if language == PLAIN and not path.is_file():
                continue
            if (text := self._read_letter(path, words)) is not None:
                self._add(path, check_mail(original, text))
                found[name] = text
        return found

    def _read_toml(self, path: Path, struct: type[_File]) -> _File | None:
        """The checked content of a TOML file, or None and a fault."""
        text = self._read_text(path)
        if text is None:
            return None
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            self._add(path, [_syntax_finding(error, text)])
            return None
        try:
            return msgspec.convert(data, struct)
        except msgspec.ValidationError as error:
            self._add(path, [explain(error, data, struct)])
            return None

    def _read_mails(self, folder: Path, entries: Iterable[MailEntry]) -> list[KitMail]:
        """The mails with their texts, without those that have no readable one."""
        wanted = list(entries)
        self._check_surplus(folder / "mails", {f"{entry.id}.txt" for entry in wanted})
        mails = (self._read_mail(folder / "mails" / f"{entry.id}.txt", entry) for entry in wanted)
        return [mail for mail in mails if mail is not None]

    def _read_mail(self, path: Path, entry: MailEntry) -> KitMail | None:
        found = self._read_letter(path, PLACEHOLDERS)
        if found is None:
            return None
        fields = {name: getattr(entry, name) for name in MailEntry.__struct_fields__}
        return KitMail(**fields, subject=found.subject, body=found.body)

    def _read_office_mails(self, folder: Path) -> None:
        """The mails that belong to no meeting, one file for each."""
        self._check_surplus(folder, {f"{mail}.txt" for mail in OfficeMail})
        for mail in OfficeMail:
            if (found := self._read_letter(folder / f"{mail}.txt", OFFICE_WORDS)) is not None:
                self.office_mails[mail] = found
        german = {f"{mail}.txt": text for mail, text in self.office_mails.items()}
        for language in FOLDERS:
            if (folder / language).is_dir():
                texts = self._read_letters_in(language, folder / language, german, OFFICE_WORDS)
                for name, text in texts.items():
                    mail = OfficeMail(name.removesuffix(".txt"))
                    self.office_translations[language, mail] = text

    def _read_letter(self, path: Path, words: Mapping[str, str]) -> MailText | None:
        """Subject and body of a file, or None and faults. ``words``: the known placeholders."""
        text = self._read_text(path)
        if text is None:
            return None
        slips = slips_in(text, words)
        self._add(path, (Finding(f"Zeile {s.line}", s.problem, s.remedy) for s in slips))
        subject, _, rest = text.partition("\n")
        empty, _, body = rest.partition("\n")
        if not subject.strip() or empty.strip() or not body.strip():
            problem = "Die Datei ist nicht aufgebaut wie eine Mail."
            remedy = "Zeile 1 ist der Betreff, Zeile 2 bleibt leer, ab Zeile 3 folgt der Text."
            self._add(path, [Finding("Zeile 1", problem, remedy)])
            return None
        return MailText(subject=subject.strip(), body=body.rstrip("\n") + "\n")

    def _read_papers(self, folder: Path) -> None:
        """The documents in ``print/``, each named after the one of ours that it replaces."""
        place = folder / "print"
        for path in sorted(place.iterdir()) if place.is_dir() else ():
            if path.name.startswith("."):
                continue
            replaced = print_templates.document_named(path.name)
            if replaced is None:
                slip = print_templates.unknown(path.name, print_templates.short_names())
                self._add(path, [Finding(*slip)])
            elif (text := self._read_text(path)) is not None:
                self._add(path, (Finding(*slip) for slip in print_templates.slips(text)))
                self.papers[f"kits/{folder.name}/{replaced}"] = text

    def _check_surplus(self, folder: Path, wanted: set[str]) -> None:
        present = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
        for name in sorted(present - wanted - set(FOLDERS)):
            if not name.startswith("."):
                problem = "Diese Datei gehört zu keiner Mail."
                remedy = "Ergänzen Sie sie unter [[mails]] oder löschen Sie die Datei."
                self._add(folder / name, [Finding("", problem, remedy)])

    def _read_text(self, path: Path) -> str | None:
        """The text of a file with plain line ends, or None and a fault."""
        if not path.is_file():
            remedy = "Legen Sie die Datei an oder löschen Sie den Eintrag, der sie braucht."
            self._add(path, [Finding("", "Diese Datei fehlt.", remedy)])
            return None
        raw = path.read_bytes()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            problem = "Die Datei ist nicht in UTF-8 gespeichert."
            remedy = "Speichern Sie sie im Editor mit der Kodierung UTF-8."
            self._add(path, [Finding(f"Zeile {line}", problem, remedy)])
            return None
        return text.replace("\r\n", "\n")

    def _add(self, path: Path, findings: Iterable[Finding]) -> None:
        self.faults += [Fault(self._short(path), *finding) for finding in findings]

    def _short(self, path: Path) -> str:
        """The path as people know it, for example meeting_kits/auftakt/kit.toml."""
        root = next(root for root in reversed(self.roots) if path.is_relative_to(root))
        return str(path.relative_to(root.parent))


def _complete(file: KitFile, mails: list[KitMail], shared: _Shared) -> Kit:
    """A kit with the shared questions, and the shared mails for purposes it has none for."""
    own = {mail.purpose for mail in mails}
    fields = {name: getattr(file, name) for name in KitFile.__struct_fields__}
    fields["checklist"] = file.checklist.items
    fields["mails"] = (*mails, *(mail for mail in shared.mails if mail.purpose not in own))
    return Kit(**fields, base_questions=shared.questions)


def _is_kit_folder(path: Path) -> bool:
    return path.is_dir() and not path.name.startswith((".", "__"))


def _check_folder(kit: KitFile, folder: Path) -> Iterator[Finding]:
    if kit.id != folder.name:
        problem = f"Die Kennung „{kit.id}“ ist nicht der Name des Ordners „{folder.name}“."
        yield Finding("id", problem, f'Setzen Sie id = "{folder.name}".')


def _syntax_finding(error: tomllib.TOMLDecodeError, text: str) -> Finding:
    found = re.search(r"at line (\d+)", str(error))
    line = int(found[1]) if found else text.count("\n") + 1
    remedy = "Prüfen Sie dort und in der Zeile davor Anführungszeichen, Klammern und =."
    return Finding(f"Zeile {line}", "Die Datei ist kein gültiges TOML.", remedy)


def _sortable(title: str) -> str:
    return unicodedata.normalize("NFD", title).casefold()
