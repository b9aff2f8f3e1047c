"""A real house with one SMS vendor, whose cloud is a stub."""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from tests.acceptance.running import Running
from tests.acceptance.talking import until

SECRET, PUBLIC = "unguessable-part-of-the-path", "https://care.example.cn"
TEMPLATES = "promise=SMS_1,changed=SMS_2,ask_closed=SMS_3,closed=SMS_4,continue=SMS_5,code=SMS_6"
COMPLAINT = "洗衣机坏了半个月没人管，我要投诉"
Cloud = Any
_numbers = itertools.count(13900000001)


class Texting(Running):
    """A house with one SMS vendor, and what can be asked of it."""

    def __init__(self, folder: Any, vendor: str, cloud: Cloud) -> None:
        key_id, key = (cloud.account, cloud.token) if vendor == "twilio" else (cloud.key_id, cloud.key_secret)
        super().__init__(
            folder, YINUO_SMS_VENDOR=vendor, YINUO_SMS_PATH_SECRET=SECRET, YINUO_SMS_KEY_ID=key_id,
            YINUO_SMS_KEY_SECRET=key, YINUO_SMS_APP_ID="1400006666", YINUO_SMS_SIGN_NAME="栖禾电器",
            YINUO_SMS_FROM="+15550001111", YINUO_SMS_TEMPLATES=TEMPLATES, YINUO_SMS_API_BASE=cloud.url,
            YINUO_PUBLIC_URL=PUBLIC,
        )  # fmt: skip
        self.cloud: Cloud = cloud
        self.door = f"/webhooks/sms/{vendor}/{SECRET}"

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What stands in the database."""
        with closing(sqlite3.connect(self.folder / "y.db", timeout=10)) as database:
            return list(database.execute(query, values))

    def deliveries(self, address: str) -> list[str]:
        """The states of all that went to an address, in order."""
        return [state for (state,) in self.rows("SELECT state FROM deliveries WHERE address = ? ORDER BY id", address)]

    def heard(self, address: str) -> list[str]:
        """What was written down from an address."""
        query = (
            "SELECT m.text FROM messages m JOIN addresses a ON a.conversation_id = m.conversation_id"
            " WHERE a.address = ? AND m.sender = 'customer' ORDER BY m.id"
        )
        return [text for (text,) in self.rows(query, address)]

    def no_secrets_in_logs(self) -> None:
        """After everything that was said."""
        logs = "".join(path.read_text(errors="replace") for path in self.folder.glob("*.log"))
        assert "Traceback" not in logs, logs[logs.index("Traceback") :][:3000]
        for private in ("139000000", "1415555", SECRET, "of the stub", "投诉", "洗衣机"):
            assert private not in logs, logs[max(0, logs.index(private) - 300) :][:800]


def new_number() -> str:
    """A mainland number that nobody has used."""
    return str(next(_numbers))


def living(folder: Any, vendor: str, cloud: Cloud) -> Iterator[Texting]:
    """A house from its start to its end, after which nothing private stands in its logs."""
    cloud.start()
    made = Texting(folder, vendor, cloud)
    try:
        yield made.up()  # type: ignore[misc]
    finally:
        made.hang_up()
        made.down()
        cloud.stop()
    made.no_secrets_in_logs()


def letters(house: Texting, number: str, many: int = 1) -> list[dict[str, Any]]:
    """What the vendor was given for a number, once there are so many."""

    def found() -> list[dict[str, Any]]:
        mine = [one for one in house.cloud.sent if number in json.dumps(one)]
        return mine if len(mine) >= many else []

    return until(found, f"{many} letters")
