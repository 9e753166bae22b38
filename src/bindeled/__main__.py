"""`python -m bindeled` is the command `bindeled`."""

from bindeled.cli.main import main

if __name__ == "__main__":
    main()
