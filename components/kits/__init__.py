"""Story kits: what a reader pinned, with its evidence, as one file that can be printed, quoted, read back and verified.

`pins` says what is pinned, `evidence` asks the pages for it again, `document` and `markdown` write it for people,
`archive` packs it and reads it back without trusting it, `verification` says what of it still holds.
"""
