"""Real data lies beside the project and is never copied into it; without it these tests say that they were skipped."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"


@pytest.fixture
def data() -> Path:
    if not (SHARED / "data").is_dir():
        pytest.skip("the real data (../shared/data) is not on this machine")
    return SHARED / "data"


@pytest.fixture
def plan_facts() -> Path:
    if not (SHARED / "plan").is_dir():
        pytest.skip("the facts about the plan (../shared/plan) are not on this machine")
    return SHARED / "plan"
