import { beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser } from '../built-in-apps/support/open-app.ts';
import { useAuthors } from '../rig/authors.ts';
import { type Client, signIn } from '../rig/client.ts';
import { healsOnce } from '../rig/heals-once.ts';
import { build, shipped } from '../rig/missions.ts';
import { useProduct } from '../rig/product.ts';
import {
  findBarriers,
  missionPath,
  overflowPx,
  patience,
  useConsole,
  whenLoaded,
} from './rig/console-page.ts';

const authors = useAuthors();
const product = useProduct({ env: authors.env });
const inBrowser = useConsole(() => product.current.port);
let client: Client;
let mission: ReturnType<typeof shipped>;

describe.skipIf(!hasBrowser)('every screen of the console', () => {
  beforeAll(async () => {
    client = await signIn(product.current);
    authors.on('small', healsOnce);
    mission = shipped(await build(client, { voice_memo: 'Build a small app' }));
  });

  it.each([
    ['light', 1280],
    ['dark', 320],
  ] as const)('has no barriers in %s at %i px', async (colorScheme, width) => {
    const sides = ['', '/log', '/files', '/changes', '/tests', '/app', '/proof'];
    const appSides = [...sides, '/checks', '/data', '/history', '/settings'];
    const paths = [
      '/#/',
      '/#/talk',
      '/#/missions',
      '/#/missions?q=nothing+has+this',
      '/#/missions?owner=*',
      '/#/missions/msn_00000000000000000000000000',
      ...sides.map((side) => missionPath(mission, side)),
      '/#/apps',
      ...appSides.map((side) => `/#/apps/${mission.app}${side}`),
      '/#/account',
      '/#/nowhere',
      `/pulls/admin/${mission.app}/1`,
    ];
    const { page, close } = await inBrowser.open({
      path: '/docs',
      client,
      context: { colorScheme, viewport: { width, height: 800 } },
    });
    const found: string[] = [];
    const check = async (path: string): Promise<void> => {
      await whenLoaded(page);
      found.push(...(await findBarriers(page)).map((barrier) => `${path} ${barrier}`));
      const px = await overflowPx(page);
      if (px > 0) found.push(`${path} is ${px} px too wide`);
    };
    await check('/docs');
    for (const path of paths) {
      await page.goto(`http://localhost:${product.current.port}${path}`);
      await check(path);
    }
    expect(found).toEqual([]);
    await close();
  });

  it.each(['light', 'dark'] as const)(
    'has no barriers where a stranger signs in, in %s',
    async (colorScheme) => {
      const { page, complaints, close } = await inBrowser.open({ path: '/', context: { colorScheme } });
      await page.getByLabel('Password').waitFor(patience);
      expect(await findBarriers(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await close();
    },
  );
});
