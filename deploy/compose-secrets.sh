#!/bin/sh
# Makes the secrets that docker-compose.yml mounts, once; prints the local API key.
set -eu
cd "$(dirname "$0")/.."
folder=.leadstream/compose
umask 077
mkdir -p "$folder"
made() { [ -s "$folder/$1" ] || python3 -c 'import secrets; print(secrets.token_urlsafe(24), end="")' > "$folder/$1"; }
for name in identity-pepper postgres-password hubspot-token api-key; do made "$name"; done
printf 'postgresql://leadstream:%s@postgres:5432/leadstream' "$(cat "$folder/postgres-password")" > "$folder/postgres-dsn"
digest=$(python3 -c 'import hashlib,sys; print(hashlib.sha256(open(sys.argv[1],"rb").read()).hexdigest())' "$folder/api-key")
printf '[{"id": "local", "sha256": "%s", "tenant": "main", "sources": ["*"], "roles": ["admin"]}]' "$digest" > "$folder/gateway-keys.json"
# One for the shipped source of webhooks; from then on the file is yours (docs/webhooks.md).
[ -s "$folder/webhook-secrets.json" ] || python3 -c 'import base64, json, secrets
print(json.dumps({"web-form": ["whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()]}), end="")' > "$folder/webhook-secrets.json"
# The gateway signs tokens with a key of its own; the console checks them with the public half.
[ -s "$folder/token-keys.json" ] || openssl ecparam -name prime256v1 -genkey -noout | openssl ec -text -noout 2>/dev/null | python3 -c '
import base64, json, re, secrets, sys
text = sys.stdin.read()
part = lambda name: bytes.fromhex(re.sub(r"[^0-9a-f]", "", re.search(name + r":([0-9a-f:\s]+)", text)[1]))
told = lambda value: base64.urlsafe_b64encode(value).rstrip(b"=").decode()
private, public = part("priv")[-32:].rjust(32, b"\0"), part("pub")
key = {"kty": "EC", "crv": "P-256", "kid": secrets.token_hex(8), "x": told(public[1:33]), "y": told(public[33:65])}
print(json.dumps({"keys": [{**key, "d": told(private)}]}), end="")' > "$folder/token-keys.json"
python3 -c 'import json, sys
keys = json.load(open(sys.argv[1]))["keys"]
print(json.dumps({"keys": [{name: value for name, value in key.items() if name != "d"} for key in keys]}), end="")' \
  "$folder/token-keys.json" > "$folder/token-jwks.json"
# The services run as another user than the one who made these files.
chmod 0444 "$folder"/*
chmod 0711 .leadstream "$folder"
printf 'API key: %s\n' "$(cat "$folder/api-key")"
