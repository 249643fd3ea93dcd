#!/usr/bin/env bash
# Brings the stack of compose.yaml up with LocalStack's own code as its emulator and runs one mission in it: LocalStack makes the containers of
# functions by the engine's guard, and test/localstack/lambda-init answers it from inside, in the place of what cannot be had here.
set -euo pipefail
cd "$(dirname "$0")/../.."

if docker network inspect gantry-cloud >/dev/null 2>&1; then
  echo 'A stack is up on this engine already, and there is room for one: npm run local:down first.' >&2
  exit 1
fi

# Where the programs are that the container sees, which are brought at first use.
programs=$(node test/localstack/programs.ts)
eval "$programs"
export LOCALSTACK_PROGRAMS LOCALSTACK_PYTHON LOCALSTACK_JAVA_SETTINGS LOCALSTACK_MACHINE LOCALSTACK_ARCHITECTURE
export DOCKER_BUILDKIT=0 COMPOSE_DOCKER_CLI_BUILD=0 PORT="${PORT:-5050}"
stack() { docker-compose --project-directory . -f compose.yaml -f test/localstack/compose.yaml "$@"; }

# The stand-in goes with the stack, so that nobody's engine keeps it for AWS's own image.
lambda=public.ecr.aws/lambda/nodejs:24
made=''
docker image inspect "$lambda" >/dev/null 2>&1 || made=$lambda
[ -z "$made" ] || docker build -q -t "$made" test/localstack/lambda-image >/dev/null

work=$(mktemp -d "${TMPDIR:-/tmp}/gantry-localstack.XXXXXX")
finish() {
  local status=$?
  if [ "$status" != 0 ] && [ "$status" != 75 ]; then
    tail -n 60 "$work/up" >&2 || true
    stack logs --tail 60 --no-color aws deployer engine pods >&2 2>&1 || true
  fi
  for kind in name=gantry-localstack-lambda- label=gantry.pod; do
    docker ps -aq --filter "$kind" | xargs -r docker rm --force --volumes >/dev/null 2>&1 || true
  done
  stack down --volumes >/dev/null 2>&1 || true
  [ -z "$made" ] || docker rmi "$made" >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 143' TERM INT HUP

stack build >"$work/up" 2>&1
stack up --detach >>"$work/up" 2>&1
GANTRY_ADMIN_PASSWORD=$(stack logs --no-color deployer 2>/dev/null | sed -nE 's/.*Sign in as admin with (\S+) \..*/\1/p' | tail -n 1)
export GANTRY_ADMIN_PASSWORD
npx vitest run --project stack test/compose/stack/mission.test.ts -t 'answers as the AWS world|from a memo'
