"""``python -m ganviz`` is the command ``ganviz``, also where torchrun starts it."""

from ganviz.commands import main

if __name__ == "__main__":
    main()
