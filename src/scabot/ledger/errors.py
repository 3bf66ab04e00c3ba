"""What can go wrong in the store.

LedgerFault
├── KeyReused         the key belongs to another command; nothing was recorded
├── Conflict          a version or a key is taken; look again
├── LostRace          others took the version again and again; give the command once more
├── TooLarge          the event does not fit in an envelope
├── StoreBusy         the write lock was not free in time; nothing was recorded
├── OutcomeUnknown    the connection was lost on the way; the key tells whether it was recorded
├── StoreFull         the disk is full; nothing was recorded, reading goes on
├── StoreFault        the database refused what no rule of ours should ever write
│   ├── VersionGap    an event without its predecessor
│   ├── Nested        a second transaction inside an open one
│   └── BadKey        an idempotency key that is not short ASCII
├── StoreBroken       the disk failed, or the connections are gone: nothing may be written through this store any more
│   └── Forked        a store does not survive a fork
├── CannotOpen        the store stays shut, and the sentence says what to do
│   ├── InUse         another process has it (exit code 75)
│   ├── Unsafe        a file or folder that others could read, or on a file system that cannot keep promises
│   ├── Foreign       a database that is not ours, or of a newer release
│   └── WrongKeys     these keys do not open this store
└── Unreadable        a stored event cannot be read
    ├── UnknownTopic      its kind is not in the closed table; nothing was imported or built
    │   └── FromTheFuture its kind is ours, in a newer version
    └── KeyMissing        its key is not in the key store (erased, or restored without keys)
"""


class LedgerFault(Exception):  # noqa: N818 - the house calls what is not a refusal a fault
    """Something failed in the store; the text is a sentence without content of any case."""


class KeyReused(LedgerFault):
    """The idempotency key was used for another command before; nothing was recorded."""


class Conflict(LedgerFault):
    """A version, a key or a position is taken; nothing was recorded, and whoever looks again sees why."""


class LostRace(LedgerFault):
    """Other commands took the version first, as often as was tried; nothing was recorded."""


class TooLarge(LedgerFault):
    """An event is larger than an envelope may be; larger things are evidence by reference."""


class StoreBusy(LedgerFault):
    """The write lock was not free in time; nothing was recorded, and the same command may be given again."""


class OutcomeUnknown(LedgerFault):
    """The connection to the database was lost; the same command under the same key tells what became of it."""


class StoreFull(LedgerFault):
    """The disk is full; nothing was recorded, reading goes on."""


class StoreFault(LedgerFault):
    """The database refused a write that should have been possible; nothing was recorded."""


class VersionGap(StoreFault):
    """An event has no predecessor in its stream."""


class Nested(StoreFault):
    """A transaction was opened inside another one on the same thread."""


class BadKey(StoreFault):
    """An idempotency key is longer than 200 characters, empty, or not printable ASCII."""


class StoreBroken(LedgerFault):
    """The disk failed or no connection is left; the process must end, and the key tells later what was recorded."""


class Forked(StoreBroken):
    """The store was opened by the parent process."""


class CannotOpen(LedgerFault):
    """The store was not opened; the sentence says why and what to do."""

    exit_code = 1


class InUse(CannotOpen):
    """Another process holds the store."""

    exit_code = 75


class Unsafe(CannotOpen):
    """A file or folder is open to others, is not what it seems, or lies where a lock means nothing."""


class Foreign(CannotOpen):
    """The database belongs to something else, or to a newer release."""


class WrongKeys(CannotOpen):
    """The key file does not open this store."""


class Unreadable(LedgerFault):
    """A stored event does not open or does not fit its kind; the sentence names stream and version."""


class UnknownTopic(Unreadable):
    """A stored topic is not in the closed table."""


class FromTheFuture(UnknownTopic):
    """A stored topic is of a kind that we know, in a version that we do not."""


class KeyMissing(Unreadable):
    """The key of an envelope is not in the key store."""
