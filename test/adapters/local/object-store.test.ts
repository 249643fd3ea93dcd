import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createObjectStore } from '../../../adapters/local/object-store.ts';
import { testObjectStore } from '../../contract/object-store.ts';
import { temporaryHome } from './temporary-home.ts';

const never = new AbortController().signal;
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const home = temporaryHome();

testObjectStore('local', () => createObjectStore({ home }));

test('an object is a plain file at its key, and nothing unfinished stays behind', async () => {
  await createObjectStore({ home }).put('mailbox/m/p/in/bundle', bytesOf('tar'), {}, never);
  await createObjectStore({ home }).put('mailbox/m/p/in/bundle', bytesOf('tar'), { ifAbsent: true }, never);
  expect(readFileSync(join(home, 'objects/mailbox/m/p/in/bundle'), 'utf8')).toBe('tar');
  expect(readdirSync(join(home, 'objects-incoming'))).toEqual([]);
});

test('sees what a pod wrote into its mailbox folder', async () => {
  mkdirSync(join(home, 'objects/mailbox/m/q/out'), { recursive: true });
  writeFileSync(join(home, 'objects/mailbox/m/q/out/report.json'), '{}');
  const store = createObjectStore({ home });
  expect(await store.list('mailbox/m/q/', never)).toEqual(['mailbox/m/q/out/report.json']);
  expect(await store.get('mailbox/m/q/out/report.json', never)).toHaveLength(2);
});

test.skipIf(process.platform === 'win32')(
  'follows no link, opens no pipe and writes through no link that a pod planted',
  async () => {
    const elsewhere = temporaryHome();
    writeFileSync(join(elsewhere, 'secret'), 'secret');
    const out = join(home, 'objects/mailbox/m/evil/out');
    mkdirSync(out, { recursive: true });
    symlinkSync(join(elsewhere, 'secret'), join(out, 'report.json'));
    symlinkSync(elsewhere, join(out, 'folder'));
    execFileSync('mkfifo', [join(out, 'log-1')]);
    writeFileSync(join(out, 'odd\\name'), '');
    const store = createObjectStore({ home });
    for (const name of ['report.json', 'folder/secret', 'log-1'])
      expect(await store.get(`mailbox/m/evil/out/${name}`, never)).toBeUndefined();
    expect(await store.list('mailbox/m/evil/', never)).toEqual([]);
    expect(await store.list('mailbox/m/evil/out/folder/', never)).toEqual([]);
    const write = store.put('mailbox/m/evil/out/folder/new/file', bytesOf('x'), {}, never);
    await expect(write).rejects.toMatchObject({ name: 'DependencyRefused' });
    expect(readdirSync(elsewhere)).toEqual(['secret']);
  },
);
