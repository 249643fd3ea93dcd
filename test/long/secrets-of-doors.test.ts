import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { channelsSchema } from '../../core/wire/channel.ts';
import { eventBody } from '../adapters/slack/deliveries.ts';
import { adminPassword } from '../e2e/rig/admin-password.ts';
import { type Client, createClient } from '../e2e/rig/client.ts';
import { temporaryFolder } from '../e2e/rig/folders.ts';
import { build } from '../e2e/rig/missions.ts';
import { type Product, startProduct } from '../e2e/rig/product.ts';
import { canary, Watched, type Written, whereIs, writtenBy } from './canaries.ts';
import { type DoorSecrets, useDoors } from './use-doors.ts';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const environment = {
  TELEGRAM_BOT_TOKEN: `4711:${canary('Telegram')}`,
  TELEGRAM_WEBHOOK_SECRET: canary('TelegramWebhook'),
  SLACK_BOT_TOKEN: `xoxb-${canary('Slack')}`,
  SLACK_SIGNING_SECRET: canary('SlackSigning'),
  DISCORD_TOKEN: canary('Discord'),
};
/** Nobody can have this name; its path is a secret, as those of many receivers are. */
const inAddress = canary('InAddress');
const receiver = `https://receiver.example/${inAddress}`;

const watched = new Watched();
/** The one of the codes that somebody says at a platform, which uses it up. */
const saidCode = 'another link code';
/** How often each platform was asked to say something, and refused it. */
const asked = new Map<string, number>();
let quoting: Server;
let product: Product;
let doors: DoorSecrets;
let written: readonly Written[] = [];

/** Refuses everything in each of the ways that there are, and quotes what it was asked with, as services do at times. */
async function startQuoting(): Promise<string> {
  const statuses = [400, 401, 403, 404, 429, 500, 503];
  quoting = createServer(async (request, response) => {
    const [, platform = ''] = request.url?.split('/') ?? [];
    const count = asked.get(platform) ?? 0;
    asked.set(platform, count + 1);
    const said = `${request.url} ${JSON.stringify(request.headers)} ${await text(request)}`;
    if (count % 9 === 8) return void request.socket.destroy();
    const status = statuses[count % statuses.length] ?? 500;
    response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '1' });
    const body = {
      ok: false,
      error_code: status,
      description: said,
      error: said,
      message: said,
      code: 50_001,
    };
    response.end(count % 9 === 7 ? said : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => quoting.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(quoting.address() as AddressInfo).port}`;
}

const often = expect.toSatisfy((count) => count >= 9);
const eachOften = { telegram: often, slack: often, discord: often };
const patience = { timeout: 120_000, interval: 100 };

const nowSeconds = (): number => Math.floor(Date.now() / 1_000);

/** A stranger's message as each platform signs it; `number` makes it another than the last. */
const deliveries: Readonly<
  Record<'telegram' | 'slack' | 'discord', (number: number, said: string) => Parameters<Client['call']>[2]>
> = {
  telegram: (number, said) => ({
    headers: { 'x-telegram-bot-api-secret-token': environment.TELEGRAM_WEBHOOK_SECRET },
    body: {
      update_id: number,
      message: {
        message_id: number,
        date: nowSeconds(),
        chat: { id: number, type: 'private' },
        from: { id: number, is_bot: false, first_name: 'Ada' },
        text: said,
      },
    },
  }),
  slack: (number, said) => {
    const ts = `${nowSeconds()}.${String(number).padStart(6, '0')}`;
    const event = {
      type: 'message',
      channel: `D${number}`,
      channel_type: 'im',
      user: `U${number}`,
      text: said,
      ts,
    };
    const rawBody = eventBody(event, `Ev${number}`);
    const time = String(nowSeconds());
    const mac = createHmac('sha256', environment.SLACK_SIGNING_SECRET).update(`v0:${time}:${rawBody}`);
    const headers = { 'x-slack-request-timestamp': time, 'x-slack-signature': `v0=${mac.digest('hex')}` };
    return { rawBody, headers: { ...headers, 'content-type': 'application/json' } };
  },
  discord: (number, said) => {
    const id = String(((BigInt(Date.now()) - 1_420_070_400_000n) << 22n) + BigInt(number));
    const options = [{ name: 'say', type: 1, options: [{ name: 'words', type: 3, value: said }] }];
    const rawBody = JSON.stringify({
      ...{ id, type: 2, application_id: '1', token: 'UNIQUE_TOKEN', version: 1 },
      ...{
        channel_id: String(number),
        channel: { id: String(number), type: 0 },
        guild_id: '4',
        app_permissions: '274877942784',
      },
      member: { roles: [], user: { id: String(number), username: 'ada' } },
      data: { id: '1', type: 1, name: 'gantry', options },
    });
    const time = String(nowSeconds());
    const signature = sign(null, Buffer.from(`${time}${rawBody}`), privateKey).toString('hex');
    const headers = { 'x-signature-ed25519': signature, 'x-signature-timestamp': time };
    return { rawBody, headers: { ...headers, 'content-type': 'application/json' } };
  },
};

/** Says something at each platform, signed and forged; the answers to it are refused. */
async function talkAtPlatforms(): Promise<void> {
  const anyone = watched.keep(createClient(product.port, undefined));
  for (let number = 1; number <= 9; number += 1)
    for (const [platform, delivery] of Object.entries(deliveries)) {
      const path = `/gantry/channels/${platform}`;
      const answer = await anyone.call('POST', path, delivery(number, 'Build me a calculator'));
      expect([platform, answer.status, answer.text]).toEqual([platform, 200, expect.any(String)]);
    }
  const linking = `/link ${doors.hashed.get(saidCode)}`;
  const linked = await anyone.call('POST', '/gantry/channels/telegram', deliveries.telegram(10, linking));
  expect(linked.status).toBe(200);
  for (const [platform, secret] of [
    ['telegram', environment.TELEGRAM_BOT_TOKEN],
    ['slack', environment.SLACK_SIGNING_SECRET],
    ['discord', environment.DISCORD_TOKEN],
  ] as const) {
    const names = ['x-telegram-bot-api-secret-token', 'x-slack-signature', 'x-signature-ed25519'];
    const headers = Object.fromEntries(names.map((name) => [name, secret]));
    const forged = await anyone.call('POST', `/gantry/channels/${platform}`, { rawBody: '{}', headers });
    expect(forged.status).toBeGreaterThanOrEqual(400);
  }
}

describe('what is secret at the doors where people already are', () => {
  beforeAll(async () => {
    const origin = await startQuoting();
    product = await startProduct({
      home: temporaryFolder(),
      env: {
        ...environment,
        GANTRY_ADMIN_PASSWORD: adminPassword,
        DISCORD_PUBLIC_KEY: Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString(
          'hex',
        ),
        TELEGRAM_API_URL: `${origin}/telegram`,
        SLACK_API_URL: `${origin}/slack/`,
        DISCORD_API_URL: `${origin}/discord`,
      },
    });
    const admin = await watched.signIn(product, 'admin', adminPassword);
    doors = await useDoors(watched, admin, receiver);
    const wish = { deploy: false, publish: false };
    const mission = await build(admin, { voice_memo: 'Build a calculator', ...wish });
    await watched.readMission(admin, mission.mission_id);
    await talkAtPlatforms();
    await vi.waitFor(async () => {
      const { links } = await admin.read(channelsSchema, '/gantry/channels');
      expect(links).toHaveLength(1);
    }, patience);
    await vi.waitFor(() => expect(Object.fromEntries(asked)).toEqual(eachOften), patience);
    // While it runs, so that what SQLite keeps beside its file is there too, and as it is left.
    const running = writtenBy(product);
    await product.stop();
    written = [...running, ...writtenBy(product), ...watched.answers];
  });
  afterAll(() => {
    quoting.close();
    quoting.closeAllConnections();
  });

  it('did pass', () => {
    expect([doors.hashed.size, doors.signing.size]).toEqual([9, 3]);
    for (const secret of [...doors.hashed.values(), ...doors.signing.values()])
      expect(secret.length).toBeGreaterThan(20);
  });

  it.each(Object.entries(environment))('%s is nowhere, though each platform quoted it', (_name, secret) => {
    expect(whereIs(secret, written)).toEqual([]);
  });

  it('codes and tokens of programs, and link codes, are nowhere: their hashes are kept', () => {
    for (const [name, secret] of doors.hashed)
      if (name !== saidCode) expect([name, whereIs(secret, written)]).toEqual([name, []]);
  });

  it('a link code that was said waits with the message for its turn, and is in no record afterwards', () => {
    const code = doors.hashed.get(saidCode) ?? '';
    expect(whereIs(code, written).filter((where) => !where.startsWith('/gantry.db'))).toEqual([]);
    const database = new DatabaseSync(join(product.home, 'gantry.db'), { readOnly: true });
    const rows = database.prepare('select partition, sort, value from records').all();
    database.close();
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.filter((row) => JSON.stringify(row).includes(code))).toEqual([]);
  });

  it('what webhooks sign with, and the path of their address, is in their record and in nothing that is printed or proved', () => {
    for (const [name, secret] of doors.signing) {
      const found = whereIs(secret, written).filter((where) => !where.startsWith('/gantry.db'));
      expect([name, found]).toEqual([name, []]);
    }
    const found = whereIs(inAddress, written).filter((where) => !where.startsWith('/gantry.db'));
    expect(found).toEqual(['an answer']);
    for (const { where, text: said } of written)
      if (where === 'an answer' && said.includes(inAddress)) expect(said).toContain('"webhook');
  });
});
