import { describe, expect, it } from 'vitest';
import { describeApi } from '../../core/wire/open-api.ts';
import { exampleOf } from '../../web/docs/example-of.ts';
import { readReference } from '../../web/docs/open-api.ts';
import { addressOf, curlOf } from '../../web/docs/send-try.ts';

const operations = readReference(describeApi('1')).groups.flatMap(({ operations: members }) => members);
const operation = (id: string) => {
  const found = operations.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
};

describe('trying a route', () => {
  it('puts parameters where the route wants them, escaped, and leaves out what is empty', () => {
    const files = operation('missionFiles');
    expect(addressOf(files, { mission_id: 'a/../b', path: 'src/a b.js', attempt: '' })).toBe(
      '/gantry/missions/a%2F..%2Fb/files?path=src%2Fa+b.js',
    );
  });

  it('starts from a body that has what is required', () => {
    const body = operation('architect').contents.find(({ label }) => label === 'Body');
    expect(exampleOf(body?.schema ?? {})).toMatchObject({ voice_memo: '' });
  });

  it('makes a command that no quote breaks out of, and that holds no token', () => {
    const command = curlOf(
      operation('architect'),
      { values: { 'Idempotency-Key': "a'b" }, body: `{"voice_memo":"it's; rm -rf ~"}` },
      'http://localhost:5050',
    );
    expect(command).toContain(String.raw`-d '{"voice_memo":"it'\''s; rm -rf ~"}'`);
    expect(command).toContain(String.raw`-H 'Idempotency-Key: a'\''b'`);
    expect(command).toContain('Bearer $TOKEN');
  });
});
