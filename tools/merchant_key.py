"""`python -m tools.merchant_key < apiclient_key.pem`: a merchant's private key in the short form of the settings.

A PEM loses its line breaks where it is pasted into the JSON of a secret; the primes have none.
Keep the output as secret as the key: it is the key.
"""

from __future__ import annotations

import sys

from chalicelib.pay.channels.keys import primes, private_key


def main() -> int:
    """Exit code 1 for input that is no RSA-2048 private key."""
    try:
        print(primes(private_key(sys.stdin.read(), prove=True)))
    except ValueError as error:
        print(f"not a key: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
