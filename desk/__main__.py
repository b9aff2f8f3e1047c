"""`python -m desk`: serve the desk on the address and port of the settings."""

from __future__ import annotations

import logging

from desk.app import create_app
from porch.connection import Connection


def main() -> None:
    """Serve until told to stop. The access log stays off: search words and phone numbers stand in addresses."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    app = create_app()
    settings = app.ctx.desk.settings
    app.run(host=settings.bind, port=settings.desk_port, access_log=False, motd=False,
            protocol=Connection)  # fmt: skip


if __name__ == "__main__":
    main()
