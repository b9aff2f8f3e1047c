"""All stub clouds at once, for trying the channels by hand: `python -m stubs [PORT]`.

Prints the settings with which Yinuo finds them, then every request that it makes there, until Ctrl-C.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

from stubs.alibaba import Alibaba
from stubs.cloud import Cloud
from stubs.tencent import Tencent
from stubs.twilio import Twilio
from stubs.wechat import WeChatCloud
from stubs.wecom import WeComCloud

PORT = 5080
LOOK_S = 0.5
SHOWN = 400


def clouds(first_port: int) -> dict[str, Cloud]:
    """Every cloud with its port, by the setting that names its address."""
    wechat, wecom = WeChatCloud(port=first_port), WeComCloud(port=first_port + 1)
    messages = [Alibaba(port=first_port + 2), Tencent(port=first_port + 3), Twilio(port=first_port + 4)]
    by_vendor = {f"YINUO_SMS_API_BASE ({type(one).__name__.lower()})": one for one in messages}
    return {"YINUO_WECHAT_API_BASE": wechat, "YINUO_WECOM_API_BASE": wecom, **by_vendor}


def news(seen: dict[str, int], running: dict[str, Cloud]) -> Iterator[str]:
    """A line for each request since the last look."""
    for name, cloud in running.items():
        fresh = cloud.asked[seen.get(name, 0) :]
        seen[name] = seen.get(name, 0) + len(fresh)
        for one in fresh:
            yield f"{type(cloud).__name__:12} {one.method} {one.path} {one.body.decode('utf-8', 'replace')[:SHOWN]}"


def main() -> None:
    """Serve until Ctrl-C."""
    running = clouds(int(sys.argv[1]) if len(sys.argv) > 1 else PORT)
    for name, cloud in running.items():
        print(f"{name}={cloud.start().url}", flush=True)
    seen: dict[str, int] = {}
    try:
        while True:
            for line in news(seen, running):
                print(line, flush=True)
            time.sleep(LOOK_S)
    except KeyboardInterrupt:
        for cloud in running.values():
            cloud.stop()


if __name__ == "__main__":
    main()
