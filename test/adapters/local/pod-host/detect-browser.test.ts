import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { detectBrowser, requireBrowser } from '../../../../adapters/local/pod-host/detect-browser.ts';
import { temporaryHome } from '../temporary-home.ts';

const works = async (_isolation: string, path: string): Promise<string> => `Chromium 1 at ${path}`;
const fails = async (): Promise<string> => {
  throw new Error('no such library');
};
const home = temporaryHome();
const made = (name: string): string => {
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, name), '');
  return join(home, name);
};
const installed = made('chromium');
const [shell, unpacked, whole] = ['shell', 'unpacked', 'whole'].map(made) as [string, string, string];
const places = { shells: [shell], whole: [whole] };
const packaged = async (): Promise<string> => unpacked;
const find = (setting?: string, isolation: 'bubblewrap' | 'docker' | 'node-permission' = 'bubblewrap') => ({
  isolation,
  setting,
  home,
});

describe('the browser that apps are tried in', () => {
  it('is the one that is named, once it has started as pods start it', async () => {
    expect(await detectBrowser(find(installed), { probe: works, places, packaged })).toEqual({
      browser: installed,
      said: `Chromium 1 at ${installed} (${installed})`,
    });
  });

  it.each([
    ['bubblewrap', 'bubblewrap'],
    ['node-permission', 'its own sandbox'],
  ] as const)(
    'is none where it does not start under %s, and says in its words why',
    async (isolation, sandbox) => {
      const found = await detectBrowser(find(installed, isolation), { probe: fails, isRoot: false });
      expect(found.browser).toBe('none');
      expect(found.said).toContain(`${installed} does not start in ${sandbox}: no such library`);
      expect(found.said).toContain('checks are not tried');
    },
  );

  it.each([
    ['an installed shell', [], shell],
    ['the shell of npm’s package where none is installed', [shell], unpacked],
    ['a whole browser where no shell starts', [shell, unpacked], whole],
  ] as const)('is %s', async (_which, broken, chosen) => {
    const probe = async (_isolation: string, path: string): Promise<string> =>
      (broken as readonly string[]).includes(path) ? fails() : 'Chromium 1';
    const found = await detectBrowser(find(), { probe, places, packaged });
    expect(found.browser).toBe(chosen);
  });

  it('is unpacked by nobody where an installed one starts', async () => {
    let isAsked = false;
    const ask = async (): Promise<undefined> => {
      isAsked = true;
    };
    await detectBrowser(find(), { probe: works, places, packaged: ask });
    expect(isAsked).toBe(false);
    await detectBrowser(find(), { probe: works, places: { ...places, shells: [] }, packaged: ask });
    expect(isAsked).toBe(true);
  });

  it('is a whole one where the package cannot be unpacked', async () => {
    const search = { probe: works, places: { ...places, shells: [] }, packaged: fails };
    expect((await detectBrowser(find(), search)).browser).toBe(whole);
  });

  it('is none where nothing is installed, and says what would help', async () => {
    const search = { probe: works, places: { shells: [], whole: [] }, packaged: async () => undefined };
    const { browser, said } = await detectBrowser(find(), search);
    expect(browser).toBe('none');
    expect(said).toContain('install Chromium or Chrome');
  });

  it.each([
    ['bubblewrap', 'none', false, 'none', 'GANTRY_BROWSER=none'],
    ['docker', 'none', false, 'none', 'GANTRY_BROWSER=none'],
    ['docker', undefined, false, undefined, 'that of the image'],
    ['node-permission', installed, true, 'none', 'only for who is not root'],
    ['node-permission', installed, false, installed, 'Chromium 1'],
  ] as const)(
    'under %s with the setting %s (root: %s) is %s',
    async (isolation, setting, isRoot, browser, words) => {
      const found = await detectBrowser(find(setting, isolation), { probe: works, places, packaged, isRoot });
      expect(found.browser).toBe(browser);
      expect(found.said).toContain(words);
    },
  );

  it('is refused at once where a file is named that is not there', () => {
    expect(() => requireBrowser('/nowhere/chromium')).toThrow(/GANTRY_BROWSER names \/nowhere\/chromium/);
    for (const setting of [undefined, 'none', installed]) expect(() => requireBrowser(setting)).not.toThrow();
  });
});
