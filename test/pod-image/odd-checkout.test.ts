import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { defaultPodLimits, podReportSchema } from '../../core/wire/pod.ts';
import { bundleOf, freshFolder, goodApp, missionId, podId } from './support/pod-fixture.ts';

// The smoke page's packages are behind a link here, which the permission model does not follow; no npm ci makes one.
const recipe = [
  { step: 'test', program: 'node-test' },
  { step: 'build', program: 'assemble-static' },
] as const;
const root = join(import.meta.dirname, '..', '..');

it.each(['node-permission', 'bubblewrap'])(
  'a checkout in a folder whose name means something in a URL builds under %s',
  async (isolation) => {
    if (isolation === 'bubblewrap' && process.env.GANTRY_ISOLATION === 'node-permission') return;
    const checkout = join(freshFolder(), 'a#b?c%20d $&e');
    for (const folder of ['core', 'pod-image'])
      cpSync(join(root, folder), join(checkout, folder), {
        recursive: true,
        filter: (path) => !path.includes('/node_modules'),
      });
    symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'));
    writeFileSync(join(checkout, 'package.json'), readFileSync(join(root, 'package.json')));
    const mailbox = freshFolder();
    mkdirSync(join(mailbox, 'in'));
    const order = {
      version: 1,
      mission_id: missionId,
      pod_id: podId,
      limits: defaultPodLimits,
      wait_ms: 20_000,
      transport: { kind: 'directory' },
    };
    writeFileSync(join(mailbox, 'in', 'order.json'), JSON.stringify(order));
    writeFileSync(
      join(mailbox, 'in', 'bundle'),
      JSON.stringify(bundleOf({ files: goodApp, recipe: [...recipe] })),
    );
    const pod = spawn(
      process.execPath,
      [
        join(checkout, 'pod-image', 'main.ts'),
        '--isolation',
        isolation,
        pathToFileURL(join(mailbox, 'in', 'order.json')).href,
      ],
      {
        cwd: '/',
        env: { PATH: '/usr/bin:/bin', TMPDIR: freshFolder() },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    const said = await text(pod.stderr);
    expect(existsSync(join(mailbox, 'out', 'report.json')), said).toBe(true);
    const report = podReportSchema.parse(
      JSON.parse(readFileSync(join(mailbox, 'out', 'report.json'), 'utf8')),
    );
    expect(report, JSON.stringify(report)).toMatchObject({ outcome: 'passed', isolation });
  },
);
