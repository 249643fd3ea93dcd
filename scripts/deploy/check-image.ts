import { execFileSync } from 'node:child_process';
import { type Check, fine, missing } from './finding.ts';

const docker = (...words: readonly string[]): string =>
  execFileSync('docker', words, { stdio: 'pipe', timeout: 20_000, encoding: 'utf8' });

/** Whether the pod's image can be had: by a Docker here that can build for arm64, which one on x86 does by QEMU alone; in the account; or at its address. */
export const podImage: Check = async ({ podImage: image }) => {
  if (image === 'codebuild') return fine('CodeBuild builds it for arm64 in the account');
  if (image !== 'docker') return fine(image);
  const machine = docker('version', '--format', '{{.Server.Arch}}').trim();
  if (machine === 'arm64') return fine('Docker builds it for arm64 here');
  return /linux\/arm64/.test(docker('buildx', 'inspect'))
    ? fine(`Docker builds it for arm64 here, by QEMU on ${machine}, which takes some minutes`)
    : missing(
        `Docker here is for ${machine} and cannot build for arm64. Build in the account: -c podImage=codebuild. Or let QEMU help: docker run --privileged --rm tonistiigi/binfmt --install arm64`,
      );
};
