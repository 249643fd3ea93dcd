import { createServer, type IncomingMessage, type Server } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { defaultPodLimits, type PodBundle, type PodLimits, type PodOrder } from '../../../core/wire/pod.ts';
import { missionId, podId } from './pod-fixture.ts';

export interface MailboxStandIn {
  readonly url: string;
  /** What was posted, by key; a second post to a key replaces the first, as S3 does. */
  readonly posted: ReadonlyMap<string, Buffer>;
  readonly fields: readonly Record<string, string>[];
  /** Objects to be had by GET; absent ones are refused as S3 refuses who may not list. */
  readonly objects: Map<string, string>;
  /** The next so many requests are answered 503. */
  failNext(count: number): void;
  close(): void;
}

/** A loopback stand-in for what signed URLs reach: GET of objects, POST forms with a key field and a file last. */
export async function startMailboxStandIn(): Promise<MailboxStandIn> {
  const posted = new Map<string, Buffer>();
  const fields: Record<string, string>[] = [];
  const objects = new Map<string, string>();
  let failures = 0;
  const server: Server = createServer(async (request, response) => {
    const body = await buffer(request);
    if (failures > 0) {
      failures -= 1;
      return response.writeHead(503).end('slow down');
    }
    if (request.method === 'POST') {
      const form = await readForm(request, body);
      fields.push(form.fields);
      posted.set(form.fields.key ?? '', form.file);
      return response.writeHead(204).end();
    }
    const found = objects.get(request.url ?? '');
    return found === undefined ? response.writeHead(403).end('<Error/>') : response.writeHead(200).end(found);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as { readonly port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    posted,
    fields,
    objects,
    failNext: (count) => {
      failures = count;
    },
    close: () => server.close(),
  };
}

/** What an order says of where its mailbox is. */
export function urlsOf({ url }: Pick<MailboxStandIn, 'url'>) {
  const form = (key: string) => ({
    url: `${url}/bucket`,
    fields: { key, policy: 'signed', 'x-amz-signature': 'abc' },
  });
  return {
    kind: 'signed-urls' as const,
    bundle_url: `${url}/in/bundle?X-Amz-Signature=secret`,
    log_upload: form('m/p/out/log-'),
    shot_upload: form('m/p/out/shot-'),
    report_upload: form('m/p/out/report.json'),
    artifact_upload: form('m/p/out/artifact.tar'),
  };
}

/** Puts a bundle and its order into the mailbox and answers the order's URL. */
export function orderWithUrls(
  standIn: MailboxStandIn,
  bundle: PodBundle,
  limits: Partial<PodLimits> = {},
): string {
  const order: PodOrder = {
    version: 1,
    mission_id: missionId,
    pod_id: podId,
    limits: { ...defaultPodLimits, ...limits },
    wait_ms: 10_000,
    transport: urlsOf(standIn),
  };
  standIn.objects.set('/order?signed', JSON.stringify(order));
  standIn.objects.set('/in/bundle?X-Amz-Signature=secret', JSON.stringify(bundle));
  return `${standIn.url}/order?signed`;
}

async function readForm(
  request: IncomingMessage,
  body: Buffer,
): Promise<{ fields: Record<string, string>; file: Buffer }> {
  const headers = { 'content-type': request.headers['content-type'] ?? '' };
  const form = await new Response(new Uint8Array(body), { headers }).formData();
  const entries = [...form.entries()];
  const texts = entries.flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  );
  const last = entries.at(-1)?.[1];
  const file = last instanceof File ? Buffer.from(await last.arrayBuffer()) : Buffer.alloc(0);
  return { fields: Object.fromEntries(texts), file };
}
