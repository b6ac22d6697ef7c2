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
# The services run as another user than the one who made these files.
chmod 0444 "$folder"/*
chmod 0711 .leadstream "$folder"
printf 'API key: %s\n' "$(cat "$folder/api-key")"
