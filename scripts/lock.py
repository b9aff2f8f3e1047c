"""Resolves `requirements/*.in` into hashed lock files; development takes the runtime's versions for what they share."""

import os
import subprocess
import sys

from scripts import interpreter, uv

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ORDER = (
    ("uv", ()),
    ("runtime", ()),
    ("dev", ("--constraints", "requirements/runtime.lock", "--overrides", "requirements/without.in")),
)


def resolve(installer, name, bounds):
    command = [installer, "pip", "compile", "--quiet", "--generate-hashes", "--python-version", "3.10"]
    command += ["--custom-compile-command", "make lock", "requirements/%s.in" % name]
    command += ["--output-file", "requirements/%s.lock" % name]
    return subprocess.call([*command, *bounds], cwd=ROOT)


def main():
    try:
        installer = uv.get(uv.pythons(interpreter.find()))
    except uv.NoUv as error:
        print(error, file=sys.stderr)
        return 1
    return max(resolve(installer, name, bounds) for name, bounds in ORDER)


if __name__ == "__main__":
    sys.exit(main())
