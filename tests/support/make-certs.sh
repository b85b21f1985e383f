#!/bin/sh
# make-certs.sh DIR: a test authority and server certificates for TLS tests, made afresh and never shipped.
#   ca.pem                   the authority
#   good.pem/.key            for localhost and 127.0.0.1
#   expired.pem/.key         ended in 2020
#   wronghost.pem/.key       for another host
#   unknown.pem/.key         signed by nobody known
#   zoomtest.pem/.key        for api.zoom.test, which no name server knows
#   ipv6.pem/.key            for localhost, six.zoom.test and ::1
#   expiredca.pem            an authority that ended in 2020
#   oldca.pem                a root of X.509 version 1, without extensions
#   notca.pem/.key           signed by itself, and says that it is no authority
# What Qt 6.4 takes for localhost or 127.0.0.1, though their subject alternative names say something else:
#   commonname.pem/.key      localhost by its common name, of another host by its alternative one
#   nameless.pem/.key        localhost by its common name, without alternative names
#   dnsaddress.pem/.key      127.0.0.1 written as a host's name
#   constrained.pem/.key     as commonname, from an authority that may sign for the other host alone
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

request() { # name, common name
    quietly openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$2" \
        -keyout "$1.key" -out "$1.csr"
}

serial=100
sign() { # name, authority, extensions
    serial=$((serial + 1))
    printf '%s\n' "$3" >"$1.ext"
    quietly openssl x509 -req -in "$1.csr" -CA "$2.pem" -CAkey "$2.key" -set_serial "$serial" -days 30 \
        -extfile "$1.ext" -out "$1.pem"
    rm -f "$1.csr" "$1.ext"
}

# "openssl x509" signs for days from now on, and OpenSSL 3.5 takes no negative number of them.
sign_ended() { # name, authority ("": itself), extensions
    printf '%s\n' "$3" >"$1.ext"
    printf '[ca]\ndefault_ca=own\n[own]\ndatabase=index\nnew_certs_dir=.\npolicy=any\nrand_serial=yes\n[any]\ncommonName=supplied\n' \
        >ended.cnf
    : >index
    set -- "$1" ${2:+-cert "$2.pem"} ${2:+-keyfile "$2.key"}
    [ $# -gt 1 ] || set -- "$1" -selfsign -keyfile "$1.key"
    name=$1
    shift
    quietly openssl ca -batch -config ended.cnf -notext -md sha256 -in "$name.csr" "$@" \
        -startdate 20200101000000Z -enddate 20200201000000Z -extfile "$name.ext" -out "$name.pem"
    rm -f "$name.csr" "$name.ext" ended.cnf index* ./[0-9A-F]*.pem
}

server_with() { # subjectAltName, or nothing
    printf 'extendedKeyUsage=serverAuth\n%s' "${1:+subjectAltName=$1}"
}
issue() { # name, subjectAltName
    request "$1" "$1"
    sign "$1" ca "$(server_with "$2")"
}

local_names='DNS:localhost,IP:127.0.0.1'
issue good "$local_names"
issue wronghost 'DNS:elsewhere.example'
issue zoomtest 'DNS:api.zoom.test'
issue ipv6 'DNS:localhost,DNS:six.zoom.test,IP:::1'
issue dnsaddress 'DNS:127.0.0.1'
request expired expired
sign_ended expired ca "$(server_with "$local_names")"
request commonname localhost
sign commonname ca "$(server_with 'DNS:elsewhere.example')"
request nameless localhost
sign nameless ca "$(server_with '')"
request narrowca 'Keyturn test authority for one host'
sign narrowca ca 'basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign
nameConstraints=critical,permitted;DNS:elsewhere.example'
request constrained localhost
sign constrained narrowca "$(server_with 'DNS:elsewhere.example')"
cat narrowca.pem >>constrained.pem
rm narrowca.pem narrowca.key
quietly openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj '/CN=localhost' \
    -addext "subjectAltName=$local_names" -keyout unknown.key -out unknown.pem

# For the extra authorities that a person may name.
itself() { # name, extensions: by its own key
    request "$1" "Keyturn test $1"
    printf '%s\n' "$2" >"$1.ext"
    quietly openssl x509 -req -in "$1.csr" -signkey "$1.key" -days 30 ${2:+-extfile "$1.ext"} -out "$1.pem"
    rm -f "$1.csr" "$1.ext"
}
itself oldca ''
itself notca 'basicConstraints=critical,CA:FALSE'
request expiredca 'Keyturn test expiredca'
sign_ended expiredca '' 'basicConstraints=critical,CA:TRUE'
rm -f openssl.log
