"""Sees to a SIP telephone for the tests that make real calls; installs Debian's where it may."""

import shutil
import sys

from scripts import debian

BY_HAND = """\
The tests with real calls need the SIP telephone baresip, and it is not on this machine.
On Debian or Ubuntu: sudo apt-get install baresip-core"""


def missing():
    """Debian package names that are still needed."""
    return [] if shutil.which("baresip") else ["baresip-core"]


if __name__ == "__main__":
    sys.exit(debian.see_to(missing(), "the tests with real calls", BY_HAND))
