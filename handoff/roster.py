"""What is changed of the rota on the desk: sick, on leave, in a meeting, on duty out of turn, swapped.

The change is a new version of the company beside its files. It moves no promise by itself: the keeper sees which ones
can no longer be kept, and promises those anew before their time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from handoff import commitments, looking, rota
from handoff.commitments import Scene
from handoff.document import change_document
from handoff.model import Change, Person, Refused, Window

LEAVE, SICK, MEETING, DUTY = "leave", "sick", "meeting", rota.DUTY
KINDS = (LEAVE, SICK, MEETING, DUTY)
# What people may say of themselves; the rest is for those who answer for the rota.
OWN = (SICK, MEETING)
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
    _write(scene, [*scene.company.roster, made])
    return made


def undo(scene: Scene, by: Person, change_id: str) -> None:
    """Take a change back; what was promised anew because of it stays as it is."""
    found = next((c for c in scene.company.roster if c.id == change_id), None)
    if found is None:
        raise Refused("unknown", "这条安排已经撤销。请刷新页面。")
    _require_may(by, scene.company.people.get(found.person) or by, found.kind)
    _write(scene, [c for c in scene.company.roster if c.id != change_id])


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
    made = [_swapped(scene, by, own, LEAVE, part) for own, _ in crosswise for part in duties[own]]
    made += [_swapped(scene, by, own, DUTY, part) for own, other in crosswise for part in duties[other]]
    if any(c.ends <= scene.now for c in made):
        raise Refused("past", "这一天的班已经开始或过去，不能再换。")
    _write(scene, [*scene.company.roster, *made])


def _swapped(scene: Scene, by: Person, person_id: str, kind: str, part: Window) -> Change:
    return Change(commitments.new_id(), person_id, kind, part.starts, part.ends, "换班", by.id, scene.now)


def _require_may(by: Person, person: Person, kind: str) -> None:
    if by.role == "agent" and (by.id != person.id or kind not in OWN):
        raise Refused("supervisor_only", "请假、值班和换班由主管安排；自己可以登记病假和会议。")


def _write(scene: Scene, roster: Sequence[Change]) -> None:
    """The next version of the company; what is long over is left out. Of two who write at once, one does so again."""
    current = scene.tx.current_company() or {}
    document = {**current["document"], "roster": [change_document(c) for c in roster if c.ends + KEPT > scene.now]}
    scene.tx.insert("company", {"version": current["version"] + 1, "imported_at": scene.now, "document": document})
