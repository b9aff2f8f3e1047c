"""Gets uv, the installer: the one that is there, or the pinned one by whichever way this machine has."""

import glob
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
HOME = os.path.join(ROOT, ".bootstrap")
LOCK = os.path.join(ROOT, "requirements", "uv.lock")
OLDEST = (0, 5)
PIP = ["install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:", "-r", LOCK]
NOWHERE = """\
uv, the installer of the libraries, could not be had: no Python here has both pip and a way to the package registry.
Install one of these and run the same command again:
  - on Debian or Ubuntu: apt-get install python3-venv python3-pip
  - or uv itself: https://docs.astral.sh/uv/getting-started/installation/"""


# A company's network often answers with certificates that only the machine itself trusts.
TRUSTED = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt")


class NoUv(Exception):
    """Every way to uv failed; the message tells a person what to do."""


def trust(environ):
    """Lets uv believe the machine's certificates where it has some; older versions know the second name."""
    if any(os.path.exists(path) for path in TRUSTED):
        environ.setdefault("UV_SYSTEM_CERTS", "1")
        environ.setdefault("UV_NATIVE_TLS", "1")


def version(path):
    """The version as numbers, or None when the file does not run."""
    try:
        answer = subprocess.run(
            [path, "--version"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=20,
            universal_newlines=True,
        )
        return tuple(int(part) for part in answer.stdout.split()[1].split(".")[:2])
    except (OSError, subprocess.TimeoutExpired, IndexError, ValueError):
        return None


def present(environ):
    """An uv of our own from an earlier run, else one on PATH that is new enough."""
    places = glob.glob(os.path.join(HOME, "*", "bin", "uv"))
    places += [os.path.join(folder, "uv") for folder in environ.get("PATH", "").split(os.pathsep)]
    for path in places:
        if os.path.isfile(path) and (version(path) or (0, 0)) >= OLDEST:
            return path
    return None


def ways(python):
    """Commands that end with an uv below `.bootstrap/`, for one Python."""
    own = os.path.join(HOME, "venv")
    yield [[python, "-m", "venv", own], [os.path.join(own, "bin", "python"), "-m", "pip"] + PIP]
    yield [[python, "-m", "pip"] + PIP + ["--target", os.path.join(HOME, "target")]]


def run(command, trouble):
    """True when the command went well; otherwise its last line is kept for the report."""
    try:
        answer = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=600, universal_newlines=True
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        trouble.append(str(error))
        return False
    if answer.returncode:
        trouble.append("%s: %s" % (" ".join(command[:4]), (answer.stdout.strip().splitlines() or ["failed"])[-1]))
    return answer.returncode == 0


def get(pythons, environ=None):
    """The path of an uv that runs. `pythons` are tried in order."""
    environ = os.environ if environ is None else environ
    trust(environ)
    found = present(environ)
    trouble = []
    for python in pythons:
        for commands in ways(python):
            if found:
                return found
            if all(run(command, trouble) for command in commands):
                found = present(environ)
    if found:
        return found
    raise NoUv("\n".join([NOWHERE, "What was tried:"] + ["  " + line for line in trouble]))


def pythons(found):
    """The Python that runs this, then the 3.10 that was found, each once."""
    return [sys.executable] + ([found] if found and found != sys.executable else [])
