"""The errors that reach a user. Each says what is wrong, where, and what to do next."""


class MscKgError(Exception):
    """Base of all errors meant for the user.

    ``exit_status`` is what the command line returns for it.
    """

    exit_status = 2

    def __init__(self, what: str, *, where: str = "", next_step: str = "") -> None:
        """Keep the three parts; ``str()`` joins those that are there."""
        self.what = what
        self.where = where
        self.next_step = next_step
        super().__init__(what)

    def __str__(self) -> str:
        """Return ``where: what. next step``, leaving out empty parts."""
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text}\n  {self.next_step}" if self.next_step else text


class InputError(MscKgError):
    """A path, document, query or parameter that cannot be used."""


class UnknownNameError(InputError):
    """A name (query, parameter, condition ...) that is not known; carries near ones."""

    def __init__(
        self, kind: str, name: str, near: tuple[str, ...] = (), *, next_step: str = ""
    ) -> None:
        """Say which kind of name it was and offer the near ones."""
        hint = f"did you mean {' or '.join(near)}?" if near else ""
        self.near = near
        parts = (hint, next_step)
        super().__init__(
            f"unknown {kind} {name!r}", next_step=" ".join(part for part in parts if part)
        )


class RemoteError(MscKgError):
    """A remote side (endpoint, registry) that could not be reached or refused."""

    exit_status = 3
