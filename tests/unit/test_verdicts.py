"""Verdicts on what was delivered: of which kind a text is, and that one of a kind teaches the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.runs import features
from nlu.verdicts import verdicts
from tests.unit.classifying import SAID, ranking, trained

KINDS = {
    "#too": ["汤太咸", "袖口有点紧", "这网速慢死了", "分拣也太马虎"],
    "#lacks": ["面条不入味", "鞋底不怎么结实", "维修员没礼貌", "说明写得不够清楚"],
    "#spoiled": ["牛奶馊了吧", "洗一次就掉色", "饭里吃到头发", "外壳有划痕"],
    "#felt": ["真让人失望", "白花了一下午", "简直一塌糊涂", "下次不来了"],
    "#treated": ["窗口的人爱理不理", "互相推了一上午", "问啥都一问三不知", "店员直接挂我电话"],
}
PLAIN = [
    "请问几点开门", "我想改一下收货地址", "发票抬头怎么填", "你好", "帮我查下话费余额", "谢谢", "明天上午能送到吗", "在吗",
    "会员积分在哪里看",
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in KINDS.items() for text in texts])
def test_a_verdict_is_of_its_kind(kind: str, text: str) -> None:
    assert kind in set(verdicts(text))


@pytest.mark.parametrize("text", PLAIN)
def test_what_judges_nothing_is_no_verdict(text: str) -> None:
    assert list(verdicts(text)) == []


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("上个礼拜三寄修的相机现在弄到哪一步", True), ("送修的电视大概哪天能拿回家", True), ("维修的进度发我一下", True),
        ("你们修手表要多少钱", False), ("快递到哪了", False), ("送修要带发票吗", False),
    ],
)  # fmt: skip
def test_how_far_a_repair_is_has_two_halves(text: str, asks: bool) -> None:
    assert ("#how_far" in set(verdicts(text))) is asks


def test_commas_and_repeated_signs_change_no_verdict() -> None:
    assert {"#too", "#lacks"} <= features(list("汤太，太，太咸，面不新鲜！"), None, 3)


def test_a_word_that_was_never_learned_is_heard_as_its_kind(tmp_path: Path) -> None:
    said = {name: list(texts) for name, texts in SAID.items()}
    said["complaint"] += ["这碗粥太稀", "衣服起球", "裤子掉色", "汤太淡", "门票太贵", "盒子压扁"]
    said["ask_hours"] = ["这碗粥几点有", "衣服几点取", "裤子在几楼", "汤有几种", "门票几点卖", "盒子有几种"]
    classifier = trained(tmp_path, said)
    for text in ("衣服褪色", "门票超坑", "盒子变形"):
        assert ranking(classifier, text)[0][0] == "complaint", text
