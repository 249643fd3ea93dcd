#!/usr/bin/env bash
# Brings the whole stack up with MiniStack in LocalStack's place while the tests of pods run, asks it what test/compose/stack asks, takes it down and
# up again in between, and leaves neither containers, nor networks, nor volumes.
set -euo pipefail
cd "$(dirname "$0")/../.."

if docker network inspect gantry-cloud >/dev/null 2>&1; then
  echo 'A stack is up on this engine already, and there is room for one: npm run local:down first, or npm run local:test against it.' >&2
  exit 1
fi

if ! docker network create gantry-probe >/dev/null 2>&1; then
  printf '\n%s\n\n' 'NOT RUN: this engine makes no networks, as where the firewall is refused; the stack of compose.yaml was not brought up. What pods can do is tried.' >&2
  exec npx vitest run --project docker
fi
docker network rm gantry-probe >/dev/null

work=$(mktemp -d "${TMPDIR:-/tmp}/gantry-stack.XXXXXX")
export DOCKER_BUILDKIT=0 COMPOSE_DOCKER_CLI_BUILD=0 PORT="${PORT:-5050}"
stack() { node scripts/local.ts "$@" --emulator ministack; }
bringing=''
finish() {
  local status=$?
  [ -z "$bringing" ] || { kill "$bringing" && wait "$bringing"; } 2>/dev/null || true
  if [ "$status" != 0 ]; then
    tail -n 60 "$work/up" >&2 || true
    docker-compose -f compose.yaml -f compose/ministack.yaml logs --tail 40 --no-color >&2 2>&1 || true
  fi
  stack down --forget >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 143' TERM INT HUP

stack up >"$work/up" 2>&1 &
bringing=$!
npx vitest run --project docker
wait "$bringing"
bringing=''
GANTRY_ADMIN_PASSWORD=$(sed -nE 's/.*Sign in as admin with (\S+) \..*/\1/p' "$work/up" | tail -n 1)
export GANTRY_ADMIN_PASSWORD
npx vitest run --project stack
# What was built outlives the containers, and the deployer finds nothing to do.
stack down >>"$work/up" 2>&1
stack up >>"$work/up" 2>&1
GANTRY_STACK_IS_KEPT=1 npx vitest run --project stack test/compose/stack/kept.test.ts
