"""`python3 -m scripts.bootstrap runtime|dev`: from any Python 3 to a `.venv` that holds every library."""

import fcntl
import os
import subprocess
import sys
import time

from scripts import interpreter, uv, venv

NO_PYTHON = """\
Yinuo needs Python 3.10: none was found on PATH or in pyenv, and uv could not fetch one.
Install it (for instance `pyenv install 3.10`), or name it: YINUO_PYTHON=/path/to/python3.10 make run"""


def fetched(installer):
    """A Python 3.10 brought by uv, or None where its source cannot be reached."""
    for command in (["python", "install", "3.10"], ["python", "find", "--managed-python", "3.10"]):
        answer = subprocess.run([installer] + command, stdout=subprocess.PIPE, universal_newlines=True)
        if answer.returncode:
            return None
    return answer.stdout.strip()


def prepare(kind):
    """Returns an exit code. Two commands at once install one after the other, and the second finds it done."""
    if venv.current(kind):
        return 0
    if not os.path.isdir(uv.HOME):
        os.makedirs(uv.HOME)
    with open(os.path.join(uv.HOME, "lock"), "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        return 0 if venv.current(kind) else install(kind)


def install(kind):
    """Says what it does, because it takes time."""
    began = time.time()
    python = interpreter.find()
    try:
        installer = uv.get(uv.pythons(python))
    except uv.NoUv as error:
        return _say(error)
    if python is None:
        print("No Python 3.10 here; fetching one with uv.", flush=True)
        python = fetched(installer)
    if python is None:
        return _say(NO_PYTHON)
    print("Installing the libraries of requirements/%s.lock into .venv, once: about 3 GB." % kind, flush=True)
    code = venv.make(kind, python, installer)
    if code:
        return _say("The libraries could not be installed: see the words above.")
    print("\rLibraries ready after %d s." % (time.time() - began), flush=True)
    return 0


def _say(sentence):
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    if sys.argv[1:] not in (["runtime"], ["dev"]):
        sys.exit(_say("usage: python3 -m scripts.bootstrap runtime|dev"))
    sys.exit(prepare(sys.argv[1]))
