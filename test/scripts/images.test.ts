import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { imageArguments, readLock } from '../../infra/base-images.ts';
import { readSettings } from '../../infra/settings.ts';
import { pinnedImages } from '../../scripts/deploy/check-image.ts';
import { digestOf, indexOf, startRegistry } from './registry-stand-in.ts';
import { runScript } from './run-script.ts';

const debian = indexOf('debian of today');
const node = indexOf('node of today');
let registry: Awaited<ReturnType<typeof startRegistry>>;
let folder: string;
let file: string;
let env: Record<string, string>;

beforeEach(async () => {
  registry = await startRegistry();
  registry.put('debian:12-slim', debian);
  registry.put('node:24-bookworm-slim', node);
  folder = mkdtempSync(join(tmpdir(), 'gantry-images-'));
  file = join(folder, 'images.lock.json');
  env = { GANTRY_IMAGES_FROM: registry.from, GANTRY_IMAGES_LOCK: file };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
});
afterEach(() => {
  vi.unstubAllEnvs();
  registry.stop();
  rmSync(folder, { recursive: true, force: true });
});

const images = (...words: readonly string[]) => runScript('images.ts', words, { endpoint: '', env });
const pinned = {
  MIRROR: expect.stringContaining('/library/'),
  DEBIAN: `debian:12-slim@${digestOf(debian)}`,
  NODE: `node:24-bookworm-slim@${digestOf(node)}`,
};

describe('npm run images', () => {
  it('builds from tags until images are pinned, and from the same bytes ever after, whatever their tags name', async () => {
    expect(imageArguments()).toMatchObject({ DEBIAN: 'debian:12-slim', NODE: 'node:24-bookworm-slim' });
    expect(await images()).toMatchObject({ status: 1, output: expect.stringContaining('Nothing is pinned') });
    expect(await images('--update')).toMatchObject({
      status: 0,
      output: expect.stringContaining(`Commit ${file}`),
    });
    expect(imageArguments()).toEqual(pinned);
    registry.put('debian:12-slim', indexOf('debian of tomorrow'));
    const { status, output } = await images();
    expect([status, output]).toEqual([
      0,
      expect.stringMatching(/^debian:12-slim as of .*: there is a newer one.*\nnode.*: nothing newer\n$/),
    ]);
    expect(imageArguments()).toEqual(pinned);
    await images('--update');
    expect(imageArguments().DEBIAN).toBe(`debian:12-slim@${digestOf(indexOf('debian of tomorrow'))}`);
  });

  it('ends with 1 where a pinned image is gone, and pins nothing where one is missing, forged or not for arm64', async () => {
    await images('--update');
    const before = readFileSync(file, 'utf8');
    registry.kept.delete(digestOf(node));
    expect(await images()).toMatchObject({
      status: 1,
      output: expect.stringContaining('is gone from the registry'),
    });
    registry.put('node:24-bookworm-slim', indexOf('node for others', ['amd64']));
    expect((await images('--update')).output).toContain('has no image for linux/arm64');
    registry.tags.delete('node:24-bookworm-slim');
    expect((await images('--update')).output).toContain('has no node:24-bookworm-slim');
    registry.forged.bytes = indexOf('forged');
    expect(await images('--update')).toMatchObject({
      status: 1,
      output: expect.stringContaining('sends another image'),
    });
    registry.forged.bytes = ' '.repeat(2 * 1024 * 1024);
    expect((await images('--update')).output).toContain('answers more than it should');
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it.each([
    ['no JSON', 'digests', 'is no list of pinned images'],
    ['a digest that is none', '{"version":1,"from":"x/","images":{}}', 'is no list of pinned images'],
  ])('lets nothing be built from a list that is %s', (_, text, words) => {
    writeFileSync(file, text);
    expect(() => readLock()).toThrow(words);
  });

  it('lets nothing be built from a list of another mirror, or of another image', async () => {
    await images('--update');
    const other = { ...env, GANTRY_IMAGES_FROM: 'registry.example/library/' };
    expect(() => imageArguments(other)).toThrow(/pins images of .* and registry.example/);
    writeFileSync(file, readFileSync(file, 'utf8').replace('debian:12-slim', 'debian:11-slim'));
    expect(() => imageArguments(env)).toThrow('pins debian:11-slim, and debian:12-slim is built from');
  });
});

describe('npm run deploy', () => {
  const settings = (podImage: string) => readSettings((name) => (name === 'podImage' ? podImage : undefined));
  const look = (podImage = 'codebuild') => pinnedImages(settings(podImage), { region: 'eu-west-1' });

  it('says which base images it pins, then that they are pinned, and stops where one is gone', async () => {
    expect(await look()).toMatchObject({
      state: 'fine',
      words: expect.stringContaining('which this deployment pins'),
    });
    expect(existsSync(file)).toBe(false);
    await images('--update');
    expect(await look('docker')).toMatchObject({
      state: 'fine',
      words: expect.stringMatching(
        /^debian:12-slim as of [\d-]+ \(sha256:\w{12}\), node\S+ as of [\d-]+ \(\S+\)$/,
      ),
    });
    registry.put('debian:12-slim', indexOf('debian of tomorrow'));
    expect(await look()).toMatchObject({ state: 'warning', words: expect.stringContaining('newer') });
    registry.kept.delete(digestOf(debian));
    expect(await look()).toMatchObject({ state: 'missing', words: expect.stringContaining('--update') });
    writeFileSync(file, '{}');
    expect(await look()).toMatchObject({ state: 'missing', words: expect.stringContaining('no list') });
  });

  it('asks nothing about an image that is there already, and goes on by what is pinned where no registry answers', async () => {
    expect(await look('example.com/gantry-pod:1')).toEqual([]);
    await images('--update');
    registry.stop();
    expect(await look()).toMatchObject({ state: 'fine', words: expect.stringContaining('did not answer') });
  });
});
