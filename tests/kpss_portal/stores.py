"""Real servers that several machines share, for tests: one that speaks S3, and Redis or Valkey where it is installed."""

import shutil
import socket
import subprocess
import time
from contextlib import contextmanager, suppress

import boto3
from moto.server import ThreadedMotoServer

from kpss_portal.storage import storages_entry

BUCKET = "kpss"
REDIS = shutil.which("valkey-server") or shutil.which("redis-server")


@contextmanager
def store_server():
    """The address of an empty store."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def use_store(address, settings, monkeypatch, prefix="portal"):
    """From now on files of this test are in the store."""
    for name, value in (
        ("AWS_ENDPOINT_URL", address),
        ("AWS_ACCESS_KEY_ID", "try"),
        ("AWS_SECRET_ACCESS_KEY", "try"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
    ):
        monkeypatch.setenv(name, value)
    with suppress(boto3.client("s3").exceptions.BucketAlreadyOwnedByYou):
        boto3.client("s3").create_bucket(Bucket=BUCKET)
    settings.STORAGE_ADDRESS = f"s3://{BUCKET}/{prefix}"
    settings.STORAGES = settings.STORAGES | {"default": storages_entry(settings.STORAGE_ADDRESS)}


@contextmanager
def redis_server(folder):
    """The port of an empty cache that keeps nothing on the disk."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [REDIS, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        for _try in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(10)
