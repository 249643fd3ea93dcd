import { beforeEach, expect, test } from 'vitest';
import type { Caller } from '../../../core/access/sessions.ts';
import { addUser } from '../../../core/access/users.ts';
import { linkKey } from '../../../core/channels/channel-records.ts';
import {
  linkedCaller,
  listLinks,
  makeLinkCode,
  redeemLinkCode,
  removeLink,
  requireLink,
  unlink,
} from '../../../core/channels/links.ts';
import { makePorts, type TestPorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';

const place = { platform: 'telegram', workspace: 'telegram', chat: '1', thread: null } as const;
let ports: TestPorts;
let ada: Caller;
let bob: Caller;
const userOf = async (username: string): Promise<Caller> => {
  const { id, role } = await addUser(ports)({ username, role: 'member', oidcSha256: 'a'.repeat(64) }, never);
  return { id, username, role, sessionId: 'ses_1' };
};
beforeEach(async () => {
  ports = makePorts();
  ada = await userOf('ada');
  bob = await userOf('bob');
});

async function link(caller: Caller, person: string) {
  const { code } = await makeLinkCode(ports)(caller, {}, never);
  await redeemLinkCode(ports)({ place, person }, code, never);
  const [newest] = await listLinks(ports)(caller, never);
  if (newest === undefined) throw new Error('Nothing was linked.');
  return newest;
}
const builder = async (person: string) => (await linkedCaller(ports)(place, person, never))?.username;

test('whoever is linked is listed, the newest first, and found by id by nobody else', async () => {
  const first = await link(ada, '7');
  const second = await link(ada, '8');
  expect((await listLinks(ports)(ada, never)).map(({ person }) => person)).toEqual(['8', '7']);
  expect(await requireLink(ports)(ada, first.link_id, never)).toEqual(first);
  for (const [who, id] of [
    [bob, second.link_id],
    [ada, 'lnk_none'],
    [ada, `lnk_${'0'.repeat(26)}`],
  ] as const)
    await expect(requireLink(ports)(who, id, never)).rejects.toMatchObject({ code: 'link_not_found' });
});

test('an account that is unlinked, there or in the console, builds nothing more', async () => {
  const account = await link(ada, '7');
  expect(await builder('7')).toBe('ada');
  await removeLink(ports)(ada, account, never);
  expect([await builder('7'), await listLinks(ports)(ada, never)]).toEqual([undefined, []]);
  await link(ada, '7');
  await unlink(ports)(place, '7', never);
  await unlink(ports)(place, '7', never);
  expect([await builder('7'), await listLinks(ports)(ada, never)]).toEqual([undefined, []]);
});

test('an account that is linked to somebody else since is theirs, whatever the first removes', async () => {
  const account = await link(ada, '7');
  await link(bob, '7');
  expect([await builder('7'), await listLinks(ports)(ada, never)]).toEqual(['bob', []]);
  await removeLink(ports)(ada, account, never);
  expect(await builder('7')).toBe('bob');
});

test('the caller of each person has a rate of its own, and may build and not merge', async () => {
  await link(ada, '7');
  await link(bob, '8');
  const [first, second] = [
    await linkedCaller(ports)(place, '7', never),
    await linkedCaller(ports)(place, '8', never),
  ];
  expect(first?.sessionId).not.toBe(second?.sessionId);
  expect(first?.scopes).toEqual(['build', 'read']);
  expect(
    (await ports.records.get(linkKey(place, '7'), (await import('zod')).unknown(), never))?.value,
  ).not.toHaveProperty('code');
});
