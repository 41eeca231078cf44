# Verifies every DKIM signature of the message on standard input by python3-dkim, with the key records
# of the file named (one "name text" a line) in place of the DNS. Prints one word for each signature.
import sys

import dkim

records = {}
for line in open(sys.argv[1], encoding="ascii"):
    name, text = line.rstrip("\n").split(" ", 1)
    records[name] = text


def answer(name, timeout=5):
    name = name.decode() if isinstance(name, bytes) else name
    text = records.get(name.rstrip(".") + ".")
    return text.encode() if text else None


message = sys.stdin.buffer.read()
check = dkim.DKIM(message)
count = sum(1 for name, _ in check.headers if name.lower() == b"dkim-signature")
for index in range(count):
    try:
        print("pass" if dkim.DKIM(message).verify(index, dnsfunc=answer) else "fail")
    except dkim.DKIMException as broken:
        print("fail", broken)
