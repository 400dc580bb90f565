"""
A mail server that answers at once and keeps nothing: what is measured against it is the client. A process for each
connection, blocking calls, one write for all the replies that a read calls for, no Nagle. Arguments: certificate, key,
and further lines of EHLO (CHUNKING). Says its port in JSON, and for each connection that has ended what was taken
and the processor time that it took.
"""
import json
import os
import signal
import socket
import ssl
import sys

certificate, key, *offers = sys.argv[1:]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
plain_hello = [b'mx.example.com', b'PIPELINING', b'SIZE 200000000', b'STARTTLS', b'8BITMIME']
plain_hello += [offer.encode() for offer in offers]
accepted, queued, ready = b'250 2.0.0 Ok\r\n', b'250 2.0.0 Ok: queued as 4F0D2\r\n', b'354 go ahead\r\n'


def hello(names):
    return b''.join(b'250' + (b' ' if name is names[-1] else b'-') + name + b'\r\n' for name in names)


def converse(connection, names):
    """Answers until the client goes, or wants TLS: then True. Also: messages taken, reads."""
    greeting = hello(names)
    messages = reads = 0
    rest = b''
    in_data = False
    chunk_bytes = -1
    while True:
        octets = connection.recv(65536)
        if not octets:
            return False, messages, reads
        reads += 1
        rest += octets
        replies = []
        while rest:
            if chunk_bytes >= 0:
                if len(rest) < chunk_bytes:
                    break
                rest = rest[chunk_bytes:]
                chunk_bytes = -1
                messages += 1
                replies.append(queued)
            elif in_data:
                end = rest.find(b'\r\n.\r\n')
                if end < 0:
                    # Only what may be the beginning of the end is needed.
                    rest = rest[-4:]
                    break
                rest = rest[end + 5 :]
                in_data = False
                messages += 1
                replies.append(queued)
            else:
                end = rest.find(b'\n')
                if end < 0:
                    break
                line, rest = rest[:end], rest[end + 1 :]
                verb = line[:4].upper()
                if verb == b'DATA':
                    in_data = True
                    replies.append(ready)
                elif verb == b'BDAT':
                    chunk_bytes = int(line.split()[1])
                elif verb == b'EHLO':
                    replies.append(greeting)
                elif verb == b'STAR':
                    connection.sendall(b'220 2.0.0 ready\r\n')
                    return True, messages, reads
                elif verb == b'QUIT':
                    connection.sendall(b''.join(replies) + b'221 2.0.0 bye\r\n')
                    return False, messages, reads
                else:
                    replies.append(accepted)
        if replies:
            connection.sendall(b''.join(replies))


def serve(connection):
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.sendall(b'220 mx.example.com ESMTP\r\n')
    encrypt, messages, reads = converse(connection, plain_hello)
    if encrypt:
        connection = context.wrap_socket(connection, server_side=True)
        _, messages, reads = converse(connection, [name for name in plain_hello if name != b'STARTTLS'])
    used = os.times()
    said = {'messages': messages, 'reads': reads, 'cpuMs': round((used.user + used.system) * 1000)}
    os.write(1, (json.dumps(said) + '\n').encode())


listener = socket.create_server(('127.0.0.1', 0), backlog=64)
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
os.write(1, (json.dumps({'port': listener.getsockname()[1]}) + '\n').encode())
while True:
    client, _ = listener.accept()
    if os.fork() == 0:
        listener.close()
        try:
            serve(client)
        except OSError:
            pass
        os._exit(0)
    client.close()
