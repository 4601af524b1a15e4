"""The Open Contracting Data Standard 1.1.5: its release schema and codelists, as data, and how Vitrina reads them.

The JSON and CSV files are the standard's own (Apache License 2.0, see NOTICE); nothing in them is changed.
"""
