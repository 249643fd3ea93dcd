#!/usr/bin/env bash
# Runs a command with a Docker engine that answers: the machine's own, or one that lives in a folder of its own and is gone afterwards, which needs
# root and Debian's docker.io. Ends with 75 where there is none.
set -euo pipefail

if docker version >/dev/null 2>&1; then exec "$@"; fi

if [ "$(id -u)" != 0 ] || ! command -v dockerd >/dev/null 2>&1; then
  echo 'SKIPPED: no Docker engine answers, and none can be started here (root and dockerd are needed).' >&2
  exit 75
fi

root=$(mktemp -d "${TMPDIR:-/tmp}/gantry-engine.XXXXXX")
export DOCKER_HOST="unix://$root/docker.sock"

stop() {
  docker ps -aq | xargs -r docker rm --force --volumes >/dev/null 2>&1 || true
  kill "$engine" 2>/dev/null || true
  wait "$engine" 2>/dev/null || true
  umount "$root"/exec/netns/* 2>/dev/null || true
  rm -rf "$root" 2>/dev/null || echo "left behind: $root" >&2
}

start() {
  dockerd --data-root "$root/data" --exec-root "$root/exec" --pidfile "$root/pid" -H "$DOCKER_HOST" "$@" >"$root/log" 2>&1 &
  engine=$!
  for _ in $(seq 100); do
    docker version >/dev/null 2>&1 && return 0
    kill -0 "$engine" 2>/dev/null || return 1
    sleep 0.2
  done
  kill "$engine" 2>/dev/null || true
  return 1
}

# Where the firewall is refused, containers still start: without a network, or with the host's.
if ! start && ! start --bridge=none --iptables=false; then
  echo 'SKIPPED: a Docker engine would not start here:' >&2
  grep -E 'level=(error|fatal)|failed' "$root/log" | tail -n 5 >&2 || true
  rm -rf "$root"
  exit 75
fi
trap stop EXIT
"$@"
