import { beforeEach, expect, test } from 'vitest';
import { addUser } from '../../../core/access/users.ts';
import type { Talk } from '../../../core/channels/answer-said.ts';
import { linkKey, queuedSaidKey } from '../../../core/channels/channel-records.ts';
import { workChannels } from '../../../core/channels/work-channels.ts';
import { confirmPlan } from '../../../core/chat/confirm-plan.ts';
import { converse } from '../../../core/chat/converse.ts';
import type { Channel } from '../../../core/ports/channel.ts';
import type { Said } from '../../../core/wire/channel.ts';
import { linkIdSchema, type MissionId } from '../../../core/wire/ids.ts';
import { appOf, deps, options, read, ship, useFreshPorts } from '../app/shipping-rig.ts';
import { answerOf, meaning } from '../chat/talk.ts';
import { userId } from '../mission/samples.ts';
import { fakeModel } from '../ports/fake-model.ts';
import { never } from '../ports/never.ts';

useFreshPorts();

const posted: string[] = [];
const built: MissionId[] = [];
const channel: Channel = {
  platform: 'github',
  read: () => ({ kind: 'other' }),
  mayWrite: async () => true,
  post: async (_place, { text }) => ({ kind: 'posted', messageId: String(posted.push(text)) }),
  edit: async () => ({ kind: 'gone' }),
};
const talk: Talk = {
  say: (caller, { message, conversationId, app }, signal) => {
    const said = meaning({ intent: 'change', reply: 'A search.', add_features: ['Search'] });
    const { model } = fakeModel([answerOf(said)]);
    return converse({ ...deps, model })(
      { caller, message, conversationId, app, onDelta: undefined },
      { signal },
    );
  },
  confirm: async (caller, planId, signal) => {
    const reply = await confirmPlan({ ...deps, model: fakeModel([]).model })(
      { caller, planId, strikes: [], conversationId: undefined },
      { signal },
    );
    built.push(reply.mission_id as MissionId);
    return reply;
  },
};

async function hears(thread: string, act: Said['act'], number: number) {
  const chat = (await appOf()).repository ?? '';
  const place = { platform: 'github', workspace: 'github.com', chat, thread } as const;
  const repository = { id: chat, account: 'ada', is_member: true };
  const said: Said = { delivery: String(number), place, person: '7', act, repository };
  await deps.records.put(queuedSaidKey(said), { said, answer: null }, { condition: { kind: 'any' } }, never);
  const hears = { onBug: (bug: unknown) => Promise.reject(bug), onGone: () => undefined };
  await workChannels({ ...deps, channels: [channel], talk, ...hears })([], options);
}

beforeEach(async () => {
  posted.length = 0;
  built.length = 0;
  const ada = await addUser(deps)({ username: 'ada', role: 'member', oidcSha256: 'a'.repeat(64) }, never);
  const key = { partition: 'users', sort: 'ada' };
  await deps.records.put(key, { ...ada, id: userId }, { condition: { kind: 'any' } }, never);
  const link = { user_id: userId, username: 'ada', link_id: linkIdSchema.parse(deps.ids.make('lnk')) };
  const account = linkKey({ platform: 'github', workspace: 'github.com' }, '7');
  await deps.records.put(account, link, { condition: { kind: 'any' } }, never);
});

test('a comment on a pull request becomes a change of what it proposes', async () => {
  const first = await ship();
  await hears('1', { kind: 'text', text: 'Add a search\n\n(About index.html, line 3.)' }, 10);
  expect(posted).toEqual([expect.stringMatching(/^A search\..*\n\nCalculator\n/s)]);
  await hears('1', { kind: 'agree', message_id: '11' }, 11);
  expect(built).toHaveLength(1);
  const { request } = await read(built[0] as MissionId);
  expect(request).toMatchObject({ app: { slug: 'calculator' }, extends: first.missionId });
  expect(request.voice_memo).toContain('index.html, line 3');
});

test('one on an older pull request is built on the newest, and says so', async () => {
  const first = await ship();
  const { app_id, slug } = await appOf();
  await ship({ wanted: { app: { app_id, slug }, extends: first.missionId } });
  await hears('1', { kind: 'text', text: 'Add a search' }, 10);
  await hears('2', { kind: 'text', text: 'Add a search' }, 11);
  await hears('9', { kind: 'text', text: 'Add a search' }, 12);
  expect(posted.map((text) => /^The newest version of this app is in pull request 2/.test(text))).toEqual([
    true,
    false,
    false,
  ]);
});

test('one where no plan came of it says nothing of versions', async () => {
  const first = await ship();
  const { app_id, slug } = await appOf();
  await ship({ wanted: { app: { app_id, slug }, extends: first.missionId } });
  await hears('1', { kind: 'text', text: 'x'.repeat(5_000) }, 10);
  expect(posted).toEqual([expect.stringMatching(/^Say it in 1 to/)]);
});
