"""A PEP 517 backend of one file: the metadata is in METADATA.built, the modules are below src/."""

import os
import zipfile


def _metadata():
    with open("METADATA.built", encoding="utf-8") as file:
        return file.read()


def _stem():
    fields = dict(line.split(": ", 1) for line in _metadata().splitlines() if ": " in line)
    name = fields["Name"].lower().replace("-", "_").replace(".", "_")
    return name + "-" + fields["Version"]


def get_requires_for_build_wheel(config_settings=None):
    return []


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    name = _stem() + ".dist-info"
    folder = os.path.join(metadata_directory, name)
    os.makedirs(folder)
    with open(os.path.join(folder, "METADATA"), "w", encoding="utf-8") as file:
        file.write(_metadata())
    return name


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    info = _stem() + ".dist-info"
    members = {
        info + "/METADATA": _metadata(),
        info + "/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    for folder, _, files in os.walk("src"):
        for file in files:
            path = os.path.join(folder, file)
            with open(path, encoding="utf-8") as source:
                members[os.path.relpath(path, "src").replace(os.sep, "/")] = source.read()
    members[info + "/RECORD"] = "".join(path + ",,\n" for path in [*members, info + "/RECORD"])
    filename = _stem() + "-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(wheel_directory, filename), "w") as archive:
        for path, text in members.items():
            archive.writestr(path, text)
    return filename
