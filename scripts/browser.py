"""Sees to a Chromium and Chinese letters for the browser tests; installs Debian's where it may."""

import os
import shutil
import subprocess
import sys

from scripts import debian

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
LETTERS = "/usr/share/fonts/opentype/noto"
BY_HAND = """\
The browser tests need Chromium and Chinese fonts, and they are not on this machine.
On Debian or Ubuntu: sudo apt-get install chromium fonts-noto-cjk"""


def missing():
    """Debian package names that are still needed."""
    packages = []
    if not any(shutil.which(name) for name in CHROMIUM):
        packages.append("chromium")
    if not has_chinese():
        packages.append("fonts-noto-cjk")
    return packages


def has_chinese():
    """Any font with Chinese will do; without fontconfig the usual folder is looked at."""
    if not shutil.which("fc-list"):
        return os.path.isdir(LETTERS) and any("CJK" in name for name in os.listdir(LETTERS))
    answer = subprocess.run(["fc-list", ":lang=zh-cn", "family"], stdout=subprocess.PIPE, timeout=60)
    return bool(answer.stdout.strip())


if __name__ == "__main__":
    sys.exit(debian.see_to(missing(), "the browser tests", BY_HAND))
