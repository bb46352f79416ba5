"""Importing a large library for the small part of it that is used.

Belongs here: standing in for what it imports and this project never calls, or telling it that there
is no such thing. Does not belong here: which library, and what is left out (``gx`` says it).
"""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, cast


class _Later(ModuleType):
    """Stands for a module; whoever asks it for anything gets it from the real one."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        # Libraries that only ask whether it is installed read this.
        self.__spec__ = ModuleSpec(name, None)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


@contextmanager
def importing_without(*names: str) -> Iterator[None]:
    """Import inside the block without loading these modules; they are loaded when they are used.

    A package comes before its parts (``scipy``, ``scipy.stats``). What is loaded already stays as
    it is, and after the block anybody's import is a plain one. Collecting garbage waits, too: an
    import makes hundreds of thousands of objects and next to no garbage.
    """
    stands_in: dict[str, _Later] = {}
    for name in names:
        if name not in sys.modules:
            stands_in[name] = sys.modules[name] = _Later(name)
            package, _, part = name.rpartition(".")
            if package in stands_in:
                setattr(stands_in[package], part, stands_in[name])
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_collecting:
            gc.enable()
        for name, module in stands_in.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]


@contextmanager
def importing_as_if_absent(*names: str) -> Iterator[None]:
    """Import inside the block as where these modules are not installed: who asks, is told so.

    A module's parts are absent with it, those excepted that are loaded already. After the block
    everything is as it was before.
    """
    loaded = {name: sys.modules[name] for name in names if name in sys.modules}
    sys.modules.update(cast("dict[str, ModuleType]", dict.fromkeys(names)))  # None: not installed
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]
        sys.modules.update(loaded)
