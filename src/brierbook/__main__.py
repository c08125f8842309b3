"""Run the command line as ``python -m brierbook``."""

from brierbook.cli.main import main

if __name__ == "__main__":
    main()
