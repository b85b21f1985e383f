"""Stands between the program and the practice server, and keeps what the program sends: the one way to learn a
generated password that nobody was shown."""

import re
import socket
import threading
from urllib.parse import urlsplit

PASSWORD = re.compile(rb'name="password"\r\n\r\n(.*?)\r\n--', re.DOTALL)


class Recorder:
    def __init__(self, base_url):
        parts = urlsplit(base_url)
        self._server = (parts.hostname, parts.port)
        self._sent = bytearray()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.base_url = f"http://127.0.0.1:{self._listener.getsockname()[1]}{parts.path}"
        threading.Thread(target=self._accept, daemon=True).start()

    def sent(self):
        with self._lock:
            return bytes(self._sent)

    def passwords(self):
        """In the order in which they were sent."""
        return [found.decode() for found in PASSWORD.findall(self.sent())]

    def end(self):
        self._listener.close()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return  # ended
            upstream = socket.create_connection(self._server)
            threading.Thread(target=self._pass, args=(client, upstream, True), daemon=True).start()
            threading.Thread(target=self._pass, args=(upstream, client, False), daemon=True).start()

    def _pass(self, source, target, keep):
        try:
            while data := source.recv(65536):
                if keep:
                    with self._lock:
                        self._sent += data
                target.sendall(data)
        except OSError:
            pass  # one side hung up
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # it was closed already
