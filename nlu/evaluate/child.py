"""One model in a process of its own: `python -m nlu.evaluate.child MODEL [--straight] [--without LIBRARY]`.

It answers each line of JSON on its input with one on its output, so that whoever measures can ask two models in turns.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from pathlib import Path
from time import perf_counter
from typing import Any, TextIO

KILOBYTES_A_MEGABYTE = 1024
# What is built under the first sentences is part of starting.
REHEARSAL = ("你好", "我买的东西有问题，明天下午三点以后打13800138000", "I would like to know more")


def memory(what: str) -> float:
    """Megabytes of this process: `VmRSS` now, `VmHWM` at most so far."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{what}:"):
            return int(line.split()[1]) / KILOBYTES_A_MEGABYTE
    return 0.0


def answers_on() -> TextIO:
    """Our output for answers alone: what libraries print goes where errors go."""
    kept = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(kept, "w", encoding="utf-8")


def heard(parsed: dict[str, Any], seconds: float) -> dict[str, Any]:
    """What the hand-off looks at, and how long it took."""
    found = parsed.get("entities") or []
    wish = next((entity["value"] for entity in found if entity["entity"] == "callback_time"), None)
    return {
        "intent": parsed["intent"]["name"],
        "confidence": float(parsed["intent"]["confidence"] or 0.0),
        "threat": any(_pressing(entity) for entity in found),
        "wish": wish,
        "ms": seconds * 1000,
    }


def _pressing(entity: dict[str, Any]) -> bool:
    """A threat, or a danger, which the hand-off treats alike where nothing else is understood."""
    if entity["entity"] == "gravity":
        return bool(entity["value"]["kind"] == "safety")
    return bool(entity["entity"] == "threat")


async def serve(arguments: argparse.Namespace, out: TextIO) -> None:
    """Load, rehearse, say that it is ready, then answer to the end of the input."""
    if arguments.without:
        sys.modules[arguments.without] = None  # type: ignore[assignment]
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage

    agent = Agent.load(arguments.model)
    processor = agent.processor
    if processor is None:
        raise SystemExit("there is no model in that file")
    if arguments.straight:
        from channels import fast_graph

        fast_graph.install(agent)

    async def read(text: str, now: str) -> dict[str, Any]:
        message = UserMessage(text, metadata={"now": now})
        began = perf_counter()
        parsed = await processor.parse_message(message)
        return heard(parsed, perf_counter() - began)

    def say(what: dict[str, Any]) -> None:
        print(json.dumps(what), file=out, flush=True)

    for text in REHEARSAL:
        await read(text, arguments.now)
    say({"memory_mb": memory("VmRSS")})
    for line in sys.stdin:
        asked = json.loads(line)
        found = [await read(text, asked["now"]) for text in asked["texts"]]
        say({"heard": found, "memory_mb": memory("VmRSS"), "peak_mb": memory("VmHWM")})


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("--straight", action="store_true", help="run the graph as the bot does")
    parser.add_argument("--without", help="a library that is to be missing")
    parser.add_argument("--now", required=True)
    asyncio.run(serve(parser.parse_args(), answers_on()))


if __name__ == "__main__":
    main()
