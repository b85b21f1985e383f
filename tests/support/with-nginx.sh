#!/bin/bash
# with-nginx.sh [OPTION…] UPSTREAM_PORT [COMMAND…]
# Puts an nginx of its own in front of 127.0.0.1:UPSTREAM_PORT, on a free port of loopback, as any user.
#
# With a COMMAND: runs it and exits as it did; the environment tells it
#   KEYTURN_NGINX_URL    https://ADDRESS:PORT, without a slash at the end
#   KEYTURN_NGINX_PORT
#   KEYTURN_NGINX_PID    of the master process
#   KEYTURN_NGINX_DIR    holds access.log and error.log
# Without: prints these four as NAME=VALUE lines and an empty line, and stays until standard input ends.
# Nothing of nginx is left behind in either case.
#
#   --certs DIR          made by make-certs.sh; else KEYTURN_TEST_CERTS
#   --cert NAME          which of them; else "good"
#   --http2              offer HTTP/2; HTTP/1.1 stays on offer
#   --tls VERSIONS       ssl_protocols; else "TLSv1.2 TLSv1.3"
#   --plain              no TLS
#   --listen ADDRESS     as nginx writes it, "[::1]" for IPv6; else 127.0.0.1
#   --directive TEXT     one more directive for the server block; may be given again
#
# access.log, a line a request: worker's PID, connection, number of the request on it, protocol, method, path,
# status, status of the upstream.
set -euo pipefail

fail() {
    echo "with-nginx.sh: $*" >&2
    exit 1
}

certs=${KEYTURN_TEST_CERTS:-}
cert=good
tls='TLSv1.2 TLSv1.3'
listen=ssl
address=127.0.0.1
scheme=https
directives=
while [ $# -gt 0 ]; do
    case $1 in
    --certs) certs=$2; shift ;;
    --cert) cert=$2; shift ;;
    --http2) listen='ssl http2' ;;
    --tls) tls=$2; shift ;;
    --plain) listen=''; scheme=http ;;
    --listen) address=$2; shift ;;
    --directive) directives+="        $2"$'\n'; shift ;;
    *) break ;;
    esac
    shift
done
[[ ${1:-} =~ ^[0-9]+$ ]] || fail "the upstream's port is missing"
upstream=$1
shift

# A user's PATH on Debian leaves out where nginx is.
nginx=$(PATH=$PATH:/usr/sbin:/usr/local/sbin command -v nginx) ||
    fail "nginx is not installed; packaging/dev test installs it"
if [ -n "$listen" ]; then
    [ -r "$certs/$cert.pem" ] || fail "no certificate \"$cert\" in \"$certs\""
    certs=$(cd "$certs" && pwd -P)
    directives+="        ssl_certificate $certs/$cert.pem;
        ssl_certificate_key $certs/$cert.key;
        ssl_protocols $tls;"
fi
# As root the workers would be another user's, who may not enter our folder.
user=
if [ "$(id -u)" = 0 ]; then
    user='user root;'
fi

dir=$(mktemp -d "${TMPDIR:-/tmp}/keyturn-nginx.XXXXXX")
master=
command=
# shellcheck disable=SC2317 # called by the trap
cleanup() {
    if [ -n "$command" ]; then
        kill "$command" 2>/dev/null || true
    fi
    if [ -n "$master" ]; then
        kill "$master" 2>/dev/null || true
        wait "$master" 2>/dev/null || true
    fi
    rm -rf "$dir"
}
trap cleanup EXIT
trap 'exit 143' TERM
trap 'exit 130' INT
trap 'exit 129' HUP

write_configuration() { # PORT
    # The body never touches the disk, since it holds a password. nginx sends a PUT again by itself when a
    # kept connection to the upstream dies, and a test could not tell that from our own sending it twice:
    # proxy_next_upstream off. SECLEVEL 0, or OpenSSL would refuse to speak an outdated TLS even when asked to.
    cat >"$dir/nginx.conf" <<CONFIGURATION
daemon off;
$user
worker_processes 1;
worker_shutdown_timeout 200ms;
pid $dir/nginx.pid;
error_log $dir/error.log info;
events {
    worker_connections 512;
}
http {
    log_format wire '\$pid \$connection \$connection_requests \$server_protocol \$request_method \$uri '
                    '\$status \$upstream_status';
    access_log $dir/access.log wire;
    client_body_temp_path $dir/body;
    proxy_temp_path $dir/proxy;
    fastcgi_temp_path $dir/fastcgi;
    uwsgi_temp_path $dir/uwsgi;
    scgi_temp_path $dir/scgi;
    client_body_buffer_size 64k;
    proxy_buffers 8 256k;
    proxy_buffer_size 256k;
    proxy_busy_buffers_size 512k;
    ssl_ciphers DEFAULT:@SECLEVEL=0;
    upstream practice {
        server 127.0.0.1:$upstream;
        keepalive 16;
    }
    server {
        listen $address:$1 $listen;
$directives
        location / {
            proxy_pass http://practice;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host \$host;
            proxy_next_upstream off;
        }
    }
}
CONFIGURATION
}

# Below the range that the kernel hands out by itself, so that no other program's socket is there by chance;
# whether the port is free is for nginx to find out. The PID file is written once the port is open.
start_nginx() {
    local port attempt
    for attempt in 1 2 3 4 5 6 7 8; do
        port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
        write_configuration "$port"
        "$nginx" -p "$dir" -e "$dir/error.log" -c "$dir/nginx.conf" </dev/null >"$dir/output.log" 2>&1 &
        master=$!
        while kill -0 "$master" 2>/dev/null; do
            if [ -s "$dir/nginx.pid" ]; then
                export KEYTURN_NGINX_URL=$scheme://$address:$port KEYTURN_NGINX_PORT=$port
                export KEYTURN_NGINX_PID=$master KEYTURN_NGINX_DIR=$dir
                return
            fi
            sleep 0.02
        done
        wait "$master" 2>/dev/null || true
        master=
        grep -q 'Address already in use' "$dir/error.log" || break
        : >"$dir/error.log"
    done
    cat "$dir/error.log" "$dir/output.log" >&2
    fail "nginx did not start (attempt $attempt)"
}
start_nginx

# In the background, so that the traps run at once.
if [ $# -gt 0 ]; then
    "$@" <&0 &
else
    printf '%s=%s\n' KEYTURN_NGINX_URL "$KEYTURN_NGINX_URL" KEYTURN_NGINX_PORT "$KEYTURN_NGINX_PORT" \
        KEYTURN_NGINX_PID "$KEYTURN_NGINX_PID" KEYTURN_NGINX_DIR "$KEYTURN_NGINX_DIR"
    echo
    cat <&0 >/dev/null &
fi
command=$!
status=0
wait "$command" || status=$?
command=
exit "$status"
