"""What Prometheus reads: true to the rows, cheap however often it is asked, and about nobody in particular."""

from __future__ import annotations

import re
from typing import Any

import pytest

from handoff import metrics
from handoff.labels_numbers import NUMBERS
from handoff.metrics import Metrics
from handoff.numbers import Figuring
from tests.core.knowing import PHONE, complains
from tests.core.small import House
from tests.core.test_growth import plans, scans

__all__ = ["plans"]  # a fixture
LINE = re.compile(r'^yinuo_\w+(\{\w+="[^"]*"\})? -?[0-9.e+-]+$')


def read(core: House) -> dict[str, float]:
    """A fresh scrape."""
    text = Metrics(core.store, core.clock, core.companies).text()
    assert all(LINE.match(line) for line in text.splitlines() if not line.startswith("# ")), text
    return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line[0] != "#"}


def test_each_number_is_that_of_the_rows(core: House) -> None:
    kept, late = core.complains(address="anon:1"), core.complains(address="anon:2")
    core.casework.start_call(kept["owner_id"], kept["id"])
    core.casework.reached(kept["owner_id"], kept["id"], "已答复客户")
    core.clock.set(late["due_at"])
    core.watcher.sweep()
    core.later(minutes=2)
    core.intake.receive("webchat", "anon:3", "x1", "有人吗")
    core.later(seconds=7)
    found = read(core)
    states = {p["state"] for p in core.promises()}
    assert states == {"kept", "broken", "open"}
    assert (found['yinuo_promises{state="kept"}'], found['yinuo_promises{state="broken"}']) == (1, 1)
    assert found['yinuo_promises{state="moved"}'] == 0
    assert found["yinuo_promises_broken_total"] == 1
    assert found["yinuo_kept_rate_30_days"] == 0.5
    assert found["yinuo_oldest_unanswered_seconds"] == 7
    assert found["yinuo_keeper_heartbeat_age_seconds"] == 127
    assert found["yinuo_alarms_unseen"] == len(core.rows("alarms", seen_at=None))
    assert found['yinuo_outbox_waiting{channel="webchat"}'] == len(core.rows("messages", state="queued"))


def test_the_numbers_of_the_page_are_those_of_the_whole_company(core: House) -> None:
    first, late = core.complains(address="anon:1"), core.complains(address="anon:2")
    core.casework.hand_over(first["owner_id"], first["case_id"], "li", "更熟悉")
    core.clock.set(late["due_at"])
    core.watcher.sweep()
    made_good = core.promises(case_id=late["case_id"], state="open")[0]
    core.later(minutes=12)
    core.casework.start_call(made_good["owner_id"], made_good["id"])
    core.casework.reached(made_good["owner_id"], made_good["id"], "已答复客户")
    turn, known = core.says("已经好了", "anon:2")
    core.intake.solved(turn, known)
    core.later(minutes=5)
    core.complains(address="anon:2")
    page, found = Figuring(core.store, core.clock, core.companies).of("top").whole, read(core)
    assert page is not None
    tally = page.tally
    assert (tally.late_minutes(50), tally.again, tally.events["handed_over"], tally.cases) == (12, 1, 1, 3)
    assert found['yinuo_lateness_minutes_30_days{quantile="0.5"}'] == tally.late_minutes(50)
    assert found['yinuo_lateness_minutes_30_days{quantile="0.95"}'] == tally.late_minutes(95)
    assert found["yinuo_moved_rate_30_days"] == tally.rate("moved")
    assert found["yinuo_repeat_contacts_30_days"] == tally.again
    assert found["yinuo_transfers_30_days"] == tally.events["handed_over"]
    assert found["yinuo_reopened_30_days"] == tally.events["reopened"]
    assert found["yinuo_cases_30_days"] == tally.cases
    assert found['yinuo_time_to_name_seconds_30_days{quantile="0.95"}'] == tally.named_seconds(95)
    labelled = {key: value for key, value in found.items() if "cause=" in key or "why=" in key}
    assert {key.split('"')[1]: value for key, value in labelled.items()} == {
        cause: tally.why[cause] for cause in NUMBERS["cause"]
    }
    assert sum(value for key, value in labelled.items() if "cause=" in key) == tally.ended["broken"] > 0


def test_a_reopened_case_is_counted(core: House) -> None:
    made = core.complains()
    core.casework.start_call(made["owner_id"], made["id"])
    core.casework.reached(made["owner_id"], made["id"], "已答复客户")
    core.later(days=10)
    core.watcher.sweep()
    core.complains("还是不行")
    assert read(core)["yinuo_reopened_30_days"] == 1


def test_what_is_due_soon_is_at_risk_until_somebody_calls(core: House) -> None:
    made = core.complains()
    core.clock.set(made["due_at"])
    core.later(minutes=-10)
    assert (read(core)["yinuo_promises_due_within_hour"], read(core)["yinuo_promises_at_risk"]) == (1, 1)
    core.casework.start_call(made["owner_id"], made["id"])
    assert (read(core)["yinuo_promises_due_within_hour"], read(core)["yinuo_promises_at_risk"]) == (1, 0)


def test_what_is_not_known_is_not_claimed(core: House) -> None:
    found = read(core)
    assert "yinuo_kept_rate_30_days" not in found
    assert not [name for name in found if "quantile" in name or name == "yinuo_moved_rate_30_days"]
    assert "yinuo_keeper_heartbeat_age_seconds" not in found
    assert found["yinuo_oldest_unanswered_seconds"] == 0


def test_nobody_is_named(core: House) -> None:
    made = complains(core, "wechat", "oAbc", phone=PHONE)
    text = Metrics(core.store, core.clock, core.companies).text()
    assert not any(one in text for one in (PHONE[3:], "oAbc", made["owner_name"], made["owner_id"], made["case_id"]))


def test_the_database_is_asked_once_in_five_seconds(core: House, monkeypatch: pytest.MonkeyPatch) -> None:
    elapsed = [100.0]
    monkeypatch.setattr(metrics, "elapsed_s", lambda: elapsed[0])
    shared = Metrics(core.store, core.clock, core.companies)
    first = shared.text()
    core.complains()
    elapsed[0] += 4.9
    assert shared.text() == first
    elapsed[0] += 0.2
    assert 'yinuo_promises{state="open"} 1' in shared.text()


def test_what_is_counted_over_days_is_counted_once_in_a_minute(core: House, monkeypatch: pytest.MonkeyPatch) -> None:
    elapsed = [100.0]
    monkeypatch.setattr(metrics, "elapsed_s", lambda: elapsed[0])
    shared = Metrics(core.store, core.clock, core.companies)
    shared.text()
    core.complains()
    elapsed[0] += 59
    assert "yinuo_cases_30_days 0" in shared.text()
    elapsed[0] += 6
    assert "yinuo_cases_30_days 1" in shared.text()


def test_a_scrape_reads_no_table_from_end_to_end(core: House, plans: dict[str, Any]) -> None:
    """But for the count of all promises by state, which an index alone answers."""
    core.complains()
    plans.clear()
    read(core)
    found = [(table, how) for table, how, _ in scans(plans)]
    assert all("promises_by_state" in how or table == "promises_by_state" for table, how in found), found
