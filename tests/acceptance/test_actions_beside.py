"""Actions in a server of their own, by configuration: the same conversation, and a promise when that server is dead."""

from __future__ import annotations

from pathlib import Path

from tests.acceptance.running import Customer, Running, free_port


def test_actions_beside_the_bot_do_the_same_and_their_death_leaves_nobody_without_a_promise(tmp_path: Path) -> None:
    port = free_port()
    house = Running(tmp_path, YINUO_ACTIONS="beside", YINUO_ACTIONS_PORT=str(port))
    house.start("actions", "rasa_sdk", "--actions", "actions", "--port", str(port))
    try:
        house.up()
        told = Customer(house).gets_a_promise("热水器漏水没人管，我要投诉，订单号YL2026030155，电话13800138000", replies=())
        assert told["made_by"] == "dialogue"
        house.stop("actions", hard=True)
        left = Customer(house).gets_a_promise("热水器漏水没人管，我要投诉，订单号YL2026030156，电话13800138000", replies=())
        assert left["made_by"] == "dead_man"
        assert f"{left['owner']}（{left['title']}）将于" in left["text"]
    finally:
        house.hang_up()
        house.down()
