#!/usr/bin/env python3
"""Writes archives of the files a.jsonl and b.jsonl of a folder into that folder: sound ones by tar, zip, 7z and Python, and
hostile ones, whose names begin with bad-. Usage: archives.py FOLDER"""

import gzip
import io
import os
import shutil
import struct
import subprocess
import sys
import tarfile
import zipfile

os.chdir(sys.argv[1])
A, B = (open(name, "rb").read() for name in ("a.jsonl", "b.jsonl"))


def run(command):
    subprocess.run(["sh", "-c", command], check=True, stdout=subprocess.DEVNULL)


def write(name, data):
    with open(name, "wb") as file:
        file.write(data)


def tar_of(entries, format=tarfile.USTAR_FORMAT):
    """Of (name, bytes) pairs and of TarInfo objects."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=format) as tar:
        for entry in entries:
            if isinstance(entry, tarfile.TarInfo):
                tar.addfile(entry)
                continue
            info = tarfile.TarInfo(entry[0])
            info.size = len(entry[1])
            tar.addfile(info, io.BytesIO(entry[1]))
    return buffer.getvalue()


def special(name, kind, link=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def zip_of(entries, method=zipfile.ZIP_DEFLATED, comment=b""):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.comment = comment
        for name, data in entries:
            archive.writestr(name, data)
    return buffer.getvalue()


class Pipe(io.RawIOBase):
    """Where zipfile cannot seek, it puts the sizes behind the content."""

    def __init__(self):
        self.data = b""

    def writable(self):
        return True

    def write(self, data):
        self.data += bytes(data)
        return len(data)


def sound():
    for format in ("v7", "ustar", "gnu", "pax"):
        run(f"tar --format={format} -cf {format}.tar a.jsonl b.jsonl")
    write("python.tar", tar_of([("a.jsonl", A), ("b.jsonl", B)], tarfile.PAX_FORMAT))
    for suffix, tool in (("gz", "gzip"), ("zst", "zstd -q"), ("xz", "xz"), ("bz2", "bzip2"), ("lz4", "lz4 -q")):
        if shutil.which(tool.split()[0]):
            run(f"{tool} -c gnu.tar > gnu.tar.{suffix}")
    if shutil.which("zip"):
        run("zip -q zip.zip a.jsonl b.jsonl")
        run("cat a.jsonl | zip -q pipe.zip - && printf '@ -\\n@=a.jsonl\\n' | zipnote -w pipe.zip")
    write("python.zip", zip_of([("a.jsonl", A), ("b.jsonl", B)]))
    write("stored.zip", zip_of([("a.jsonl", A), ("b.jsonl", B)], zipfile.ZIP_STORED, b"a comment"))
    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jsonl", A)
        with archive.open("b.jsonl", "w", force_zip64=True) as member:
            member.write(B)
    write("streamed.zip", pipe.data)
    if shutil.which("7z"):
        run("7z a lzma.7z a.jsonl b.jsonl && 7z a -mx=0 copy.7z a.jsonl b.jsonl && 7z a -mhc=off plain.7z a.jsonl b.jsonl")


def hostile_tars():
    tar = tar_of([("a.jsonl", A), ("b.jsonl", B)])
    members = 1024 + (len(A) + 511) // 512 * 512 + (len(B) + 511) // 512 * 512
    write("bad-behind.tar", tar + B)
    write("bad-joined.tar", tar + tar_of([("c.jsonl", B)]))
    write("bad-behind-gz.tar.gz", gzip.compress(tar + b"\0" * 512 + B))
    write("bad-no-end.tar", tar[:members])
    write("bad-half-end.tar", tar[:members + 512])
    write("bad-without-b.tar", tar[:512 + (len(A) + 511) // 512 * 512])
    write("bad-cut.tar", tar[:members - 600])
    write("bad-cut-gz.tar.gz", gzip.compress(tar)[:-20])
    write("bad-junk-gz.tar.gz", gzip.compress(tar) + b"junk")
    hidden = bytearray(tar)
    hidden[512 + len(A)] = 33
    write("bad-padding.tar", hidden)
    write("bad-padding-gz.tar.gz", gzip.compress(hidden))
    header = bytearray(tar)
    header[512 + (len(A) + 511) // 512 * 512] ^= 1
    write("bad-header.tar", header)
    write("bad-twice.tar", tar_of([("a.jsonl", A), ("a.jsonl", B)]))
    for name, kind, link in (("link", tarfile.SYMTYPE, "a.jsonl"), ("hard", tarfile.LNKTYPE, "a.jsonl"),
                             ("device", tarfile.CHRTYPE, ""), ("pipe", tarfile.FIFOTYPE, "")):
        write(f"bad-{name}.tar", tar_of([("a.jsonl", A), special("other", kind, link)]))
    run("truncate -s 1M sparse && printf x >> sparse && tar -S -cf bad-sparse.tar a.jsonl sparse")
    write("bad-nested.tar", tar_of([("a.jsonl", A), ("in.tar", tar)]))
    write("bad-nested-gz.tar", tar_of([("a.jsonl", A), ("in.tar.gz", gzip.compress(tar))]))
    write("bad-nested-zip.tar", tar_of([("a.jsonl", A), ("in.zip", zip_of([("b.jsonl", B)]))]))
    write("bad-many.tar.gz", gzip.compress(tar_of([("a.jsonl", A)])[:512 + (len(A) + 511) // 512 * 512] +
                                           special("x", tarfile.DIRTYPE).tobuf() * 100_001 + b"\0" * 1024, 1))
    write("bad-empty.tar", tar_of([special("folder", tarfile.DIRTYPE)]))


def directory_of(data):
    return struct.unpack("<I", data[-6:-2])[0]


def with_end(data, count, begin, size):
    """A zip's members and directory, with the end record for it."""
    return data + struct.pack("<IHHHHIIH", 0x06054b50, 0, 0, count, count, size, begin, 0)


def hostile_zips():
    data = zip_of([("a.jsonl", A), ("b.jsonl", B)])
    begin = directory_of(data)
    local, directory = data[:begin], data[begin:-22]
    second = directory.index(b"PK\1\2", 4)
    b_place = local.index(b"PK\3\4", 4)
    write("bad-behind.zip", data + b"x")
    write("bad-unlisted.zip", with_end(local + directory[:second], 1, begin, second))
    write("bad-first-unlisted.zip", with_end(local + directory[second:], 1, begin, len(directory) - second))
    write("bad-listed-twice.zip", with_end(local + directory + directory[second:], 3, begin, len(directory) * 2 - second))
    write("bad-count.zip", with_end(local + directory, 3, begin, len(directory)))
    write("bad-gap.zip", with_end(local + b"gap" + directory, 2, begin + 3, len(directory)))
    moved = bytearray(local[:b_place] + b"gap" + local[b_place:] + directory)
    at = begin + 3 + second + 42
    moved[at:at + 4] = struct.pack("<I", b_place + 3)
    write("bad-gap-between.zip", with_end(bytes(moved), 2, begin + 3, len(directory)))
    write("bad-name.zip", local.replace(b"b.jsonl", b"c.jsonl") + directory + data[-22:])
    sizes = bytearray(data)
    sizes[begin + second + 24] ^= 1
    write("bad-size.zip", sizes)
    crc = bytearray(data)
    crc[b_place + 30 + 7 + 8] ^= 1
    write("bad-content.zip", crc)
    write("bad-twice.zip", zip_of([("a.jsonl", A), ("b.jsonl", A)]).replace(b"b.jsonl", b"a.jsonl"))
    write("bad-cut.zip", data[:-30])
    write("bad-cut-front.zip", data[:begin // 2])
    if shutil.which("zip"):
        run("zip -q -P secret bad-encrypted.zip a.jsonl")
        run("ln -sf a.jsonl link && zip -q -y bad-link.zip a.jsonl link")
    write("bad-nested.zip", zip_of([("a.jsonl", A), ("in.zip", data)]))
    write("bad-nested-xlsx.zip", zip_of([("a.jsonl", A), ("in.xlsx", zip_of([("[Content_Types].xml", B)]))]))
    write("bad-comment.zip", data[:-2] + struct.pack("<H", 5) + b"abc")
    write("bad-packed.zip.gz", gzip.compress(data))


def hostile_7z():
    if not shutil.which("7z"):
        return
    run("7z a -psecret bad-encrypted.7z a.jsonl && 7z a -psecret -mhe=on bad-hidden.7z a.jsonl")
    data = bytearray(open("copy.7z", "rb").read())
    write("bad-behind.7z", bytes(data) + b"x")
    write("bad-cut.7z", data[:-3])
    data[32 + len(A) // 2] ^= 1
    write("bad-content.7z", data)


sound()
hostile_tars()
hostile_zips()
hostile_7z()
