#!/usr/bin/env python3
"""Key files that do not lie on the disk in the clear, as the README shows them: each way's own software holds an encrypted
key file, and decrypts it into a pipe for one run.
"""
import base64
import hashlib
import hmac
import json
import os
import pathlib
import shutil
import subprocess

import job as jobs

CLEAR = "keys.json"


def shell(job, command, **environment):
    """A command line as a user types it, in the job's folder."""
    return subprocess.run(["bash", "-c", "set -o pipefail; " + command], cwd=job.folder, capture_output=True, check=False,
                          env={**os.environ, "HOME": str(job.folder), "GNUPGHOME": str(job.path("gnupg")), **environment,
                               "PATH": f"{pathlib.Path(job.program).parent}:{os.environ['PATH']}"})


def verify(job, what, keys, **environment):
    """The records under the keys that `keys` stands for: ten valid, one not."""
    done = shell(job, f"hmacsweep verify records.jsonl --keys {keys} -q", **environment)
    valid = done.stdout.count(b'"MacValid":true')
    job.check(what, done.returncode == 1 and valid == 10, (done.returncode, valid, done.stderr))


def set_up(job, what, tools, *commands):
    """Runs commands that hand the key file to a tool; False, said aloud, when the tool is not there or cannot work here."""
    missing = [tool for tool in tools if shutil.which(tool) is None]
    for command in () if missing else commands:
        done = shell(job, command)
        if done.returncode != 0:
            missing.append(f"{command}: {done.stderr.decode(errors='replace').strip()[-200:]}")
            break
    if missing:
        print(f"not run, {what}: {'; '.join(missing)}")
    return not missing


def do(job):
    material = os.urandom(32)
    job.write_keys({"audit": material}, CLEAR)
    os.mkdir(job.path("gnupg"), 0o700)
    with open(job.path("records.jsonl"), "w") as file:
        for i in range(11):
            message = b"row %d" % i
            mac = hmac.new(material if i else b"other", message, hashlib.sha256).digest()
            file.write(json.dumps({"KeyId": "audit", "MacAlgorithm": "HMAC_SHA_256", "Message": base64.b64encode(
                message).decode(), "Mac": base64.b64encode(mac).decode()}) + "\n")

    gpg = "gpg --quiet --batch --pinentry-mode loopback --passphrase ''"
    has_cms = set_up(job, "openssl cms", ["openssl"],
                     "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=a -days 9 -keyout a.key -out a.crt",
                     f"openssl cms -encrypt -aes-256-gcm -binary -in {CLEAR} -outform DER -out keys.cms a.crt")
    has_gpg = set_up(job, "gpg", ["gpg"], f"{gpg} --quick-generate-key auditor default default never",
                     f"{gpg} --trust-model always --encrypt --recipient auditor --output keys.gpg {CLEAR}")
    has_pass = has_gpg and set_up(job, "pass", ["pass"], "pass init auditor",
                                  f"pass insert --multiline hmacsweep/keys.json < {CLEAR}")
    has_credentials = set_up(job, "systemd-creds", ["systemd-creds"],
                             f"systemd-creds encrypt --with-key=tpm2-absent --name=keys.json {CLEAR} keys.cred")
    verify(job, "a descriptor that is open already", f"/dev/fd/7 7< {CLEAR}")
    verify(job, "standard input", f"/dev/stdin < {CLEAR}")
    os.mkdir(job.path("credentials"), 0o700)
    shutil.copy(job.path(CLEAR), job.path("credentials"))
    verify(job, "a folder of credentials, as systemd makes it for a service", '"$CREDENTIALS_DIRECTORY/keys.json"',
           CREDENTIALS_DIRECTORY=str(job.path("credentials")))
    for path in (job.path(CLEAR), job.path("credentials") / CLEAR):
        path.unlink()    # nothing from here on lies in the clear

    if has_cms:
        decrypt = "openssl cms -decrypt -inform DER -in keys.cms -inkey a.key -recip a.crt"
        verify(job, "openssl cms", f"<({decrypt})")
        done = shell(job, f"hmacsweep verify records.jsonl --keys <({decrypt.replace('a.key', 'none.key')} 2>/dev/null)")
        job.check("a decryption that fails is a key file that is none", done.returncode == 2 and not done.stdout, done)
    if has_gpg:
        verify(job, "gpg", "<(gpg --quiet --batch --pinentry-mode loopback --passphrase '' --decrypt keys.gpg)")
    if has_pass:
        verify(job, "pass", "<(pass show hmacsweep/keys.json)")
    if has_credentials:
        verify(job, "systemd-creds", "<(systemd-creds decrypt --name=keys.json keys.cred -)")
    shell(job, "gpgconf --kill all")


if __name__ == "__main__":
    jobs.main(__doc__, do)
