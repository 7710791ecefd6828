"""Regular expressions that are compiled when they are first asked for.

Compiling those of all modules took a tenth of a small build, and a document asks for half of
them. What is asked for in any case needs no waiting: there ``re.compile`` does.
"""

import re
from functools import cached_property
from typing import Any, AnyStr, Generic, cast


def later(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what does as the compiled pattern does; ``re.error`` comes with the first use.

    >>> later("[a-c]+").fullmatch("abc")
    <re.Match object; span=(0, 3), match='abc'>
    """
    return cast("re.Pattern[AnyStr]", _Later(pattern, flags))


class _Later(Generic[AnyStr]):
    def __init__(self, pattern: AnyStr, flags: int) -> None:
        self.pattern: AnyStr = pattern
        self._flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[AnyStr]:
        return re.compile(self.pattern, self._flags)

    def __getattr__(self, name: str) -> Any:
        """Return what the compiled pattern has, and keep it here: the next time it is found."""
        found = getattr(self._compiled, name)
        self.__dict__[name] = found
        return found
