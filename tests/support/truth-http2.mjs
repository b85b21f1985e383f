// truth-http2.mjs CERTIFICATE KEY SEED: an HTTP/2 server, Node's own, on a free port of 127.0.0.1.
//
// It decides for each person (u0, u1, …) from the seed what becomes of a change of password, and how it tells:
// with interim answers before it, late, in pieces, or by ending the stream. Prints "port PORT", and then a line
// for each change that came: NUMBER changed|refused|garbled. Ends with standard input.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecureServer, constants } from "node:http2";

const [certificate, key, seed] = process.argv.slice(2);
const server = createSecureServer({ cert: readFileSync(certificate), key: readFileSync(key) });

function bytesFor(number) {
    return createHash("sha256").update(`${seed} ${number}`).digest();
}
const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function answer(stream, number) {
    const [kind, interims, first, between, pieces] = bytesFor(number);
    const truth = kind < 120 ? "changed" : kind < 220 ? "refused" : "garbled";
    console.log(`${number} ${truth}`);
    await later(first % 8 === 0 ? first : first % 12);
    for (let i = 0; i < interims % 4; ++i) {
        if (stream.destroyed) return;
        stream.additionalHeaders({ ":status": i % 2 ? 102 : 103, link: "</a.css>; rel=preload" });
        await later(between % 60);
    }
    if (stream.destroyed) return;
    if (truth === "changed") {
        stream.respond({ ":status": 204 }, { endStream: true });
    } else if (truth === "refused") {
        const body = JSON.stringify({ code: 1001, message: `User does not exist: u${number}.` });
        stream.respond({ ":status": 404, "content-type": "application/json" });
        const middle = pieces % body.length;
        stream.write(body.slice(0, middle));
        await later(pieces % 20);
        if (!stream.destroyed) stream.end(body.slice(middle));
    } else if (kind % 3 === 0) {
        stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    } else {
        stream.respond({ ":status": kind % 3 === 1 ? 200 : 502 });
        stream.end("<html>something in between</html>");
    }
}

server.on("stream", (stream, headers) => {
    const number = /^\/v2\/users\/u(\d+)\/password$/.exec(headers[":path"])?.[1];
    stream.on("error", () => {});
    stream.resume();
    stream.on("end", () => {
        if (headers[":method"] === "PUT" && number !== undefined) answer(stream, number);
        else stream.respond({ ":status": 404 }, { endStream: true });
    });
});
server.on("sessionError", () => {});
server.listen(0, "127.0.0.1", () => console.log(`port ${server.address().port}`));
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
