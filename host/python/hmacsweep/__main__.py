"""python -m hmacsweep verify FILE.parquet... --keys FILE: the summary as JSON, and the exit status of `hmacsweep`."""
from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from . import ANY, BackendDisagreement, Column, HmacsweepError, IncompleteError, Key, KeyIds, KeyStore, verify_parquet


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m hmacsweep")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    verify = commands.add_parser("verify", help="verify the rows of Parquet files", allow_abbrev=False)
    verify.add_argument("files", nargs="+", metavar="FILE", help="Parquet files, or folders of these")
    verify.add_argument("--keys", action="append", required=True, metavar="FILE", help="key file; repeatable")
    verify.add_argument("--message", default="message", help="a column, or a recipe over columns")
    verify.add_argument("--mac", default="mac", help="the column of MACs")
    key = verify.add_mutually_exclusive_group(required=True)
    key.add_argument("--key-id-column", metavar="NAME", help="the column of key names")
    key.add_argument("--key-id", metavar="NAME", help="the key of every row, or `any`")
    verify.add_argument("--mac-algorithm", default="HMAC_SHA_256", metavar="NAME")
    verify.add_argument("--mac-algorithm-column", metavar="NAME")
    verify.add_argument("--message-encoding", default="raw")
    verify.add_argument("--mac-encoding", default="raw")
    verify.add_argument("--min-mac-bytes", type=int, default=0)
    verify.add_argument("--ignore-key-state", action="store_true")
    verify.add_argument("--limits", choices=("auto", "kms", "none"), default="auto")
    verify.add_argument("--cross-check", choices=("none", "sample", "all"), default="sample")
    verify.add_argument("--backend", default="auto")
    verify.add_argument("--threads", type=int)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit status."""
    given = _parser().parse_args(arguments)
    key_id: KeyIds = (Column(given.key_id_column) if given.key_id_column is not None
                      else ANY if given.key_id == "any" else Key(given.key_id))
    try:
        result = verify_parquet(
            given.files, keys=KeyStore.open(given.keys), message=given.message, mac=given.mac, key_id=key_id,
            algorithm=Column(given.mac_algorithm_column) if given.mac_algorithm_column else given.mac_algorithm,
            message_encoding=given.message_encoding, mac_encoding=given.mac_encoding,
            min_mac_bytes=given.min_mac_bytes, ignore_key_state=given.ignore_key_state, limits=given.limits,
            cross_check=given.cross_check, backend=given.backend, threads=given.threads)
    except (HmacsweepError, OSError, ValueError) as error:
        print(f"hmacsweep: {error}", file=sys.stderr)
        return 5 if isinstance(error, BackendDisagreement) else 3 if isinstance(error, (IncompleteError, OSError)) else 2
    print(json.dumps(result.summary, indent=2))
    return result.status


if __name__ == "__main__":
    sys.exit(main())
