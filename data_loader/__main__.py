"""`python -m data_loader`."""

from data_loader.cli import main

if __name__ == "__main__":
    main()
