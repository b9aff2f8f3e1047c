"""`python -m nlu.evaluate`: measures the bot's understanding with sentences that it was not trained on."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from nlu.evaluate import measure, page, screen
from nlu.evaluate.asked import Silent
from nlu.evaluate.models import NotTrained
from nlu.evaluate.texts import BadFile, instant

ROOT = Path(__file__).resolve().parents[2]
# When the wishes of the sample are read, unless another time is said.
READ_AT = "2026-11-18T10:30:00+08:00"
NAMES = ("intents_dev.tsv", "callback_times_dev.tsv")


def arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m nlu.evaluate", description=__doc__)
    parser.add_argument("--intents", type=Path, metavar="FILE", help="columns text, intent, perhaps sub, source, note")
    parser.add_argument("--times", type=Path, metavar="FILE", help="columns text, kind, from, to")
    parser.add_argument("--folder", type=Path, metavar="FOLDER", help=f"where {' and '.join(NAMES)} are, if it exists")
    parser.add_argument("--now", default=READ_AT, metavar="ISO", help="when the sentences are read")
    parser.add_argument("--out", type=Path, metavar="FILE", help="everything that was heard, as JSON")
    parser.add_argument("--with-stock", action="store_true", help="train both recipes now and measure both")
    parser.add_argument("--stock-epochs", type=int, metavar="N", help="how long the stock recipe's classifier learns")
    parser.add_argument("--page", type=Path, metavar="FILE", help="write the summary there, its picture beside it")
    found = parser.parse_args(words)
    if found.folder and found.folder.is_dir():
        found.intents, found.times = found.intents or found.folder / NAMES[0], found.times or found.folder / NAMES[1]
    try:
        found.now = instant(found.now).isoformat()
    except ValueError as wrong:
        parser.error(f"--now: {wrong}")
    return found


def main(words: list[str]) -> int:
    asked = arguments(words)
    try:
        sets = measure.sets(ROOT, asked.intents, asked.times)
        found = measure.run(ROOT, sets, asked.now, asked.with_stock, asked.stock_epochs)
    except (BadFile, NotTrained, Silent) as wrong:
        print(wrong, file=sys.stderr)
        return 2
    print(screen.shown(sets, found))
    if asked.out:
        asked.out.parent.mkdir(parents=True, exist_ok=True)
        asked.out.write_text(json.dumps(measure.told(sets, found), ensure_ascii=False, indent=1), encoding="utf-8")
    if asked.page and page.writable(found):
        page.write(asked.page, found)
        print(f"\nwrote {asked.page}")
    elif asked.page:
        print(f"\n{asked.page} stays as it was: it is written with real text and --with-stock only")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
