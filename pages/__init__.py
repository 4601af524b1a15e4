"""One module a page: it reads the address, asks the queries, and hands the answers to the components."""
