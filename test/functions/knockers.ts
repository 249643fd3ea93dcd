import { createHash } from 'node:crypto';
import type { LocalWorld } from '../../adapters/worlds/local-world.ts';
import { makeApiKey, requireApiKey, revokeApiKey } from '../../core/access/api-keys.ts';
import { changeUser } from '../../core/access/change-user.ts';
import { allowRequest, findAsker, readRequest } from '../../core/access/oauth/authorize.ts';
import { registerClient } from '../../core/access/oauth/clients.ts';
import { listConnections } from '../../core/access/oauth/connections.ts';
import { giveTokens } from '../../core/access/oauth/tokens.ts';
import type { Caller } from '../../core/access/sessions.ts';
import { openSession } from '../../core/access/sessions.ts';
import { addUser, findUser } from '../../core/access/users.ts';
import { appRecordSchema } from '../../core/app/app.ts';
import { claimApp } from '../../core/app/app-records.ts';
import { listLinks, makeLinkCode, redeemLinkCode } from '../../core/channels/links.ts';
import { emptyConversation, saveConversation } from '../../core/chat/conversations.ts';
import { createMission } from '../../core/mission/create-mission.ts';
import { makeWebhook } from '../../core/webhook/webhooks.ts';
import type { Scope } from '../../core/wire/access.ts';
import type { Role } from '../../core/wire/http.ts';
import { appIdSchema, conversationIdSchema } from '../../core/wire/ids.ts';

const signal = AbortSignal.timeout(60_000);

export const whos = [
  'nobody',
  'junk',
  'expired',
  'disabled',
  'other',
  'owner',
  'admin',
  'read key',
  'build key',
  'merge key',
  'revoked key',
  'admin’s key',
] as const;
export type Who = (typeof whos)[number];

/** Adds a user and opens a session. */
export async function signedIn(
  world: LocalWorld,
  username: string,
  role: Role = 'member',
): Promise<{ readonly token: string; readonly caller: Caller }> {
  const user = await addUser(world)({ username, password: 'a password', role }, signal);
  const { token } = await openSession(world)(user, signal);
  return { token, caller: { id: user.id, username, role: user.role, sessionId: 'none' } };
}

/** Everybody who may knock at the things of `caller`, and what they send for it. */
export async function knockers(
  world: LocalWorld,
  caller: Caller,
): Promise<Readonly<Record<Who, string | undefined>>> {
  const weekAgo = { ...world, clock: { nowMs: () => Date.now() - 8 * 24 * 60 * 60 * 1_000 } };
  const user = await findUser(world)(caller.username, signal);
  if (user === undefined) throw new Error(`There is no ${caller.username}.`);
  const keyOf = async (scopes: readonly Scope[], of: Caller = caller) =>
    makeApiKey(world)({ caller: of, name: 'test', scopes }, signal);
  const revoked = await keyOf(['build', 'read']);
  await revokeApiKey(world)(await requireApiKey(world)(caller, revoked.id, signal), signal);
  const gone = await signedIn(world, 'gus');
  await changeUser(world)({ username: 'gus', change: { is_disabled: true } }, { signal });
  const root = await signedIn(world, 'root', 'admin');
  const tokens = {
    junk: 'A'.repeat(43),
    expired: (await openSession(weekAgo)(user, signal)).token,
    disabled: gone.token,
    other: (await signedIn(world, 'ben')).token,
    owner: (await openSession(world)(user, signal)).token,
    admin: root.token,
    'read key': (await keyOf(['read'])).key,
    'build key': (await keyOf(['build'])).key,
    'merge key': (await keyOf(['merge'])).key,
    'revoked key': revoked.key,
    'admin’s key': (await keyOf(['build', 'merge', 'read'], root.caller)).key,
  };
  const headers = Object.entries(tokens).map(([who, token]) => [who, `Bearer ${token}`]);
  return { nobody: undefined, ...Object.fromEntries(headers) };
}

/** One of each thing that a path can name, all of one owner. */
export async function things(world: LocalWorld, caller: Caller): Promise<Record<string, string>> {
  const input = {
    caller,
    voiceMemo: 'a calculator',
    plan: null,
    appSlug: undefined,
    deploy: true,
    publish: true,
    idempotencyKey: undefined,
  };
  const mission = await createMission(world)(input, { signal });
  const conversationId = conversationIdSchema.parse(world.ids.make('cnv'));
  const conversation = emptyConversation({
    conversation_id: conversationId,
    owner: caller.id,
    app: null,
    created_at: undefined,
  });
  await saveConversation(world)(conversation, undefined, signal);
  const appId = appIdSchema.parse(world.ids.make('app'));
  const names = { ownerName: caller.username, name: 'todo', description: '' };
  const repository = await world.codeHost.ensureRepository({ appId, ...names }, signal);
  const proposal = {
    repository: repository.fullName,
    missionId: mission.missionId,
    branch: `gantry/${mission.missionId}`,
    parentBranch: repository.defaultBranch,
    title: 'Todo',
    body: '',
    commitMessage: 'Todo',
    files: [{ path: 'index.html', content: 'hi' }],
    isDraft: false,
  };
  const { number } = await world.codeHost.ensurePullRequest(proposal, signal);
  const app = appRecordSchema.parse({
    app_id: appId,
    owner: caller.id,
    owner_name: caller.username,
    slug: 'todo',
    title: 'Todo',
    stack: 'static',
    born_of: mission.missionId,
    created_at: new Date(0).toISOString(),
    project_id: null,
    stable_url: null,
    repository: repository.fullName,
    default_branch: repository.defaultBranch,
    repo_url: null,
    clone_url: null,
    live_mission: null,
    versions: [],
    missions: [mission.missionId],
  });
  await claimApp(world)(app, signal);
  const receiver = { url: 'https://hooks.example.com/', events: ['*'] };
  const webhook = await makeWebhook(world)(caller, receiver, signal);
  const { id } = await makeApiKey(world)({ caller, name: 'ci', scopes: ['read'] }, signal);
  return {
    mission_id: mission.missionId,
    conversation_id: conversationId,
    slug: 'todo',
    number: String(number),
    key_id: id,
    webhook_id: webhook.webhook_id,
    user_id: caller.id,
    connection_id: await connectionOf(world, caller),
    link_id: await linkOf(world, caller),
    platform: 'telegram',
  };
}

/** An account at a platform that builds as the caller. */
async function linkOf(world: LocalWorld, caller: Caller): Promise<string> {
  const { code } = await makeLinkCode(world)(caller, {}, signal);
  const place = { platform: 'telegram', workspace: 'telegram', chat: '7', thread: null } as const;
  const said = { delivery: '1', place, person: '7', act: { kind: 'text', text: `/link ${code}` } } as const;
  await redeemLinkCode(world)(said, code, signal);
  const [link] = await listLinks(world)(caller, signal);
  if (link === undefined) throw new Error('The account is not linked.');
  return link.link_id;
}

/** A program that the caller has let in. */
async function connectionOf(world: LocalWorld, caller: Caller): Promise<string> {
  const verifier = 'v'.repeat(43);
  const registration = { client_name: 'Claude', redirect_uris: ['https://claude.example/callback'] };
  const client = await registerClient(world)(registration, signal);
  const place = { origin: 'https://gantry.example', audience: 'https://gantry.example/gantry/mcp' };
  const request = {
    client_id: client.client_id,
    response_type: 'code',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  };
  const good = readRequest(await findAsker(world, request, signal), request, place);
  const input = { request, good, allowed: ['read'] as const, caller, place };
  const code = new URL(await allowRequest(world)(input, signal)).searchParams.get('code') ?? '';
  const { client_id } = client;
  const body = { grant_type: 'authorization_code', client_id, code, code_verifier: verifier };
  await giveTokens(world)(body, place.audience, signal);
  const [connection] = await listConnections(world)(caller, signal);
  if (connection === undefined) throw new Error('The connection is not there.');
  return connection.id;
}
