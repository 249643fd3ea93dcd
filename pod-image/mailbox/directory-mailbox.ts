import { randomUUID } from 'node:crypto';
import { watch } from 'node:fs';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mailboxKeys } from '../../core/wire/pod.ts';
import type { Mailbox } from './mailbox.ts';

const pollMs = 50;

/** A mailbox that is a folder: every file appears whole, by a rename from a hidden folder beside it. */
export function directoryMailbox(
  root: string,
  { onWritten }: { readonly onWritten: (key: string) => void },
): Mailbox {
  const place = async (key: string, bytes: Uint8Array, move: typeof rename): Promise<void> => {
    const target = join(root, key);
    const incoming = join(root, '.incoming', randomUUID());
    await mkdir(dirname(incoming), { recursive: true });
    await mkdir(dirname(target), { recursive: true });
    try {
      await writeFile(incoming, bytes, { flag: 'wx' });
      await move(incoming, target);
    } finally {
      await rm(incoming, { force: true });
    }
    onWritten(key);
  };
  return {
    awaitBundle: (signal) => awaitFile(join(root, mailboxKeys.bundle), signal),
    putLog: (n, bytes) => place(mailboxKeys.log(n), bytes, rename),
    putArtifact: (bytes) => place(mailboxKeys.artifact, bytes, rename),
    putShot: (n, png) => place(mailboxKeys.shot(n), png, rename),
    // A hard link refuses to replace, so that a second report cannot.
    putReport: (bytes) => place(mailboxKeys.report, bytes, link),
  };
}

/** The watch only shortens the wait: events get lost on some file systems, so the poll stays. */
async function awaitFile(path: string, signal: AbortSignal): Promise<Uint8Array | undefined> {
  let wake = new AbortController();
  await mkdir(dirname(path), { recursive: true });
  const watcher = watch(dirname(path), () => wake.abort());
  watcher.on('error', () => watcher.close());
  try {
    while (!signal.aborted) {
      const bytes = await readWhole(path);
      if (bytes !== undefined) return bytes;
      await sleep(pollMs, undefined, { signal: AbortSignal.any([signal, wake.signal]) }).catch(
        () => undefined,
      );
      wake = new AbortController();
    }
    return undefined;
  } finally {
    watcher.close();
  }
}

/** Undefined while the file is absent or still being written. */
async function readWhole(path: string): Promise<Uint8Array | undefined> {
  try {
    const bytes = await readFile(path);
    return bytes.at(-1) === closingBrace || isClosed(bytes) ? bytes : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const closingBrace = '}'.charCodeAt(0);
const isClosed = (bytes: Buffer): boolean => bytes.toString('utf8').trimEnd().endsWith('}');
