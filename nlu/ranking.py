"""From how likely each intent is to what is said of a message: first which service, then which of its intents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from rasa.shared.nlu.constants import INTENT_NAME_KEY

from nlu.meant import OTHER, meant

COMPLAINT = "complaint"
# Chosen with customers' sentences that nothing was learned from: up to here more complaints are heard, and hardly
# anything else is taken for one.
COMPLAINT_WEIGHT = 1.3


def service(intent: str) -> str:
    """Complaints, refunds and so on; everything else is one."""
    return meant(intent, threat=False)


def services(shares: np.ndarray, intents: Sequence[str]) -> dict[str, float]:
    """How likely each service is, whichever of its intents: what kind of complaint it is makes no difference."""
    sums: dict[str, float] = {}
    for share, intent in zip(shares.tolist(), intents, strict=True):
        sums[service(intent)] = sums.get(service(intent), 0.0) + share
    return sums


def sureness(shares: np.ndarray, intents: Sequence[str]) -> float:
    """How sure it is which service is meant."""
    return max(services(shares, intents).values())


def leaning(shares: np.ndarray, intents: Sequence[str]) -> np.ndarray:
    """Towards a complaint: one that is missed costs a customer, one too many costs a colleague a call."""
    weights = np.array([COMPLAINT_WEIGHT if service(intent) == COMPLAINT else 1.0 for intent in intents])
    return np.asarray(shares * weights / (shares @ weights))


def ranked(shares: np.ndarray, intents: Sequence[str]) -> list[dict[str, Any]]:
    """First which service, then which of its intents. What is about none of the services is about one of many small
    things, and no complaint only because no single one of those is likelier than a complaint.

    A service is as likely as all of its intents together, a small thing as it is by itself, and what stands behind is
    never said to be likelier.
    """
    of_service = services(shares, intents)
    leading = max(of_service, key=lambda one: (of_service[one], one))
    ordered = sorted(zip(shares.tolist(), intents, strict=True), key=lambda one: (service(one[1]) != leading, -one[0]))
    ranking, least = [], of_service[leading] if leading != OTHER else 1.0
    for place, (share, intent) in enumerate(ordered):
        least = least if place == 0 and leading != OTHER else min(least, share)
        ranking.append({INTENT_NAME_KEY: intent, "confidence": least})
    return ranking
