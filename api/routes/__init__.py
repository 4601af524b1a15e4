"""One module a subject; each route asks one query of `data_loader.queries` and words its answer."""
