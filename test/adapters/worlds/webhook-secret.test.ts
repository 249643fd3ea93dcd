import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

const never = new AbortController().signal;
const body = Buffer.from('{"action":"closed"}');
const signedWith = (secret: string) => ({
  body,
  signature: `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  event: 'push',
  contentType: 'application/json',
});

let fields: string;
let server: Server;

/** Answers what Secrets Manager answers to GetSecretValue, which is all that it is asked. */
beforeEach(async () => {
  vi.resetModules();
  server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ ARN: 'arn', Name: 'github', SecretString: fields }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  for (const [name, value] of Object.entries({
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${port}`,
    GANTRY_GITHUB_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:github-abcdef',
    GITHUB_WEBHOOK_SECRET: '',
  }))
    vi.stubEnv(name, value);
});
afterEach(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
});

const notices = async () => (await import('../../../adapters/worlds/aws.ts')).mergeNotices();

describe('GitHub as a place to talk', () => {
  const platforms = async () => {
    const { channels } = await import('../../../adapters/worlds/aws.ts');
    return (await channels()(never)).map(({ platform }) => platform);
  };

  test('is there where somebody is mentioned, as soon as the webhook’s secret is filled', async () => {
    fields = '{"token":"one","webhook_secret":""}';
    expect(await platforms()).toEqual([]);
    vi.resetModules();
    vi.stubEnv('GITHUB_MENTION', '@builder');
    expect(await platforms()).toEqual([]);
    fields = '{"token":"one","webhook_secret":"shared"}';
    expect(await platforms()).toEqual(['github']);
  });
});

describe('a webhook whose secret nobody has filled', () => {
  test.each(['{"token":"","webhook_secret":""}', '{"token":"one"}'])(
    'is not there, also for who signs with nothing: %s',
    async (text) => {
      fields = text;
      expect(await (await notices())?.read(signedWith(''), never)).toBe('unset');
    },
  );

  test('is there as soon as it is filled, and knows a forged delivery', async () => {
    fields = '{"webhook_secret":""}';
    const hook = await notices();
    expect(await hook?.read(signedWith('shared'), never)).toBe('unset');
    fields = '{"webhook_secret":"shared"}';
    expect(await hook?.read(signedWith('shared'), never)).toBe('other');
    expect(await hook?.read(signedWith('guessed'), never)).toBe('forged');
  });

  test('is a failure, and not absent, where the secret cannot be read as one', async () => {
    fields = 'the bare token';
    await expect((await notices())?.read(signedWith(''), never)).rejects.toMatchObject({
      code: 'secret_malformed',
    });
  });
});
