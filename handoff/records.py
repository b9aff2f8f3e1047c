"""What leaves the house as a file: one case for a regulator, everything of one customer for that customer.

Each is written on the ledger of the cases that it tells of, with the digest of the file, in the transaction in which it
is made.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Literal

from handoff import dossier, export, export_page, looking
from handoff.commitments import lock_case
from handoff.model import NotFound, Person
from handoff.scene import Scene
from handoff.store import Row, Tx
from handoff.use_cases import UseCases
from handoff.views import LinkedView

Form = Literal["html", "json"]
MEDIA: dict[Form, str] = {"html": "text/html; charset=utf-8", "json": "application/json"}
ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Paper:
    """A file to be given away; `sha256` stands on the ledger."""

    name: str
    data: bytes
    media: str
    sha256: str


class Records(UseCases):
    """The use cases of exports. A person who may not see the case gets NotFound, one who may not export it Refused."""

    def linked(self, person_id: str, case_id: str) -> list[LinkedView]:
        """The other cases of the same customer that this person may see."""
        with self._store.read() as tx:
            scene = self._scene(tx)
            person = looking.person_of(scene.company, person_id)
            case = looking.case_for(scene, person, case_id)
            return [_linked(scene, case, other) for other in export.linked(scene, case, person)]

    def may_export(self, person_id: str) -> bool:
        """Whether this person may give cases away."""
        with self._store.read() as tx:
            company = self._companies.current(tx)
        person = looking.person_of(company, person_id)
        return person.role != "agent" and not looking.is_partner(company, person)

    def export(self, person_id: str, case_id: str, form: Form) -> Paper:
        """The document of one case. For supervisors of the company's own; `administrator` is whoever looks after the
        machine."""

        def work(tx: Tx) -> Paper:
            scene = self._scene(tx)
            person = None if person_id == ADMINISTRATOR else looking.person_of(scene.company, person_id)
            case = self._case(scene, person, case_id)
            document = export.document(scene, case, person)
            paper = _paper(f"case-{case['id']}", document, export_page.case_page(document), form)
            tx.event(case["id"], "exported", person_id, scene.now, {"form": form, "sha256": paper.sha256})
            return paper

        return self._store.write(work)

    def _case(self, scene: Scene, person: Person | None, case_id: str) -> Row:
        if person is None:
            case = lock_case(scene, case_id)
            if case is None:
                raise NotFound("工单")
            return case
        case = looking.case_for(scene, person, case_id, lock=True)
        looking.require_own(scene.company, person)
        looking.require_supervisor(person)
        return case

    def all_of(self, customer_id: str) -> tuple[Paper, Paper]:
        """Everything kept of a customer, for programs and to read."""

        def work(tx: Tx) -> tuple[Paper, Paper]:
            scene = self._scene(tx)
            for case in sorted(tx.rows("cases", customer_id=customer_id), key=lambda c: str(c["id"])):
                lock_case(scene, case["id"])
            found = dossier.collect(scene, customer_id)
            page = dossier.page(scene, found)
            papers = tuple(_paper(f"customer-{customer_id[:8]}", found, page, form) for form in ("json", "html"))
            for case in found["cases"]:
                tx.event(case["id"], "data_given", ADMINISTRATOR, scene.now, {"sha256": papers[0].sha256})
            return papers[0], papers[1]

        return self._store.write(work)


def _paper(name: str, content: dict[str, object], page: str, form: str) -> Paper:
    text = page if form == "html" else json.dumps(content, ensure_ascii=False, indent=1, default=str)
    data = text.encode("utf-8", "replace")
    kind: Form = "html" if form == "html" else "json"
    return Paper(f"{name}.{form}", data, MEDIA[kind], hashlib.sha256(data).hexdigest())


def _linked(scene: Scene, case: Row, other: Row) -> LinkedView:
    zone = scene.company.timezone
    closed = other["closed_at"].astimezone(zone) if other["closed_at"] else None
    return LinkedView(other["id"], export.how_linked(case, other), other["intent"], other["state"],
                      other["opened_at"].astimezone(zone), closed)  # fmt: skip
