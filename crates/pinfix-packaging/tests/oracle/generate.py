"""Writes the answers of PyPA's `packaging` to thousands of generated questions.

    python generate.py          # with `packaging` 26 installed; writes *.jsonl beside this file

The Rust tests in `../oracle.rs` read the files and must agree with every answer, apart from the deviations listed
there. Everything is drawn from a seeded generator: the same `packaging` writes the same bytes.
"""

import hashlib
import json
import pathlib
import random

from packaging import _manylinux, _musllinux
from packaging.markers import Marker, UndefinedComparison
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.tags import compatible_tags, cpython_tags, mac_platforms
from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion, Version

HERE = pathlib.Path(__file__).parent
RANDOM = random.Random(20261123)

ZOO = """
0 0.0 0.dev0 0.0.1 0.1 0.9 1 1.0 1.0.0 1.0.0.0 1.0.1 1.00 01.0 1.1 1.1.0 1.2 1.2.0 1.2.3 1.2.3.4 1.2.3.4.5 1.10 1.9 2 2.0
2.7 2.7.18 3 3.0 3.6 3.9 3.9.25 3.10 3.10.0 3.13.0rc1 10 99 255 256 257 65535 65536 2004.1 20261123 2026.11.23 1.255
1.256.1 1.0.65536 4294967296.1 1.2.3.4.5.6.7.8
1.0a1 1.0a 1.0.a1 1.0-a1 1.0_alpha_1 1.0alpha1 1.0b2 1.0beta2 1.0c1 1.0rc1 1.0.rc.1 1.0preview3 1.0pre4 1.0a1.dev2
1.0rc1.post2 1.0rc1.post2.dev3 1.2a1 1.2.0a1 1.2b1 1.2rc1 2.0a1 2.0.dev1 2.0rc1 1.0a2097151 1.0a2097152 1.0.dev2097152
1.0.post1 1.0-1 1.0.post 1.0post2 1.0.rev3 1.0-r4 1.0.post1.dev0 1.0.post1.dev2 1.0.0.post1 1.2.post1 1.2.3.post4
1.0.dev0 1.0.dev 1.0dev1 1.0-dev2 1.0_dev3 1.0.dev1 1.0.dev456 1.2.dev1 1.2.0.dev1 1.1.dev1
1.0+abc 1.0+abc.1 1.0+1 1.0+1.abc 1.0+ABC.5 1.0+abc-5 1.0+abc_5 1.0.0+local 1.0+10 1.0+9 1.0a1+x 1.0.post1+x 1.0.dev1+x
1.2+x 1.2.3+cpu 2.0+cu118 1.0+ubuntu.1 1.0+0 1.0+00.1
1!0 1!1.0 1!1.0.dev1 1!1.0a1 1!1.0+l 2!1.2 0!1.0 1!1.2.3
v1.0 V1.2 1.0RC1 1.0.DEV1 1.0POST1
""".split()

NOT_VERSIONS = """
lolwat 1.0.* * a1 .1 1. 1..0 1.0- 1.0+ 1.0+a+b 1.0+a..b 1.0+-a french-toast 1.0.foo 1.0a1b2 1.0.post1.post2 1.0.dev1.dev2
1.0.dev1.post1 !1.0 1!  1!!2 2004d 1.0.1-SNAPSHOT 1,0 1.0post1a1 v ve1 1-2-3 1.0-alpha-beta 1e5 0x1 ١.٠ 1.0~1
1.0--1 1.0__1 1.0.-1 1.0-_a1 1_0 1.0a-1 1.0a--1
""".split()

OPERATORS = ["==", "!=", "<=", ">=", "<", ">", "~=", "==="]


def write(name, rows):
    text = "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
    (HERE / name).write_text(text, encoding="utf-8")
    print(f"{name}: {len(rows)} rows, {len(text)} bytes")


def versions():
    """[text, normal form or null]; then one row with the order of all as groups of equals."""
    rows = []
    for text in ZOO + NOT_VERSIONS:
        try:
            rows.append([text, str(Version(text))])
        except InvalidVersion:
            rows.append([text, None])
    groups = []
    for version in sorted({Version(text) for text in ZOO}):
        groups.append(sorted(text for text in ZOO if Version(text) == version))
    write("versions.jsonl", [*rows, groups])


def bits(values):
    return "".join("1" if value else "0" for value in values)


def specifiers():
    """The candidates, then [set, its bit for each candidate] or [set, null]."""
    candidates = [str(Version(text)) for text in ZOO]
    texts = [f"{operator}{version}" for operator in OPERATORS for version in ZOO]
    texts += [f"{operator}{version}.*" for operator in OPERATORS for version in ZOO]
    texts += [f"{operator}{text}" for operator in OPERATORS for text in NOT_VERSIONS]
    texts += [text for text in ZOO[:20]]
    texts += ["", " ", ",", ">=1,", ",>=1", ">=1,,<2", ">= 1.0 , < 2", ">=1 <2", ">=1<2", "=>1", "=1", "~>1", "^1", "(>=1)"]
    texts += ["==1.0 .*", "== 1.2.*", "=== 1.0", "===1.0;", "===lol)", "!= v1.2.*", "> =1", "==\t1", ">=1.0 ", "==1.*.*"]
    for _ in range(500):
        clauses = [RANDOM.choice(OPERATORS[:7]) + RANDOM.choice(ZOO) for _ in range(RANDOM.randint(2, 4))]
        texts.append(RANDOM.choice([",", ", ", " , "]).join(clauses))
    rows = [candidates]
    parsed = [Version(text) for text in candidates]
    for text in dict.fromkeys(texts):
        try:
            found = SpecifierSet(text)
        except InvalidSpecifier:
            rows.append([text, None])
            continue
        answer = bits(found.contains(version, prereleases=True) for version in parsed)
        # Four candidates make a letter of the file.
        rows.append([text, f"{int('1' + answer, 2):x}"])
    write("specifiers.jsonl", rows)


def environment(python, **changes):
    base = {
        "implementation_name": "cpython",
        "implementation_version": python,
        "os_name": "posix",
        "platform_machine": "x86_64",
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_system": "Linux",
        "platform_version": "",
        "python_full_version": python,
        "python_version": ".".join(python.split(".")[:2]),
        "sys_platform": "linux",
    }
    return base | changes


ENVIRONMENTS = [
    environment("3.8.20"),
    environment("3.9.25", platform_release="6.1.155-178.282.amzn2023.x86_64", platform_version="#1 SMP"),
    environment("3.10.22", platform_release="5.15", platform_machine="aarch64"),
    environment("3.13.18", os_name="nt", sys_platform="win32", platform_system="Windows", platform_machine="AMD64",
                platform_release="10", platform_version="10.0.19045"),
    environment("3.14.0rc2", sys_platform="darwin", platform_system="Darwin", platform_machine="arm64",
                platform_release="23.4.0"),
    environment("3.12.1+", implementation_name="pypy", platform_python_implementation="PyPy",
                implementation_version="7.3.13"),
]
EXTRAS = [[], ["test"], ["foo-bar"], ["docs", "test"]]

VARIABLES = {
    "python_version": ["2.7", "3", "3.8", "3.9", "3.10", "3.9.*", "3.*", "3.9.1", "3.10.0", "3.14", "abc", "", "3.8 3.9", ">3"],
    "python_full_version": ["3.9", "3.9.25", "3.10.0", "3.14.0", "3.14.0rc2", "3.9.*", "3.12.1", "3.12.1+local", "x"],
    "implementation_version": ["3.9.0", "7.3", "7.3.13", "3.9.25"],
    "platform_release": ["5", "5.15", "10", "23.4.0", "", "5.4.0-generic", "6.1.155-178.282.amzn2023.x86_64"],
    "platform_version": ["10.0", "", "#1 SMP", "10.0.19045"],
    "os_name": ["posix", "nt", "java", "POSIX", "nt posix"],
    "sys_platform": ["linux", "linux2", "win32", "darwin", "cygwin", "win", "linux,darwin"],
    "platform_machine": ["x86_64", "aarch64", "arm64", "AMD64", "x86_64 AMD64"],
    "platform_system": ["Linux", "Windows", "Darwin", "FreeBSD"],
    "platform_python_implementation": ["CPython", "PyPy", "cpython", "Jython"],
    "implementation_name": ["cpython", "pypy"],
    "extra": ["test", "docs", "Foo_Bar", "foo.bar", "foo-bar", "", "tes"],
    "os.name": ["posix"],
    "sys.platform": ["win32"],
    "platform.version": ["10.0"],
    "platform.machine": ["x86_64"],
    "platform.python_implementation": ["CPython"],
    "python_implementation": ["CPython"],
}
MARKER_OPERATORS = ["<", "<=", "==", "!=", ">=", ">", "~=", "===", "in", "not in"]


def quoted(text):
    return RANDOM.choice(["'{}'", '"{}"']).format(text)


def comparison():
    variable = RANDOM.choice(list(VARIABLES))
    value = quoted(RANDOM.choice(VARIABLES[variable]))
    operator = RANDOM.choice(MARKER_OPERATORS)
    sides = [variable, value] if RANDOM.random() < 0.85 else [value, variable]
    space = RANDOM.choice([" ", " ", "  "]) if operator.isalpha() or " " in operator else RANDOM.choice(["", " "])
    return f"{sides[0]}{space}{operator}{space}{sides[1]}"


def marker_text(depth=0):
    if depth == 2 or RANDOM.random() < 0.35:
        return comparison()
    parts = [marker_text(depth + 1) for _ in range(RANDOM.randint(2, 3))]
    text = parts[0]
    for part in parts[1:]:
        text += RANDOM.choice([" and ", " or "]) + part
    return f"({text})" if RANDOM.random() < 0.5 else text


def holds(marker, values, extras):
    return any(marker.evaluate(values | {"extra": extra}) for extra in extras or [""])


def markers():
    """The environments, the extras, then [marker, its bit for each pair], with null where it is undefined."""
    rows = [ENVIRONMENTS, EXTRAS]
    texts = []
    for variable, values in VARIABLES.items():
        for value in values:
            for operator in MARKER_OPERATORS:
                texts.append(f"{variable} {operator} '{value}'")
                texts.append(f"'{value}' {operator} {variable}")
    texts += [marker_text() for _ in range(1500)]
    for text in dict.fromkeys(texts):
        marker = Marker(text)
        try:
            answer = bits(holds(marker, values, extras) for values in ENVIRONMENTS for extras in EXTRAS)
        except UndefinedComparison:
            answer = None
        rows.append([text, answer])
    write("markers.jsonl", rows)


def requirements():
    """[text, null] or [text, [name, extras, specifiers, url, marker]] with names in normal form."""
    names = ["requests", "Django", "zope.interface", "A", "a-b_c.d", "ruamel.yaml", "2to3", "foo--bar", "x86"]
    extras = ["", "", "", "[]", "[a]", "[ a , B_c ]", "[security,tests]", "[a,]", "[a b]", "[a", "[-a]", "[a.b]"]
    specifiers = ["", "", ">=1.0", "==1.2.*", " >=1, <2", "(>=1,<2)", " ( ==1.0 )", "()", ">=1,", ">=1,,<2", ",>=1", "~=1",
                  "~=1.4.2", "===lol", "=1", "1.0", ">=1 <2", ">1.*", ">=1.0+x", "==1.0+x.5", "(>=1", ">=1)", "!=1.5",
                  ">=2004d", "<3.0.dev0", "@ ", "=>1", "==1.0.post1", ">= 1 ,!=1.3", "== 1!2.0"]
    urls = [" @ https://example.org/a.whl", "@https://example.org/a.zip#egg=a", " @ file:///a/b.tar.gz", " @ ./a",
            " @ git+https://example.org/a.git@main"]
    tails = ["", "", "", "; python_version<'3'", " ; sys_platform == 'win32' and extra=='Test_X'", ";", " ;os_name=='nt' or",
             "; python_version", "; foo=='1'", "; os_name == \"nt", "  ", "; (os_name=='nt'", " # comment", "; 'a'=='a' )",
             "; os_name=='posix' and (python_version>='3' or extra=='t')", "; python_version in '2.7 3.5'",
             "; python_version not in '2.7'", "; python_version not  in '2.7'", " python_version<'3'"]
    texts = ["", " ", "foo bar", "-foo", "foo-", "foo.", ".foo", "foo!", "foo@", "foo @", "foo;", "föö", "foo[a]>=1", "foo [a] >=1",
             "foo\t>=1", " foo ", "foo>=1;os_name=='nt'", "https://example.org/a.whl", "./foo", "-e .", "foo==1.0;python_version<'3'",
             "foo>=1.0 # bad", "foo>=1.0#bad", "foo[a]@https://example.org/a.whl ; os_name=='nt'",
             "foo @ https://example.org/a.whl; os_name=='nt'", "foo @ https://example.org/a.whl;os_name=='nt'",
             "foo (>=1.0) ; os_name=='nt'", "foo (>=1.0);os_name=='nt'", "foo(==1)", "foo(==1)[a]", "foo[a](==1)", "foo ==1 ,<2 , "]
    for _ in range(3000):
        middle = RANDOM.choice(urls) if RANDOM.random() < 0.15 else RANDOM.choice(specifiers)
        texts.append(RANDOM.choice(names) + RANDOM.choice(extras) + middle + RANDOM.choice(tails))
    rows = []
    for text in dict.fromkeys(texts):
        try:
            found = Requirement(text)
        except InvalidRequirement:
            rows.append([text, None])
            continue
        specifier = ",".join(sorted(str(clause) for clause in found.specifier))
        extra = sorted({canonicalize_name(name) for name in found.extras})
        marker = str(found.marker) if found.marker else None
        rows.append([text, [canonicalize_name(found.name), extra, specifier, found.url, marker]])
    write("requirements.jsonl", rows)


def filenames():
    """["w", file name, null or [name, version, build, tags]] and ["s", file name, null or [name, version]]."""
    names = ["foo", "Foo_Bar", "foo.bar", "zope.interface", "foo__bar", "a", "", "foo bar", "2to3"]
    versions = ["1.0", "1.0.post1", "1!2.0", "1.0+cu118", "1.0rc1", "2004d", "", "1.0_1", "0.1.dev3", "v1.0"]
    builds = ["", "", "", "-1", "-2abc", "-abc", "-", "-0"]
    tags = ["py3-none-any", "py2.py3-none-any", "cp39-cp39-manylinux_2_17_x86_64.manylinux2014_x86_64", "cp36-abi3-win_amd64",
            "cp313-cp313t-musllinux_1_2_aarch64", "CP39-CP39-WIN32", "py3-none-", "-none-any", "3-none-any", "py3.-none-any",
            "py3-none", "pp310-pypy310_pp73-macosx_10_9_x86_64", "py3-none-any-x"]
    rows = []
    for name in names:
        for version in versions:
            for build in builds[2:]:
                for tag in RANDOM.sample(tags, 4):
                    text = f"{name}-{version}{build}-{tag}" + RANDOM.choice([".whl"] * 12 + [".WHL", ".zip"])
                    try:
                        found = parse_wheel_filename(text)
                    except InvalidWheelFilename:
                        rows.append(["w", text, None])
                        continue
                    build_tag = f"{found[2][0]}{found[2][1]}" if found[2] else None
                    rows.append(["w", text, [found[0], str(found[1]), build_tag, sorted(map(str, found[3]))]])
            for extension in [".tar.gz", ".zip"]:
                text = f"{name}-{version}{extension}"
                try:
                    found = parse_sdist_filename(text)
                    rows.append(["s", text, [found[0], str(found[1])]])
                except InvalidSdistFilename:
                    rows.append(["s", text, None])
    write("filenames.jsonl", list({row[1]: row for row in rows}.values()))


def linux_platforms(machine, glibc=None, musl=None):
    _manylinux._get_glibc_version = lambda: _manylinux._GLibCVersion(*(glibc or (-1, -1)))
    _manylinux._have_compatible_abi = lambda executable, archs: glibc is not None
    _manylinux._get_manylinux_module = lambda: None
    _musllinux._get_musl_version = lambda executable: _musllinux._MuslVersion(*musl) if musl else None
    machines = {"armv8l": ["armv8l", "armv7l"]}.get(machine, [machine])
    yield from (f"linux_{each}" for each in machines)
    yield from _manylinux.platform_tags(machines)
    yield from _musllinux.platform_tags(machines)


def tags():
    """[platform, python, number of tags, the platform tags, the first and last tags, sha256 of all, one per line]."""
    platforms = {
        "x86_64-manylinux_2_34": list(linux_platforms("x86_64", (2, 34))),
        "linux": list(linux_platforms("x86_64", (2, 28))),
        "x86_64-manylinux2014": list(linux_platforms("x86_64", (2, 17))),
        "x86_64-manylinux_2_5": list(linux_platforms("x86_64", (2, 5))),
        "i686-manylinux_2_12": list(linux_platforms("i686", (2, 12))),
        "aarch64-manylinux_2_40": list(linux_platforms("aarch64", (2, 40))),
        "aarch64-unknown-linux-gnu": list(linux_platforms("aarch64", (2, 28))),
        "armv8l-manylinux_2_31": list(linux_platforms("armv8l", (2, 31))),
        "s390x-manylinux_2_28": list(linux_platforms("s390x", (2, 28))),
        "x86_64-unknown-linux-musl": list(linux_platforms("x86_64", musl=(1, 2))),
        "aarch64-musllinux_1_1": list(linux_platforms("aarch64", musl=(1, 1))),
        "macos": list(mac_platforms((13, 0), "arm64")),
        "x86_64-apple-darwin": list(mac_platforms((13, 0), "x86_64")),
        "arm64-macosx_26_1": list(mac_platforms((26, 1), "arm64")),
        "x86_64-macosx_10_9": list(mac_platforms((10, 9), "x86_64")),
        "windows": ["win_amd64"],
        "i686-pc-windows-msvc": ["win32"],
        "aarch64-pc-windows-msvc": ["win_arm64"],
    }
    rows = []
    for platform, platform_tags in platforms.items():
        for minor in range(8, 15):
            python = (3, minor)
            found = [*cpython_tags(python, [f"cp3{minor}"], platform_tags)]
            found += compatible_tags(python, f"cp3{minor}", platform_tags)
            lines = [str(tag) for tag in found]
            digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
            shown = platform_tags if minor == 8 else None
            rows.append([platform, f"3.{minor}", len(lines), shown, lines[:3] + lines[-3:], digest])
    write("tags.jsonl", rows)


if __name__ == "__main__":
    versions()
    specifiers()
    markers()
    requirements()
    filenames()
    tags()
