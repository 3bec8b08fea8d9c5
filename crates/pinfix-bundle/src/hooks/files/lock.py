"""What the hooks need to know of the lock. Runs with whatever Python the instance has, without any package.

split LOCK FAMILIES FOLDER  writes the groups to install, one file each, and groups.tsv with their order
agree LOCK                  asks `pip check`, and judges the packages of the lock only
"""

import os
import re
import subprocess
import sys

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def entries(path):
    """Each pin with its hashes, as it stands; options and comments on their own."""
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    options, pins, at = [], [], 0
    while at < len(lines):
        whole = [lines[at]]
        while lines[at].endswith("\\") and at + 1 < len(lines):
            at += 1
            whole.append(lines[at])
        at += 1
        text = "\n".join(whole)
        stripped = text.strip()
        if not stripped or stripped.startswith("#"):
            continue
        if stripped.startswith("-") and not stripped.startswith("-e"):
            options.append(text)
            continue
        found = NAME.match(stripped)
        pins.append((normal(found.group(0)) if found else stripped, text))
    return options, pins


def families(path):
    """The groups in their order: a title, then the patterns of their packages."""
    groups = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            line = line.split("#", 1)[0].strip()
            if ":" in line:
                title, names = line.split(":", 1)
                groups.append((title.strip(), [normal(name) if "*" not in name else name for name in names.split()]))
    return groups


def belongs(name, patterns):
    return any(name == it or (it.endswith("*") and name.startswith(it[:-1])) for it in patterns)


def split(lock, family_file, folder):
    options, pins = entries(lock)
    groups, left = [], pins
    for title, patterns in families(family_file):
        inside = [pin for pin in left if belongs(pin[0], patterns)]
        left = [pin for pin in left if not belongs(pin[0], patterns)]
        groups.append((title, inside))
    groups.append(("everything else", left))
    with open(os.path.join(folder, "groups.tsv"), "w", encoding="utf-8") as table:
        for number, (title, inside) in enumerate(groups):
            if not inside:
                continue
            path = os.path.join(folder, "%02d.txt" % number)
            with open(path, "w", encoding="utf-8") as file:
                file.write("\n".join(options + [text for _, text in inside]) + "\n")
            table.write("%s\t%s\t%d\n" % (title, path, len(inside)))


def agree(lock):
    names = {name for name, _ in entries(lock)[1]}
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "check"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
    if done.returncode == 0:
        print("%d packages are installed, and they agree" % len(names))
        return 0
    told = done.stdout.splitlines()
    found = [NAME.match(line) for line in told]
    ours = [line for line, name in zip(told, found) if name and normal(name.group(0)) in names]
    if not ours:
        print("%d packages are installed, and they agree; what earlier deployments left behind does not" % len(names))
        return 0
    print("\n".join(ours))
    return 1


def main(arguments):
    if arguments[:1] == ["split"] and len(arguments) == 4:
        split(*arguments[1:])
        return 0
    if arguments[:1] == ["agree"] and len(arguments) == 2:
        return agree(arguments[1])
    sys.exit(__doc__)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
