"""A second verifier of veilsum records, written from docs/specification.md with the standard library alone."""
