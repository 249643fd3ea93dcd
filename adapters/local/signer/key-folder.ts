import { createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { chmod, link, mkdir, readdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The keys of a home: `evidence.pem`, `evidence-2.pem`, ... The highest number signs; of those before it `.pub.pem` is what stays. */
export interface KeyFolder {
  /** The private key that signs, in PEM; made where there is none. */
  signingPem(): Promise<string>;
  /** Every key, newest first: private where it still is, public elsewhere. */
  allPems(): Promise<string[]>;
  /** Adds a key and answers it, private, once the one before has lost its private half. */
  rotate(): Promise<string>;
}

const maxLooks = 5;
const namePattern = /^evidence(?:-([1-9]\d*))?(\.pub)?\.pem$/;

const nameOf = (number: number, kind: '' | '.pub' = ''): string =>
  number === 1 ? `evidence${kind}.pem` : `evidence-${number}${kind}.pem`;

interface KeyFile {
  readonly number: number;
  readonly isPublic: boolean;
}

/** Opens the key folder of a home; two processes that make the same key at once end with one, which both read. */
export function openKeyFolder(home: string): KeyFolder {
  const folder = join(home, 'keys');
  return {
    async signingPem() {
      // A rotation may take the file away between the look and the read.
      for (let look = 0; look < maxLooks; look += 1) {
        const pem = await readNewest(folder);
        if (pem !== undefined) return pem;
      }
      throw new Error(`The keys in ${folder} cannot be read.`);
    },
    async allPems() {
      const files = await listKeys(folder);
      return Promise.all(
        files.map(({ number, isPublic }) =>
          readFile(join(folder, nameOf(number, isPublic ? '.pub' : '')), 'utf8'),
        ),
      );
    },
    async rotate() {
      const before = await listKeys(folder);
      const number = (before[0]?.number ?? 0) + 1;
      await makeKey(folder, number);
      // All of them: an earlier rotation may have been cut short.
      for (const key of before) await retire(folder, key.number);
      return readPrivate(folder, number);
    },
  };
}

/** The newest key; makes one where there is none that could sign, which the next look finds. */
async function readNewest(folder: string): Promise<string | undefined> {
  const [newest = { number: 0, isPublic: true }] = await listKeys(folder);
  if (!newest.isPublic) return readPrivate(folder, newest.number).catch(undefinedWhenMissing);
  await makeKey(folder, newest.number + 1);
  return undefined;
}

/** One entry a key, newest first; the public half counts where both are there, as when a rotation was cut short. */
async function listKeys(folder: string): Promise<KeyFile[]> {
  const names = (await readdir(folder).catch(undefinedWhenMissing)) ?? [];
  const files = new Map<number, KeyFile>();
  for (const name of names) {
    const match = namePattern.exec(name);
    if (match === null) continue;
    const number = Number(match[1] ?? 1);
    const isPublic = match[2] !== undefined || files.get(number)?.isPublic === true;
    files.set(number, { number, isPublic });
  }
  return [...files.values()].toSorted((left, right) => right.number - left.number);
}

async function readPrivate(folder: string, number: number): Promise<string> {
  const path = join(folder, nameOf(number));
  // A copied home may have come with wider rights than the key was made with.
  await chmod(path, 0o600);
  return readFile(path, 'utf8');
}

async function makeKey(folder: string, number: number): Promise<void> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await writeOnce(folder, nameOf(number), privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
}

/** What was signed before stays verifiable; nobody can sign with it again. */
async function retire(folder: string, number: number): Promise<void> {
  const pem = await readPrivate(folder, number).catch(undefinedWhenMissing);
  if (pem === undefined) return;
  const publicPem = createPublicKey(pem).export({ type: 'spki', format: 'pem' }).toString();
  await writeOnce(folder, nameOf(number, '.pub'), publicPem);
  await unlink(join(folder, nameOf(number))).catch(undefinedWhenMissing);
}

/** The link lets one writer win, and the file is never seen half written. */
async function writeOnce(folder: string, name: string, pem: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, `${randomUUID()}.tmp`);
  await writeFile(temporary, pem, { mode: 0o600, flag: 'wx', flush: true });
  try {
    await link(temporary, join(folder, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await unlink(temporary);
  }
}

function undefinedWhenMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
