"""The AWS CLI version 2 of Debian's package awscli, to compare with: its modules, and its command line in processes that
are forked from one where it is loaded already, at some 0.04 s a call."""
import os
import sys
import time

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
    # Another version that was imported has left the place of its own data there.
    environment = {name: value for name, value in os.environ.items() if name != "AWS_DATA_PATH"}
    os.execve(PYTHON, [PYTHON, *sys.argv], {**environment, "HMACSWEEP_REEXECUTED": "1"})


class Client:
    """The AWS CLI, loaded once. Each call is a process of its own that begins there."""

    def __init__(self, environment):
        for name in [name for name in os.environ if name.startswith("AWS_") and name != "AWS_DATA_PATH"]:    # the last is its own
            del os.environ[name]
        os.environ.update(environment)
        time.tzset()
        import awscli.clidriver
        self.module = awscli.clidriver
        self.driver = self.module.create_clidriver([])
        self.driver._get_command_table()["kms"]._get_command_table()
        self.driver._get_argument_table()
        self.module.create_clidriver = self._driver_for
        sys.argv = ["aws"]

    def _driver_for(self, arguments=None):
        """What the AWS CLI does with the arguments before it makes a driver; then the one that is there."""
        self.module.FirstPassGlobalArgParser().parse_known_args(arguments)
        return self.driver

    def run(self, arguments, stdin=b"", environment=None):
        """Status, standard output and standard error."""
        files = [os.memfd_create(name) for name in ("out", "err")]
        reader, writer = os.pipe()
        os.write(writer, stdin)
        os.close(writer)
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            os.dup2(reader, 0)
            os.dup2(files[0], 1)
            os.dup2(files[1], 2)
            os.environ.update(environment or {})
            status = 199
            try:
                status = self.module.AWSCLIEntryPoint().main(arguments) or 0
                sys.stdout.flush()
                sys.stderr.flush()
            finally:
                os._exit(status)
        os.close(reader)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        texts = []
        for file in files:
            os.lseek(file, 0, os.SEEK_SET)
            with os.fdopen(file, "rb") as stream:
                texts.append(stream.read().decode())
        return status, *texts
