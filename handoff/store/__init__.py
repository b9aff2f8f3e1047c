"""The database behind one door: transactions here, SQL in `tx` and `queries`, nowhere else."""

from handoff.store.engine import Again, Conflict, LogLost, Store, Unavailable, Unmigrated
from handoff.store.news import News
from handoff.store.prepared import Row
from handoff.store.tx import Tx

__all__ = ["Again", "Conflict", "LogLost", "News", "Row", "Store", "Tx", "Unavailable", "Unmigrated"]
