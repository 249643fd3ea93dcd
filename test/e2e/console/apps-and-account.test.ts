import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser } from '../built-in-apps/support/open-app.ts';
import { type Client, signIn } from '../rig/client.ts';
import { build, request, shipped } from '../rig/missions.ts';
import { useProduct } from '../rig/product.ts';
import { missionPath, patience, useConsole } from './rig/console-page.ts';

/** What somebody else pushes to the default branch: one more file. */
function pushNotes(gitDir: string): void {
  const git = (args: readonly string[], input = ''): string =>
    execFileSync('git', ['--git-dir', gitDir, ...args], { input, env: { ...process.env, ...author } })
      .toString()
      .trim();
  const blob = git(['hash-object', '-w', '--stdin'], 'Bring cake.\n');
  const entries = git(['ls-tree', 'main']);
  const tree = git(['mktree'], `${entries}\n100644 blob ${blob}\tNOTES.md\n`.trimStart());
  git(['update-ref', 'refs/heads/main', git(['commit-tree', tree, '-p', 'main', '-m', 'Notes'])]);
}

const author = {
  GIT_AUTHOR_NAME: 'Somebody',
  GIT_AUTHOR_EMAIL: 'somebody@example.com',
  GIT_COMMITTER_NAME: 'Somebody',
  GIT_COMMITTER_EMAIL: 'somebody@example.com',
};

const product = useProduct({ members: ['grace'] });
const inBrowser = useConsole(() => product.current.port);
let client: Client;
let mission: ReturnType<typeof shipped>;

describe.skipIf(!hasBrowser)('what an owner steers from the console', () => {
  beforeAll(async () => {
    client = await signIn(product.current);
    mission = shipped(
      await build(client, { voice_memo: 'Build a habit tracker with streaks and CSV export' }),
    );
  });

  it('makes an API key that is shown once and works, and ends other sessions', async () => {
    const other = await signIn(product.current);
    const { page, close } = await inBrowser.open({ path: '/#/account', client });
    await page.getByLabel('Name of the new key').fill('My phone');
    await page.getByRole('button', { name: 'Make a key' }).click();
    const key = await page.locator('.notice-good code').textContent(patience);
    const answer = await fetch(`http://127.0.0.1:${product.current.port}/gantry/missions`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(answer.status).toBe(200);
    expect(await page.locator('.recipe pre').textContent()).toContain(key);
    await page.reload();
    await page.getByRole('button', { name: 'Revoke My phone' }).waitFor(patience);
    expect(await page.getByText(String(key)).count()).toBe(0);
    await page.getByRole('button', { name: 'Sign out elsewhere' }).click();
    await page.getByRole('button', { name: 'End all others' }).click();
    await page
      .getByRole('button', { name: 'Sign out elsewhere' })
      .waitFor({ ...patience, state: 'detached' });
    expect((await other.call('GET', '/gantry/me')).status).toBe(401);
    expect((await client.call('GET', '/gantry/me')).status).toBe(200);
    await close();
  });

  it('calls a route from the reference and shows what came back', async () => {
    const { page, complaints, close } = await inBrowser.open({ path: '/docs', client });
    const route = page.getByRole('article', { name: 'GET /gantry/status/{mission_id}' });
    await route.getByText('Try it').click();
    await route.getByLabel('mission_id').fill(mission.mission_id);
    await route.getByRole('button', { name: 'Call it' }).click();
    await route.getByText('200 OK').waitFor(patience);
    expect(await route.locator('pre').textContent()).toContain('"status": "DEPLOYED"');
    expect(complaints).toEqual([]);
    await close();
  });

  it('merges, goes live, extends, and goes back to the version before', async () => {
    const { page, close } = await inBrowser.open({ path: `/#/apps/${mission.app}`, client });
    const history = `http://localhost:${product.current.port}/#/apps/${mission.app}/history`;
    const merge = async (): Promise<void> => {
      await page.goto(history);
      await page.getByRole('link', { name: /^Review and merge/ }).click(patience);
      await page.getByRole('button', { name: 'Merge and go live' }).press('Enter', patience);
      await page.getByRole('heading', { name: 'Merged and live' }).waitFor(patience);
      await page.locator('h1:focus').waitFor(patience);
      await page.goto(history);
    };
    await merge();
    await page.getByText('Live now').waitFor(patience);
    await page.locator('.work-head .badge', { hasText: /^Live$/ }).waitFor(patience);
    await page.goto(`http://localhost:${product.current.port}${missionPath(mission)}`);
    await page.getByRole('button', { name: 'Change it' }).click(patience);
    await page.keyboard.type('Add statistics');
    await page.getByRole('button', { name: 'Build it' }).click();
    await page.getByText('Add statistics').first().waitFor(patience);
    await page.getByRole('link', { name: 'Review the pull request' }).waitFor(patience);
    await merge();
    await page.getByRole('button', { name: /^Roll back/ }).click(patience);
    await page.getByRole('button', { name: 'Put this version live' }).click();
    await page.getByText(/^Rolled back; live at/).waitFor(patience);
    await page.goto(`http://localhost:${product.current.port}/pulls/admin/${mission.app}/2`);
    await page.getByRole('heading', { name: 'Merged; another version is live now' }).waitFor(patience);
    await close();
  });

  it('says of a merge that put nothing live that it did not, and why', async () => {
    const first = shipped(await build(client, { voice_memo: 'Build a task board' }));
    pushNotes(join(product.current.home, 'git', 'admin', `${first.app}.git`));
    const { page, close } = await inBrowser.open({ path: `/pulls/admin/${first.app}/1`, client });
    await page.getByRole('button', { name: 'Merge and go live' }).click(patience);
    await page.getByRole('heading', { name: 'Merged, but not live' }).waitFor(patience);
    await page.getByText(/^Not promoted: what was merged is not what was tested/).waitFor(patience);
    await page.goto(`http://localhost:${product.current.port}${missionPath(first)}`);
    await page.getByRole('heading', { name: 'Merged, but not live' }).waitFor(patience);
    await page.goto(`http://localhost:${product.current.port}/pulls/admin/${first.app}`);
    await page.getByRole('heading', { name: 'Task board', level: 1 }).waitFor(patience);
    await page.locator('.work-head .badge', { hasText: 'Merged, but not live' }).waitFor(patience);
    expect(page.url()).toMatch(new RegExp(`/#/apps/${first.app}$`));
    await close();
  });

  it('shows an admin whose mission is whose, and nobody else that there are others', async () => {
    const grace = await signIn(product.current, 'grace');
    const theirs = await request(grace, { voice_memo: 'Build a calculator for grace' });
    const { page, close } = await inBrowser.open({ path: '/#/missions', client });
    const others = page.getByRole('listitem').filter({ hasText: 'Build a calculator for grace' });
    const own = page.getByRole('link', { name: /^Build a habit tracker/ });
    await own.waitFor(patience);
    expect(await others.count()).toBe(0);
    await page.getByLabel('Whose missions').selectOption('Everybody’s');
    await others.getByText('grace', { exact: true }).waitFor(patience);
    await own.waitFor(patience);
    expect(await others.getByRole('link').count()).toBe(0);
    expect(page.url()).toContain('owner=*');
    await close();

    const member = await inBrowser.open({ path: '/#/missions', client: grace });
    await member.page.getByRole('link', { name: /^Build a calculator for grace/ }).waitFor(patience);
    await member.page.getByLabel('Status').waitFor(patience);
    expect(await member.page.getByLabel('Whose missions').count()).toBe(0);
    expect(await member.page.getByRole('listitem').count()).toBe(1);
    await member.page.goto(`http://localhost:${product.current.port}/#/missions?owner=*`);
    await member.page.getByText('Only an admin sees all missions').waitFor(patience);
    await member.close();
    await grace.call('POST', `/gantry/missions/${theirs.mission_id}/cancel`, { body: {} });
  });
});
