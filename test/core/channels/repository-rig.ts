import { addUser } from '../../../core/access/users.ts';
import { changeApp, claimApp } from '../../../core/app/app-records.ts';
import { noteRepositoryApp } from '../../../core/app/repository-apps.ts';
import type { Talk } from '../../../core/channels/answer-said.ts';
import { queuedSaidKey } from '../../../core/channels/channel-records.ts';
import { makeLinkCode } from '../../../core/channels/links.ts';
import { workChannels } from '../../../core/channels/work-channels.ts';
import type { Channel } from '../../../core/ports/channel.ts';
import type { Repository } from '../../../core/ports/code-host.ts';
import type { Post, Said } from '../../../core/wire/channel.ts';
import { planIdSchema } from '../../../core/wire/ids.ts';
import { sampleApp } from '../app/sample-app.ts';
import { options } from '../chat/talk.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';

export const planId = planIdSchema.parse(`pln_${'0'.repeat(26)}`);
const at = '2026-01-02T03:04:05.000Z';
const deleted = { phase: 'deleted', by: 'ada', since_seq: 1, deleted_at: at, purge_at: at } as never;
const place = { platform: 'github', workspace: 'github.com', chat: 'acme/tasks', thread: '1' } as const;

/** An app of ada's in acme/tasks, where people comment; every text is answered with the same plan. */
export async function openRepository() {
  const ports = makePorts();
  const posted: Post[] = [];
  const asked: string[] = [];
  const told: (string | undefined)[] = [];
  const built: string[] = [];
  const state = { mayWrite: async (): Promise<boolean> => true, number: 100 };
  const channel: Channel = {
    platform: 'github',
    read: () => ({ kind: 'other' }),
    mayWrite: ({ person }) => {
      asked.push(person);
      return state.mayWrite();
    },
    post: async (_place, post) => {
      posted.push(post);
      state.number += 1;
      return { kind: 'posted', messageId: String(state.number) };
    },
    edit: async () => ({ kind: 'gone' }),
  };
  const conversation_id = ports.ids.make('cnv') as never;
  const reply = { conversation_id, reply: 'Here is a plan.', speech: '' };
  const talk: Talk = {
    say: async (_caller, { app }) => {
      told.push(app);
      const estimate = { seconds: 60, usd: 1 } as never;
      const plan = { plan_id: planId, title: 'Tasks', features: [], estimate } as never;
      return { ...reply, state: 'NEEDS_CONFIRMATION', plan };
    },
    confirm: async (_caller, id) => {
      built.push(id);
      return { ...reply, state: 'NEEDS_INPUT', mission_id: ports.ids.make('msn') as never };
    },
  };
  const users = new Map<string, Awaited<ReturnType<ReturnType<typeof addUser>>>>();
  for (const username of ['ada', 'bob'])
    users.set(
      username,
      await addUser(ports)({ username, role: 'member', oidcSha256: 'a'.repeat(64) }, never),
    );
  const userOf = (username: string) => users.get(username) as NonNullable<ReturnType<typeof users.get>>;
  const app = sampleApp({ owner: userOf('ada').id, slug: 'tasks', repository: place.chat });
  await claimApp(ports)(app, never);
  await noteRepositoryApp(ports)({ id: '4711' } as Repository, app, never);
  const code = async (username: string, github_account?: string) => {
    const caller = { ...userOf(username), sessionId: 'ses_1' };
    return (await makeLinkCode(ports)(caller, github_account ? { github_account } : {}, never)).code;
  };
  /** Somebody says something, and all that waits is answered by these channels. */
  const hears = async (person: string, act: Said['act'], over: Partial<Said> = {}, channels = [channel]) => {
    state.number += 1;
    const repository = { id: '4711', account: `Person-${person}`, is_member: false };
    const said: Said = { delivery: String(state.number), place, person, act, repository, ...over };
    await ports.records.put(
      queuedSaidKey(said),
      { said, answer: null },
      { condition: { kind: 'any' } },
      never,
    );
    // What is said to be built here has no mission that could be followed.
    const bug = (error: unknown) => {
      if (!/such mission/.test(String(error))) throw error;
    };
    await workChannels({ ...ports, channels, talk, onBug: bug, onGone: bug })([], options);
  };
  const says = (person: string, text: string, over: Partial<Said> = {}) =>
    hears(person, { kind: 'text', text }, over);
  return {
    ports,
    place,
    channel,
    state,
    posted,
    asked,
    told,
    built,
    code,
    hears,
    says,
    agrees: (person: string, message_id = String(state.number + 1)) =>
      hears(person, { kind: 'agree', message_id }),
    link: async (person: string, username: string) => {
      await says(person, `/link ${await code(username, `person-${person}`)}`);
      posted.length = 0;
      asked.length = 0;
    },
    remove: () => changeApp(ports)(app.owner, app.slug, (row) => ({ ...row, ending: deleted }), never),
    last: () => posted.at(-1)?.text,
  };
}
