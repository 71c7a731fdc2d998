"""A PostgreSQL server of our own for as long as it is measured, as durable as any: `fsync` is on."""

import glob
import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager


def programs():
    """The folder of the newest PostgreSQL; none where there is none."""
    found = glob.glob("/usr/lib/postgresql/*/bin")
    found.sort(key=lambda path: int(path.split("/")[-2].split(".")[0]))
    beside = shutil.which("initdb")
    return found[-1] if found else beside and os.path.dirname(beside)


class Server:
    def __init__(self, bin, folder):
        self.psql = [f"{bin}/psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", folder, "-U", "tollgate"]
        self.folder = folder

    def url(self, database):
        return f"postgres:///{database}?user=tollgate&host={self.folder}"

    def do(self, database, *commands):
        words = [word for command in commands for word in ["-c", command]]
        subprocess.run([*self.psql, "-d", database, *words], check=True, stdout=subprocess.DEVNULL)

    def copy(self, database, to):
        """Makes a database anew from another, and waits until it is on the disk."""
        self.do(
            "postgres",
            f"DROP DATABASE IF EXISTS {to}",
            f"CREATE DATABASE {to} TEMPLATE {database} STRATEGY file_copy",
            "CHECKPOINT",
        )


@contextmanager
def server(bin):
    """Starts a server on a socket in a folder of its own; it will not run as root."""
    folder = tempfile.mkdtemp()
    as_server = []
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        as_server = ["setpriv", "--reuid=nobody", f"--regid={nobody.pw_gid}", "--clear-groups"]

    def tell(*words, **more):
        subprocess.run([*as_server, *words], check=True, stdout=subprocess.DEVNULL, cwd=folder, **more)

    control = [f"{bin}/pg_ctl", "-D", f"{folder}/data"]
    try:
        tell(f"{bin}/initdb", "-D", f"{folder}/data", "-U", "tollgate", "--auth=trust")
        settings = f"-k {folder} -c listen_addresses='' -c fsync=on"
        tell(*control, "-w", "-o", settings, "-l", f"{folder}/log", "start")
        try:
            yield Server(bin, folder)
        finally:
            tell(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
