"""Reads messages as Python's email package does: a JSON list of base64 on standard input, a JSON list of facts out."""

import base64
import email
import hashlib
import json
import sys
from email.header import decode_header, make_header
from email.utils import getaddresses


def text(value):
    try:
        return str(make_header(decode_header(value)))
    except (LookupError, UnicodeError, ValueError):
        return str(value)


def addresses(message, name):
    # Unfolded (RFC 5322, 2.2.3): the package leaves that to its caller.
    values = [str(value).replace("\r\n", "").replace("\n", "") for value in message.get_all(name, [])]
    return [[text(shown), address] for shown, address in getaddresses(values)]


def tree(part):
    children = part.get_payload() if part.is_multipart() else []
    return [part.get_content_type(), [tree(child) for child in children]]


def leaf(part):
    octets = part.get_payload(decode=True) or b""
    plain = octets.replace(b"\r\n", b"\n").replace(b"\r", b"\n").rstrip(b"\n")
    return {
        "type": part.get_content_type(),
        "file": part.get_filename(),
        "octets": hashlib.sha256(plain).hexdigest(),
    }


def facts(octets):
    message = email.message_from_bytes(octets)
    return {
        "from": addresses(message, "From"),
        "to": addresses(message, "To"),
        "cc": addresses(message, "Cc"),
        "subject": text(str(message.get("Subject", "")).replace("\r\n", "").replace("\n", "")),
        "ids": ["".join(str(message.get(name, "")).split()) for name in ("References", "In-Reply-To")],
        "tree": tree(message),
        "leaves": [leaf(part) for part in message.walk() if not part.is_multipart()],
        "inner": [text(str(part.get("Subject", ""))) for part in message.walk() if part is not message],
    }


print(json.dumps([facts(base64.b64decode(one)) for one in json.load(sys.stdin)]))
