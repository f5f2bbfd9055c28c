"""Ctrl-C is never lost, at whatever moment it comes."""

from __future__ import annotations

import subprocess
import sys

import pytest

INTERRUPTED_WHILE_FORKING = """
import os, signal
from emendata.parallel import Beside
from emendata.workers import Workers

signal.signal(signal.SIGINT, signal.default_int_handler)
os.register_at_fork(after_in_parent=lambda: os.kill(os.getpid(), signal.SIGINT))
try:
    {start}
    print("lost")
except KeyboardInterrupt:
    print("answered")
"""


@pytest.mark.parametrize("start", ["Beside(lambda: 0)", "Workers(1).__enter__()"])
def test_ctrl_c_in_the_moment_of_a_fork_is_answered(start):
    script = INTERRUPTED_WHILE_FORKING.format(start=start)
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert (ended.stdout, ended.stderr) == ("answered\n", "")


def test_ctrl_c_does_not_end_the_process_beside():
    """The terminal sends it to both; the parent answers."""
    script = """
import os, signal
from emendata.parallel import Beside

print(Beside(lambda: os.kill(os.getpid(), signal.SIGINT) or "went on").result())
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert (ended.stdout, ended.stderr) == ("went on\n", "")
