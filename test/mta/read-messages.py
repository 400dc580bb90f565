"""Messages as Python's email package reads them: a JSON array of base64 texts in, a JSON array of what they say out."""

import base64
import email
import email.header
import email.policy
import email.utils
import hashlib
import json
import sys


def people(field):
    # The newer reader puts blanks between the encoded words of a name (RFC 2047, 6.2 has none).
    return [[decoded(name), address] for name, address in email.utils.getaddresses(field)]


def decoded(text):
    return str(email.header.make_header(email.header.decode_header(text)))


def content(part):
    return None if part is None else part.get_content().replace("\r\n", "\n")


def read(octets):
    message = email.message_from_bytes(octets, policy=email.policy.default)
    plain = email.message_from_bytes(octets)
    return {
        "messageId": message["message-id"],
        "subject": message["subject"],
        "from": people(plain.get_all("from", [])),
        "to": people(plain.get_all("to", [])),
        "note": message["x-note"],
        "hasDate": message["date"] is not None and message["date"].datetime is not None,
        "text": content(message.get_body(("plain",))),
        "html": content(message.get_body(("html",))),
        "attachments": [
            [
                part.get_filename(),
                part.get_content_type(),
                hashlib.sha256(part.get_payload(decode=True)).hexdigest(),
            ]
            for part in message.iter_attachments()
        ],
        "defects": [repr(defect) for part in message.walk() for defect in part.defects],
    }


json.dump([read(base64.b64decode(text)) for text in json.load(sys.stdin)], sys.stdout)
