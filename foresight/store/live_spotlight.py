"""The need that the facilitator has put on the projector."""

from __future__ import annotations

from foresight.store.database import Database
from foresight.store.engine import Reading, Transaction
from foresight.store.live_session import count_topic, live_session, refuse_closed
from foresight.store.live_undo import remember


def spotlight(reader: Reading, session: str) -> str:
    """Return the need that stands on the projector, or an empty text while it goes through all of them."""
    return str(reader.value("select need from live_spotlight where session = $1", [session]) or "")


def put_spotlight(database: Database, session: str, need: str) -> None:
    """Put a need on the projector; an empty text lets it go through all needs again."""

    def put(transaction: Transaction) -> None:
        found = live_session(transaction, session)
        refuse_closed(found)
        if need:
            found.need(need)
        earlier = spotlight(transaction, session)
        if earlier == need:
            return
        remember(transaction, found, "spotlight_moved", besides={"spotlight": earlier})
        transaction.execute(
            """
            insert into live_spotlight (session, need) values ($1, $2)
            on conflict (session) do update set need = excluded.need
            """,
            [session, need],
        )
        transaction.touch(count_topic(session))

    database.write(put)
