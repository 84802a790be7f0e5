"""Python imports this at its start when its folder is on PYTHONPATH: every connection and look-up fails."""

import socket


class NetworkUsed(OSError):
    """Something asked the network."""


def _refuse(*arguments: object, **_: object) -> None:
    raise NetworkUsed(f"no network here, but something asked for {arguments[1:] or arguments}")


socket.socket.connect = _refuse  # type: ignore[method-assign, assignment]
socket.socket.connect_ex = _refuse  # type: ignore[method-assign, assignment]
socket.getaddrinfo = _refuse  # type: ignore[assignment]
