import { writeFileSync } from 'node:fs';
import {
  type BaseImage,
  baseImageNames,
  baseImages,
  type ImagesLock,
  imagesFrom,
  lockFile,
} from '../../infra/base-images.ts';
import { readManifest } from './read-manifest.ts';

/** The digest that each image's tag has at the registry now; throws where one is not to be had. */
export async function resolveImages(): Promise<ImagesLock> {
  const from = imagesFrom();
  const pinOf = async (name: BaseImage) => {
    const found = await readManifest(from, baseImages[name]);
    if (found.kind === 'gone') throw new Error(`${from} has no ${baseImages[name]}.`);
    return { image: baseImages[name], digest: found.digest, at: new Date().toISOString() };
  };
  const [DEBIAN, NODE] = await Promise.all([pinOf('DEBIAN'), pinOf('NODE')]);
  return { version: 1, from, images: { DEBIAN, NODE } };
}

/** Keeps digests for every later build. */
export const keepLock = (lock: ImagesLock): void =>
  writeFileSync(lockFile(), `${JSON.stringify(lock, null, 2)}\n`);

/** A pinned image as the registry knows it now. */
export interface PinStanding {
  readonly image: string;
  readonly digest: string;
  readonly at: string;
  /** `newer`: the tag names another image by now, and this one is there still. */
  readonly standing: 'current' | 'newer' | 'gone';
}

/** How each pinned image stands; throws where the registry does not answer. */
export const standingOf = ({ from, images }: ImagesLock): Promise<readonly PinStanding[]> =>
  Promise.all(
    baseImageNames.map(async (name) => {
      const { image, digest, at } = images[name];
      const [pinned, tagged] = await Promise.all([
        readManifest(from, `${image}@${digest}`),
        readManifest(from, image),
      ]);
      const isCurrent = tagged.kind === 'found' && tagged.digest === digest;
      const standing = pinned.kind === 'gone' ? 'gone' : isCurrent ? 'current' : 'newer';
      return { image, digest, at, standing };
    }),
  );

/** A pin as people read it: the tag, the beginning of the digest, and its day. */
export const pinWords = ({ image, digest, at }: Pick<PinStanding, 'image' | 'digest' | 'at'>): string =>
  `${image} as of ${at.slice(0, 10)} (${digest.slice(0, 19)})`;
