"""Whatever anybody types is read: an answer, no exception, and the same one for the same text."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some

from nlu.extractor import FactExtractor
from nlu.intents import RunClassifier
from nlu.script import plain
from nlu.times import SHANGHAI
from tests.unit.classifying import CONTEXT, SAID, heard, tokenizer, trained

NOW = datetime(2026, 11, 18, 10, 30, tzinfo=SHANGHAI).isoformat()
LONGEST = 2000
# All of Unicode, halves of characters included; and runs of what rules look for.
ANYTHING = some.text(some.characters(), max_size=LONGEST)
PIECES = [
    "隨身碟壞咗", "計程車", "１３８", "13800138000", "[数字x]", "#E-s[", "<", "]", "\ud83d", "\ude00", "😡", "\u0301", "\u200d",
    "\x00", "\n", "﷽", "㎏", "！！！", "明天三点", "一百万", "转801", "@", "a.b", "۳", "²", "退", "一", "0" * 40, "周", "点",
]  # fmt: skip
KNOWN = some.builds(lambda pieces, times: ("".join(pieces) * times)[:LONGEST],
                    some.lists(some.sampled_from(PIECES), max_size=12), some.integers(1, 200))  # fmt: skip
ALL = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def classifier(tmp_path_factory: pytest.TempPathFactory) -> RunClassifier:
    folder: Path = tmp_path_factory.mktemp("model")
    return trained(folder, SAID)


def parsed(classifier: RunClassifier, text: str) -> dict[str, Any]:
    """What the pipeline gives to the dialogue."""
    message = heard(text, now=NOW)
    facts = FactExtractor.create({}, None, None, CONTEXT)  # type: ignore[arg-type]
    for component in (tokenizer(), classifier, facts):
        component.process([message])
    found: dict[str, Any] = message.as_dict(only_output_properties=True)
    return found


@given(ANYTHING | KNOWN)
@example("\ud800")
@example("鼠" * 1000 + "隨身碟計程車滑鼠" * 125)
@ALL
def test_any_text_is_read_and_always_the_same_way(classifier: RunClassifier, text: str) -> None:
    found = parsed(classifier, text)
    assert found["intent"]["name"] in SAID
    for entity in found.get("entities", ()):
        assert 0 <= entity["start"] <= entity["end"] <= len(text)
    assert parsed(classifier, text) == found


@given(ANYTHING | KNOWN)
@ALL
def test_every_place_of_the_plain_form_is_one_of_the_original_and_none_goes_back(text: str) -> None:
    form = plain(text)
    assert len(form.text) == len(form.at)
    assert list(form.at) == sorted(form.at)
    assert all(0 <= place < len(text) for place in form.at)
    assert not any("\ud800" <= char <= "\udfff" for char in form.text)
