"""What happens when, in a world whose time is counted and never measured: one heap, and an event loop that lives on it.

Entries go in the order of their instant, and those of one instant in the order in which they were put there.
"""

import asyncio
import heapq
from collections.abc import Callable, Coroutine, Generator
from contextvars import Context
from typing import Any, TypeVar

T = TypeVar("T")
Action = Callable[..., object]


class Agenda:
    """The heap of (virtual seconds, sequence, action) that drives everything."""

    def __init__(self) -> None:
        self.now = 0.0
        self._heap: list[tuple[float, int, Action]] = []
        self._sequence = 0

    def at(self, when: float, action: Action) -> None:
        """Let something happen at an instant; what has passed already happens next."""
        self._sequence += 1
        heapq.heappush(self._heap, (max(when, self.now), self._sequence, action))

    def after(self, seconds: float, action: Action) -> None:
        """Let something happen that many seconds from now."""
        self.at(self.now + seconds, action)

    def run(self, until: float) -> None:
        """Let time pass up to an instant, and everything happen that falls before it."""
        while self._heap and self._heap[0][0] <= until:
            self.now, _, action = heapq.heappop(self._heap)
            action()
        self.now = until


class LifeLoop(asyncio.BaseEventLoop):
    """The event loop of one process: its callbacks are entries of the agenda, and none runs once the process is dead.

    A machine that is suspended runs nothing, and its timers stand still with it.
    """

    def __init__(self, agenda: Agenda) -> None:
        self._agenda, self.dead = agenda, False  # first: the base class asks
        super().__init__()
        self._tasks: list[asyncio.Task[Any]] = []
        self._asleep_since, self._asleep_until = 0.0, 0.0

    def suspend(self, seconds: float) -> None:
        """Stand still for a while, beginning now."""
        self._asleep_since, self._asleep_until = self._agenda.now, self._agenda.now + seconds

    @property
    def asleep(self) -> bool:
        """Say whether the machine stands still."""
        return self._agenda.now < self._asleep_until

    def end(self) -> None:
        """Die: nothing of this process goes on, and nothing that it waited for matters."""
        self.dead = True
        for task in self._tasks:
            coroutine = task.get_coro()
            if not task.done() and isinstance(coroutine, Coroutine):
                coroutine.close()  # here and now, and not whenever the collector of garbage comes by
        self._tasks.clear()

    def time(self) -> float:
        """Return the virtual seconds."""
        return self._agenda.now

    def call_soon(self, callback: Action, *args: object, context: Context | None = None) -> asyncio.Handle:
        """Run a callback next."""
        handle = asyncio.Handle(callback, args, self, context)
        self._put(self._agenda.now, handle)
        return handle

    def call_later(
        self, delay: float, callback: Action, *args: object, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Run a callback after some virtual seconds."""
        return self.call_at(self._agenda.now + delay, callback, *args, context=context)

    def call_at(
        self, when: float, callback: Action, *args: object, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Run a callback at a virtual instant."""
        handle = asyncio.TimerHandle(when, callback, args, self, context)
        self._put(when, handle)
        return handle

    def create_task(
        self,
        coro: Generator[Any, None, T] | Coroutine[Any, Any, T],
        *,
        name: object = None,
        context: Context | None = None,
    ) -> asyncio.Task[T]:
        """Begin a task of this process."""
        task = asyncio.Task(coro, loop=self, name=None if name is None else str(name), context=context)
        self._tasks = [*(one for one in self._tasks if not one.done()), task]
        return task

    def get_debug(self) -> bool:
        """Say that nothing is watched."""
        return False

    def is_closed(self) -> bool:
        """Say whether the process is gone."""
        return self.dead

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Raise what a callback raised while the process lives; what a dead one leaves behind is nobody's concern."""
        if not self.dead:
            raise context.get("exception") or RuntimeError(context["message"])

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """Leave it in the heap; it is skipped when its turn comes."""

    def _put(self, when: float, handle: asyncio.Handle) -> None:
        if not self.dead:
            self._agenda.at(when, lambda: self._run(when, handle))

    def _run(self, when: float, handle: asyncio.Handle) -> None:
        if self.dead or handle.cancelled():
            return
        if self.asleep:
            self._put(max(when, self._asleep_since) + self._asleep_until - self._asleep_since, handle)
            return
        asyncio._set_running_loop(self)  # noqa: SLF001 - meant for whoever writes an event loop
        try:
            handle._run()  # noqa: SLF001 - the same
        finally:
            asyncio._set_running_loop(None)  # noqa: SLF001 - the same
