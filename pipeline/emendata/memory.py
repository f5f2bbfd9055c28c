"""Remember what tasks have returned: within a program that goes on, and on disk from one build to the next.

Enters: tasks, as for `Workers`. Those whose argument has a ``key`` are not done again if what they
return for that key is known. Whatever is remembered is what would be worked out now: a key is a hash of all
that the task reads, and the environment's fingerprint goes into it too.
"""

from __future__ import annotations

import gc
import hashlib
import pickle
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, is_dataclass, replace
from typing import Any, TypeVar, cast

from emendata import parallel  # noqa: F401 (it tells pickle of read-only mappings)
from emendata.cache import Cache
from emendata.publish.pages.apart import Here, Promise, Workers

A = TypeVar("A")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Known(Promise[T]):
    value: T

    def result(self) -> T:
        return self.value


@dataclass(slots=True)
class _Learnt(Promise[T]):
    """What is remembered as soon as it is there."""

    memory: Memory
    key: str
    promise: Promise[T]

    def result(self) -> T:
        value = self.promise.result()
        if isinstance(value, _Kept):
            if value.cache and self.memory.cache:
                self.memory.cache.believe(value.cache)
            value = cast(T, value.value)
        self.memory.held[self.key] = value
        return value


@dataclass(slots=True)
class Memory:
    """Workers that do nothing twice."""

    cache: Cache | None
    environment: str
    workers: Workers = field(default_factory=Here)
    keeps: bool = False
    """Is what was used in the last build held for the next one, in this process?"""
    held: dict[str, Any] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    """How many tasks of each name had to be done."""
    known: Counter[str] = field(default_factory=Counter)
    """How many had not."""
    _before: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def building(self, workers: Workers | None) -> Iterator[Memory]:
        """One build; afterwards only what it used is still held."""
        self.workers = workers or Here()
        self._before, self.held = self.held, {}
        self.done, self.known = Counter(), Counter()
        through = False
        try:
            yield self
            through = True
        finally:
            if not through:  # who knows what would have been used
                self.held = {**self._before, **self.held}
            if not self.keeps:
                self.held = {}
            self._before = {}
            self.workers = Here()

    def start(self, task: Callable[[A], T], argument: A) -> Promise[T]:
        """Have a task done, or remember what it returns."""
        name = getattr(argument, "key", None)
        if name is None:
            return self.workers.start(task, argument)
        if (found := self.recall(task, name)) is not None:
            return found
        key = self.key(task.__name__, name)
        self.done[task.__name__] += 1
        if self.cache is None:
            return _Learnt(self, key, self.workers.start(task, argument))
        kept = _Task(task, argument, key, self.cache.quiet())
        return _Learnt(self, key, self.workers.start(cast(Callable[[Any], T], _remembered), kept))

    def recall(self, task: Callable[[A], T], key: str) -> Promise[T] | None:
        """What a task returns for an argument with this key, if it is remembered."""
        found = self.recalled(self.key(task.__name__, key))
        if found is None:
            return None
        self.known[task.__name__] += 1
        return _Known(cast(T, found))

    def remember(self, make: Callable[[], T], key: str, *, lasting: bool = True) -> T:
        """See `apart.Workers`; None is never known."""
        key = self.key(key)
        known = self.recalled(key) if lasting else self._held(key)
        if known is not None:
            return cast(T, known)
        made = make()
        self.learn(key, made, on_disk=lasting)
        return made

    def knows(self, key: str) -> bool:
        """Is it known what `remember` would return for this key?"""
        return self.recalled(self.key(key)) is not None

    def key(self, *parts: str) -> str:
        """The key for something."""
        return hashlib.sha256("\n".join((self.environment, *parts)).encode()).hexdigest()

    def recalled(self, key: str) -> object | None:
        """What is remembered under a key."""
        if (held := self._held(key)) is not None:
            return held
        data = self.cache.get(key) if self.cache else None
        if data is None:
            return None
        found = _unpickled(data)
        self.held[key] = found
        return found

    def _held(self, key: str) -> object | None:
        for known in (self.held, self._before):
            if key in known:
                self.held[key] = known[key]
                return cast(object, known[key])
        return None

    def learn(self, key: str, value: object, *, on_disk: bool = True) -> None:
        """Remember something."""
        self.held[key] = value
        if self.cache and on_disk:
            self.cache.put(key, pickle.dumps(value, pickle.HIGHEST_PROTOCOL))

    def adopt(self, used: Collection[str], learnt: Mapping[str, object]) -> None:
        """Remember what was remembered elsewhere, by its keys, or learnt."""
        if self.keeps:  # else nobody will ask for it again
            for key in used:
                self.recalled(key)
        for key, value in learnt.items():
            self.learn(key, value)

    def file(self, digest: str) -> bytes | None:
        """A file that a task returned beside what it was asked for, by its SHA-256."""
        return self.cache.get(digest) if self.cache else None


@dataclass(slots=True)
class Recollection:
    """What a stage remembers by itself, perhaps in a process of its own, which `Memory.adopt` is then told of."""

    memory: Memory
    used: set[str] = field(default_factory=set)
    """The keys of what was known."""
    learnt: dict[str, object] = field(default_factory=dict)

    def __call__(self, make: Callable[[], T], *parts: str) -> T:
        """What `make` returns, which depends on `parts` and on nothing else; never None."""
        key = self.memory.key(*parts)
        found = self.learnt.get(key)
        if found is None and (found := self.memory.recalled(key)) is not None:
            self.used.add(key)
        if found is None:
            found = self.learnt[key] = make()
        return cast(T, found)


@dataclass(frozen=True, slots=True)
class _Task:
    task: Callable[[Any], Any]
    argument: Any
    key: str
    cache: Cache


@dataclass(frozen=True, slots=True)
class _Kept:
    value: Any
    cache: Cache | None
    """If there was something to say about it."""


def _remembered(kept: _Task) -> _Kept:
    """Do a task and keep what it returns; files apart from it, since many have the same."""
    value = kept.task(kept.argument)
    stored = value
    files: Mapping[str, bytes] = getattr(value, "files", {})
    if files and is_dataclass(value) and not isinstance(value, type):
        for digest, data in files.items():
            kept.cache.put(digest, data)
        stored = replace(value, files={})
    kept.cache.put(kept.key, pickle.dumps(stored, pickle.HIGHEST_PROTOCOL))
    return _Kept(value, kept.cache if kept.cache.sentences else None)


def _unpickled(data: bytes) -> object:
    # Thousands of small objects, none of them garbage: the collector would look at them again and again.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return cast(object, pickle.loads(data))
    finally:
        if collecting:
            gc.enable()
