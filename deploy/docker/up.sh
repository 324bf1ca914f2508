#!/bin/sh
# Starts Flowforge with Docker Compose and prints where to sign up. Makes .env with new secrets when it is not there.
# Arguments are passed on to `docker compose up`.
set -eu
cd "$(dirname "$0")"

# Letters and digits, a letter first: nats-server would read a value that begins with a digit as a number.
new_password() { printf 'p%s' "$(od -An -N20 -tx1 /dev/urandom | tr -d ' \n')"; }

if [ ! -e .env ]; then
  umask 077
  while IFS= read -r line; do
    case $line in
      ENCRYPTION_KEYS=replace) printf '%s=k1:%s\n' "${line%%=*}" "$(head -c 32 /dev/urandom | base64)" ;;
      *=replace) printf '%s=%s\n' "${line%%=*}" "$(new_password)" ;;
      *) printf '%s\n' "$line" ;;
    esac
  done < .env.example > .env.new
  mv .env.new .env
  echo "created $(pwd)/.env with new secrets; keep a copy in a safe place"
fi

# Not with --wait, which takes the end of a migration for a failure. The console starts when the other services are ready.
docker compose up --build --detach "$@"

url=$(sed -n 's/^PUBLIC_URL=//p' .env)
# Refused when there is a user already.
if answer=$(docker compose exec -T registry node apps/registry/dist/operator/main.js create-setup-token); then
  token=$(printf '%s' "$answer" | sed -n 's/.*"token": *"\([^"]*\)".*/\1/p')
  echo "create the first user within a day: $url/setup#$token"
else
  echo "sign in: $url/sign-in"
fi
