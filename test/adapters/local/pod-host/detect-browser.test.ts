import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { detectBrowser, requireBrowser } from '../../../../adapters/local/pod-host/detect-browser.ts';
import { temporaryHome } from '../temporary-home.ts';

const works = async (_isolation: string, path: string): Promise<string> => `Chromium 1 at ${path}`;
const fails = async (): Promise<string> => {
  throw new Error('no such library');
};
const installed = join(temporaryHome(), 'chromium');
writeFileSync(installed, '');

describe('the browser that apps are tried in', () => {
  it('is the one that is named, once it has started in a pod’s sandbox', async () => {
    expect(await detectBrowser({ isolation: 'bubblewrap', setting: installed }, works)).toEqual({
      browser: installed,
      said: `Chromium 1 at ${installed} (${installed})`,
    });
  });

  it('is none where it does not start, and says in its words why', async () => {
    const found = await detectBrowser({ isolation: 'bubblewrap', setting: installed }, fails);
    expect(found.browser).toBe('none');
    expect(found.said).toContain(`${installed} does not start in bubblewrap: no such library`);
    expect(found.said).toContain('checks are not tried');
  });

  it.each([
    ['bubblewrap', 'none', 'none', 'GANTRY_BROWSER=none'],
    ['docker', 'none', 'none', 'GANTRY_BROWSER=none'],
    ['docker', undefined, undefined, 'that of the image'],
    ['node-permission', installed, 'none', 'kept apart'],
  ] as const)('under %s with the setting %s is %s', async (isolation, setting, browser, words) => {
    const found = await detectBrowser({ isolation, setting }, works);
    expect(found.browser).toBe(browser);
    expect(found.said).toContain(words);
  });

  it('is refused at once where a file is named that is not there', () => {
    expect(() => requireBrowser('/nowhere/chromium')).toThrow(/GANTRY_BROWSER names \/nowhere\/chromium/);
    for (const setting of [undefined, 'none', installed]) expect(() => requireBrowser(setting)).not.toThrow();
  });
});
