"""The period's figures and wording, as data that anyone recomputes from the record."""
