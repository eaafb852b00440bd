"""``python -m vehiclefinder``: the command line."""

from vehiclefinder.cli import main

if __name__ == "__main__":
    main()
