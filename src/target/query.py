# Asks a Python what it is; the answer is one line of JSON. Runs on any Python that can parse it (2.7 included), so that an
# old one can be named in the message.
import sys

# The current folder is no place to import modules from.
sys.path[:] = [entry for entry in sys.path if entry not in ("", ".")]

import json
import os
import platform
import sysconfig


def version_text(info):
    text = "%d.%d.%d" % info[:3]
    if info[3] != "final":
        text += {"alpha": "a", "beta": "b", "candidate": "rc"}[info[3]] + str(info[4])
    return text


def musl_version():
    import glob
    import re
    import subprocess

    for loader in sorted(glob.glob("/lib/ld-musl-*.so.1")):
        process = subprocess.Popen([loader], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        text = process.communicate()[1].decode("utf-8", "replace")
        match = re.search(r"Version (\d+)\.(\d+)", text)
        if match:
            return int(match.group(1)), int(match.group(2))
    return None


def linux(machine):
    if sys.maxsize <= 2**32:
        machine = {"x86_64": "i686", "aarch64": "armv7l", "armv8l": "armv7l"}.get(machine, machine)
    try:
        name, version = os.confstr("CS_GNU_LIBC_VERSION").split()
        major, minor = version.split(".")[:2]
        if name == "glibc":
            return {"kind": "manylinux", "machine": machine, "major": int(major), "minor": int(minor)}
    except (AttributeError, OSError, ValueError):
        pass
    musl = musl_version()
    if musl:
        return {"kind": "musllinux", "machine": machine, "major": musl[0], "minor": musl[1]}
    return None


def current_platform():
    name = sysconfig.get_platform()
    if name.startswith("linux-"):
        return linux(name[len("linux-") :].replace("-", "_"))
    if name.startswith("macosx-"):
        major, minor = (platform.mac_ver()[0].split(".") + ["0"])[:2]
        return {"kind": "macos", "machine": platform.machine(), "major": int(major), "minor": int(minor)}
    if name.startswith("win"):
        machine = {"win32": "x86", "win-amd64": "AMD64", "win-arm64": "ARM64"}.get(name)
        return machine and {"kind": "windows", "machine": machine, "major": 0, "minor": 0}
    return None


def main():
    full = platform.python_version()
    implementation = getattr(sys, "implementation", None)
    return {
        "executable": sys.executable,
        "version": version_text(sys.version_info),
        "platform": current_platform(),
        "platform_name": sysconfig.get_platform(),
        "markers": {
            "implementation_name": implementation.name if implementation else "",
            "implementation_version": version_text(implementation.version) if implementation else "",
            "os_name": os.name,
            "platform_machine": platform.machine(),
            "platform_python_implementation": platform.python_implementation(),
            "platform_release": platform.release(),
            "platform_system": platform.system(),
            "platform_version": platform.version(),
            "python_full_version": full + "local" if full.endswith("+") else full,
            "python_version": ".".join(platform.python_version_tuple()[:2]),
            "sys_platform": sys.platform,
        },
    }


print(json.dumps(main()))
