import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { defaultPodLimits } from '../../core/wire/pod.ts';
import type { ProcessProgram } from '../../pod-image/programs/pod-program.ts';
import { bubblewrapRunner } from '../../pod-image/runners/bubblewrap-runner.ts';
import {
  type ControlGroupPlace,
  endControlGroup,
  findControlGroups,
  usageOfControlGroup,
} from '../../pod-image/runners/control-group.ts';
import { findToolchain } from '../../pod-image/runners/toolchain.ts';
import { createWorkFolder } from '../../pod-image/supervisor/work-folder.ts';
import { hasBubblewrap } from './support/has-bubblewrap.ts';
import { freshFolder } from './support/pod-fixture.ts';

const limits = { memory_bytes: 1_000_000, processes: 20 };

/** A folder with the files of a hierarchy: what the kernel makes of them is not in it, what is written to them is. */
function hierarchy(
  handedOn: Readonly<Record<string, string>>,
  own = '0::/user/shell.scope\n',
): ControlGroupPlace {
  const mount = freshFolder();
  writeFileSync(join(mount, 'cgroup.controllers'), 'cpu memory pids');
  mkdirSync(join(mount, 'user/shell.scope'), { recursive: true });
  for (const [folder, controllers] of Object.entries(handedOn))
    writeFileSync(join(mount, folder, 'cgroup.subtree_control'), controllers);
  return { mount, own };
}

const textIn = (...path: string[]): string => readFileSync(join(...path), 'utf8').trim();

describe('control groups', () => {
  it('are made in the nearest group above that hands on memory and processes, with limits and without swap', () => {
    const place = hierarchy({ user: 'memory pids', '': 'cpu memory pids' });
    const group = findControlGroups(place)?.make(limits);
    expect(group?.folder).toBe(join(place.mount, 'user', `gantry-${process.pid}-1`));
    expect(textIn(group?.folder ?? '', 'memory.max')).toBe('1000000');
    expect(textIn(group?.folder ?? '', 'pids.max')).toBe('22');
  });

  it('are not made in the own group, nor in one that hands on only one of both', () => {
    expect(findControlGroups(hierarchy({ 'user/shell.scope': 'memory pids' }))).toBeUndefined();
    expect(findControlGroups(hierarchy({ user: 'memory cpu' }))).toBeUndefined();
    const above = hierarchy({ user: 'pids', '': 'memory pids' });
    expect(findControlGroups(above)?.make(limits).folder).toBe(join(above.mount, `gantry-${process.pid}-1`));
  });

  it('are not made where version 2 is not, or where nobody may make one', () => {
    const handsOn = { user: 'memory pids' };
    expect(findControlGroups(hierarchy(handsOn, '4:memory:/user\n'))).toBeUndefined();
    expect(findControlGroups({ ...hierarchy(handsOn), mount: freshFolder() })).toBeUndefined();
    const taken = hierarchy(handsOn);
    writeFileSync(join(taken.mount, 'user', `gantry-${process.pid}-0`), '');
    expect(findControlGroups(taken)).toBeUndefined();
  });

  it('hold a command from its first moment', () => {
    const group = findControlGroups(hierarchy({ user: 'memory pids' }))?.make(limits);
    const [file, ...args] = group?.wrap(['/bin/cat', join(group.folder, 'cgroup.procs')]) ?? ['false'];
    // Zero is whoever writes it.
    expect(spawnSync(file, args, { encoding: 'utf8' }).stdout).toBe('0\n');
  });

  it('tell what is used, and whether the kernel has ended something', () => {
    const group = findControlGroups(hierarchy({ user: 'memory pids' }))?.make(limits);
    const folder = group?.folder ?? '';
    expect(group?.wasOutOfMemory()).toBe(false);
    const files = {
      'memory.current': '5000\n',
      'memory.stat': 'anon 1\ninactive_file 1000\n',
      'pids.current': '7\n',
      'memory.events': 'max 3\noom 1\noom_kill 2\n',
      'cgroup.kill': '',
    };
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    expect(usageOfControlGroup(folder)).toEqual({ memoryBytes: 4_000, processes: 5 });
    expect(group?.wasOutOfMemory()).toBe(true);
    endControlGroup(folder);
    expect(textIn(folder, 'cgroup.kill')).toBe('1');
  });

  it('of a supervisor that is gone are taken away, and of one that lives not', () => {
    const place = hierarchy({ user: 'memory pids' });
    const gone = spawnSync('/bin/true').pid;
    const [left, alive] = [gone, process.ppid].map((pid) => join(place.mount, 'user', `gantry-${pid}-1`));
    for (const folder of [left, alive]) mkdirSync(folder ?? '');
    findControlGroups(place);
    expect([left, alive].map((folder) => existsSync(folder ?? ''))).toEqual([false, true]);
  });

  it.skipIf(!hasBubblewrap)('hold a step of bubblewrap, which says so', async () => {
    const place = hierarchy({ user: 'memory pids' });
    const program: ProcessProgram = {
      kind: 'process',
      engine: 'node',
      script: undefined,
      nodeFlags: ['--eval', 'console.log(1 + 1)'],
      makesArtifact: false,
      mustGiveResult: false,
      needsAddons: false,
      inputs: () => ({ paths: [] }),
    };
    const work = await createWorkFolder();
    const request = { program, inputs: [], packages: [], limits: defaultPodLimits };
    const running = await bubblewrapRunner(findToolchain(), { groupPlace: place }).start({
      ...request,
      folders: await work.foldersForStep(),
    });
    const printed = await text(running.output[0] as Readable);
    await running.exited;
    await running.destroy();
    await work.remove();
    const folder = join(place.mount, 'user', `gantry-${process.pid}-1`);
    expect([printed, running.heldBy, textIn(folder, 'cgroup.procs')]).toEqual(['2\n', 'control-group', '0']);
    expect(running.watched).toMatchObject({ kind: 'tree', controlGroup: folder });
  });
});
