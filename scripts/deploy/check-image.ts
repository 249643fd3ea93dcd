import { execFileSync } from 'node:child_process';
import { readLock } from '../../infra/base-images.ts';
import { pinWords, resolveImages, standingOf } from '../images/pin-images.ts';
import { type Check, fine, missing, warning } from './finding.ts';

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

/** From which images it is built: those that are pinned, which must be there still, or those that the first deployment will pin. */
export const pinnedImages: Check = async ({ podImage: image }) => {
  if (!isBuilt(image)) return [];
  const lock = readLockOrWhy();
  if (typeof lock === 'string') return missing(lock);
  if (lock === undefined) {
    const { images } = await resolveImages();
    return fine(`${Object.values(images).map(pinWords).join(', ')}, which this deployment pins`);
  }
  const pins = await standingOf(lock).catch(() => undefined);
  const words = Object.values(lock.images).map(pinWords).join(', ');
  if (pins === undefined) return fine(`${words}; the registry did not answer`);
  const [gone] = pins.filter(({ standing }) => standing === 'gone');
  if (gone !== undefined)
    return missing(
      `${pinWords(gone)} is gone from the registry. Pin what is there: npm run images -- --update`,
    );
  const isOld = pins.some(({ standing }) => standing === 'newer');
  return isOld ? warning(`${words}. There are newer ones: npm run images -- --update`) : fine(words);
};

/** Whether the image is built from base images of ours, here or in the account. */
export const isBuilt = (image: string): boolean => image === 'docker' || image === 'codebuild';

function readLockOrWhy(): ReturnType<typeof readLock> | string {
  try {
    return readLock();
  } catch (error) {
    return (error as Error).message;
  }
}
