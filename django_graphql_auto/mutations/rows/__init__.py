"""One row, or several of a kind: found under the rules, validated, stored, marked or removed."""
