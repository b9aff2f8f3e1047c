"""The owner falls ill at five to nine, as it happens: one click on the desk, and the keeper does the rest."""

from __future__ import annotations

from datetime import datetime

from tests.acceptance.running import Agent, Running
from tests.acceptance.talking import Talking, until


def test_d1_who_reports_sick_on_the_desk_is_covered_by_name_before_the_old_time(
    house: Running, customer: Talking
) -> None:
    house.go_to(house.now().replace(hour=8, minute=50))
    promise = customer.gets_a_promise("洗衣机漏水没人管，我要投诉，电话13800138000")
    due, heard = datetime.fromisoformat(promise["due_at"]), len(customer.heard())
    owner = house.people()[promise["owner"]]["id"]
    agent = Agent(house, owner)
    house.go_to(house.now().replace(hour=8, minute=55))
    page = agent.orders("/rota/sick-now")
    assert "已登记病假，请好好休息。有1个承诺到时无人在岗：守约系统会在几秒内请同事接手" in page.text
    try:
        told = until(lambda: _another_name(customer, promise["owner"], heard), "another name")
        moved = house.promises(promise["case"])[-1]
        assert house.now() < due
        assert (told["promise"]["owner"], told["promise"]["due_at"]) == (moved["owner"], moved["due_at"])
        assert [p["state"] for p in house.promises(promise["case"])] == ["moved", "open"]
        cover = Agent(house, house.people()[moved["owner"]]["id"])
        assert "洗衣机漏水没人管" in cover.page(f"/cases/{promise['case']}").text, "the cover has the whole case"
        assert promise["case"] not in agent.page("/").text, "nothing binds who is ill"
        shown = cover.page("/rota").text
        assert f"{promise['owner']}安排于" in shown and "病假" in shown
    finally:
        change = agent.page("/rota").text.split('name="change" value="')[1].split('"')[0]
        assert "已撤销这条安排" in agent.orders("/rota/undo", change=change).text


def _another_name(customer: Talking, name: str, heard: int) -> dict[str, dict[str, str]] | None:
    """What told the customer of somebody else."""
    news = [one for one in customer.heard()[heard:] if one.get("promise", {}).get("owner") not in (None, name)]
    return news[-1] if news else None
