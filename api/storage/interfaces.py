"""What a channel that is told things more than once, or holds threads, needs kept."""

from typing import Protocol


class Deliveries(Protocol):
    """Lets exactly one caller answer each thing that was delivered, across processes."""

    async def claim(self, key: str, lease_s: float) -> bool:
        """Take a delivery to answer it.

        Args:
            key: what is the same each time it is delivered.
            lease_s: how long the claim lasts when neither `done` nor `release` is called: whoever
                claimed it may have crashed before the reply.

        Returns:
            True for exactly one caller, until it is done or the lease lapses.
        """

    async def renew(self, key: str, lease_s: float) -> bool:
        """Make the claim of this process last so long from now.

        Returns:
            False when it has lapsed and somebody else took it, or it is done.
        """

    async def done(self, key: str) -> None:
        """Say it was answered: it is never claimed again, and forgotten after some days."""

    async def remember(self, key: str, sent: str) -> bool:
        """Note what was sent under the claim of this process, for who goes on after a crash.

        Returns:
            What `renew` does.
        """

    async def sent(self, key: str) -> str:
        """What was sent already, under whoever's claim, of an answer that is not done."""

    async def release(self, key: str) -> None:
        """Give up without an answer: the next to be delivered it may claim it at once.

        It does nothing to a claim that somebody else took.
        """


class Threads(Protocol):
    """Knows which conversation each thread of another program continues."""

    async def conversation_of(self, thread: str) -> str | None:
        """The id of the conversation a thread is bound to, or None."""

    async def bind(self, thread: str, conversation_id: str) -> str:
        """Bind a thread to a conversation. The first wins; the winner's conversation is returned.

        Erasing a conversation erases what is bound to it.
        """

    async def forget(self, thread: str) -> None:
        """Unbind a thread."""
