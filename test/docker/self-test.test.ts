import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { selfTestFindingSchema, selfTestUpload } from '../../core/wire/self-test.ts';
import { startMailboxStandIn } from '../pod-image/support/mailbox-stand-in.ts';
import { taskArguments } from './rig/task-arguments.ts';

async function selfTest(more: readonly string[]) {
  const words = [...taskArguments, ...more, 'gantry-pod', '--self-test'];
  const child = spawn('docker', words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const said = await text(child.stdout);
  const found = said.trim().split('\n').filter(Boolean);
  return { status: await ended, found: found.map((line) => selfTestFindingSchema.parse(JSON.parse(line))) };
}

describe("the pod image's self-test, run as a task", () => {
  it('finds users, filter, browser, database, limits and the upload as builds need them', async () => {
    const standIn = await startMailboxStandIn();
    try {
      const form = JSON.stringify({ url: standIn.url, fields: { key: 'self-test' } });
      const { status, found } = await selfTest(['--env', `${selfTestUpload}=${form}`]);
      expect(found.filter(({ holds }) => !holds)).toEqual([]);
      expect(found.map(({ finding }) => finding)).toEqual([
        ...['launcher', 'filter', 'users', 'network'],
        ...['browser', 'database', 'memory', 'time', 'upload'],
      ]);
      const bare = 'capabilities 0000000000000000 and no_new_privs 1';
      expect(found[0]?.words).toBe(
        `a step runs as user 10002 with ${bare}, the supervisor as 10001 with ${bare}`,
      );
      expect(found[1]?.words).toMatch(/of the step.*2 of the browser.*2 of the driver/);
      expect(found[2]?.words).toContain('supervisor 10001, step 10002, browser 10003, driver 10004;');
      expect(String(standIn.posted.get('self-test'))).toContain('"finding":"time"');
      expect(status).toBe(0);
    } finally {
      await standIn.close();
    }
  });

  it('holds as well where nothing may gain rights', async () => {
    const { status, found } = await selfTest(['--security-opt', 'no-new-privileges']);
    expect(found.filter(({ holds }) => !holds)).toEqual([]);
    expect(status).toBe(0);
  });

  it('ends with 126 and a word on what to do where the image may not begin as root', async () => {
    expect(await selfTest(['--user', '10001'])).toEqual({ status: 126, found: [] });
  });
});
