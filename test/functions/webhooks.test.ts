import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMission } from '../../core/mission/create-mission.ts';
import type { PageFetcher } from '../../core/ports/page-fetcher.ts';
import { madeWebhookSchema, testedWebhookSchema, webhooksSchema } from '../../core/wire/webhook.ts';
import { callRoute, errorOf, invoke } from './call-function.ts';
import { signedIn } from './knockers.ts';
import type { OpenedWorld } from './open-world.ts';
import { openWorld } from './open-world.ts';

let opened: OpenedWorld;
let ana: Awaited<ReturnType<typeof signedIn>>;
let root: string;

beforeAll(async () => {
  opened = await openWorld();
  // Before a function asks for it: nothing of a test leaves the machine.
  Object.assign(opened.world, { outsideFetcher: receiver });
  ana = await signedIn(opened.world, 'ana');
  root = (await signedIn(opened.world, 'root', 'admin')).token;
});
afterAll(() => opened.close());

const received: (string | undefined)[] = [];
const receiver: PageFetcher = {
  fetch: async (finalUrl, { request }) => {
    received.push(request?.headers?.['webhook-id']);
    return { status: 200, finalUrl, contentType: '', bytes: new Uint8Array() };
  },
};
const url = 'https://nothing.example/in';
const make = (body: unknown) => callRoute('makeWebhook', { token: ana.token, body });
const list = async () => {
  const answer = await callRoute('listWebhooks', { token: ana.token });
  return { text: answer.text, webhooks: webhooksSchema.parse(JSON.parse(answer.text)).webhooks };
};

describe('webhooks, over HTTP', () => {
  it('are made, listed without their secret, tested and removed', async () => {
    const made = await make({ url, events: ['mission-shipped'] });
    expect(made.status).toBe(201);
    const { webhook_id, secret, ...shown } = madeWebhookSchema.parse(JSON.parse(made.text));
    expect(shown).toEqual({ url, events: ['mission-shipped'] });
    expect(await list()).toMatchObject({ webhooks: [{ webhook_id, state: 'active' }] });
    expect((await list()).text).not.toContain(secret);
    const rotated = await callRoute('rotateWebhook', { token: ana.token, params: { webhook_id } });
    const { secret: next } = madeWebhookSchema.parse(JSON.parse(rotated.text));
    expect([next === secret, (await list()).text.includes(next)]).toEqual([false, false]);
    const tested = await callRoute('testWebhook', { token: ana.token, params: { webhook_id } });
    expect(tested.status).toBe(202);
    expect(testedWebhookSchema.parse(JSON.parse(tested.text)).delivery).toMatchObject({
      is_delivered: true,
      status: 200,
    });
    expect(received).toEqual([expect.stringMatching(/^msg_/)]);
    const removed = await callRoute('removeWebhook', { token: ana.token, params: { webhook_id } });
    expect([removed.status, removed.text]).toEqual([204, '']);
    expect((await list()).webhooks).toEqual([]);
  });

  it.each([
    ['an event that there is not', { url, events: ['mission-sunk'] }],
    ['no https', { url: 'http://nothing.example/', events: ['*'] }],
    ['this machine', { url: 'https://127.0.0.1:5050/', events: ['*'] }],
    ['another form', { url, events: ['*'], secret: 'mine' }],
  ])('are not made with %s', async (_what, body) => {
    const answer = await make(body);
    expect([answer.status, errorOf(answer).code]).toEqual([400, 'input_invalid']);
  });

  it('hear of their owner’s mission when an event or the schedule wakes, and go with their user', async () => {
    await make({ url, events: ['*'] });
    const wanted = { plan: null, appSlug: undefined, deploy: true, publish: true, idempotencyKey: undefined };
    const input = { caller: ana.caller, voiceMemo: 'a calculator', ...wanted };
    const { missionId } = await createMission(opened.world)(input, { signal: AbortSignal.timeout(10_000) });
    const Keys = { mission_id: { S: missionId } };
    await invoke('deliver-webhooks', { source: 'aws.events' });
    expect((await list()).webhooks).toMatchObject([{ last: null }]);
    await invoke('deliver-webhooks', { Records: [{ dynamodb: { Keys } }] });
    expect((await list()).webhooks).toMatchObject([
      { state: 'active', last: { message_id: `${missionId}_1`, is_delivered: true } },
    ]);
    expect(received.slice(1)).toEqual([`${missionId}_1`]);
    await invoke('deliver-webhooks', {});
    const params = { user_id: ana.caller.id };
    await callRoute('changeUser', { token: root, params, body: { is_disabled: true } });
    await callRoute('changeUser', { token: root, params, body: { is_disabled: false } });
    const { token } = await signedIn(opened.world, 'ben');
    expect((await callRoute('listWebhooks', { token })).text).toBe('{"webhooks":[]}');
    const left = await opened.world.records.list(
      `webhooks#${ana.caller.id}`,
      { limit: 10 },
      madeWebhookSchema.loose(),
      AbortSignal.timeout(1_000),
    );
    expect(left).toEqual([]);
  });
});
