"""For the whole suite: a busy machine makes no test fail, and the user's own cache is left alone."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# Health checks ask for the time, or for how lucky the generator was; neither is about the program.
# Where a submission is judged the examples are always the same; at a desk they are new each time.
settings.register_profile(
    "busy", deadline=None, suppress_health_check=list(HealthCheck), derandomize=bool(os.environ.get("CI"))
)
settings.load_profile("busy")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A cache that is new in every session."""
    before = os.environ.get("EMENDATA_CACHE")
    os.environ["EMENDATA_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    yield
    if before is None:
        del os.environ["EMENDATA_CACHE"]
    else:
        os.environ["EMENDATA_CACHE"] = before
