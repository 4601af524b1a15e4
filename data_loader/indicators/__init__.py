"""Indicators of risk: one small file and one query each.

`<code>.toml` says what an indicator measures, why it matters, what would explain it innocently and what to ask next;
`<code>.sql` computes it. Adding an indicator is adding these two (docs/indicators.md). `definitions` reads them, `build`
makes the SQL of the tables, `base.sql` holds what several queries read, `reasons.toml` why one cannot be computed.
A result is a question, never proof.
"""
