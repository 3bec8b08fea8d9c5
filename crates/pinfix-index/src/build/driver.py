"""Talks to a build backend (PEP 517) for pinfix: one step per run, the answer goes into a file.

    driver.py STEP ANSWER FOLDER [ARGUMENT]...

Runs on every Python 3 that a project may be built with.
"""

import importlib
import json
import os
import shutil
import sys
import tarfile
import zipfile


def unpack(folder, archive):
    """Unpacks the archive; the answer is the folder with the project in it."""
    target = os.path.join(folder, "source")
    os.mkdir(target)
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(target)
    else:
        with tarfile.open(archive) as opened:
            if hasattr(tarfile, "data_filter"):
                opened.extractall(target, filter="data")
            else:
                root = os.path.realpath(target)
                for member in opened.getmembers():
                    path = os.path.realpath(os.path.join(target, member.name))
                    if not (path + os.sep).startswith(root + os.sep) or member.islnk() or member.issym():
                        raise SystemExit("the archive wants to write outside of its folder: " + member.name)
                opened.extractall(target)
    names = [name for name in os.listdir(target) if os.path.isdir(os.path.join(target, name))]
    if len(names) == 1 and not any(
        os.path.exists(os.path.join(target, name)) for name in ("setup.py", "pyproject.toml")
    ):
        return os.path.join(target, names[0])
    return target


def backend(folder):
    """The backend's hooks, with the paths and the folder that PEP 517 asks for."""
    with open(os.path.join(folder, "settings.json"), encoding="utf-8") as file:
        settings = json.load(file)
    source = settings["source"]
    os.chdir(source)
    for path in reversed(settings["path"]):
        sys.path.insert(0, os.path.join(source, path))
    module, _, attributes = settings["backend"].partition(":")
    hooks = importlib.import_module(module)
    for attribute in filter(None, attributes.split(".")):
        hooks = getattr(hooks, attribute)
    return hooks


def more_requires(folder):
    hook = getattr(backend(folder), "get_requires_for_build_wheel", None)
    return "\n".join(hook({}) if hook else [])


def metadata(folder):
    """The path of METADATA, by the hook for it or out of a wheel that is built."""
    hooks = backend(folder)
    target = os.path.join(folder, "metadata")
    os.mkdir(target)
    if hasattr(hooks, "prepare_metadata_for_build_wheel"):
        name = hooks.prepare_metadata_for_build_wheel(target, {})
        return os.path.join(target, name, "METADATA")
    wheel = os.path.join(target, hooks.build_wheel(target, {}))
    with zipfile.ZipFile(wheel) as opened:
        for name in opened.namelist():
            if name.endswith(".dist-info/METADATA") and name.count("/") == 1:
                path = os.path.join(target, "METADATA")
                with opened.open(name) as found, open(path, "wb") as file:
                    shutil.copyfileobj(found, file)
                return path
    raise SystemExit("the wheel that was built has no METADATA")


STEPS = {"unpack": unpack, "more-requires": more_requires, "metadata": metadata}

if __name__ == "__main__":
    step, answer, folder = sys.argv[1:4]
    rest = sys.argv[4:]
    sys.argv = sys.argv[:1]
    # The driver's own folder is no place to import from.
    sys.path[:] = [path for path in sys.path if os.path.abspath(path or ".") != os.path.abspath(folder)]
    result = STEPS[step](folder, *rest)
    with open(answer, "w", encoding="utf-8") as file:
        file.write(result)
