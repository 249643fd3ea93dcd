#!/usr/bin/env bash
# Runs a command with a Docker engine that answers: the machine's own, or one that lives in a folder and a network namespace of its own and is gone
# afterwards, which needs root and Debian's docker.io. Ends with 75 where there is none.
set -euo pipefail

if docker version >/dev/null 2>&1; then exec "$@"; fi

if [ "$(id -u)" != 0 ] || ! command -v dockerd >/dev/null 2>&1; then
  echo 'SKIPPED: no Docker engine answers, and none can be started here (root and dockerd are needed).' >&2
  exit 75
fi

root=$(mktemp -d "${TMPDIR:-/tmp}/gantry-engine.XXXXXX")
export DOCKER_HOST="unix://$root/docker.sock" DOCKER_SOCKET="$root/docker.sock"
engine=''
space=''
inside=()

# A network of its own: the engine's bridges and firewall rules end with it, and two engines do not meet. The way out is one address of its own.
rules() {
  iptables -w "$1" FORWARD -i "$space" -j ACCEPT
  iptables -w "$1" FORWARD -o "$space" -j ACCEPT
  iptables -w -t nat "$1" POSTROUTING -s "$inner/32" -j MASQUERADE
}
open_space() {
  space="gty$$"
  local block="10.$((64 + $$ / 16384 % 64)).$(($$ / 64 % 256)).$(($$ % 64 * 4))"
  inner="${block%.*}.$((${block##*.} + 2))"
  local outer="${block%.*}.$((${block##*.} + 1))"
  ip netns add "$space" && ip link add "$space" type veth peer name eth0 netns "$space" \
    && ip addr add "$outer/30" dev "$space" && ip link set "$space" up \
    && ip -n "$space" addr add "$inner/30" dev eth0 && ip -n "$space" link set eth0 up && ip -n "$space" link set lo up \
    && ip -n "$space" route add default via "$outer" \
    && [ "$(cat /proc/sys/net/ipv4/ip_forward)" = 1 -o -w /proc/sys/net/ipv4/ip_forward ] \
    && echo 1 >/proc/sys/net/ipv4/ip_forward && rules -I || return 1
  # Not `ip netns exec`, which would mount another /sys, without control groups.
  inside=(nsenter "--net=/run/netns/$space")
}
close_space() {
  [ -n "$space" ] || return 0
  rules -D >/dev/null 2>&1 || true
  ip link del "$space" 2>/dev/null || true
  ip netns del "$space" 2>/dev/null || true
}

stop() {
  docker ps -aq | xargs -r docker rm --force --volumes >/dev/null 2>&1 || true
  [ -z "$engine" ] || kill "$engine" 2>/dev/null || true
  wait "$engine" 2>/dev/null || true
  umount "$root"/exec/netns/* 2>/dev/null || true
  close_space
  rm -rf "$root" 2>/dev/null || echo "left behind: $root" >&2
}
trap stop EXIT
trap 'exit 143' TERM INT HUP

start() {
  "${inside[@]}" dockerd --data-root "$root/data" --exec-root "$root/exec" --pidfile "$root/pid" -H "$DOCKER_HOST" "$@" >"$root/log" 2>&1 &
  engine=$!
  for _ in $(seq 100); do
    docker version >/dev/null 2>&1 && return 0
    kill -0 "$engine" 2>/dev/null || return 1
    sleep 0.2
  done
  kill "$engine" 2>/dev/null || true
  wait "$engine" 2>/dev/null || true
  return 1
}

open_space >/dev/null 2>&1 || { close_space; space=''; inside=(); }
# Where the firewall is refused, containers still start: without a network, or with the host's.
if ! start && ! start --bridge=none --iptables=false; then
  echo 'SKIPPED: a Docker engine would not start here:' >&2
  grep -E 'level=(error|fatal)|failed' "$root/log" | tail -n 5 >&2 || true
  exit 75
fi
"${inside[@]}" "$@"
