"""Measurements, run by hand and by `make bench`: what the real program costs against the least that must be done."""
