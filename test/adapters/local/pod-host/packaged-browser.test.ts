import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { brotliCompressSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { packagedBrowser } from '../../../../adapters/local/pod-host/packaged-browser.ts';
import { temporaryHome } from '../temporary-home.ts';

async function archiveOf(names: readonly string[]): Promise<Buffer> {
  const archive = pack();
  archive.entry({ name: 'folder', type: 'directory' });
  for (const name of names) archive.entry({ name }, `of ${name}`);
  archive.finalize();
  return brotliCompressSync(await buffer(archive));
}

/** A package of the same shape as npm's, with a script for a browser. */
async function packageOf(version: string, libraries = ['lib/libnss3.so']): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-package-'));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version }));
  writeFileSync(join(bin, 'chromium.br'), brotliCompressSync(`the browser of ${version}`));
  writeFileSync(join(bin, 'swiftshader.tar.br'), await archiveOf(['libEGL.so']));
  writeFileSync(join(bin, 'al2023.tar.br'), await archiveOf(libraries));
  writeFileSync(join(bin, 'fonts.tar.br'), await archiveOf(['fonts/Open_Sans/Regular.ttf']));
  return folder;
}

describe('the browser of npm’s package', () => {
  it('is unpacked into the home once, with its libraries and fonts, for every user to run', async () => {
    const home = temporaryHome();
    const folder = await packageOf('1.0.0');
    const program = (await packagedBrowser(home, folder)) ?? '';
    const place = join(home, 'browser', '1.0.0');
    expect(program).toBe(join(place, 'chromium-headless-shell'));
    expect(readFileSync(program, 'utf8')).toBe('the browser of 1.0.0');
    expect(statSync(program).mode & 0o777).toBe(0o755);
    expect(readFileSync(join(place, 'lib', 'libnss3.so'), 'utf8')).toBe('of lib/libnss3.so');
    expect(readdirSync(join(place, 'fonts'))).toEqual(['Regular.ttf']);
    expect(readFileSync(join(place, 'fonts.conf'), 'utf8')).toContain('<dir prefix="relative">fonts</dir>');
    writeFileSync(program, 'as it was');
    expect(await packagedBrowser(home, folder)).toBe(program);
    expect(readFileSync(program, 'utf8')).toBe('as it was');
  });

  it('takes the place of the version before it, and of an attempt that was broken off', async () => {
    const home = temporaryHome();
    await packagedBrowser(home, await packageOf('1.0.0'));
    mkdirSync(join(home, 'browser', '2.0.0.broken-off'));
    await packagedBrowser(home, await packageOf('2.0.0'));
    expect(readdirSync(join(home, 'browser'))).toEqual(['2.0.0']);
  });

  it('is whole for two who want it at once', async () => {
    const home = temporaryHome();
    const folder = await packageOf('1.0.0');
    const programs = await Promise.all([packagedBrowser(home, folder), packagedBrowser(home, folder)]);
    expect(new Set(programs).size).toBe(1);
    expect(readFileSync(programs[0] ?? '', 'utf8')).toBe('the browser of 1.0.0');
  });

  it('writes nowhere but into its folder, whatever an archive is called', async () => {
    const home = temporaryHome();
    await packagedBrowser(home, await packageOf('1.0.0', ['../../../../outside', '/tmp/gantry-outside']));
    const libraries = readdirSync(join(home, 'browser', '1.0.0', 'lib')).toSorted();
    expect(libraries).toEqual(['gantry-outside', 'outside']);
    expect(existsSync('/tmp/gantry-outside')).toBe(false);
  });

  it('refuses a version that is no name of a folder', async () => {
    await expect(packagedBrowser(temporaryHome(), await packageOf('../../etc'))).rejects.toThrow();
  });
});
