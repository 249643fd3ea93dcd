import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppHost, ArtifactFile, DeployRequest, HostedApp } from '../../core/ports/app-host.ts';
import { type AppId, appIdSchema, type MissionId, missionIdSchema } from '../../core/wire/ids.ts';

/** One outside system of its own for a test, adapters to it, and the eyes of a stranger. */
export interface AppHostSetting {
  readonly host: AppHost;
  /** Another adapter to the same outside system, as after a restart: nothing kept in memory. */
  reopen(): AppHost | Promise<AppHost>;
  /** What anybody without credentials gets from an address that the host named. */
  get(url: string): Promise<{ readonly status: number; readonly bytes: Uint8Array }>;
  close(): Promise<void>;
}

const appId = (n: number): AppId => appIdSchema.parse(`app_${String(n).padStart(26, '0')}`);
const missionId = (n: number): MissionId => missionIdSchema.parse(`msn_${String(n).padStart(26, '0')}`);
const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const wish = (n: number) => ({ appId: appId(n), name: 'todo-app', title: 'To do' });

const artifact = (word: string): readonly ArtifactFile[] => [
  { path: 'index.html', bytes: Buffer.from(`<!doctype html><title>${word}</title>\r\n`) },
  { path: 'src/deep/main.js', bytes: Buffer.from(`export const word = "${word} ✓";`) },
  { path: 'pixel.bin', bytes: Uint8Array.from([0, 255, 128, 10, 13, 0, 193]) },
  { path: 'empty.css', bytes: new Uint8Array() },
];

const digestOf = (files: readonly ArtifactFile[]): string =>
  sha256(
    [...files]
      .sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)))
      .map((file) => `${sha256(file.bytes)}  ${file.path}\n`)
      .join(''),
  );

const request = (
  app: HostedApp,
  n: number,
  word: string,
  target: DeployRequest['target'] = 'preview',
): DeployRequest => ({
  projectId: app.projectId,
  appId: appId(1),
  missionId: missionId(n),
  stack: 'static',
  artifactSha256: digestOf(artifact(word)),
  files: artifact(word),
  target,
});

/** Runs the guarantees of the AppHost port against one adapter; every test gets a setting of its own. */
export function testAppHost(name: string, make: () => Promise<AppHostSetting>): void {
  describe(`app host: ${name}`, () => {
    const never = new AbortController().signal;
    let setting: AppHostSetting;
    let host: AppHost;
    const aProject = (n = 1): Promise<HostedApp> => host.ensureProject(wish(n), never);
    const textAt = async (url: string): Promise<string> =>
      Buffer.from((await setting.get(url)).bytes).toString('utf8');

    beforeEach(async () => {
      setting = await make();
      host = setting.host;
    });
    afterEach(() => setting.close());

    describe('projects', () => {
      it('makes one project for an app, however often and by whomever it is asked', async () => {
        const first = await aProject();
        expect(await aProject()).toEqual(first);
        const reopened = await setting.reopen();
        expect(await reopened.ensureProject(wish(1), never)).toEqual(first);
      });

      it('makes one project when it is asked twice at once', async () => {
        const [a, b] = await Promise.all([aProject(), aProject()]);
        expect(a).toEqual(b);
      });

      it('gives two apps that wish the same name at once two projects', async () => {
        const [one, two] = await Promise.all([aProject(1), aProject(2)]);
        expect(one.projectId).not.toBe(two.projectId);
        expect(await aProject(1)).toEqual(one);
        expect(await aProject(2)).toEqual(two);
      });

      it('gives two apps that wish the same name two projects and two addresses, and each its own again', async () => {
        const one = await aProject(1);
        const two = await aProject(2);
        expect(two.projectId).not.toBe(one.projectId);
        expect(new URL(two.stableUrl).host).not.toBe(new URL(one.stableUrl).host);
        const reopened = await setting.reopen();
        expect(await reopened.ensureProject(wish(2), never)).toEqual(two);
        expect(await reopened.ensureProject(wish(1), never)).toEqual(one);
      });
    });

    describe('previews', () => {
      it('serves these very bytes to anybody', async () => {
        const { url } = await host.deploy(request(await aProject(), 1, 'one'), never);
        for (const file of artifact('one')) {
          const page = await setting.get(new URL(file.path, `${url}/`).href);
          expect(page.status).toBe(200);
          expect(Buffer.from(page.bytes).equals(Buffer.from(file.bytes))).toBe(true);
        }
        expect(await textAt(new URL('/', url).href)).toContain('<title>one</title>');
      });

      it('answers 404 for a file that is not there, never the page', async () => {
        const { url } = await host.deploy(request(await aProject(), 1, 'one'), never);
        expect((await setting.get(new URL('/missing.js', url).href)).status).toBe(404);
        expect((await setting.get(new URL('/some/route', url).href)).status).toBe(404);
      });

      it('leaves the stable address as it was', async () => {
        const app = await aProject();
        const { url } = await host.deploy(request(app, 1, 'one'), never);
        expect(new URL(url).host).not.toBe(new URL(app.stableUrl).host);
        expect(await textAt(app.stableUrl)).not.toContain('<title>one</title>');
      });

      it('is the same deployment when it is asked again, after a restart too', async () => {
        const app = await aProject();
        const first = await host.deploy(request(app, 1, 'one'), never);
        expect(await host.deploy(request(app, 1, 'one'), never)).toEqual(first);
        const reopened = await setting.reopen();
        expect(await reopened.deploy(request(app, 1, 'one'), never)).toEqual(first);
      });

      it('keeps the previews of two missions apart, though the artifact be the same', async () => {
        const app = await aProject();
        const one = await host.deploy(request(app, 1, 'one'), never);
        const two = await host.deploy(request(app, 2, 'two'), never);
        const same = await host.deploy(request(app, 3, 'two'), never);
        expect(new Set([one.deploymentId, two.deploymentId, same.deploymentId]).size).toBe(3);
        expect(await textAt(one.url)).toContain('<title>one</title>');
        expect(await textAt(two.url)).toContain('<title>two</title>');
      });

      it('keeps the deployments of two apps apart', async () => {
        const one = await aProject(1);
        const two = await aProject(2);
        const first = await host.deploy(request(one, 1, 'one'), never);
        const other = await host.deploy({ ...request(two, 1, 'one'), appId: appId(2) }, never);
        expect(other.deploymentId).not.toBe(first.deploymentId);
        expect(other.url).not.toBe(first.url);
      });
    });

    describe('production', () => {
      it('is served at the stable address', async () => {
        const app = await aProject();
        const preview = await host.deploy(request(app, 1, 'one'), never);
        const production = await host.deploy(request(app, 1, 'one', 'production'), never);
        expect(production.deploymentId).not.toBe(preview.deploymentId);
        expect(await textAt(app.stableUrl)).toContain('<title>one</title>');
      });

      it('replaces what was there whole, and keeps the preview', async () => {
        const app = await aProject();
        const preview = await host.deploy(request(app, 1, 'one'), never);
        await host.deploy(request(app, 1, 'one', 'production'), never);
        const smaller = [{ path: 'index.html', bytes: Buffer.from('<title>two</title>') }];
        const next = {
          ...request(app, 2, 'two', 'production'),
          files: smaller,
          artifactSha256: digestOf(smaller),
        };
        await host.deploy(next, never);
        expect(await textAt(app.stableUrl)).toBe('<title>two</title>');
        expect((await setting.get(new URL('/pixel.bin', app.stableUrl).href)).status).toBe(404);
        expect(await textAt(preview.url)).toContain('<title>one</title>');
      });

      it('goes back to an earlier artifact when that one is deployed again', async () => {
        const app = await aProject();
        const first = await host.deploy(request(app, 1, 'one', 'production'), never);
        await host.deploy(request(app, 2, 'two', 'production'), never);
        const again = await host.deploy(request(app, 1, 'one', 'production'), never);
        expect(again.deploymentId).toBe(first.deploymentId);
        expect(await textAt(app.stableUrl)).toContain('<title>one</title>');
      });

      it('stays what it is while another preview comes', async () => {
        const app = await aProject();
        await host.deploy(request(app, 1, 'one', 'production'), never);
        await host.deploy(request(app, 2, 'two'), never);
        expect(await textAt(app.stableUrl)).toContain('<title>one</title>');
      });
    });

    describe('taking down', () => {
      const down = async (url: string) => (await setting.get(url)).status !== 200;

      it('serves neither production nor previews any more, however often it is asked', async () => {
        const app = await aProject();
        const preview = await host.deploy(request(app, 1, 'one'), never);
        await host.deploy(request(app, 1, 'one', 'production'), never);
        const project = { projectId: app.projectId, appId: appId(1) };
        await host.takeDown(project, never);
        await (await setting.reopen()).takeDown(project, never);
        expect(await Promise.all([app.stableUrl, preview.url].map(down))).toEqual([true, true]);
      });

      it('leaves other apps alone, also where a project is said to be theirs', async () => {
        const [one, two] = await Promise.all([aProject(1), aProject(2)]);
        const other = { ...request(two, 1, 'two', 'production'), appId: appId(2) };
        await host.deploy(other, never);
        await host.takeDown({ projectId: one.projectId, appId: appId(1) }, never);
        await host.takeDown({ projectId: two.projectId, appId: appId(1) }, never);
        await host.remove({ projectId: two.projectId, appId: appId(1) }, never);
        expect(await textAt(two.stableUrl)).toContain('<title>two</title>');
      });

      it('keeps the address for the app, where what is deployed then is served and nothing of before', async () => {
        const app = await aProject();
        const preview = await host.deploy(request(app, 1, 'one'), never);
        await host.deploy(request(app, 1, 'one', 'production'), never);
        await host.deploy(request(app, 2, 'two', 'production'), never);
        for (const _again of [1, 2]) {
          await host.takeDown({ projectId: app.projectId, appId: appId(1) }, never);
          expect(await down(app.stableUrl)).toBe(true);
          expect(await aProject()).toEqual(app);
          await host.deploy(request(app, 2, 'two', 'production'), never);
          expect(await textAt(app.stableUrl)).toContain('<title>two</title>');
          expect(await down(preview.url)).toBe(true);
        }
      });

      it('ends for good when the project is removed, however often', async () => {
        const app = await aProject();
        const preview = await host.deploy(request(app, 1, 'one'), never);
        await host.deploy(request(app, 1, 'one', 'production'), never);
        const project = { projectId: app.projectId, appId: appId(1) };
        await host.remove(project, never);
        await host.remove(project, never);
        await host.takeDown(project, never);
        expect(await Promise.all([app.stableUrl, preview.url].map(down))).toEqual([true, true]);
      });
    });

    it('does nothing for a caller who has already gone', async () => {
      const gone = AbortSignal.abort();
      await expect(host.ensureProject(wish(9), gone)).rejects.toThrow();
      const app = await aProject();
      await expect(host.deploy(request(app, 1, 'one', 'production'), gone)).rejects.toThrow();
      expect(await textAt(app.stableUrl)).not.toContain('<title>one</title>');
    });
  });
}
