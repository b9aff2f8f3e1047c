"""The desk's search finds a case by every number of its customer, however it is typed, for those who may see it."""

from __future__ import annotations

from itertools import count

import pytest

from handoff import commitments
from handoff.store.finding import digits_of
from tests.core.small import FRIDAY, House

VERIFIED, TO_CALL = "+8613900139000", "+8613800138222"
SPELLED = ["13800138222", "138 0013 8222", "138-0013-8222", "+8613800138222", "+86 138 0013 8222", "86 138-0013-8222",
           "(+86) 138.0013.8222", "0086 13800138222", "１３８００１３８２２２", "138－0013－8222",
           "\u202a+86 138\u00a00013\u00a08222\u202c"]  # fmt: skip
ENDS = ["8222", "38222", "00138222", "0013 8222", "138222"]


@pytest.fixture(autouse=True)
def numbered(monkeypatch: pytest.MonkeyPatch) -> None:
    """No case's own number happens to hold the digits that are looked for."""
    numbers = count(1)
    monkeypatch.setattr(commitments, "new_case_id", lambda now: f"260605-{next(numbers):06d}")


def gave_another_number(core: House, address: str = "anon:a", to_call: str = TO_CALL) -> str:
    """A customer with a verified number, who wants to be called on another."""
    case = str(core.complains(address=address, phone=to_call)["case_id"])
    customer = core.rows("cases", id=case)[0]["customer_id"]
    number = {"phone": VERIFIED, "phone_verified": True}
    core.store.write(lambda tx: tx._update("customers", customer, number, {}))
    return case


def found(core: House, text: str, who: str = "wang") -> list[str]:
    return [case.id for case in core.casework.search(who, text)]


@pytest.mark.parametrize("typed", SPELLED + ENDS)
def test_a_case_is_found_by_the_number_that_its_customer_wants_to_be_called_on(core: House, typed: str) -> None:
    assert found(core, typed) == []
    case = gave_another_number(core)
    core.complains(address="anon:b", phone="+8613800138111")
    assert found(core, typed) == [case]


@pytest.mark.parametrize("typed", [VERIFIED, "139 0013 9000", "139-0013-9000", "+86 139 0013 9000", "9000", "139000"])
def test_it_is_still_found_by_the_customers_own(core: House, typed: str) -> None:
    case = gave_another_number(core)
    assert found(core, typed) == [case]


@pytest.mark.parametrize("typed", ["010-8765 4321", "(010) 87654321", "+86 10 8765 4321", "0086 010 8765 4321", "4321"])
def test_a_number_of_a_town_is_found_with_and_without_its_zero(core: House, typed: str) -> None:
    case = gave_another_number(core, to_call="+861087654321")
    assert found(core, typed) == [case]


@pytest.mark.parametrize("typed", ["138 0013 8223", "+86 137 0013 8222", "8223", "13800138222 9", "%", "_", "138号0013"])
def test_another_number_finds_nothing(core: House, typed: str) -> None:
    gave_another_number(core)
    assert found(core, typed) == []


@pytest.mark.parametrize("typed", ["+86 138 0013 8222", "8222"])
def test_whoever_may_not_see_the_case_does_not_find_it_by_its_number(core: House, typed: str) -> None:
    case = gave_another_number(core)
    assert found(core, typed, "zhao") == found(core, typed, "li") == found(core, typed, "top") == [case]
    assert found(core, typed, "hua") == found(core, typed, "ma") == []
    core.casework.join_partner("wang", case, "ma", "上门检查")
    assert found(core, typed, "ma") == found(core, typed, "luo") == [case]
    core.casework.set_about("top", case, ["li"])
    assert found(core, typed, "li") == found(core, typed, "wang") == found(core, typed, "zhao") == []
    assert found(core, typed, "top") == [case]


def test_what_others_have_does_not_stand_before_what_one_may_see(core: House) -> None:
    case = gave_another_number(core)
    core.casework.join_partner("wang", case, "ma", "上门检查")
    original = core.rows("cases", id=case)[0]

    def more(tx: object) -> None:
        for n in range(60):
            other = {**original, "id": f"x{n}", "owner_id": "hua", "first_owner_id": "hua", "facts": {"phone": TO_CALL}}
            tx._insert("cases", {**other, "opened_at": FRIDAY.replace(hour=11)}, False)  # type: ignore[attr-defined]

    core.store.write(more)
    for who in ("wang", "ma"):
        assert found(core, "8222", who) == [case]


@pytest.mark.parametrize("text", ["周建国", "ABC123", "138号", "12", "", "—", "+86"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert digits_of(text) == ""


def test_the_end_of_a_number_keeps_its_zeros() -> None:
    assert [digits_of(text) for text in ("0000", "0138", "8600", "86001380")] == ["0000", "0138", "8600", "86001380"]
