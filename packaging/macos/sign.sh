#!/bin/bash
# sign.sh APP: signs the bundle with the hardened runtime. Without keys it signs nothing, and says so.
# From the environment: IDENTITY, CERTIFICATE (base64 of a .p12), PASSWORD.
set -euo pipefail

app=$1
if [ -z "${CERTIFICATE:-}" ] || [ -z "${IDENTITY:-}" ]; then
    echo "::warning title=NOT SIGNED::there is no signing key: $app is not signed, and macOS will warn of it"
    exit 0
fi
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
scratch=$(mktemp -d)
trap 'security delete-keychain "$scratch/signing.keychain" 2>/dev/null || true; rm -rf "$scratch"' EXIT
chain_password=$(openssl rand -hex 20)
security create-keychain -p "$chain_password" "$scratch/signing.keychain"
security unlock-keychain -p "$chain_password" "$scratch/signing.keychain"
security list-keychains -d user -s "$scratch/signing.keychain" login.keychain
printf '%s' "$CERTIFICATE" | base64 --decode >"$scratch/certificate.p12"
security import "$scratch/certificate.p12" -k "$scratch/signing.keychain" -P "${PASSWORD:-}" -T /usr/bin/codesign
security set-key-partition-list -S apple-tool:,apple: -s -k "$chain_password" "$scratch/signing.keychain" >/dev/null
# From the inside out: what the bundle holds is sealed by its own signature.
codesign --force --timestamp --options runtime --sign "$IDENTITY" "$app/Contents/MacOS/keyturn-practice-server"
codesign --force --timestamp --options runtime --entitlements "$here/entitlements.plist" --sign "$IDENTITY" "$app"
codesign --verify --strict --deep "$app"
