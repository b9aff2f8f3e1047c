"""A part of the house with something changed in it: `python -m tests.drills.process CHANGES MODULE ARGUMENTS...`.

`CHANGES` is a list of `module:function`, separated by commas; each is called before the part begins. The product itself
holds no switch for drills.
"""

from __future__ import annotations

import importlib
import runpy
import sys


def change(name: str) -> None:
    """Call one change. Raises ImportError or AttributeError where the code has moved on."""
    module, _, function = name.partition(":")
    getattr(importlib.import_module(module), function)()


def main() -> None:
    """Change, then be the part."""
    _, changes, module, *arguments = sys.argv
    for name in filter(None, changes.split(",")):
        change(name)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
