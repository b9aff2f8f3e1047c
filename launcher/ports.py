"""Sees a taken port before the parts start, and says so in a sentence that names the setting to change."""

from __future__ import annotations

import errno
import socket


class PortTaken(Exception):
    """The message is meant for a person."""


def check(bind: str, wanted: dict[str, tuple[int, str]]) -> None:
    """`wanted`: part -> (port, setting). Two parts on one port are told too."""
    seen: dict[int, str] = {}
    for part, (port, setting) in wanted.items():
        if port in seen:
            raise PortTaken(f"{part} and {seen[port]} cannot share port {port}. Give {setting} another number.")
        seen[port] = part
        trouble = refused(bind, port)
        if trouble == errno.EADDRINUSE:
            other = port + 1000 if port < 64000 else port - 1000
            raise PortTaken(
                f"Port {port} is taken by another program, so the {part} cannot listen there. "
                f"Stop that program, or choose a free port: {setting}={other} make run (or a line in .env)."
            )
        if trouble:
            raise PortTaken(
                f"The {part} cannot listen on {bind}:{port} ({errno.errorcode.get(trouble, trouble)}). "
                f"Change YINUO_BIND or {setting}."
            )


def refused(bind: str, port: int) -> int:
    """0, or the error number of an attempt to listen there."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((bind, port))
            door.listen(1)
        except OSError as error:
            return error.errno or errno.EIO
    return 0
