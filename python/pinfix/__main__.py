"""`python -m pinfix`: runs the binary that was installed with this package, and becomes it."""

import os
import subprocess
import sys
import sysconfig


def folders():
    """Where installers put the scripts of a package: nearest first.

    `pip install --user` and `pip install --target` have folders of their own.
    """
    package = os.path.dirname(os.path.realpath(__file__))
    yield sysconfig.get_path("scripts")
    # --target TARGET: TARGET/pinfix is this package, TARGET/bin holds its scripts.
    yield os.path.join(os.path.dirname(package), "bin")
    if sys.version_info >= (3, 10):
        user = sysconfig.get_preferred_scheme("user")
    else:
        user = "nt_user" if os.name == "nt" else "posix_user"
    yield sysconfig.get_path("scripts", scheme=user)
    # --prefix PREFIX: PREFIX/lib/python3.X/site-packages/pinfix is this package.
    prefix = package
    for _ in range(2 if os.name == "nt" else 4):
        prefix = os.path.dirname(prefix)
    yield os.path.join(prefix, "Scripts" if os.name == "nt" else "bin")


def find():
    """The path of the binary; raises FileNotFoundError where it is in none of the folders."""
    name = "pinfix" + (sysconfig.get_config_var("EXE") or "")
    tried = []
    for folder in folders():
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            return path
        tried.append(path)
    raise FileNotFoundError("the binary of pinfix is not there; looked for " + ", ".join(tried))


def main():
    """Hands everything over to the binary: arguments, streams, signals and the exit code."""
    try:
        binary = find()
    except FileNotFoundError as error:
        # 3: the machine failed, so nothing can be said.
        print(f"pinfix: {error}", file=sys.stderr)
        return 3
    if os.name == "nt":
        # There a process can't become another one, and whoever waits would be told too early.
        return subprocess.run([binary, *sys.argv[1:]]).returncode
    os.execv(binary, [binary, *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
