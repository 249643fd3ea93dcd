import { setTimeout as sleep } from 'node:timers/promises';
import { type PodOrder, uploadFormSchema } from '../../core/wire/pod.ts';
import type { Mailbox } from './mailbox.ts';

type SignedUrls = Extract<PodOrder['transport'], { kind: 'signed-urls' }>;
type UploadForm = SignedUrls['log_upload'];

const pollMs = 500;
const requestTimeoutMs = 15_000;
const retryDelaysMs = [200, 1_000, 3_000] as const;

/** A mailbox behind S3's signed URLs: a polled GET, and POST forms that can each write one key (log: one prefix) and nothing else. */
export function signedUrlMailbox(urls: SignedUrls): Mailbox {
  return {
    awaitBundle: (signal) => awaitObject(urls.bundle_url, signal),
    putLog: (n, bytes) => upload(withKeySuffix(urls.log_upload, String(n)), bytes),
    putArtifact: (bytes) => upload(urls.artifact_upload, bytes),
    // An order of version 0.1 has no form for them: the report then names pictures that nobody finds, and they are left out of it.
    putShot: async (n, png) => {
      if (urls.shot_upload !== undefined) await upload(withKeySuffix(urls.shot_upload, `${n}.png`), png);
    },
    putReport: (bytes) => upload(urls.report_upload, bytes),
  };
}

/** Sends bytes by a signed form that somebody gave, after the same retries; answers where they went. */
export async function uploadForm(form: unknown, bytes: Uint8Array): Promise<{ readonly origin: string }> {
  const given = uploadFormSchema.parse(form);
  await upload(given, bytes);
  return { origin: new URL(given.url).origin };
}

/** The whole body of a URL, after the bounded retries; throws on every status but 2xx. */
export async function download(url: string): Promise<Uint8Array> {
  return await retrying(async () => {
    const response = await fetch(url, { signal: AbortSignal.timeout(requestTimeoutMs) });
    if (!response.ok) throw await refusal('GET', response);
    return new Uint8Array(await response.arrayBuffer());
  });
}

async function awaitObject(url: string, signal: AbortSignal): Promise<Uint8Array | undefined> {
  while (!signal.aborted) {
    const bytes = await tryGet(url, signal);
    if (bytes !== undefined) return bytes;
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}

/** Absent is 404, and 403 where the signer may not list; anything else that goes wrong is asked again at the next poll. */
async function tryGet(url: string, signal: AbortSignal): Promise<Uint8Array | undefined> {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]),
    });
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
    await response.body?.cancel();
  } catch {
    return undefined;
  }
  return undefined;
}

function withKeySuffix(form: UploadForm, suffix: string): UploadForm {
  return { url: form.url, fields: { ...form.fields, key: `${form.fields.key ?? ''}${suffix}` } };
}

async function upload({ url, fields }: UploadForm, bytes: Uint8Array): Promise<void> {
  await retrying(async () => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    // S3 ignores every field after the file.
    form.append('file', new Blob([new Uint8Array(bytes)]));
    const response = await fetch(url, {
      method: 'POST',
      body: form,
      redirect: 'error',
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
    if (!response.ok) throw await refusal('POST', response);
    await response.body?.cancel();
  });
}

/** The text leaves out the query, because it holds the signature. */
async function refusal(method: string, response: Response): Promise<Error> {
  const body = await response.text().catch(() => '');
  const { origin, pathname } = new URL(response.url);
  return new Error(`${method} ${origin}${pathname} answered ${response.status}: ${body.slice(0, 300)}`);
}

async function retrying<T>(request: () => Promise<T>): Promise<T> {
  for (const delayMs of retryDelaysMs) {
    try {
      return await request();
    } catch {
      await sleep(delayMs);
    }
  }
  return await request();
}
