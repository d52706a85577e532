"""Tables from people: ledgers, claims, registers and groups as CSV or XLSX, in and out."""
