#!/usr/bin/env python3
"""Starts SecondPath with nothing but Python: `make run` for the demo, `make serve` for real work."""

from __future__ import annotations

import hashlib
import http.client
import ipaddress
import os
import secrets
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PATIENCE = 90
ENDED_ON_PURPOSE = (128 + signal.SIGINT, 128 + signal.SIGTERM)
DEVELOPMENT, PRODUCTION = "config.settings.development", "config.settings.production"


def refuse(sentence: str) -> None:
    """Leave, saying why and what to do."""
    sys.exit(f"SecondPath did not start. {sentence}")


# A Python of its own


def install(lock: str) -> None:
    """Bring .venv up to date with a lock file; does nothing when it already is."""
    if not PYTHON.exists():
        make_venv()
    stamp = VENV / f"installed-{lock}"
    wanted = hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"Installing what {lock} lists …", flush=True)
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "-qq", "--require-hashes"]
    if subprocess.run([*pip, "--requirement", str(ROOT / lock)], check=False).returncode:
        refuse("Something could not be installed; the lines above say what.")
    stamp.write_text(wanted)


def make_venv() -> None:
    """Make .venv, anew where it points at a Python that is gone."""
    print("Making .venv …", flush=True)
    if subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=False).returncode:
        refuse("Python could not make a virtual environment. On Debian or Ubuntu: apt install python3-venv")


# Where and how


def var_folder() -> Path:
    """The folder that holds everything that changes."""
    return Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()


def address() -> tuple[str, int]:
    """The host and port to answer on."""
    port = os.environ.get("PORT") or "8000"
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 2**16:
        refuse(f"PORT must be a number from 1 to 65535, not {port!r}.")
    return os.environ.get("HOST") or "127.0.0.1", int(port)


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def require_free(host: str, port: int) -> None:
    """Refuse when somebody else already answers there."""
    try:
        family, kind, _proto, _name, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where)
    except OSError:
        refuse(f"Nothing can listen on {host} port {port}: it is taken, or not ours. Choose another PORT.")


def surroundings(settings: str) -> dict[str, str]:
    """The environment that every process of SecondPath is started in."""
    host, port = address()
    return {
        **os.environ,
        "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "DJANGO_SETTINGS_MODULE": settings,
        "VAR_DIR": str(var_folder()),
        "BIND": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
    }


def demo_surroundings() -> dict[str, str]:
    """The environment of the demo; refuses wherever its well-known passwords could do harm."""
    host, _port = address()
    if not is_loopback(host):
        refuse(
            f"HOST={host} can be reached from outside, and everybody knows the demo's passwords. "
            "Use HOST=127.0.0.1, or `make serve` for real work."
        )
    if (var_folder() / "secret-key").exists():
        refuse(
            f"{var_folder()} belongs to a real installation, where the demo has no place. "
            "Give the demo a folder of its own: VAR_DIR=/some/folder make run"
        )
    environment = surroundings(DEVELOPMENT)
    # The processes can't tell it by their PORT: each is given its own.
    environment.setdefault("BASE_URL", f"http://{environment['BIND']}")
    return environment


def real_surroundings() -> dict[str, str]:
    """The environment of a real installation; refuses when something it needs is not said."""
    missing = [name for name in ("BASE_URL", "ALLOWED_HOSTS") if not os.environ.get(name)]
    if missing:
        refuse(
            f"Please set {' and '.join(missing)} first, for example: "
            "BASE_URL=https://second.example.org ALLOWED_HOSTS=second.example.org make serve"
        )
    environment = surroundings(PRODUCTION)
    environment["SECRET_KEY"] = os.environ.get("SECRET_KEY") or kept_secret(var_folder() / "secret-key")
    environment.setdefault("EMAIL_URL", f"filemail:///{var_folder() / 'mail'}")
    return environment


def kept_secret(path: Path) -> str:
    """The installation's secret key, made once, readable by its owner only."""
    make_var()
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        refuse(f"Others can read {path}. Run: chmod 600 {path}")
    return path.read_text().strip()


def make_var() -> None:
    """Make the folder that holds everything that changes, closed to others."""
    var_folder().mkdir(mode=0o700, parents=True, exist_ok=True)


# Running


def manage(environment: dict[str, str], *words: str) -> None:
    """Run one of Django's commands, or leave as it left."""
    code = subprocess.run(
        [str(PYTHON), str(ROOT / "manage.py"), *words], env=environment, check=False
    ).returncode
    if code:
        sys.exit(code)


def run() -> None:
    """Start everything with the demo in it."""
    environment = demo_surroundings()
    require_free(*address())
    install("requirements.txt")
    make_var()
    manage(environment, "prepare", "--demo")
    stay_up(environment, host_header="localhost")


def serve() -> None:
    """Start everything for real work; ask for the first administrator when there is none."""
    was_real = (var_folder() / "secret-key").exists()
    environment = real_surroundings()
    require_free(*address())
    install("requirements.txt")
    try:
        manage(environment, "prepare")
    except SystemExit:
        if not was_real:  # a folder that was refused, the demo's perhaps, stays what it was
            (var_folder() / "secret-key").unlink(missing_ok=True)
        raise
    manage(environment, "first_administrator")
    if not os.environ.get("EMAIL_URL"):
        print(f"Mail is written to {var_folder() / 'mail'} until EMAIL_URL names a mail server.", flush=True)
    stay_up(environment, host_header=environment["ALLOWED_HOSTS"].split(",")[0].strip(" ."))


def stay_up(environment: dict[str, str], host_header: str) -> None:
    """Start web, worker and beat; say the address once it answers; end all of them together."""
    honcho = [
        str(VENV / "bin" / "honcho"),
        "--procfile",
        str(ROOT / "Procfile"),
        "--env",
        os.devnull,
        "start",
    ]
    house = subprocess.Popen(honcho, env=environment, cwd=ROOT)
    signal.signal(signal.SIGTERM, lambda *_: house.terminate())
    signal.signal(signal.SIGINT, lambda *_: house.send_signal(signal.SIGINT))
    if answers(house, host_header):
        print(f"\nSecondPath is ready: {environment['BASE_URL']}/   (Ctrl+C ends it)\n", flush=True)
    elif house.poll() is None:
        print(f"\nNo page after {PATIENCE} seconds. The lines above may say why.\n", flush=True)
    code = house.wait()
    sys.exit(0 if code in ENDED_ON_PURPOSE else code)


def answers(house: subprocess.Popen[bytes], host_header: str) -> bool:
    """Wait until the pages are there; False when the processes ended or took too long."""
    until = time.monotonic() + PATIENCE
    while house.poll() is None and time.monotonic() < until:
        if is_healthy(host_header):
            return True
        time.sleep(0.2)
    return False


def is_healthy(host_header: str) -> bool:
    """Ask the web process once how it is."""
    host, port = address()
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": host_header})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def main(words: list[str]) -> None:
    """Do what the first word says."""
    if sys.version_info < OLDEST:
        refuse(
            f"It needs Python 3.11 or newer; this is {sys.version.split()[0]}. Try: make run PYTHON=python3.13"
        )
    os.umask(0o077)
    if words == ["run"]:
        run()
    elif words == ["serve"]:
        serve()
    elif words == ["install"]:
        install("requirements-dev.txt")
    elif words[:1] == ["manage"]:
        manage(real_surroundings(), *words[1:])
    else:
        refuse("Say one of: run, serve, install, manage <command>.")


if __name__ == "__main__":
    main(sys.argv[1:])
