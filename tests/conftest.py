"""What houses of all kinds share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.acceptance.forked import Zygote


@pytest.fixture(scope="session")
def zygote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    """Forks parts, so that they need not import everything anew; a house takes it as its `zygote`."""
    from tests.acceptance.forked import Zygote  # rules and pages have no houses, nor wait for what these import

    made = Zygote(tmp_path_factory.mktemp("zygote") / "log")
    yield made
    made.close()
