"""Prints `algorithm verdict` for each DKIM signature of a message, as dkimpy judges it.

usage: dkim_verdicts.py MESSAGE ZONE    (ZONE: records in zone-file form, as `postern domain dns` prints)
"""

import re
import sys

import dkim

message = open(sys.argv[1], "rb").read().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
records = {}
for line in open(sys.argv[2], encoding="utf-8"):
    found = re.match(r"(\S+)\s+(?:\d+\s+)?(?:IN\s+)?TXT\s+(.*)", line)
    if found:
        records[found[1].rstrip(".")] = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', found[2])).replace("\\;", ";")


def look_up(name, timeout=5):
    return records.get(name.decode().rstrip("."), "").encode() or None


verifier = dkim.DKIM(message)
count = sum(1 for name, _ in verifier.headers if name.lower() == b"dkim-signature")
for index in range(count):
    signature = [value for name, value in verifier.headers if name.lower() == b"dkim-signature"][index]
    algorithm = re.search(rb"a=\s*([a-z0-9-]+)", signature)[1].decode()
    one = dkim.DKIM(message)
    print(algorithm, "pass" if one.verify(idx=index, dnsfunc=look_up) else "fail")
