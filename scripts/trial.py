"""What the trials of packages share: fresh virtual environments, commands, and the answer "can't be tried here"."""

import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
INDEX = (ROOT / "fixtures" / "index").as_uri() + "/"
WINDOWS = os.name == "nt"
# The exit code of a trial that could not begin (EX_TEMPFAIL); `.ci/run` tells it apart from one that failed.
NOT_TRIED = 75


def environment(**more):
    """Our own variables and those of an active virtual environment must not decide what is tried."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PINFIX_")}
    ours.pop("VIRTUAL_ENV", None)
    return {**ours, **{name: str(value) for name, value in more.items()}}


def run(command, expected=0, **options):
    """Runs `command` and returns what it said; ends the trial unless its exit code is the expected one."""
    options.setdefault("env", environment())
    command = [str(word) for word in command]
    print("$", *command, flush=True)
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, timeout=1500, **options
    )
    if done.returncode != expected:
        sys.exit(f"{done.stdout}\nexit code {done.returncode} instead of {expected}")
    return done.stdout


def holds(condition, what, text=""):
    """Ends the trial where `condition` does not hold."""
    if not condition:
        sys.exit(f"{text}\nthis does not hold: {what}")
    print("  holds:", what, flush=True)


def not_tried(reason):
    print(f"NOT TRIED: {reason}")
    sys.exit(NOT_TRIED)


class Venv:
    """A fresh virtual environment in `folder`."""

    def __init__(self, folder):
        self.folder = folder
        made = subprocess.run([sys.executable, "-m", "venv", str(folder)], capture_output=True, text=True)
        if made.returncode:
            not_tried(f"this Python makes no virtual environments\n{made.stdout}{made.stderr}")

    @property
    def scripts(self):
        return self.folder / ("Scripts" if WINDOWS else "bin")

    def program(self, name):
        return self.scripts / (name + ".exe" if WINDOWS else name)

    def get(self, *packages):
        """Installs tools from the index that pip is set up for."""
        got = subprocess.run(
            [str(self.program("python")), "-m", "pip", "install", "--quiet", *packages], capture_output=True, text=True, timeout=600
        )
        if got.returncode:
            not_tried(f"pip can't get {', '.join(packages)} here\n{got.stdout}{got.stderr}")


def version():
    """The version that Cargo.toml states."""
    return re.search(r'(?m)^version = "(.*)"$', (ROOT / "Cargo.toml").read_text()).group(1)
