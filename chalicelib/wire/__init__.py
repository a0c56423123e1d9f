"""The composition root: settings → stores and what is outside → services.  `wire()` is this process's.

The modules point down only: stores, outside → student → money → followups → desk → delivery → privacy → root → warm.
What something above must lend to something below comes as a callable.  Everything is built on first use, and imported
then: importing this package imports no store and no channel, and a light step never loads what only a heavy one needs.
A Lambda's start is the first use of what its step needs (warm).
"""

from chalicelib.wire.root import Wire, wire

__all__ = ["Wire", "wire"]
