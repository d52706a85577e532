"""The log of everything that was changed or taken out, chained so that nobody can alter it unseen."""
