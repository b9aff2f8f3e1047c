"""Makes `.venv` from a hashed lock file, and knows when there is nothing to do."""

import hashlib
import json
import os
import subprocess
import sys
import time

from scripts import interpreter

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FOLDER = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(FOLDER, "bin", "python")
STAMP = os.path.join(FOLDER, "yinuo.json")
# The development lock holds everything of the runtime lock at the same versions, so it stands for both.
STANDS_FOR = {"runtime": ["runtime"], "dev": ["dev", "runtime"]}


def lock_of(kind):
    return os.path.join(ROOT, "requirements", kind + ".lock")


def key(kind):
    with open(lock_of(kind), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()[:16]


def stamp():
    """What the last complete installation was made from."""
    try:
        with open(STAMP) as file:
            return json.load(file)
    except (OSError, ValueError):
        return {}


def current(kind):
    """True when `.venv` holds what the lock says now."""
    return stamp().get(kind) == key(kind) and os.access(PYTHON, os.X_OK)


def patiently(command):
    """Runs a long, silent command; on a terminal the seconds count, so that nobody thinks it hangs."""
    began = time.time()
    running = subprocess.Popen(command)
    while True:
        try:
            return running.wait(timeout=1)
        except subprocess.TimeoutExpired:
            if sys.stderr.isatty():
                sys.stderr.write("\r%d s " % (time.time() - began))
                sys.stderr.flush()
        except KeyboardInterrupt:
            running.wait(timeout=30)
            raise


def make(kind, python, uv):
    """Creates the environment if it is absent or does not run, then brings it to the lock. Returns uv's exit code."""
    if not (os.access(PYTHON, os.X_OK) and interpreter.runs(PYTHON)):
        code = subprocess.call([uv, "venv", "--quiet", "--clear", "--python", python, FOLDER])
        if code:
            return code
    if os.path.exists(STAMP):
        os.remove(STAMP)
    # Running the product never takes the development tools away; a developer's environment is exactly its lock.
    verb = ["sync"] if kind == "dev" else ["install", "-r"]
    command = [uv, "pip", "--quiet"] + verb + [lock_of(kind), "--python", PYTHON, "--require-hashes"]
    # Compiled once here, or each start of Rasa takes twice as long where PYTHONDONTWRITEBYTECODE is set.
    code = patiently(command + ["--compile-bytecode"])
    if not code:
        with open(STAMP, "w") as file:
            json.dump({name: key(name) for name in STANDS_FOR[kind]}, file)
    return code
