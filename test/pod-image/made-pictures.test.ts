import { describe, expect, it } from 'vitest';
import type { Recipe } from '../../core/wire/pod.ts';
import { buildInPod } from './support/pod-fixture.ts';
import { isPodIsolated } from './support/pod-isolation.ts';
import { readArtifactBytes } from './support/read-artifact.ts';
import { preactApp } from './support/typescript-apps.ts';

const recipe: Recipe = [{ step: 'build', program: 'vite-build' }];
const build = (files: Readonly<Record<string, string>>) =>
  buildInPod({ files: { ...preactApp, ...files }, stack: 'node', recipe });
const svg = (inner: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10">${inner}</svg>`;
const sizeOf = (png: Buffer | undefined) => png && [png.readUInt32BE(16), png.readUInt32BE(20)];

describe.skipIf(!isPodIsolated)('the icon of an app', () => {
  it('becomes the pictures that phones ask for, which are squares and the same each time', async () => {
    const files = { 'public/icon.svg': svg('<rect width="20" height="10" fill="red"/>') };
    const [first, second] = await Promise.all([build(files), build(files)]);
    expect(first.report, first.lines.join('\n')).toMatchObject({ outcome: 'passed' });
    const made = await readArtifactBytes(first.mailbox);
    expect(sizeOf(made['icon-192.png'])).toEqual([192, 192]);
    expect(sizeOf(made['icon-512.png'])).toEqual([512, 512]);
    expect(sizeOf(made['apple-touch-icon.png'])).toEqual([180, 180]);
    expect(first.report.artifact_sha256).toBe(second.report.artifact_sha256);
  });

  it('takes nothing in from elsewhere', async () => {
    const outside = ['file:///etc/passwd', '/etc/passwd', 'http://127.0.0.1/x.png', '../index.html'];
    const images = outside.map((href) => `<image width="20" height="10" href="${href}"/>`).join('');
    const [blank, led] = await Promise.all([
      build({ 'icon.svg': svg('') }),
      build({ 'icon.svg': svg(images) }),
    ]);
    const [plain, made] = await Promise.all([blank, led].map(({ mailbox }) => readArtifactBytes(mailbox)));
    expect(made?.['icon-512.png']).toEqual(plain?.['icon-512.png']);
    expect(made?.['icon-512.png']).toBeDefined();
  });

  it.each([
    ['that is no picture', 'no svg', /icon\.svg was not drawn as an icon/],
    [
      'that grows without end',
      '<!DOCTYPE x [<!ENTITY a "&b;&b;"><!ENTITY b "&a;">]><svg xmlns="http://www.w3.org/2000/svg"><text>&a;</text></svg>',
      /icon\.svg was not drawn as an icon/,
    ],
  ])('is left out when it is one %s, which the log says', async (_, icon, said) => {
    const { report, lines, mailbox } = await build({ 'icon.svg': icon });
    expect(report).toMatchObject({ outcome: 'passed' });
    expect(lines.join('\n')).toMatch(said);
    expect(Object.keys(await readArtifactBytes(mailbox)).filter((path) => path.endsWith('.png'))).toEqual([]);
  });
});

describe.skipIf(!isPodIsolated)('the pages of an app', () => {
  it('are all built, not only the first', async () => {
    const about =
      '<!doctype html><html lang="en"><title>About</title><script type="module" src="/src/about.ts"></script></html>';
    const files = {
      'help/about.html': about,
      'src/about.ts': "document.title = 'About us';\n",
      'test/page.html': '<p>',
    };
    const { report, lines, mailbox } = await build(files);
    expect(report, lines.join('\n')).toMatchObject({ outcome: 'passed' });
    const made = Object.keys(await readArtifactBytes(mailbox));
    expect(made.filter((path) => path.endsWith('.html'))).toEqual(['help/about.html', 'index.html']);
  });
});
