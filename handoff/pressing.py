"""Who comes back or has waited long is more pressing, by themselves: nobody has to raise their voice."""

from __future__ import annotations

from datetime import datetime, timedelta

from handoff import commitments, hours, reasons
from handoff.model import SEVERITIES, Company
from handoff.scene import Scene
from handoff.store import Row

# A new matter within this time of the last one is that customer's second visit.
AGAIN = timedelta(days=30)
# Working hours without being reached after which a case is as pressing as a repeated one.
PATIENCE_HOURS = 16
# Asked so often how it stands, a customer should not have to ask again.
ASKED = 2
DANGER = "safety"
WAITED = "waited"


def at_least(severity: str, known: object) -> str:
    """The weightier of two."""
    return max(severity, str(known or "normal"), key=SEVERITIES.index)


def earlier(scene: Scene, case: Row | None) -> Row | None:
    """The customer's latest case, where it ended not long ago; a call that broke off was no visit."""
    if case is None or case["state"] != "closed" or case["facts"].get("abandoned"):
        return None
    return case if scene.now - case["closed_at"] <= AGAIN else None


def long_ago(company: Company, opened_at: datetime, now: datetime) -> bool:
    """Whether what was opened then has been open for longer than anybody should wait."""
    here = opened_at.astimezone(company.timezone)  # whose working hours they are
    return now > hours.add_working_hours(here, PATIENCE_HOURS, company.calendar, company.policy)


def has_waited(scene: Scene, case: Row) -> bool:
    """Whether the customer has waited for so long, and nobody has reached them in all that time."""
    if not long_ago(scene.company, case["opened_at"], scene.now):
        return False
    return not any(p["state"] == "kept" for p in scene.tx.rows("promises", case_id=case["id"]))


def grown(scene: Scene, case: Row) -> list[str]:
    """What has made the case more pressing since it began: waiting, and being asked about."""
    asked = int(case["facts"].get("asked") or 0) >= ASKED
    return [kind for kind, so in ((WAITED, has_waited(scene, case)), ("asked", asked)) if so]


def raise_it(scene: Scene, case: Row) -> None:
    """Let the case be as pressing as it has become."""
    for kind in grown(scene, case):
        more_pressing(scene, case, kind)


def more_pressing(scene: Scene, case: Row, kind: str) -> bool:
    """The case is at least as pressing as this makes it, and its people see why; False where it was already."""
    severity, facts = at_least(case["severity"], reasons.SEVERITY[kind]), reasons.seen(case["facts"], kind)
    if severity == case["severity"] and facts == case["facts"]:
        return False
    return scene.tx.update("cases", case, {"severity": severity, "facts": facts})


def warn(scene: Scene, case: Row, before: str = "normal") -> None:
    """Somebody may be in danger: the supervisors know at once, and once, since severity never falls."""
    if case["severity"] == DANGER and before != DANGER:
        commitments.alarm(scene, "safety", case["id"], {})
