import type { Caller } from '../../../core/access/sessions.ts';
import { DependencyRefused } from '../../../core/errors.ts';
import { runCommand } from '../../../core/mission/append-facts.ts';
import type { PageFetcher, PageRequest } from '../../../core/ports/page-fetcher.ts';
import { deliverWebhooks } from '../../../core/webhook/deliver-webhooks.ts';
import type { WebhookRecord } from '../../../core/webhook/webhook-records.ts';
import { makeWebhook, viewWebhooks } from '../../../core/webhook/webhooks.ts';
import type { MissionId, UserId } from '../../../core/wire/ids.ts';
import { commands, request, userId } from '../mission/samples.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';

export const caller = { id: userId, username: 'ada', role: 'member', sessionId: 'ses' } as Caller;
export const options = { signal: never };

export interface Received {
  readonly url: string;
  readonly request: PageRequest;
}

/** Ports, a receiver that answers as it is told, and what it received. */
export function webhookRig() {
  const received: Received[] = [];
  const rig = { answer: async (_to: Received): Promise<number> => 204, retryAfter: '' };
  const outsideFetcher: PageFetcher = {
    fetch: async (url, { request: sent = { method: 'GET' } }) => {
      received.push({ url, request: sent });
      const status = await rig.answer({ url, request: sent });
      const page = { status, finalUrl: url, contentType: '', bytes: new Uint8Array() };
      return rig.retryAfter === '' ? page : { ...page, retryAfter: rig.retryAfter };
    },
  };
  const ports = { ...makePorts(), outsideFetcher };
  const deliver = (missions: readonly MissionId[] = [], changed: Partial<typeof ports> = {}) =>
    deliverWebhooks({ ...ports, ...changed })(missions, options);
  return {
    ports,
    rig,
    received,
    deliver,
    ids: () => received.map(({ request: { headers } }) => headers?.['webhook-id']),
    make: (events: string[] = ['*'], of: Caller = caller): Promise<WebhookRecord> =>
      makeWebhook(ports)(of, { url: 'https://hooks.example.com/in', events }, never),
    view: async () => (await viewWebhooks(ports)(caller.id, never))[0],
    /** A mission of its own whose first events are there. */
    begin: (letter = '0', owner: UserId = userId): Promise<MissionId> => begin(ports, letter, owner),
    cancel: (missionId: MissionId) => run(ports, missionId, { kind: 'cancel', by: 'ada' }),
  };
}

export const refused = async (): Promise<never> => {
  throw new DependencyRefused('page_address_forbidden', 'hooks.example.com is not a public address.');
};

type Ports = ReturnType<typeof makePorts>;
type Command = Parameters<ReturnType<typeof runCommand>>[0]['command'];

const run = (ports: Ports, missionId: MissionId, command: Command) =>
  runCommand(ports)({ missionId, command, actor: userId }, options);

async function begin(ports: Ports, letter: string, owner: UserId): Promise<MissionId> {
  const missionId = `msn_${letter.repeat(26)}` as MissionId;
  await run(ports, missionId, { kind: 'request', request: request({ owner }) });
  await run(ports, missionId, commands()['agree-spec']);
  return missionId;
}
