"""``python -m benchmarks.round_trips.proxy HOST PORT SECONDS``: a connection that is further away. Prints the port it listens on."""

from __future__ import annotations

import select
import socket
import sys
import threading
import time


def serve(host: str, port: int, seconds: float) -> None:
    """Passes every connection on; what arrives is held back for half of ``seconds``, in each direction."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        print(listening.getsockname()[1], flush=True)
        while True:
            near, far = listening.accept()[0], socket.create_connection((host, port))
            for one, other in ((near, far), (far, near)):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=pass_on, args=(one, other, seconds / 2), daemon=True).start()


def pass_on(source: socket.socket, target: socket.socket, seconds: float) -> None:
    """Whatever has arrived in the meantime goes along."""
    while True:
        select.select([source], [], [])
        time.sleep(seconds)
        received = source.recv(1 << 22)
        if not received:
            target.shutdown(socket.SHUT_WR)
            return
        target.sendall(received)


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
