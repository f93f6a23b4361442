"""Tests reach this machine and no other."""

import ipaddress
import socket

_CONNECTS = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex")}


class OffMachine(OSError):
    """A test tried to reach another machine."""


def _is_here(address):
    if not isinstance(address, tuple):  # a socket of the file system
        return True
    host = address[0]
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _guarded(connect):
    def guarded(self, address):
        if not _is_here(address):
            raise OffMachine(f"{address} is not this machine")
        return connect(self, address)

    return guarded


def loopback_only():
    for name, connect in _CONNECTS.items():
        setattr(socket.socket, name, _guarded(connect))
