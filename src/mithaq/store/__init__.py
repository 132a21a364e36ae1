"""The tables: one Django app holding models, migrations, projections and queries, and no rules."""
