"""Slurm, on this one node, and GNU parallel: shards by `hmacsweep verify --shard`, joined by `hmacsweep merge`.

Needs the program's path in HMACSWEEP.
"""
from __future__ import annotations

import base64
import hmac
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest
from conftest import MATERIAL, traces

PROGRAM = os.environ.get("HMACSWEEP", "")
SAMPLE = Path(__file__).resolve().parents[2] / "samples/slurm_verify.sh"
pytestmark = pytest.mark.skipif(not PROGRAM, reason="HMACSWEEP does not name the program")


def record(number: int, is_right: bool = True) -> str:
    message = b"message %d" % number
    mac = hmac.digest(MATERIAL, message, "sha256") if is_right else bytes(32)
    return json.dumps({"KeyId": "k1", "MacAlgorithm": "HMAC_SHA_256", "Message": base64.b64encode(message).decode(),
                       "Mac": base64.b64encode(mac).decode()}) + "\n"


@pytest.fixture
def place(tmp_path):
    """A folder `in` of 10 files with 10 records each, one of 100 with a wrong MAC, and `keys.json`."""
    (tmp_path / "in").mkdir()
    for i in range(10):
        (tmp_path / f"in/{i}.jsonl").write_text("".join(record(10 * i + k, 10 * i + k != 42) for k in range(10)))
    (tmp_path / "keys.json").touch(mode=0o600)
    (tmp_path / "keys.json").write_text(json.dumps({"Keys": [{"KeyId": "k1", "KeyMaterial": base64.b64encode(MATERIAL).decode()}]}))
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/hmacsweep").symlink_to(PROGRAM)
    return tmp_path


def merge(place: Path) -> tuple[int, str, dict]:
    done = subprocess.run([PROGRAM, "merge", "parts", "-o", "whole.json"], cwd=place, capture_output=True, text=True, check=False)
    whole = place / "whole.json"
    return done.returncode, done.stderr.splitlines()[0], json.loads(whole.read_text()) if whole.exists() else {}


def check_whole(place: Path) -> dict:
    status, _, whole = merge(place)
    assert (status, whole["records"], whole["classes"]["invalid"], whole["complete"]) == (1, 100, 1, True)
    return whole


class Slurm:
    """munge, slurmctld and slurmd of this node, without systemd."""

    def __init__(self, place: Path) -> None:
        self.place = place
        for name in ("state", "spool", "munge"):
            (place / name).mkdir(mode=0o700)
        (place / "munge/key").write_bytes(os.urandom(1024))
        (place / "munge/key").chmod(0o400)
        munge = [f"--{option}={place}/munge/{name}" for option, name in (
            ("key-file", "key"), ("socket", "socket"), ("pid-file", "pid"), ("log-file", "log"), ("seed-file", "seed"))]
        host = socket.gethostname().split(".")[0]
        ports = [self.free_port() for _ in range(2)]
        (place / "slurm.conf").write_text(f"""ClusterName=tests
SlurmctldHost={host}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={place}/munge/socket
CredType=cred/munge
StateSaveLocation={place}/state
SlurmdSpoolDir={place}/spool
SlurmctldPidFile={place}/slurmctld.pid
SlurmdPidFile={place}/slurmd.pid
SlurmctldLogFile={place}/slurmctld.log
SlurmdLogFile={place}/slurmd.log
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
ReturnToService=2
JobRequeue=1
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
NodeName={host} NodeHostname={host} CPUs={os.cpu_count()} State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
""")
        self.environment = {**os.environ, "SLURM_CONF": f"{place}/slurm.conf", "PATH": f"{place}/bin:{os.environ['PATH']}"}
        self.processes = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self.environment)
                          for command in (["munged", "--foreground", "--force", *munge], ["slurmctld", "-D"], ["slurmd", "-D"])]

    @staticmethod
    def free_port() -> int:
        with socket.socket() as probe:
            probe.bind(("", 0))
            return int(probe.getsockname()[1])

    def run(self, *command: str) -> str:
        return subprocess.run(command, env=self.environment, cwd=self.place, capture_output=True, text=True, check=False).stdout

    def until(self, what, seconds: int = 120):
        for _ in range(10 * seconds):
            if found := what():
                return found
            time.sleep(0.1)
        raise AssertionError("Slurm does not get there: " + self.run("squeue") + (self.place / "slurmctld.log").read_text()[-2000:])

    def submit(self, *arguments: str) -> str:
        return self.until(lambda: self.run("sbatch", "--parsable", *arguments).strip())

    def wait(self, job: str) -> None:
        self.until(lambda: not self.run("squeue", "-h", "-j", job).strip())

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
            process.wait(30)


@pytest.fixture
def slurm(place):
    if not all(map(shutil.which, ("munged", "slurmctld", "slurmd", "sbatch"))) or os.geteuid() != 0:
        pytest.skip("Slurm is not here, or this is not root")
    cluster = Slurm(place)
    yield cluster
    cluster.stop()
    (place / "keys.json").unlink()
    assert traces(place) == []


def test_an_array_of_slurm_verifies_everything_once(place, slurm):
    job = slurm.submit("--array=5-14:3", "-o", "log.%a", str(SAMPLE), "in", "keys.json", "parts")
    slurm.wait(job)
    whole = check_whole(place)
    assert whole["merged"]["parts"] == 4

    # A task that was requeued after it had finished, and one that never ran.
    job = slurm.submit("--array=5-14:3", "-H", "-o", "log.%a", str(SAMPLE), "in", "keys.json", "parts")
    slurm.run("scontrol", "release", job)
    slurm.wait(job)
    (place / "parts/8.json").unlink()
    status, line, whole = merge(place)
    assert (status, line, whole["merged"]["missing"]) == (3, "hmacsweep: part 2 of 4 is missing", [2])


def test_a_task_that_is_requeued_counts_once_and_one_that_failed_is_missing(place, slurm):
    script = place / "job.sh"
    # The second task is killed in its first run, and waits to be requeued in the second.
    script.write_text(f"""#!/bin/bash
if [ "$SLURM_ARRAY_TASK_ID" = 2 ]; then
    if [ "${{SLURM_RESTART_COUNT:-0}}" = 0 ]; then "{SAMPLE}" in keys.json parts; touch waiting; sleep 300; fi
    touch again
fi
[ "$SLURM_ARRAY_TASK_ID" != 3 ] || [ -e healed ] || exit 7
exec "{SAMPLE}" in keys.json parts
""")
    job = slurm.submit("--array=1-4", "--requeue", "-o", "log.%a", str(script))
    slurm.until(lambda: (place / "waiting").exists())
    slurm.run("scontrol", "requeue", f"{job}_2")

    def has_started() -> bool:    # Slurm waits two minutes unless it is told otherwise
        slurm.run("scontrol", "update", f"JobId={job}_2", "StartTime=now")
        return (place / "again").exists()

    slurm.until(has_started)
    slurm.wait(job)
    status, line, _ = merge(place)
    assert (status, line) == (3, "hmacsweep: part 3 of 4 is missing")
    done = subprocess.run([PROGRAM, "verify", "in", "--keys", "keys.json", "--shard", "3/4", "--results", "none", "-q", "--summary",
                           "parts/3.json"], cwd=place, check=False)
    assert done.returncode in (0, 1)
    check_whole(place)


def test_gnu_parallel_runs_shards_and_a_killed_one_is_missing(place):
    if not shutil.which("parallel"):
        pytest.skip("GNU parallel is not here")
    (place / "parts").mkdir()
    shard = f"{PROGRAM} verify in --keys keys.json --shard {{}}/4 --results none -q --summary parts/{{}}.json"
    killed = f"[ {{}} = 3 ] && [ ! -e died ] && touch died && kill -9 $$; {shard}"
    subprocess.run(["parallel", "-j", "2", killed, ":::", "1", "2", "3", "4"], cwd=place, check=False, stderr=subprocess.DEVNULL)
    status, line, _ = merge(place)
    assert (status, line) == (3, "hmacsweep: part 3 of 4 is missing")
    (place / "died").unlink()
    subprocess.run(["parallel", "-j", "2", "--retries", "2", killed, ":::", "1", "2", "3", "4"], cwd=place, check=False,
                   stderr=subprocess.DEVNULL)
    check_whole(place)
