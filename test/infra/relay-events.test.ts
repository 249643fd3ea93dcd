import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { inlineText } from '../../infra/constructs/inline-code.ts';

const code = inlineText('relay-events', 'sign-request');

interface Sent {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}
interface Entry {
  readonly Source: string;
  readonly DetailType: string;
  readonly EventBusName: string;
  readonly Detail: string;
}

/** Runs the inline function at a fixed moment, against an EventBridge that answers as told. */
async function relay(
  records: readonly unknown[],
  answer: object = { FailedEntryCount: 0 },
  status = 200,
): Promise<readonly Sent[]> {
  const sent: Sent[] = [];
  const exports: { handler?: (event: unknown) => Promise<void> } = {};
  runInNewContext(code, {
    exports,
    require: createRequire(import.meta.url),
    Buffer,
    URL,
    AbortSignal,
    Date: class {
      toISOString(): string {
        return '2026-11-23T01:02:03.456Z';
      }
    },
    process: {
      env: {
        AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'not-a-secret',
        AWS_SESSION_TOKEN: 'session',
        AWS_REGION: 'eu-west-1',
        EVENTS_URL: 'https://events.eu-west-1.amazonaws.com',
        BUS: 'bus',
        SOURCE: 'gantry',
      },
    },
    fetch: (url: URL, { body, headers }: Sent) => {
      sent.push({ url: url.href, body, headers });
      return { ok: status < 300, status, json: () => answer };
    },
  });
  await exports.handler?.({ Records: records });
  return sent;
}

const record = (seq: string, body: string, eventName = 'INSERT') => ({
  eventName,
  dynamodb: {
    Keys: { mission_id: { S: 'msn_1' }, seq: { S: seq } },
    NewImage: { event: { S: 'mission-requested' }, status: { S: 'QUEUED' }, body: { S: body } },
  },
});
const entriesOf = ({ body }: Sent): readonly Entry[] => JSON.parse(body).Entries;

describe('what carries events to the bus', () => {
  it('tells stream, event, status and the whole body, and of nothing but appended events', async () => {
    const [sent, ...more] = await relay([
      record('e#0001', '{"a":1}'),
      record('j#0001', 'a join'),
      record('e#0002', '{}', 'MODIFY'),
    ]);
    expect(more).toEqual([]);
    const [entry, ...others] = entriesOf(sent as Sent);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ Source: 'gantry', DetailType: 'Gantry Event', EventBusName: 'bus' });
    expect(JSON.parse(entry?.Detail ?? '')).toEqual({
      stream: 'msn_1',
      event: 'mission-requested',
      status: 'QUEUED',
      body: '{"a":1}',
    });
    expect(sent?.url).toBe('https://events.eu-west-1.amazonaws.com/');
  });

  it('calls nobody where there is nothing to tell', async () => {
    expect(await relay([record('j#0001', 'a join')])).toEqual([]);
  });

  it('sends ten events at once at the most and less than EventBridge takes, all of them in order', async () => {
    const many = Array.from({ length: 23 }, (_, index) => record(`e#${index}`, String(index)));
    const parcels = (await relay(many)).map(entriesOf);
    expect(parcels.map(({ length }) => length)).toEqual([10, 10, 3]);
    expect(parcels.flat().map(({ Detail }) => JSON.parse(Detail).body)).toEqual(
      many.map((_, index) => `${index}`),
    );
    const large = Array.from({ length: 10 }, (_, index) => record(`e#${index}`, 'ü'.repeat(32_000)));
    const sent = await relay(large);
    expect(sent.flatMap(entriesOf)).toHaveLength(10);
    for (const { body } of sent) expect(Buffer.byteLength(body)).toBeLessThan(256_000);
  });

  it('fails as a whole where EventBridge took only some, so that the stream brings them again', async () => {
    await expect(relay([record('e#1', '{}')], { FailedEntryCount: 1 })).rejects.toThrow('took not all');
    await expect(relay([record('e#1', '{}')], { __type: 'ThrottlingException' }, 400)).rejects.toThrow(
      '400 ThrottlingException',
    );
  });

  // The signature that botocore 1.43.11 makes of the same request at the same moment.
  it('signs as botocore does', async () => {
    const [sent] = await relay([record('e#0001', '{}')]);
    expect(
      createHash('sha256')
        .update(sent?.body ?? '')
        .digest('hex'),
    ).toBe('fa18152bdbf5c413679bc79bcd11e21553745db115468e378b9c83d7021fe88d');
    expect(sent?.headers).toEqual({
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-date': '20261123T010203Z',
      'x-amz-security-token': 'session',
      'x-amz-target': 'AWSEvents.PutEvents',
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261123/eu-west-1/events/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature=e363c8f295c694c0b85156d64a873ab9158ee26ef13dad06cc8d4ce380d72897',
    });
  });

  it('fits where CloudFormation takes code inline', () => expect(code.length).toBeLessThanOrEqual(4_096));
});
