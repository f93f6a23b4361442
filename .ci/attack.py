"""Attackers against a server of this tree, and against one with planted holes.

Servers and attackers run where nothing but the loopback address is: in a network namespace
of their own. Where that may not be made, this says so, and in CI it ends there.
"""

import fcntl
import os
import socket
import struct
import sys
from pathlib import Path

import needs

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest", "-q", "--durations=10", "-m", "attack"]
# From <linux/sockios.h> and <linux/if.h>: to switch an interface on.
SIOCSIFFLAGS, IFF_UP = 0x8914, 0x1


def main():
    os.chdir(ROOT)
    os.environ["CHROMIUM"] = needs.chromium() or ""
    os.environ.pop("DATABASE_URL", None)
    try:
        leave_network()
    except (AttributeError, OSError) as error:
        told = f"No network namespace can be made here ({error})."
        if os.environ.get("CI"):
            sys.exit(f"{told} In CI attackers run in one, or not at all.")
        print(f"{told} Attackers reach the network; they are told of 127.0.0.1 only.")
    else:
        print("== attackers, with no network but the loopback address", flush=True)
    # In our place: the last line is pytest's own, and so is the exit code.
    os.execv(PYTEST[0], [*PYTEST, "tests/attack"])


def leave_network():
    """Go into a namespace that holds the loopback address alone, switched on."""
    user, group = os.geteuid(), os.getegid()
    if user:
        os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET)
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    else:
        os.unshare(os.CLONE_NEWNET)
    with socket.socket() as any_socket:
        flags = struct.pack("16sh", b"lo", IFF_UP)
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, flags)
    assert [name for _, name in socket.if_nameindex()] == ["lo"]


if __name__ == "__main__":
    main()
