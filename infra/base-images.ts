import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const root = join(import.meta.dirname, '..');
/** Amazon's copy of the official images: Docker Hub turns builds away that come too often from one network. */
const amazonsCopy = 'public.ecr.aws/docker/library/';

/** What the pod's Dockerfile starts from, by the name of its build argument. */
export const baseImages = { DEBIAN: 'debian:12-slim', NODE: 'node:24-bookworm-slim' } as const;
export type BaseImage = keyof typeof baseImages;
export const baseImageNames = Object.keys(baseImages) as readonly BaseImage[];

const pinSchema = z.strictObject({
  image: z.string(),
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  /** When the registry named it for the tag. */
  at: z.iso.datetime(),
});
const lockSchema = z.strictObject({
  version: z.literal(1),
  /** The registry and folder that the digests were read in. */
  from: z.string(),
  images: z.strictObject({ DEBIAN: pinSchema, NODE: pinSchema }),
});
/** Which base images are used from now on: a tag names another image tomorrow, a digest never does. */
export type ImagesLock = z.infer<typeof lockSchema>;

/** Where base images are fetched, with the slash at its end: GANTRY_IMAGES_FROM names a mirror of one's own. */
export const imagesFrom = (env: NodeJS.ProcessEnv = process.env): string =>
  env.GANTRY_IMAGES_FROM || amazonsCopy;

/** Where their digests are kept: in the checkout, to be committed, unless GANTRY_IMAGES_LOCK names another file. */
export const lockFile = (env: NodeJS.ProcessEnv = process.env): string =>
  env.GANTRY_IMAGES_LOCK || join(root, 'pod-image', 'images.lock.json');

/**
 * The digests that are kept; undefined where none are. Throws where they are not those of the images and the mirror that are built from now: then
 * nobody has decided what to build from.
 */
export function readLock(env: NodeJS.ProcessEnv = process.env): ImagesLock | undefined {
  const file = lockFile(env);
  if (!existsSync(file)) return undefined;
  const { success, data } = lockSchema.safeParse(parsed(readFileSync(file, 'utf8')));
  const again = 'Pin them again: npm run images -- --update';
  if (!success) throw new Error(`${file} is no list of pinned images. ${again}`);
  if (data.from !== imagesFrom(env))
    throw new Error(`${file} pins images of ${data.from}, and ${imagesFrom(env)} is built from. ${again}`);
  for (const name of baseImageNames)
    if (data.images[name].image !== baseImages[name])
      throw new Error(
        `${file} pins ${data.images[name].image}, and ${baseImages[name]} is built from. ${again}`,
      );
  return data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The arguments of the pod's Dockerfile: each image by its digest where that is kept, else by its tag. */
export function imageArguments(
  env: NodeJS.ProcessEnv = process.env,
): Readonly<Record<'MIRROR' | BaseImage, string>> {
  const lock = readLock(env);
  const named = (name: BaseImage): string =>
    lock === undefined ? baseImages[name] : `${baseImages[name]}@${lock.images[name].digest}`;
  return { MIRROR: imagesFrom(env), DEBIAN: named('DEBIAN'), NODE: named('NODE') };
}
