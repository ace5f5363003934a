"""`python -m pairing` is the command `pairing`."""

from __future__ import annotations

from pairing.cli import main

if __name__ == "__main__":
    main(prog_name="pairing")
