"""Where `ganviz.commands` was in release 0.1.0: installed commands and scripts still start here."""

from ganviz.commands import app, main

__all__ = ["app", "main"]

if __name__ == "__main__":
    main()
