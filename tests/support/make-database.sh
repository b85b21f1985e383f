#!/bin/sh
# make-database.sh FILE
#
# Makes a database of KeePassXC's that is given out through the Secret Service: its setting for that stands in the
# file. The password is 'a password for tests'.
set -eu
hex=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
uuid=$(printf '%s' "$hex" | sed 's/\(.\{8\}\)\(.\{4\}\)\(.\{4\}\)\(.\{4\}\)/{\1-\2-\3-\4-/; s/$/}/')
base64=$(printf '%s' "$hex" | python3 -c 'import base64, sys; print(base64.b64encode(bytes.fromhex(sys.stdin.read())).decode())')
cat >"$1.xml" <<XML
<?xml version="1.0" encoding="UTF-8"?>
<KeePassFile>
  <Meta>
    <RecycleBinEnabled>False</RecycleBinEnabled>
    <CustomData><Item><Key>FDO_SECRETS_EXPOSED_GROUP</Key><Value>$uuid</Value></Item></CustomData>
  </Meta>
  <Root><Group><UUID>$base64</UUID><Name>Root</Name></Group></Root>
</KeePassFile>
XML
printf 'a password for tests\na password for tests\n' | keepassxc-cli import --set-password "$1.xml" "$1"
rm "$1.xml"
