"""`python -m data_loader`."""

if __name__ == "__main__":
    from data_loader.cli import main  # here, for the processes that share a pull's work import this module again

    main()
