#!/bin/sh
# make-certs.sh DIR: a test authority and server certificates for TLS tests, made afresh and never shipped.
#   ca.pem                   the authority
#   good.pem/.key            for localhost and 127.0.0.1
#   expired.pem/.key         ended yesterday
#   wronghost.pem/.key       for another host
#   unknown.pem/.key         signed by nobody known
#   zoomtest.pem/.key        for api.zoom.test, which no name server knows
#   ipv6.pem/.key            for localhost, six.zoom.test and ::1
#   expiredca.pem            an authority that ended yesterday
#   oldca.pem                a root of X.509 version 1, without extensions
#   notca.pem/.key           signed by itself, and says that it is no authority
set -eu
dir=$1
mkdir -p "$dir"
cd "$dir"
umask 077

quietly() {
    "$@" >openssl.log 2>&1 || { cat openssl.log >&2; exit 1; }
}

quietly openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
    -subj '/CN=Keyturn test authority' -keyout ca.key -out ca.pem \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign

serial=100
issue() { # name, days, subjectAltName
    serial=$((serial + 1))
    quietly openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" \
        -keyout "$1.key" -out "$1.csr"
    printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\n' "$3" >"$1.ext"
    quietly openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -set_serial "$serial" -days "$2" \
        -extfile "$1.ext" -out "$1.pem"
    rm -f "$1.csr" "$1.ext"
}

local_names='DNS:localhost,IP:127.0.0.1'
issue good 30 "$local_names"
issue expired -1 "$local_names"
issue wronghost 30 'DNS:elsewhere.example'
issue zoomtest 30 'DNS:api.zoom.test'
issue ipv6 30 'DNS:localhost,DNS:six.zoom.test,IP:::1'
quietly openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj '/CN=localhost' \
    -addext "subjectAltName=$local_names" -keyout unknown.key -out unknown.pem

# For the extra authorities that a person may name.
itself() { # name, days, extensions: by its own key
    quietly openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=Keyturn test $1" \
        -keyout "$1.key" -out "$1.csr"
    printf '%s\n' "$3" >"$1.ext"
    quietly openssl x509 -req -in "$1.csr" -signkey "$1.key" -days "$2" ${3:+-extfile "$1.ext"} -out "$1.pem"
    rm -f "$1.csr" "$1.ext"
}
itself expiredca -1 'basicConstraints=critical,CA:TRUE'
itself oldca 30 ''
itself notca 30 'basicConstraints=critical,CA:FALSE'
rm -f openssl.log
