"""Regular expressions from clients. One that could keep a matcher busy for years is refused before any database sees it."""

from __future__ import annotations

import re

from django_graphql_auto.exceptions import BadUserInput, LimitExceeded

MAX_REPEATS = 5
_TOKENS = re.compile(
    r"\\(?P<escaped>.)|\[\^?\]?(?:\\.|[^\]\\])*\]|(?P<opening>\(\??)|(?P<closing>\))|(?P<repeat>(?:[*+]|\{\d*,?\d*\})[?+]?)|(?P<choice>[|?])",
    re.DOTALL,
)
"""What decides how long matching takes; sets of characters and escaped characters are passed over."""


def check_pattern(pattern: str) -> None:
    """Raises where ``pattern`` is no regular expression, or one whose matching can take exponential time."""
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise BadUserInput(f"This is no regular expression: {error}.") from error
    _refuse_back_reference("(?P=" in pattern)
    varies, repeats = [False], 0
    for token in _TOKENS.finditer(pattern):
        match token.lastgroup:
            case "opening":
                varies.append(False)
            case "closing":
                inside = varies.pop()
                _refuse_nested(inside, pattern[token.end() :])
                varies[-1] = varies[-1] or inside
            case "repeat" | "choice":
                varies[-1] = True
                repeats += token.lastgroup == "repeat"
            case "escaped":
                _refuse_back_reference(token["escaped"] in "123456789")
    if repeats > MAX_REPEATS:
        raise LimitExceeded(f"A regular expression repeats at most {MAX_REPEATS} times.")


def _refuse_nested(inside: bool, rest: str) -> None:
    """``(a+)+`` tries every way to part a text."""
    if inside and rest[:1] in ("*", "+", "{"):
        raise BadUserInput("A regular expression must not repeat a group that itself repeats or chooses.")


def _refuse_back_reference(found: bool) -> None:
    if found:
        raise BadUserInput("A regular expression must not refer back to a group.")
