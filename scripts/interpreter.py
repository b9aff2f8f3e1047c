"""Finds a Python 3.10 that truly runs: Rasa 3.6 needs 3.8 to 3.10, and the lock files are made for 3.10."""

import glob
import os
import subprocess
import sys

WANTED = (3, 10)
PROBE = "import sys, ssl, sqlite3; print('%d.%d' % sys.version_info[:2])"


def runs(path):
    """A `python3.10` on PATH may be a pyenv shim that refuses, so each candidate is started once."""
    try:
        answer = subprocess.run(
            [path, "-c", PROBE], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=20, universal_newlines=True
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0 and answer.stdout.strip() == "%d.%d" % WANTED


def candidates(environ):
    """In order of trust: what was named, this very Python, PATH, pyenv, the usual folders."""
    if environ.get("YINUO_PYTHON"):
        yield environ["YINUO_PYTHON"]
    if sys.version_info[:2] == WANTED and sys.prefix == sys.base_prefix:
        yield sys.executable
    name = "python%d.%d" % WANTED
    for folder in environ.get("PATH", "").split(os.pathsep):
        if os.path.isfile(os.path.join(folder, name)):
            yield os.path.join(folder, name)
    home = environ.get("HOME", os.path.expanduser("~"))
    for root in (environ.get("PYENV_ROOT"), os.path.join(home, ".pyenv")):
        if root:
            for path in sorted(glob.glob(os.path.join(root, "versions", "3.10.*", "bin", name)), reverse=True):
                yield path
    for folder in ("/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"):
        if os.path.isfile(os.path.join(folder, name)):
            yield os.path.join(folder, name)


def find(environ=None):
    """The first candidate that runs, or None."""
    tried = set()
    for path in candidates(os.environ if environ is None else environ):
        if path not in tried and runs(path):
            return path
        tried.add(path)
    return None
