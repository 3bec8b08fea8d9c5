"""Writes what PyPA's `packaging` reads in every METADATA file below fixtures/index.

    python metadata.py          # with `packaging` 26 installed; writes metadata.jsonl beside this file

A row is [path, Requires-Python, extras, requirements]; a requirement is [text, name, extras, specifiers, for whom], or
[text] where `packaging` refuses it. *For whom* says, for each of the environments in the first row, with which extras of the
project it applies: a list of extras, in which "" stands for none, or "*" for any and none. Three equal answers are one.
`crates/pinfix-index/tests/reading/recorded.rs` must agree with every answer.
"""

import json
import pathlib

from packaging.metadata import parse_email
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

HERE = pathlib.Path(__file__).parent
INDEX = HERE.parents[3] / "fixtures" / "index"


def environment(python, sys_platform, os_name, system, machine):
    return {
        "implementation_name": "cpython",
        "implementation_version": python,
        "os_name": os_name,
        "platform_machine": machine,
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_system": system,
        "platform_version": "",
        "python_full_version": python,
        "python_version": ".".join(python.split(".")[:2]),
        "sys_platform": sys_platform,
    }


ENVIRONMENTS = [
    environment("3.9.25", "linux", "posix", "Linux", "x86_64"),
    environment("3.12.4", "win32", "nt", "Windows", "AMD64"),
    environment("3.14.0", "darwin", "posix", "Darwin", "arm64"),
]


def clauses(specifiers):
    """Each clause with its version in normal form, sorted."""
    texts = []
    for specifier in specifiers:
        version, star = specifier.version, ""
        if version.endswith(".*"):
            version, star = version[:-2], ".*"
        texts.append(f"{specifier.operator}{version if specifier.operator == '===' else Version(version)}{star}")
    return sorted(texts)


def for_whom(requirement, environment, extras):
    contexts = ["", *extras]
    marker = requirement.marker
    applies = [extra for extra in contexts if not marker or marker.evaluate({**environment, "extra": extra})]
    return "*" if applies == contexts else applies


def requirement_row(text, extras):
    try:
        requirement = Requirement(text)
    except InvalidRequirement:
        return [text]
    answers = [for_whom(requirement, environment, extras) for environment in ENVIRONMENTS]
    if all(answer == answers[0] for answer in answers):
        answers = answers[:1]
    names = sorted(canonicalize_name(extra) for extra in requirement.extras)
    specifiers = clauses(requirement.specifier)
    return [text, canonicalize_name(requirement.name), names, specifiers, answers]


def file_row(path):
    raw, _ = parse_email(path.read_bytes())
    python = raw.get("requires_python")
    python = python and clauses(SpecifierSet(python))
    extras = sorted({canonicalize_name(extra) for extra in raw.get("provides_extra", [])})
    requirements = [requirement_row(text, extras) for text in raw.get("requires_dist", [])]
    return [path.relative_to(INDEX).as_posix(), python, extras, requirements]


rows = [ENVIRONMENTS, *(file_row(path) for path in sorted(INDEX.rglob("*.metadata")))]
text = "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
(HERE / "metadata.jsonl").write_text(text, encoding="utf-8")
print(f"metadata.jsonl: {len(rows) - 1} files, {sum(len(row[3]) for row in rows[1:])} requirements, {len(text)} bytes")
