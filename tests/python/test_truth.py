"""What the build finds, held against what truly drives the simulated company."""

from __future__ import annotations

import pytest

from conftest import Build, Company

FOUND_AT_LEAST = 0.95


@pytest.fixture(scope="module")
def stalls(tiny_build: Build, tiny_company: Company) -> list[tuple[str, int | None, int | None]]:
    """Each account with the step where it truly stalled and the one where it was found to."""
    return tiny_build.query(
        f"""
        select truth.account_id, truth.stall_step, progress.step_order
        from '{tiny_company.truth}/accounts.parquet' as truth
        left join marts.fct_onboarding_progress as progress
            on truth.account_id = progress.account_id and progress.is_stalled_here
        """
    )


def test_stalled_accounts_are_found_at_their_step(
    stalls: list[tuple[str, int | None, int | None]],
) -> None:
    """Not only that they stall, but where."""
    stalled = [(truly, found) for _, truly, found in stalls if truly is not None]
    assert len(stalled) > 20
    right = [truly for truly, found in stalled if truly == found]
    assert len(right) / len(stalled) >= FOUND_AT_LEAST


def test_accounts_that_do_not_stall_are_left_alone(
    stalls: list[tuple[str, int | None, int | None]],
) -> None:
    """Finding everybody stalled would find the stalled, too."""
    moving = [found for _, truly, found in stalls if truly is None]
    assert len(moving) > 20
    assert sum(found is None for found in moving) / len(moving) >= FOUND_AT_LEAST
