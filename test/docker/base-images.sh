#!/usr/bin/env bash
# Makes sure of the base images that our Dockerfiles start from. Where no registry can be reached they are made from Debian's own packages and
# this machine's Node, with the same files in the same places: stand-ins, labelled so, for an engine that is thrown away.
set -euo pipefail
cd "$(dirname "$0")/../.."

debian=debian:12-slim
node=node:24-bookworm-slim

is_here() { docker image inspect "$1" >/dev/null 2>&1; }
is_here "$debian" && is_here "$node" && exit 0

if timeout 60 docker pull -q "$debian" 2>/dev/null && timeout 180 docker pull -q "$node" 2>/dev/null; then exit 0; fi
echo 'No registry answers: the base images are made from Debian packages.' >&2

command -v debootstrap >/dev/null || { echo 'debootstrap is needed for that.' >&2; exit 1; }
work=$(mktemp -d "${TMPDIR:-/tmp}/gantry-base.XXXXXX")
trap 'rm -rf "$work"' EXIT

if ! is_here "$debian"; then
  debootstrap --variant=minbase bookworm "$work/root" >"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; exit 1; }
  rm -rf "$work"/root/var/cache/apt/archives/*.deb "$work"/root/var/lib/apt/lists/* "$work"/root/usr/share/{doc,man,locale}/*
  # What keeps packages' services from starting, as in the official image.
  printf '#!/bin/sh\nexit 101\n' >"$work/root/usr/sbin/policy-rc.d"
  chmod 755 "$work/root/usr/sbin/policy-rc.d"
  tar -C "$work/root" --numeric-owner -c . |
    docker import --change 'LABEL gantry.stand-in=true' --change 'CMD ["bash"]' - "$debian" >/dev/null
fi

if ! is_here "$node"; then
  files="$work/context/node"
  mkdir -p "$files/usr/local/bin" "$files/usr/local/lib/node_modules" "$files/etc/ssl"
  # The lockfile's own Node 24, whatever this machine's is.
  cp node_modules/node-linux-"$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')"/bin/node "$files/usr/local/bin/node"
  npm_home=$(npm exec --offline -c 'dirname "$(dirname "$(realpath "$npm_execpath")")"')
  cp -rL "$npm_home" "$files/usr/local/lib/node_modules/npm"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$files/usr/local/bin/npm"
  ln -s ../lib/node_modules/npm/bin/npx-cli.js "$files/usr/local/bin/npx"
  # This machine's registries may show a certificate of its own. Beside those of the package, which would replace it.
  cp -L "${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt}" "$files/etc/ssl/this-machine.crt"
  cat >"$work/context/Dockerfile" <<END
FROM $debian
COPY node/ /
LABEL gantry.stand-in=true
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/this-machine.crt PIP_CERT=/etc/ssl/this-machine.crt
CMD ["node"]
END
  DOCKER_BUILDKIT=0 docker build -q -t "$node" "$work/context" >/dev/null
fi
