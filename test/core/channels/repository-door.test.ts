import { beforeEach, describe, expect, test } from 'vitest';
import { DependencyFailed, DependencyRefused } from '../../../core/errors.ts';
import { openRepository, planId } from './repository-rig.ts';

let repo: Awaited<ReturnType<typeof openRepository>>;
beforeEach(async () => {
  repo = await openRepository();
});

describe('who is heard in a repository', () => {
  test('is not a stranger, who costs not even a question to the code host', async () => {
    await repo.says('7', 'Add a search');
    await repo.says('7', '/help');
    await repo.says('7', '/link nothing');
    await repo.hears('7', { kind: 'file' });
    await repo.agrees('7');
    expect([repo.posted, repo.asked, repo.told]).toEqual([[], [], []]);
  });

  test('is told how to link where GitHub counts them as its own', async () => {
    const repository = { id: '4711', account: 'Person-7', is_member: true };
    await repo.says('7', 'Add a search', { repository });
    expect(repo.last()).toMatch(/^I do not know you here yet\./);
    expect(repo.asked).toEqual(['7']);
  });

  test('is whoever is linked and may write, about the app of the repository', async () => {
    await repo.link('7', 'ada');
    await repo.says('7', 'Add a search');
    await repo.says('7', 'And a clock');
    expect(repo.told).toEqual(['tasks', undefined]);
    expect(repo.posted).toHaveLength(2);
  });

  test('is not who may not write, linked or not', async () => {
    await repo.link('7', 'ada');
    repo.state.mayWrite = async () => false;
    await repo.says('7', 'Add a search');
    expect([repo.posted, repo.told]).toEqual([[], []]);
  });

  test('is nobody where the code host will not say who may, and who may later where it is busy', async () => {
    await repo.link('7', 'ada');
    repo.state.mayWrite = () => Promise.reject(new DependencyRefused('github-token-refused', 'Revoked.'));
    await repo.says('7', 'Add a search');
    expect([repo.posted, repo.told]).toEqual([[], []]);
    repo.state.mayWrite = () => Promise.reject(new DependencyFailed('github-failed', 'Busy.'));
    await expect(repo.says('7', 'Add a search')).rejects.toThrow('Busy.');
    repo.state.mayWrite = async () => true;
    await repo.says('7', '/help');
    expect(repo.posted.map(({ text }) => text.slice(0, 15))).toEqual(['Here is a plan.', 'Mention me and ']);
  });

  test.each([
    ['it is connected to nothing any more', () => []],
    ['nobody can say who may write', () => [{ ...repo.channel, mayWrite: undefined as never }]],
  ])('is nobody where %s', async (_name, channels) => {
    await repo.link('7', 'ada');
    await repo.hears('7', { kind: 'text', text: 'Add a search' }, {}, channels());
    expect([repo.posted, repo.told]).toEqual([[], []]);
  });

  test('is nobody in a repository that Gantry does not keep, or of an app that was deleted', async () => {
    await repo.link('7', 'ada');
    const repository = { id: '1', account: 'Person-7', is_member: true };
    await repo.says('7', 'Add a search', { repository, place: { ...repo.place, chat: 'else/where' } });
    await repo.remove();
    await repo.says('7', 'Add a search');
    expect([repo.posted, repo.asked]).toEqual([[], []]);
  });

  test('changes no app of somebody else', async () => {
    await repo.link('8', 'bob');
    await repo.says('8', 'Add a search');
    expect(repo.last()).toBe('This app is not yours here: only whose it is in Gantry can change it.');
    expect(repo.told).toEqual([]);
  });
});

describe('a code that everybody can read', () => {
  test('links the one account that it was made for, whoever else says it first', async () => {
    const code = await repo.code('ada', 'person-7');
    await repo.says('8', `/link ${code}`);
    await repo.hears(
      '8',
      { kind: 'text', text: `/link ${code}` },
      {
        place: { platform: 'telegram', workspace: 'telegram', chat: '1', thread: null },
        repository: undefined,
      },
      [{ ...repo.channel, platform: 'telegram' }],
    );
    expect(repo.posted.map(({ text }) => text.slice(0, 12))).toEqual(['This code is']);
    await repo.says('7', `/link ${code}`);
    expect(repo.last()).toMatch(/^You are linked as ada\./);
  });

  test('made for no account is used up by whoever shows it, and links nobody', async () => {
    const code = await repo.code('ada');
    const repository = { id: '4711', account: 'Person-7', is_member: true };
    await repo.says('7', `/link ${code}`, { repository });
    expect(repo.last()).toMatch(/^This code is unknown/);
    const telegram = { platform: 'telegram', workspace: 'telegram', chat: '1', thread: null } as const;
    const channels = [{ ...repo.channel, platform: 'telegram' as const }];
    const act = { kind: 'text', text: `/link ${code}` } as const;
    await repo.hears('9', act, { place: telegram, repository: undefined }, channels);
    expect(repo.last()).toMatch(/^This code is unknown/);
  });
});

describe('a bare yes', () => {
  beforeEach(async () => {
    await repo.link('7', 'ada');
    await repo.says('7', 'Add a search');
  });

  test('builds the plan that its person was shown last, once', async () => {
    await repo.agrees('7');
    await repo.agrees('7');
    expect(repo.built).toEqual([planId]);
    expect(repo.posted).toHaveLength(2);
  });

  test('means no plan that was shown after it', async () => {
    await repo.agrees('7', '99');
    expect(repo.built).toEqual([]);
  });

  test.each(['/new', '/unlink'])('means none after %s', async (command) => {
    await repo.says('7', command);
    await repo.agrees('7');
    expect(repo.built).toEqual([]);
  });

  test('still means it after a word about something else', async () => {
    await repo.says('7', '/help');
    await repo.agrees('7');
    expect(repo.built).toEqual([planId]);
  });

  test('of somebody else is a word among people', async () => {
    await repo.link('8', 'bob');
    const count = repo.posted.length;
    await repo.agrees('8');
    expect([repo.built, repo.posted.length]).toEqual([[], count]);
  });
});
