"""`python -m channels.wechat check | menu`: whether WeChat takes our secret, and the menu below the conversation."""

from __future__ import annotations

import asyncio
import sys

from channels.wechat.menu import menu
from channels.wechat.sender import WeChat, sender_of
from handoff import bootstrap
from handoff.letters import NotSent

COMMANDS = ("check", "menu")


async def do(command: str, sender: WeChat) -> str:
    """What was done. Raises NotSent."""
    if command == "menu":
        await sender.make_menu(menu())
        return "The menu is made. Phones show it within five minutes, or at once after following anew."
    await sender.check()
    return "WeChat takes AppID and AppSecret, and calls from this machine."


def main(words: list[str]) -> int:
    """The process's exit code."""
    if len(words) != 1 or words[0] not in COMMANDS:
        sys.stderr.write("usage: python -m channels.wechat check | menu\n")
        return 2
    sender = sender_of(bootstrap.settings())
    if sender is None:
        sys.stderr.write("YINUO_WECHAT_APP_ID and YINUO_WECHAT_SECRET are not both set.\n")
        return 1
    try:
        sys.stdout.write(asyncio.run(do(words[0], sender)) + "\n")
    except NotSent as why:
        sys.stderr.write(f"WeChat said no: {why.reason}. What the codes mean stands in docs/channels/wechat.md.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
