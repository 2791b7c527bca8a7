"""Requests to one destination: in time, again where it makes sense, and without telling secrets."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Self

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_exponential_jitter

from activation.destinations import Access
from activation.refusals import StoppedError

TRY_AGAIN = {408, 425, 429}
WRONG_ACCESS = {401, 402, 403, 404, 405, 407, 410}
LONGEST_REASON = 300


@dataclass(frozen=True)
class Patience:
    """How often and how long a request is tried."""

    attempts: int = 6
    backoff: float = 1.0
    """Seconds before the second attempt; twice as many before each further one, with jitter."""
    longest_wait: float = 300.0
    """Seconds; who asks for more by `Retry-After` is left alone until the next delivery."""
    timeout: float = 30.0


@dataclass(frozen=True)
class Answer:
    """What a destination said, be it yes or no."""

    status: int
    body: Any
    text: str
    attempts: int

    @property
    def is_accepted(self) -> bool:
        """Whether the request as a whole was taken."""
        return 200 <= self.status < 300


class TryAgainError(Exception):
    """An attempt that may succeed when it is made again."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class Transport:
    """Sends JSON to a destination, at most so many requests a second."""

    def __init__(
        self,
        access: Access,
        headers: Mapping[str, str],
        requests_per_second: float,
        patience: Patience,
        on_wait: Callable[[str], None],
    ) -> None:
        self.access = access
        self.interval = 1 / requests_per_second
        self.patience = patience
        self.on_wait = on_wait
        self.not_before = 0.0
        self.backoff = wait_exponential_jitter(
            multiplier=patience.backoff, max=patience.longest_wait, jitter=patience.backoff
        )
        self.client = httpx.Client(
            headers=headers, timeout=patience.timeout, follow_redirects=False
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def post(self, path: str, content: str, headers: Mapping[str, str]) -> Answer:
        """Send until there is an answer; stops where there is none, or none that helps."""
        retrying = Retrying(
            stop=stop_after_attempt(self.patience.attempts),
            wait=self._wait,
            retry=retry_if_exception_type(TryAgainError),
            before_sleep=self._tell,
            reraise=True,
        )
        try:
            response = retrying(self._send_once, path, content, headers)
        except TryAgainError as error:
            raise StoppedError(
                f"{self.access.host} {error}, after {self.patience.attempts} attempts. The rest is "
                "sent by the next delivery."
            ) from None
        return Answer(
            response.status_code,
            _json(response),
            self.access.without_secrets(" ".join(response.text.split()))[:LONGEST_REASON],
            retrying.statistics["attempt_number"],
        )

    def _send_once(self, path: str, content: str, headers: Mapping[str, str]) -> httpx.Response:
        self._keep_the_rate()
        try:
            response = self.client.post(
                f"{self.access.url.rstrip('/')}{path}" if path else self.access.url,
                content=content.encode(),
                headers={"Content-Type": "application/json", **headers},
            )
        except httpx.TimeoutException:
            raise TryAgainError(f"didn't answer within {self.patience.timeout:g} s") from None
        except httpx.ConnectError as error:
            raise TryAgainError(
                f"can't be reached ({self.access.without_secrets(str(error))})"
            ) from None
        except (httpx.TransportError, httpx.DecodingError) as error:
            # not its text: that may quote the address
            raise TryAgainError(f"cut the connection ({type(error).__name__})") from None
        except (httpx.HTTPError, httpx.InvalidURL):
            raise StoppedError(
                "Its address can't be used: see its URL in the environment."
            ) from None
        self._judge(response)
        return response

    def _judge(self, response: httpx.Response) -> None:
        """Tell apart what may be tried again and what stops everything; the rest is an answer."""
        status = response.status_code
        said = f"answered {status} {response.reason_phrase}".strip()
        if status in TRY_AGAIN or status >= 500:
            retry_after = seconds_to_wait(response)
            if retry_after is not None and retry_after > self.patience.longest_wait:
                raise StoppedError(
                    f"{self.access.host} {said} and asks to wait {retry_after:.0f} s. The rest is "
                    "sent by the next delivery."
                )
            raise TryAgainError(said, retry_after)
        if status in WRONG_ACCESS:
            raise StoppedError(
                f"{self.access.host} {said}: the token or the address is wrong, or the token lacks "
                "a right. Nothing was put to the dead letters for it; mend it and deliver again."
            )
        if status < 200 or 300 <= status < 400:
            raise StoppedError(
                f"{self.access.host} {said}, so it is to be found elsewhere: change its address."
            )

    def pause(self, times: int) -> None:
        """Wait before something is sent again that an answer put off, longer each time."""
        time.sleep(min(self.patience.backoff * 2**times, self.patience.longest_wait))

    def _keep_the_rate(self) -> None:
        time.sleep(max(0.0, self.not_before - time.monotonic()))
        self.not_before = time.monotonic() + self.interval

    def _wait(self, state: RetryCallState) -> float:
        """As long as the destination asks, else longer with each attempt; never all at once."""
        error = state.outcome.exception() if state.outcome else None
        asked = getattr(error, "retry_after", None) or 0.0
        return max(asked, self.backoff(state))

    def _tell(self, state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        seconds = state.next_action.sleep if state.next_action else 0.0
        self.on_wait(f"{self.access.host} {error}: again in {seconds:.1f} s")


def seconds_to_wait(response: httpx.Response) -> float | None:
    """What `Retry-After` asks for: seconds, or a date, which is read by the sender's own clock."""
    asked = response.headers.get("Retry-After", "").strip()
    if not asked:
        return None
    if re.fullmatch(r"-?\d+(\.\d+)?", asked):
        return max(0.0, float(asked))
    try:
        until = parsedate_to_datetime(asked)
        sent = response.headers.get("Date", "")
        start = parsedate_to_datetime(sent) if sent else datetime.now(UTC)
        return max(0.0, (until - start).total_seconds())
    except (TypeError, ValueError):
        return None


def _json(response: httpx.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return None
