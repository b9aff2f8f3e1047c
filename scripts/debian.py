"""Debian's packages for what the tests need of the machine itself: installed where that is allowed, else named."""

import os
import shutil
import subprocess
import sys


def see_to(packages, purpose, by_hand):
    """0 when nothing is missing or everything could be installed; else says what a person must do."""
    if not packages:
        return 0
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print(by_hand, file=sys.stderr)
        return 1
    return install(packages, purpose)


def install(packages, purpose):
    """apt-get as it is; an old package list is fetched anew first."""
    environ = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    print("Installing %s for %s." % (" and ".join(packages), purpose), flush=True)
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends"] + packages,
    ):
        answer = subprocess.run(
            command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=900, universal_newlines=True
        )
    if answer.returncode:
        print(answer.stdout[-2000:], file=sys.stderr)
    return answer.returncode
