"""Antivirus for tests: a real clamd with one signature of our own, and servers that behave as a broken one."""

import contextlib
import shutil
import socket
import socketserver
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

EICAR = (
    b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
)  # harmless; every scanner knows it
SIGNATURE = "44d88612fea8a8f36de82e1278abb02f:68:Eicar-Test\n"
PATIENCE_SECONDS = 20


def real_clamd_path() -> str | None:
    """Where clamd is, if this machine has it."""
    return shutil.which("clamd") or next((path for path in ("/usr/sbin/clamd",) if Path(path).exists()), None)


@contextlib.contextmanager
def real_clamd(folder: Path) -> Iterator[str]:
    """A clamd of its own; gives its address."""
    (folder / "signatures").mkdir()
    (folder / "signatures/own.hdb").write_text(SIGNATURE)
    socket_path, settings = folder / "clamd.sock", folder / "clamd.conf"
    settings.write_text(f"LocalSocket {socket_path}\nForeground yes\nDatabaseDirectory {folder / 'signatures'}\n")
    process = subprocess.Popen(
        [str(real_clamd_path()), "--config-file", str(settings)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(socket_path)
        yield f"unix://{socket_path}"
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_SECONDS)


def _wait_for(socket_path: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
            probe.connect(str(socket_path))
            return
        time.sleep(0.05)
    raise AssertionError("clamd did not start")


@contextlib.contextmanager
def answering(words: bytes | None) -> Iterator[str]:
    """A server that reads INSTREAM to its end and says `words`; None looks for EICAR as clamd would."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.rfile.readline()
            data = b""
            while size := struct.unpack("!L", self.rfile.read(4))[0]:
                data += self.rfile.read(size)
            found = b"stream: Eicar-Test FOUND\n" if EICAR in data else b"stream: OK\n"
            self.wfile.write(found if words is None else words)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield f"tcp://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@contextlib.contextmanager
def mute() -> Iterator[str]:
    """Takes connections and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(8)
        yield f"tcp://127.0.0.1:{listener.getsockname()[1]}"


def nobody() -> str:
    """An address where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{probe.getsockname()[1]}"
