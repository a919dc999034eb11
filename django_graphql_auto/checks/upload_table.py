"""The checks of uploads that are asked before a schema is made."""

from __future__ import annotations

from django_graphql_auto.checks import uploads
from django_graphql_auto.checks.records import Check, Stage

OF_UPLOADS: tuple[Check, ...] = (
    Check(
        "E013",
        Stage.MEANING,
        "UPLOADS_FOR names the permission {permission!r}, which no model has.",
        "{nearest}",
        uploads.unknown_audience,
    ),
    Check(
        "E014",
        Stage.MEANING,
        "UPLOAD_SCANNER is {path!r}, {reason}.",
        "It must be a dotted path to a function that takes a file and says True where it may be stored. Until then every file is refused.",
        uploads.useless_scanner,
    ),
    Check(
        "E015",
        Stage.MEANING,
        "MAX_UPLOAD_BYTES is {one}, and MAX_UPLOAD_TOTAL_BYTES is {all}.",
        "One file may not be larger than all files of a request.",
        uploads.crossed_sizes,
    ),
    Check(
        "E016",
        Stage.MEANING,
        "UPLOAD_TYPES has {type!r}, {reason}: every such file is refused.",
        "Install libmagic (Debian's libmagic1, Alpine's libmagic, Homebrew's libmagic), or take the type out.",
        uploads.unknowable_types,
    ),
    Check(
        "E017",
        Stage.MEANING,
        "MEDIA_ROOT is not set, and files of {columns} would be stored wherever the process was started.",
        "Set MEDIA_ROOT to a folder of which nothing is run, or give STORAGES another place.",
        uploads.no_place,
    ),
    Check(
        "W008",
        Stage.MEANING,
        "UPLOADS is on, and libmagic isn't installed: what a file is, is told by its first bytes and Pillow alone.",
        "Install Debian's libmagic1, Alpine's or Homebrew's libmagic; python-magic is there already.",
        uploads.one_opinion,
    ),
    Check(
        "W009",
        Stage.MEANING,
        "UPLOADS is on, and MUTATIONS is off.",
        "Turn MUTATIONS on, or UPLOADS off: there is nothing to be stored.",
        uploads.files_without_writes,
    ),
)
