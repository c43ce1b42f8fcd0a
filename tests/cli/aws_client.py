"""The AWS CLI version 2 of Debian's package awscli, to compare with: its modules, and its command line in processes that
are forked from one where it is loaded already, at some 0.04 s a call."""
import os
import sys

PYTHON = "/usr/bin/python3"


def require_modules():
    """Goes on under Debian's Python, where the AWS CLI's modules are; ends the test as skipped where there are none."""
    try:
        import awscli
        import jmespath    # noqa: F401
        if awscli.__version__.startswith("2."):
            return
    except ImportError:
        pass
    if os.environ.get("HMACSWEEP_REEXECUTED") or not os.path.exists(PYTHON):
        print("skipped: there is no AWS CLI version 2 (Debian's awscli) to compare with")
        sys.exit(0)
    os.execve(PYTHON, [PYTHON, *sys.argv], {**os.environ, "HMACSWEEP_REEXECUTED": "1"})
