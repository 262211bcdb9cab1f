"""A service that keeps its business in plain files, by docs/drill_write_contract.md: file_service.py PORT DIR."""
import http.server
import os
import sys

port, place = int(sys.argv[1]), sys.argv[2]


class Service(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, code, body=b""):
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def path_of_run(self):
        return os.path.join(place, os.path.basename(self.path))

    def do_PUT(self):
        open(self.path_of_run(), "ab").close()
        self.answer(200)

    def do_POST(self):
        row = self.rfile.read(int(self.headers["Content-Length"]))
        with open(self.path_of_run(), "ab", buffering=0) as rows:
            rows.write(row)
        self.answer(200)

    def do_GET(self):
        if self.path == "/health":
            return self.answer(200, b"up")
        try:
            self.answer(200, open(self.path_of_run(), "rb").read())
        except FileNotFoundError:
            self.answer(404)

    def do_DELETE(self):
        if os.path.exists(self.path_of_run()):
            os.remove(self.path_of_run())
        self.answer(200)

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer.daemon_threads = True
http.server.ThreadingHTTPServer.allow_reuse_address = True
http.server.ThreadingHTTPServer(("127.0.0.1", port), Service).serve_forever()
