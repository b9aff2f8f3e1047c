"""Resolves `requirements/*.in` into hashed lock files; development takes the runtime's versions for what they share."""

import os
import subprocess
import sys

from scripts import interpreter, uv

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ORDER = (("uv", None), ("runtime", None), ("dev", "requirements/runtime.lock"))


def resolve(installer, name, constraints):
    command = [installer, "pip", "compile", "--quiet", "--generate-hashes", "--python-version", "3.10"]
    command += ["--custom-compile-command", "make lock", "requirements/%s.in" % name]
    command += ["--output-file", "requirements/%s.lock" % name]
    return subprocess.call(command + (["--constraints", constraints] if constraints else []), cwd=ROOT)


def main():
    try:
        installer = uv.get(uv.pythons(interpreter.find()))
    except uv.NoUv as error:
        print(error, file=sys.stderr)
        return 1
    return max(resolve(installer, name, constraints) for name, constraints in ORDER)


if __name__ == "__main__":
    sys.exit(main())
