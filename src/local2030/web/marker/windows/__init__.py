"""Money windows: minimum levels, advice on the second tranche, amounts by rule, a donor's own view."""
