"""Who may own a case, and in which order people are asked."""

from __future__ import annotations

import pytest

from handoff import naming
from handoff.model import Request
from handoff.routing import excluded, ladder, levels, named_in
from tests.unit.small_company import company, without

HOUSE = company()


def asked(request: Request) -> list[tuple[str, list[str]]]:
    return [(level, sorted(person.id for person in people)) for level, people in levels(HOUSE, request)]


@pytest.mark.parametrize(
    ("about", "out"),
    [
        ([], set()),
        (["min"], {"min"}),
        (["lan"], {"lan", "min", "qiang", "xin"}),
        (["wei"], {"wei"}),
        (["jian"], {"jian", "wei", "lan", "jun", "min", "qiang", "xin", "bo"}),
        (["ming"], {"ming"}),
        (["nobody"], {"nobody"}),
    ],
)
def test_whoever_is_under_the_person_complained_about_is_out_with_them(about: list[str], out: set[str]) -> None:
    assert excluded(HOUSE, frozenset(about)) == out


def test_whoever_can_only_be_reached_through_the_teams_leader_is_out_too() -> None:
    lent = without(HOUSE, "min", reports_to="wei")
    assert "min" in excluded(lent, frozenset(["lan"]))


def test_a_circle_in_the_files_does_not_hang_the_rules() -> None:
    circle = without(without(HOUSE, "lan", reports_to="min"), "jian", reports_to="wei")
    assert "min" in excluded(circle, frozenset(["lan"]))
    assert ladder(circle, "min", frozenset()).id == "lan"


def test_the_team_comes_first_then_its_supervisor_the_duty_manager_and_the_outside_fallback() -> None:
    assert asked(Request("complaint")) == [
        ("team", ["min", "qiang", "xin"]), ("supervisor", ["lan"]), ("duty_manager", ["wei"]), ("fallback", ["ming"])
    ]  # fmt: skip


def test_the_owner_of_the_open_case_comes_before_the_team() -> None:
    assert asked(Request("complaint", owner="qiang"))[:2] == [("owner", ["qiang"]), ("team", ["min", "xin"])]


def test_an_owner_complained_about_does_not_keep_the_case() -> None:
    assert asked(Request("complaint", owner="qiang", about=frozenset(["qiang"])))[0] == ("team", ["min", "xin"])


def test_a_threat_goes_to_senior_people_only() -> None:
    assert asked(Request("complaint", "threat", owner="min"))[:2] == [("team", ["xin"]), ("supervisor", ["lan"])]
    assert asked(Request("repair_status", "threat"))[0] == ("supervisor", ["jun"])
    assert asked(Request("complaint", "threat", owner="lan"))[0] == ("owner", ["lan"])


def test_an_intent_that_no_team_names_is_a_matter_for_the_complaint_team() -> None:
    assert asked(Request("invoice"))[0] == ("team", ["min", "qiang", "xin"])


def test_in_the_place_of_an_excluded_supervisor_stands_the_next_above() -> None:
    assert asked(Request("complaint", about=frozenset(["lan"])))[0] == ("supervisor", ["jian"])


def test_a_complaint_about_the_top_reaches_the_outside_fallback_alone() -> None:
    assert asked(Request("complaint", about=frozenset(["jian"]))) == [("fallback", ["ming"])]


@pytest.mark.parametrize(
    ("owner", "about", "next_one"),
    [
        ("min", [], "lan"), ("lan", [], "jian"), ("jian", [], "wei"), ("wei", [], "jian"), ("ming", [], "wei"),
        ("gone", [], "wei"), ("min", ["lan"], "jian"), ("min", ["jian"], "ming"), ("ming", ["jian"], "ming"),
        ("ming", ["jian", "ming"], "ming"),
    ],
)  # fmt: skip
def test_a_broken_promise_goes_to_the_nearest_superior_who_is_not_excluded(
    owner: str, about: list[str], next_one: str
) -> None:
    assert ladder(HOUSE, owner, excluded(HOUSE, frozenset(about))).id == next_one


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("我要投诉王敏", ["min"]), ("王敏敷衍我，没有一句实话", ["min"]), ("小李态度太差了", ["qiang"]), ("那个老李骂我", ["qiang"]),
        ("你们姓陈的不讲理", ["lan"]), ("何师傅把机器弄坏了", ["jun"]), ("刘师傅上门乱收费", ["bo"]), ("陈主管推脱", ["lan"]),
        ("客服赵欣说不行", ["xin"]), ("小李和唐经理都不理我", ["qiang", "wei"]), ("唐經理不理我", ["wei"]), ("劉師傅沒來", ["bo"]),
        ("高总骂人", ["jian"]), ("我是王敏的客户，她骂我", ["min"]), ("我叫王敏来修她不来", ["min"]), ("找王敏三次，她都不回", ["min"]),
        ("王敏很好，但是李强骂人", ["qiang"]), ("就是那个李店员", ["qiang"]), ("小敏不接电话", ["min"]),
    ],
)  # fmt: skip
def test_people_complained_about_are_heard_by_name_and_form_of_address(text: str, meant: list[str]) -> None:
    assert sorted(named_in(HOUSE, text)) == meant


@pytest.mark.parametrize(
    "text",
    ["小王子电饭煲坏了", "小程序打不开", "提高效率", "对方客服态度差", "下周师傅来吗", "工程师没来", "高压锅炸了", "高兴不起来", "陈列柜坏了没人修",
     "我叫王敏，冰箱坏了", "我姓李，投诉你们", "任何经理都不接电话", "何时能修好没人说", "请让王敏给我回电话", "谢谢王敏", "刘海", "", "李子很差",
     "收货人：王敏，没收到货", "小区没有师傅来"],
)  # fmt: skip
def test_ordinary_words_the_customers_own_name_and_praise_exclude_nobody(text: str) -> None:
    assert named_in(HOUSE, text) == frozenset()


@pytest.mark.parametrize("text", ["我要投诉你们公司的顾问组长", "投诉你们顾问组长，推来推去"])
def test_somebody_complained_about_by_title_alone_is_excluded(text: str) -> None:
    titled = without(HOUSE, "min", name="佟一", title="顾问组长")
    assert named_in(titled, text) == {"min"}
    assert named_in(titled, "请让你们顾问组长给我打电话") == frozenset()


def test_no_pattern_is_made_for_somebody_whom_the_sentence_cannot_mean() -> None:
    made = naming._names.cache_info().currsize
    assert named_in(without(HOUSE, "min", name="阚骎骎"), "空调不制冷，一直没有回音") == frozenset()
    assert naming._names.cache_info().currsize == made
