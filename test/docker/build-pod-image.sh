#!/usr/bin/env bash
# Builds the pod's image from what git would give a builder: the classic builder knows no ignore file beside a Dockerfile.
set -euo pipefail
cd "$(dirname "$0")/../.."
tar -c --exclude node_modules --exclude python-packages core pod-image package.json package-lock.json |
  DOCKER_BUILDKIT=0 docker build -q -f pod-image/Dockerfile -t gantry-pod - 2>&1 | grep -vE 'DEPRECATED|legacy builder|BuildKit|^$'
