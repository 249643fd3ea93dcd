import { PNG } from 'pngjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser } from '../built-in-apps/support/open-app.ts';
import { useAuthors } from '../rig/authors.ts';
import { type Client, signIn } from '../rig/client.ts';
import { healsOnce } from '../rig/heals-once.ts';
import { build, shipped } from '../rig/missions.ts';
import { useProduct } from '../rig/product.ts';
import { comparePicture, differ, hasKnownFont, pictureScale } from './rig/compare-picture.ts';
import { missionPath, useConsole, whenLoaded } from './rig/console-page.ts';

const authors = useAuthors();
const product = useProduct({ env: authors.env });
const inBrowser = useConsole(() => product.current.port);
let client: Client;
let mission: ReturnType<typeof shipped>;

const plain = (width: number, height: number, shade: number): PNG => {
  const picture = new PNG({ width, height });
  picture.data.fill(255);
  for (let at = 0; at < picture.data.length; at += 1) if (at % 4 !== 3) picture.data[at] = shade;
  return picture;
};

describe('a comparison of pictures', () => {
  it('lets pass what a browser’s smoothing explains, and nothing that was moved', () => {
    const [kept, nearly, moved] = [plain(40, 40, 255), plain(40, 40, 245), plain(40, 40, 255)];
    moved.data.fill(0, 0, 4 * 40 * 2);
    expect(differ(kept, nearly).isSame).toBe(true);
    expect(differ(kept, moved).isSame).toBe(false);
    expect(differ(kept, plain(40, 41, 255)).isSame).toBe(false);
  });
});

describe.skipIf(!hasBrowser)('the main screens of the console', () => {
  beforeAll(async () => {
    client = await signIn(product.current);
    authors.on('small', healsOnce);
    mission = shipped(await build(client, { voice_memo: 'Build a small app' }));
  });

  it.for([
    ['light', 1360],
    ['dark', 390],
  ] as const)('look as they did, in %s at %i px', async ([colorScheme, width], { skip }) => {
    const { page, close } = await inBrowser.open({
      path: '/docs',
      client,
      context: { colorScheme, viewport: { width, height: 800 }, deviceScaleFactor: pictureScale },
    });
    if (!(await hasKnownFont(page))) {
      console.warn('SKIPPED: pictures are not compared, for the fonts here are others than theirs');
      skip();
    }
    const app = `/#/apps/${mission.app}`;
    const screens = {
      home: '/#/',
      missions: '/#/missions',
      apps: '/#/apps',
      account: '/#/account',
      app,
      ...Object.fromEntries(
        ['checks', 'files', 'changes', 'tests', 'data', 'history', 'settings', 'proof'].map((side) => [
          side,
          `${app}/${side}`,
        ]),
      ),
      mission: missionPath(mission),
      pull: `/pulls/admin/${mission.app}/1`,
    };
    const others: string[] = [];
    for (const [name, path] of Object.entries(screens)) {
      await page.goto(`http://localhost:${product.current.port}${path}`);
      await whenLoaded(page);
      const { isSame } = await comparePicture(page, `${name}-${colorScheme}`);
      if (!isSame) others.push(name);
    }
    expect(others, 'see test-results/ for how they look now and what differs').toEqual([]);
    await close();
  });
});
