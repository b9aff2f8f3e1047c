"""Opening the database and running transactions on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any, TypeVar

from sqlalchemy import exc
from sqlalchemy.engine.url import make_url

from handoff.store import opening
from handoff.store.in_turn import InTurn
from handoff.store.news import News
from handoff.store.prepared import Statements
from handoff.store.same_log import LOST, SameLog
from handoff.store.tx import Tx

T = TypeVar("T")
# A writer waits for its own process's others, and then for those of other processes; while some stranger holds the
# lock, nobody waits for long, so that the few threads stay free for those who only read.
WRITER_MS, STUCK_MS = opening.BUSY_MS // 2, 200
# Something was written so lately that there is no need to try whether it can be.
LATELY_S = 1.0
SNAPSHOT_S = 600
# How often SQLite's log is written back, at most.
WRITTEN_BACK_S = 2.0
TRIES = 6
# Two transactions wanted the same: https://www.postgresql.org/docs/current/mvcc-serialization-failure-handling.html
_SERIALIZATION = {"40001", "40P01"}
# A table or a column that is not there.
_UNMIGRATED = {"42P01", "42703"}


class Again(Exception):
    """Raised by work that finds, once it has its locks, that what it read before is no longer so: it is run again."""


class Conflict(Exception):
    """Somebody else took what this transaction wanted, again and again."""


class Unavailable(Exception):
    """The database does not answer, or refuses."""


class Unmigrated(Unavailable):
    """The database is empty or of an older release; waiting does not help."""


class LogLost(Unavailable):
    """SQLite's log was deleted under the connections that are open; what they write is safe once they all close."""


class Store:
    """Transactions on SQLite or PostgreSQL. `read` sees one consistent state on SQLite, and on PostgreSQL with each
    statement what is committed by then; `write` holds SQLite's write lock from its beginning, so that what was read is
    still true when it commits."""

    def __init__(self, url: str, ledger_key: str) -> None:
        self.url = url
        self._key = ledger_key
        self.sqlite = make_url(url).get_backend_name() == "sqlite"
        self._log = SameLog(str(make_url(url).database))
        self._engine = opening.sqlite(url, self._log) if self.sqlite else opening.postgresql(url)
        self._statements = Statements(self._engine.dialect)
        self._driver: Any = self._engine.dialect.dbapi
        # Threads of one process wait here in order, rather than in SQLite's sleep-and-try-again.
        self._one_writer = InTurn()
        self._stuck = False
        self._written_at: float | None = None
        self._written_back_at = 0.0

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """A transaction that only reads. Raises Unavailable."""
        try:
            with self._transaction("BEGIN", apart=True) as tx:
                yield tx
        except self._driver.Error as error:
            raise _unavailable(error) from error

    @contextmanager
    def snapshot(self) -> Iterator[Tx]:
        """As `read`, with everything as of one instant, and time for all of it: for whoever compares the whole database
        with itself while others write to it."""
        begin = "BEGIN" if self.sqlite else "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
        try:
            with self._transaction(begin) as tx:
                if self.sqlite:
                    yield tx
                else:
                    tx.cursor.execute(f"SET LOCAL statement_timeout = {SNAPSHOT_S * 1000}")
                    with tx.cursor.connection.patient(SNAPSHOT_S):
                        yield tx
        except self._driver.Error as error:
            raise _unavailable(error) from error

    def write(self, work: Callable[[Tx], T], durable: bool = True) -> T:
        """Run `work` in a transaction and commit it; run it again when another transaction was in the way.

        `durable=False` is for what may be lost with the machine, such as leases: it spares the wait for the disk.
        Raises Conflict or Unavailable; anything `work` raises undoes the transaction and is passed on.
        """
        for _ in range(TRIES):
            try:
                return self._once(work, durable)
            except Again as error:
                conflict: Exception = error
            except self._driver.Error as error:
                wanted_the_same = getattr(error, "pgcode", None) in _SERIALIZATION
                if not wanted_the_same and not isinstance(error, self._driver.IntegrityError):
                    raise _unavailable(error) from error
                conflict = error
        raise Conflict(type(conflict).__name__) from conflict

    def try_writing(self, work: Callable[[Tx], None]) -> None:
        """Raise Unavailable unless something can be written now: a full disk and a foreign lock let readers pass.
        Nothing is done where something was written a moment ago. Raises LogLost where it is safe only after an orderly
        end."""
        if self._log.lost:
            raise LogLost(LOST)
        if self._written_at is None or monotonic() - self._written_at > LATELY_S:
            self.write(work, durable=False)

    def write_back(self) -> int:
        """Bring what stands in SQLite's log into its file, beside all who read and write, so that hardly ever somebody
        who commits has to. PostgreSQL does that itself. Returns 0: for the keeper this is nothing done. Raises
        Unavailable."""
        # Of a log that was deleted nothing may be brought back but by an end of all: whoever came then would write.
        if self.sqlite and not self._log.lost and monotonic() - self._written_back_at > WRITTEN_BACK_S:
            connection = self._connection()
            try:
                connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
                self._written_back_at = monotonic()
            except self._driver.Error as error:
                raise _unavailable(error) from error
            finally:
                connection.close()
        return 0

    def _once(self, work: Callable[[Tx], T], durable: bool) -> T:
        if self.sqlite:
            done = self._alone(work, durable)
        else:
            with self._transaction("" if durable else "SET LOCAL synchronous_commit = off") as tx:
                done = self._finish(tx, work)
        self._written_at = monotonic()
        return done

    def _alone(self, work: Callable[[Tx], T], durable: bool) -> T:
        """SQLite has one writer at a time."""
        wait_ms = STUCK_MS if self._stuck else WRITER_MS
        if not self._one_writer.acquire(timeout=wait_ms / 1000):
            raise Unavailable("the database was busy for too long")
        try:
            wait_ms = STUCK_MS if self._stuck else WRITER_MS
            before = (f"PRAGMA busy_timeout={wait_ms}", f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
            with self._transaction("BEGIN IMMEDIATE", *before) as tx:
                self._stuck = False
                return self._finish(tx, work)
        except self._driver.OperationalError as error:
            self._stuck = "locked" in str(error)
            raise
        finally:
            self._one_writer.release()

    def _finish(self, tx: Tx, work: Callable[[Tx], T]) -> T:
        result = work(tx)
        tx.seal()
        return result

    def _connection(self) -> Any:
        try:
            return self._engine.raw_connection()
        except exc.DBAPIError as error:
            raise _unavailable(error.orig) from error
        except exc.TimeoutError as error:
            raise Unavailable("all connections to the database are busy") from error
        except exc.InvalidRequestError as error:
            raise Unavailable("the database ends every connection at once") from error

    @contextmanager
    def _transaction(self, begin: str, *before: str, apart: bool = False) -> Iterator[Tx]:
        """`apart` is for statements that PostgreSQL need not hold together: it spares the round trips around them."""
        apart = apart and not self.sqlite
        connection = self._connection()
        try:
            if apart:
                connection.dbapi_connection.autocommit = True
            cursor = connection.cursor()
            for statement in (*before, begin):
                if statement and (self.sqlite or statement != "BEGIN"):  # psycopg2 begins by itself
                    cursor.execute(statement)
            yield Tx(cursor, self._statements, self._key)
            connection.commit()
        except BaseException:
            if getattr(connection.dbapi_connection, "closed", False):
                connection.invalidate()  # nothing to undo on a line that is cut
            else:
                connection.rollback()
            raise
        finally:
            if apart and connection.is_valid and not connection.dbapi_connection.closed:
                connection.dbapi_connection.autocommit = False
            connection.close()  # back to the pool

    def tell(self, conversation_id: str) -> None:
        """Tell every process that listens that a conversation has something new; not in the transaction that wrote it,
        because PostgreSQL would have such transactions wait for each other's disk."""
        if not self.sqlite:
            with self._transaction("", apart=True) as tx:
                tx.tell(conversation_id)

    def listen(self) -> News | None:
        """News from other processes; None on SQLite, whose processes cannot tell each other anything."""
        if self.sqlite:
            return None
        connection = self._engine.raw_connection()
        connection.detach()  # it is not for transactions, so the pool must not lend it
        return News(connection.dbapi_connection)

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()


def _unavailable(error: Any) -> Unavailable:
    """The database's own words, never the statement's values: those may be a customer's."""
    said = str(error).split("\n")[0]
    if said == LOST:
        return LogLost(said)
    missing = ("no such table", "no such column", "has no column named")
    if getattr(error, "pgcode", None) in _UNMIGRATED or any(words in said for words in missing):
        return Unmigrated(f"{said}: run `python -m handoff migrate`")
    return Unavailable(said)
