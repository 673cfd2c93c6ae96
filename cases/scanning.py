"""Asking a virus scanner about a file: a command of the installation, run without a shell."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from cases.choices import ScanState

SECONDS = 300
CLEAN, INFECTED = 0, 1


def scan(path: Path, command: Sequence[str]) -> ScanState:
    """What the scanner says of a file: 0 clean, 1 infected; anything else, or silence, is a failed check."""
    try:
        done = subprocess.run(  # noqa: S603 -- the command comes from the settings, the path from us; no shell
            [*command, str(path)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return ScanState.FAILED
    return {CLEAN: ScanState.CLEAN, INFECTED: ScanState.INFECTED}.get(done.returncode, ScanState.FAILED)
