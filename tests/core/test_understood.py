"""What a customer mentioned goes with their case: onto the desk, into what it is joined with, and away when erased."""

from __future__ import annotations

import json
from typing import Any

import pytest

from handoff import erasure
from handoff.model import NotFound
from handoff.scene import Scene
from tests.core.knowing import PHONE, SITE, complains, hears
from tests.core.small import House

FIRST = {"product": ["洗衣机"], "staff": ["客服小王"]}
LATER = {"product": ["洗衣机", "洗碗机"], "email": ["heyan@example.com"]}


def test_words_of_several_turns_stand_on_the_case_once(core: House) -> None:
    made = complains(core, "webchat", SITE, understood=FIRST, phone="+862158887766", extension="801")
    complains(core, "webchat", SITE, understood=LATER)
    seen = core.casework.case(made["owner_id"], made["case_id"])
    assert seen.understood == (
        ("product", ("洗衣机", "洗碗机")), ("staff", ("客服小王",)), ("email", ("heyan@example.com",)),
    )  # fmt: skip
    assert (seen.phone, seen.extension) == ("+862158887766", "801")


def test_a_new_number_without_an_extension_has_none(core: House) -> None:
    made = complains(core, "webchat", SITE, phone="+862158887766", extension="801")
    complains(core, "webchat", SITE, phone=PHONE, extension="")
    assert core.casework.case(made["owner_id"], made["case_id"]).extension == ""


def test_cases_that_are_joined_keep_the_words_of_both(core: House) -> None:
    first = complains(core, "sms", PHONE, understood=FIRST)
    core.later(minutes=5)
    complains(core, "webchat", SITE, understood=LATER)
    core.later(minutes=5)
    hears(core, "webchat", SITE, "还有一件事", phone=PHONE)
    joined = core.rows("cases", id=first["case_id"])[0]["facts"]
    assert joined.get("joined")
    assert joined["understood"] == {**FIRST, "product": ["洗衣机", "洗碗机"], "email": ["heyan@example.com"]}


def test_words_are_erased_with_their_customer(core: House) -> None:
    made = complains(core, "webchat", SITE, understood=LATER, phone="+862158887766", extension="801")
    bound = core.promises()[-1]
    core.casework.start_call(bound["owner_id"], bound["id"])
    core.casework.reached(bound["owner_id"], bound["id"], "已说明")
    customer = core.rows("cases", id=made["case_id"])[0]["customer_id"]

    core.store.write(
        lambda tx: erasure.erase(Scene(tx, core.companies.current(tx), core.clock.now()), customer, "administrator")
    )
    left = json.dumps([row["facts"] for row in core.rows("cases")], ensure_ascii=False)
    for words in ("洗碗机", "heyan", "801"):
        assert words not in left


def test_who_is_complained_about_does_not_see_the_words(core: House) -> None:
    made = complains(core, "webchat", SITE, understood=FIRST)
    owner = made["owner_id"]

    def complained_about(tx: Any) -> None:
        tx.update("cases", tx.row("cases", made["case_id"], lock=True), {"about": [owner]})
        tx.event(made["case_id"], "about_set", owner, core.clock.now())

    core.store.write(complained_about)
    with pytest.raises(NotFound):
        core.casework.case(owner, made["case_id"])
