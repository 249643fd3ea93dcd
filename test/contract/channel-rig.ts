import { addUser } from '../../core/access/users.ts';
import { claimApp } from '../../core/app/app-records.ts';
import { noteRepositoryApp } from '../../core/app/repository-apps.ts';
import type { Talk } from '../../core/channels/answer-said.ts';
import { makeLinkCode } from '../../core/channels/links.ts';
import { takeDelivery } from '../../core/channels/take-delivery.ts';
import { workChannels } from '../../core/channels/work-channels.ts';
import { confirmPlan } from '../../core/chat/confirm-plan.ts';
import { converse } from '../../core/chat/converse.ts';
import { shotKey } from '../../core/pod/attempt-store.ts';
import type { Channel, ChannelDelivery } from '../../core/ports/channel.ts';
import type { Repository } from '../../core/ports/code-host.ts';
import type { Consultation } from '../../core/wire/chat.ts';
import type { MissionId } from '../../core/wire/ids.ts';
import { sampleApp } from '../core/app/sample-app.ts';
import { answerOf, meaning, options, ship } from '../core/chat/talk.ts';
import { fakeModel } from '../core/ports/fake-model.ts';
import { makePorts } from '../core/ports/make-ports.ts';
import { never } from '../core/ports/never.ts';
import type { ChannelBench } from './channel.ts';

const planned = {
  intent: 'propose',
  reply: 'Here is a plan.',
  title: 'Tasks',
  stack: 'static',
  add_features: ['Add tasks'],
} satisfies Partial<Consultation>;

/** Gantry behind a platform: real records, events and conversation, with a model whose meaning is scripted. */
export function rigOver(bench: ChannelBench) {
  const ports = makePorts();
  const channel = bench.channel(ports.clock);
  const users = new Map<string, Awaited<ReturnType<ReturnType<typeof addUser>>>>();
  const state = { error: undefined as Error | undefined };
  const said: (string | undefined)[] = [];
  const heard: string[] = [];
  const bugs: unknown[] = [];
  const gone: (string | undefined)[] = [];
  const built: MissionId[] = [];
  const talk: Talk = {
    say: async (caller, { message, conversationId, app }, signal) => {
      if (state.error !== undefined) throw state.error;
      said.push(conversationId);
      heard.push(message);
      const features = message.includes('search') ? ['Search'] : planned.add_features;
      const over = message.startsWith('Build') ? { ...planned, add_features: features } : {};
      const { model } = fakeModel([answerOf(meaning(over))]);
      const input = { caller, message, conversationId, app, onDelta: undefined };
      return converse({ ...ports, model })(input, { signal });
    },
    confirm: async (caller, planId, signal) => {
      const input = { caller, planId, strikes: [], conversationId: undefined };
      const reply = await confirmPlan({ ...ports, model: fakeModel([]).model })(input, { signal });
      built.push(reply.mission_id as MissionId);
      return reply;
    },
  };
  const work = (missions: readonly MissionId[] = [], channels: readonly Channel[] = [channel]) =>
    workChannels({
      ...ports,
      channels,
      talk,
      onBug: (bug) => bugs.push(bug),
      onGone: (platform, why) => gone.push(`${platform}: ${why}`),
    })(missions, options);
  const userOf = async (username: string) => {
    const user =
      users.get(username) ??
      (await addUser(ports)({ username, role: 'member', oidcSha256: 'a'.repeat(64) }, never));
    users.set(username, user);
    return user;
  };
  const keepApp = async ({ id, fullName }: NonNullable<ChannelBench['repository']>) => {
    const { id: owner } = await userOf('ada');
    const app = sampleApp({ owner, slug: 'tasks', repository: fullName });
    if ((await claimApp(ports)(app, never)) === 'claimed')
      await noteRepositoryApp(ports)({ id } as Repository, app, never);
  };
  const take = async (delivery: ChannelDelivery) => {
    if (bench.repository !== undefined) await keepApp(bench.repository);
    return takeDelivery(ports)(channel, delivery, never);
  };
  const hears = async (...deliveries: readonly ChannelDelivery[]) => {
    for (const delivery of deliveries) {
      await take(delivery);
      await work();
    }
  };
  const code = async (username: string, person = '7') => {
    const { id, role } = await userOf(username);
    const account = bench.accountOf?.(person);
    const wanted = account === undefined ? {} : { github_account: account.toUpperCase() };
    return (await makeLinkCode(ports)({ id, username, role, sessionId: 'ses_1' }, wanted, never)).code;
  };
  return {
    ports,
    said,
    heard,
    bugs,
    gone,
    work,
    take,
    hears,
    code,
    breaks: (error: Error) => Object.assign(state, { error }),
    link: async (person: string, username: string) =>
      hears(bench.says(person, `/link ${await code(username, person)}`)),
    disable: async (username: string) => {
      const key = { partition: 'users', sort: username };
      await ports.records.put(
        key,
        { ...(await userOf(username)), is_disabled: true },
        { condition: { kind: 'any' } },
        never,
      );
    },
    /** Has a mission ship an app whose check took this picture. */
    shipsPicture: async (missionId: MissionId, png: Uint8Array) => {
      const shot_sha256 = ports.digest.sha256(png);
      const steps = [{ do: 'see', what: '4' }] as const;
      const check = { id: 'c1', feature: 'Adds', words: 'It adds.', core: true, steps: [...steps] };
      await ports.objects.put(shotKey(missionId, shot_sha256), png, {}, never);
      const checks = [{ id: 'c1', outcome: 'held' as const, shot_sha256 }];
      const accept = { browser: 'Chromium 141', checks, shots: [] };
      await ship(ports, { mission_id: missionId }, [check], { accept });
    },
    missionOf: (): MissionId | undefined => built.at(-1),
  };
}
