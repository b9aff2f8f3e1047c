"""`python -m channels run ...` is `rasa run ...`, whose doors open even where there is no model.

Rasa's own command ends without a model, and takes any other it finds where the one it was given is missing. Here the
bot begins all the same: every message is written down and handed to a person at once, and the health door says why.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import rasa
from rasa import __main__ as stock
from rasa.cli import run as command

from channels import model


def run(arguments: argparse.Namespace) -> None:
    """In the place of what `rasa run` does, with the same arguments."""
    model.asked_for = Path(arguments.model)
    rasa.run(**vars(arguments))


def main() -> None:
    """Rasa's command line but for that."""
    command.run = run
    sys.argv[0] = "rasa"
    stock.main()


if __name__ == "__main__":
    main()
