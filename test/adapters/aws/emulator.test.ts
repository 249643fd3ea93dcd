import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { callService, describeWithEmulator, emulatorName, startEmulator } from './emulator.ts';

/** Programs that were given this port to listen on, or were started by one that was. */
function programsAt(port: number): readonly string[] {
  const given = new RegExp(`(?:^|\\0)GATEWAY_(?:PORT|LISTEN)=(?:127\\.0\\.0\\.1:)?${port}\\0`);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((id) => given.test(environmentOf(id)));
}

function environmentOf(id: string): string {
  try {
    return readFileSync(`/proc/${id}/environ`, 'utf8');
  } catch {
    // It has ended since, or is another user's.
    return '';
  }
}

describeWithEmulator(`${emulatorName} of a test file`, () => {
  test.runIf(process.platform === 'linux')('takes what it started with it when it ends', async () => {
    const { port, stop } = await startEmulator({});
    const listTables = 'DynamoDB_20120810.ListTables';
    await callService(`http://127.0.0.1:${port}/`, 'dynamodb', '{}', listTables);
    const running = programsAt(port);
    await stop();
    expect(running).not.toEqual([]);
    expect(programsAt(port)).toEqual([]);
  });
});
