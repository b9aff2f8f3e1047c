"""What is changed of the rota on the desk: sick, on leave, in a meeting, on duty out of turn, swapped.

The change is a new version of the company beside its files. It moves no promise by itself: the keeper sees which ones
can no longer be kept, and promises those anew before their time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from handoff import commitments, looking, rota
from handoff.document import change_document
from handoff.model import SHANGHAI, Change, Person, Refused
from handoff.scene import Scene
from handoff.store import Again

LEAVE, SICK, MEETING, DUTY = "leave", "sick", "meeting", rota.DUTY
KINDS = (LEAVE, SICK, MEETING, DUTY)
# What people may say of themselves; the rest is for those who answer for the rota.
OWN = (SICK, MEETING)
SWAPPED = "换班"
LONGEST = timedelta(days=180)
# For so long it stays to be read what is over.
KEPT = timedelta(days=60)


def change(
    scene: Scene, by: Person, person_id: str, kind: str, starts: datetime, ends: datetime, reason: str = ""
) -> Change:
    """Somebody is away, or on duty out of turn. Raises Refused."""
    person = scene.company.people.get(person_id)
    if person is None or kind not in KINDS:
        raise Refused("unknown", "没有这位同事或这种安排。请刷新页面重新选择。")
    _require_may(by, person, kind)
    if not starts < ends or ends <= scene.now:
        raise Refused("no_stretch", "结束时间要晚于开始时间，也要晚于现在。请改一下时间。")
    if ends - starts > LONGEST:
        raise Refused("too_long", "一次最多安排180天。更长的请改排班文件。")
    made = Change(commitments.new_id(), person_id, kind, starts, ends, reason.strip()[:200], by.id, scene.now)
    # Pressed again, because the first answer was lost: what is asked for is there.
    same = next((c for c in scene.company.roster if _alike(c, made)), None)
    if same is None:
        _write(scene, [*scene.company.roster, made])
    return same or made


def _alike(one: Change, other: Change) -> bool:
    return one.undone_at is None and replace(one, id=other.id, made_at=other.made_at) == other


def undo(scene: Scene, by: Person, change_id: str) -> None:
    """Take a change back, a swap as a whole; what was promised anew because of it stays as it is."""
    found = made_with(scene.company.roster, change_id)
    if not found:
        raise Refused("unknown", "这条安排已经撤销。请刷新页面。")
    for change in found:
        _require_may(by, scene.company.people.get(change.person) or by, change.kind)
    undone = {c.id: replace(c, undone_by=by.id, undone_at=scene.now) for c in found}
    _write(scene, [undone.get(c.id, c) for c in scene.company.roster])


def made_with(roster: Sequence[Change], change_id: str) -> list[Change]:
    """The change with that id and those made together with it, unless they are undone."""
    return [c for c in roster if c.undone_at is None and act_of(c.id) == act_of(change_id)]


def act_of(change_id: str) -> str:
    """What changes that were made together have in common."""
    return change_id.partition("-")[0]


def swap(scene: Scene, by: Person, one_id: str, other_id: str, day: date) -> None:
    """Two people take each other's duty of a day."""
    looking.require_supervisor(by)
    people = scene.company.people
    if one_id == other_id or one_id not in people or other_id not in people:
        raise Refused("unknown", "换班需要两位不同的同事。请重新选择。")
    duties = {one: rota.segments(scene.company, one, day) for one in (one_id, other_id)}
    if not any(duties.values()):
        raise Refused("nothing", "这一天两位同事都没有班，没有可换的。")
    crosswise = [(one_id, other_id), (other_id, one_id)]
    parts = [(own, LEAVE, part) for own, _ in crosswise for part in duties[own]]
    parts += [(own, DUTY, part) for own, other in crosswise for part in duties[other]]
    act = commitments.new_id()
    made = [
        Change(f"{act}-{number}", own, kind, part.starts, part.ends, SWAPPED, by.id, scene.now)
        for number, (own, kind, part) in enumerate(parts)
    ]
    if any(_swapped(scene.company.roster, {one_id, other_id}, change) for change in made):
        raise Refused("already", "这两位同事这一天已经换过班了。要换回来，请在下面撤销那一条。")
    if any(c.ends <= scene.now for c in made):
        raise Refused("past", "这一天的班已经开始或过去，不能再换。")
    _write(scene, [*scene.company.roster, *made])


def _day(change: Change) -> date:
    return change.starts.astimezone(SHANGHAI).date()


def _swapped(roster: Sequence[Change], pair: set[str], wanted: Change) -> bool:
    """Whether these two took each other's duty of this day already, and it was not taken back."""
    acts: dict[str, set[str]] = {}
    for c in roster:
        if c.undone_at is None and act_of(c.id) != c.id and _day(c) == _day(wanted):
            acts.setdefault(act_of(c.id), set()).add(c.person)
    return pair in acts.values()


def may(by: Person, person_id: str, kind: str) -> bool:
    """Whether this person may arrange this for that one."""
    return by.role != "agent" or (by.id == person_id and kind in OWN)


def _require_may(by: Person, person: Person, kind: str) -> None:
    if not may(by, person.id, kind):
        raise Refused("supervisor_only", "请假、值班和换班由主管安排；自己可以登记病假和会议。")


def _write(scene: Scene, roster: Sequence[Change]) -> None:
    """The next version of the company; what is long over is left out. Of two who write at once, one does so again."""
    current = scene.tx.current_company() or {}
    if current["version"] != scene.company.version:
        raise Again
    document = {**current["document"], "roster": [change_document(c) for c in roster if c.ends + KEPT > scene.now]}
    scene.tx.insert("company", {"version": current["version"] + 1, "imported_at": scene.now, "document": document})
