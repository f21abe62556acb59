"""Servers of `scripts.many`: PostgreSQL is there (scripts/with_postgres.sh); Redis, a store that speaks S3, two web machines, a
worker and nginx are started here, each in a group of its own, so that killing one takes all of it, as when a machine goes out.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from kpss_portal.environment import PROJECT_DIR

HOST, BUCKET = "127.0.0.1", "kpss"
PATIENCE_SECONDS = 90
WEB_PROCESSES = 2  # of each machine


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


class Server:
    """One process with its children; it can be killed outright and started again at the same place."""

    def __init__(self, name: str, command: list[str], port: int, work: Path, environment: dict[str, str]) -> None:
        self.name, self.command, self.port = name, command, port
        self.log, self.environment = work / f"{name}.log", environment
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                self.command, cwd=PROJECT_DIR, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def end(self, number: int = signal.SIGKILL) -> None:
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)
        self.process.wait(PATIENCE_SECONDS)

    def wait(self, question: Callable[[], bool] | None = None) -> None:
        ask = question or (lambda: is_open(self.port))
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            with suppress(OSError):
                if ask():
                    return
            time.sleep(0.2)
        raise SystemExit(f"{self.name} has not started: {self.log.read_text()[-1500:]}")


def is_open(port: int) -> bool:
    with socket.create_connection((HOST, port), 1):
        return True


def is_well(port: int) -> bool:
    with urllib.request.urlopen(f"http://{HOST}:{port}/kontakty/", timeout=10) as answer:
        return bool(answer.status == 200)


class Town:
    """All servers of one portal; `broken` names what is set up wrongly on purpose, to see that it is found."""

    def __init__(self, work: Path, broken: str) -> None:
        self.work, self.broken = work, broken
        self.ports = {name: free_port() for name in ("redis", "s3", "web1", "web2", "nginx")}
        self.redis = self._redis()
        self.s3 = self._server("s3", [sys.executable, "-m", "moto.server", "-p", str(self.ports["s3"])], os.environ)
        self.webs = [self._web("web1"), self._web("web2")]
        self.worker = self._server(
            "worker", [sys.executable, "manage.py", "db_worker", "--interval", "0.5"], self.of("web1")
        )
        self.nginx = self._nginx()

    @property
    def all(self) -> list[Server]:
        return [self.nginx, *self.webs, self.worker, self.redis, self.s3]

    def of(self, machine: str) -> dict[str, str]:
        """Variables of a machine: only its data folder is its own."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("KPSS_", "AWS_"))}
        own = clean | {
            "DJANGO_SETTINGS_MODULE": "kpss_portal.settings",
            "KPSS_DATA_DIR": str(self.work / machine),
            "KPSS_MACHINES": "2",
            "KPSS_STORAGE": f"s3://{BUCKET}/portal",
            "KPSS_CACHE_URL": f"redis://{HOST}:{self.ports['redis']}/0",
            "KPSS_SECRET_KEY": "the same secret on all machines of this trial, and long enough",
            "KPSS_TRUSTED_PROXY": "yes",
            "KPSS_BASE_URL": f"http://{HOST}:{self.ports['nginx']}",
            "KPSS_LOG_LEVEL": "WARNING",
            "AWS_ENDPOINT_URL": f"http://{HOST}:{self.ports['s3']}",
            "AWS_ACCESS_KEY_ID": "trial",
            "AWS_SECRET_ACCESS_KEY": "trial",
            "AWS_DEFAULT_REGION": "us-east-1",
        }
        if self.broken == "files":
            del own["KPSS_STORAGE"]
        return own

    def start_stores(self) -> None:
        for server in (self.redis, self.s3):
            server.start()
            server.wait()
        import boto3

        boto3.client(
            "s3",
            endpoint_url=f"http://{HOST}:{self.ports['s3']}",
            aws_access_key_id="trial",
            aws_secret_access_key="trial",
            region_name="us-east-1",
        ).create_bucket(Bucket=BUCKET)

    def start_portal(self) -> None:
        for server in (*self.webs, self.nginx):
            server.start()
        for web in self.webs:
            web.wait(lambda port=web.port: is_well(port))
        self.nginx.wait(lambda: is_well(self.ports["nginx"]))

    def stop(self) -> None:
        for server in self.all:
            server.end(signal.SIGTERM if server in self.webs else signal.SIGKILL)

    def _server(self, name: str, command: list[str], environment: Any) -> Server:
        return Server(name, command, self.ports.get(name, 0), self.work, dict(environment))

    def _redis(self) -> Server:
        program = shutil.which("valkey-server") or shutil.which("redis-server") or "redis-server"
        # nothing is written to a disk: what is counted there would otherwise outlive its day
        words = ["--port", str(self.ports["redis"]), "--bind", HOST, "--save", "", "--appendonly", "no"]
        return self._server("redis", [program, *words, "--dir", str(self.work)], os.environ)

    def _web(self, name: str) -> Server:
        command = [sys.executable, "-m", "gunicorn", "kpss_portal.wsgi", "--bind", f"{HOST}:{self.ports[name]}"]
        command += ["--workers", str(WEB_PROCESSES), "--timeout", "60", "--preload", "--log-level", "error"]
        return self._server(name, [*command, "--no-control-socket"], self.of(name))

    def _nginx(self) -> Server:
        """The files of deploy/, without TLS and with these ports."""
        folder = self.work / "nginx"
        folder.mkdir()
        site = (PROJECT_DIR / "deploy/nginx/kpss-portal.conf").read_text(encoding="utf-8")
        many = (PROJECT_DIR / "deploy/nginx/upstream-many.conf").read_text(encoding="utf-8")
        site = re.sub(r"upstream kpss_portal \{.*?\n\}\n", lambda _found: many, site, flags=re.DOTALL)
        for address, web in zip(("10.0.0.11:8000", "10.0.0.12:8000"), ("web1", "web2"), strict=True):
            site = site.replace(address, f"{HOST}:{self.ports[web]}")
        site = re.sub(r"server \{\n    listen 80;.*?\n\}\n", "", site, count=1, flags=re.DOTALL)
        site = re.sub(r"^ +(ssl_|listen \[::\]).*\n", "", site, flags=re.MULTILINE)
        site = site.replace("listen 443 ssl http2", f"listen {HOST}:{self.ports['nginx']}")
        if self.broken == "balancer":
            site = site.replace("proxy_next_upstream error timeout", "proxy_next_upstream off")
        places = "".join(
            f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (folder / "nginx.conf").write_text(
            f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;\nevents {{}}\n"
            f"http {{ access_log off; {places}\n{site}\n}}\n"
        )
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        return self._server("nginx", [program, "-e", "stderr", "-c", str(folder / "nginx.conf")], os.environ)


def manage(environment: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=PROJECT_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"manage.py {' '.join(words)}: {(done.stderr or done.stdout)[-1500:]}")
    return done.stdout.strip()
