import { describe, expect, test } from 'vitest';
import type { ServerFrame } from '../../../core/wire/socket.ts';
import { serverFrameSchema } from '../../../core/wire/socket.ts';
import { progressTeller } from '../../../local/cli/tell-progress.ts';
import { linePrinter } from '../../../local/terminal.ts';

const mission_id = `msn_${'0'.repeat(26)}`;
const zeros = '0'.repeat(64);

const status = (
  event: string,
  message: string,
  data: Record<string, unknown> = {},
  at = '2026-01-01T00:00:00.000Z',
): ServerFrame =>
  serverFrameSchema.parse({
    type: 'status',
    mission_id,
    seq: 1,
    at,
    actor: 'gantry',
    status: 'ARCHITECTING',
    event,
    message,
    data,
    prev_sha256: zeros,
    sha256: zeros,
  });
const writing = (path: string | null, file: number, planned: number, bytes = 0): ServerFrame =>
  serverFrameSchema.parse({
    type: 'writing',
    mission_id,
    phase: 'writing',
    path,
    bytes,
    file,
    planned,
    text: 'x',
  });
const thinking: ServerFrame = { ...writing(null, 0, 0), phase: 'thinking' } as ServerFrame;

const tellAll = (isLive: boolean, frames: readonly ServerFrame[], isVerbose = true) => {
  const tell = progressTeller({ isLive, isVerbose });
  return frames.map((frame) => tell(frame));
};

const log = (...lines: string[]): ServerFrame =>
  serverFrameSchema.parse({ type: 'log', mission_id, attempt: 0, step: 'test', n: 0, lines });

describe('a mission in a terminal', () => {
  test('has a line an event, with its time and the reason that the event gives', () => {
    const [, cut, wait] = tellAll(true, [
      status('mission-requested', 'Mission accepted.'),
      status(
        'answer-cut-off',
        'The answer broke off.',
        { why: 'The stream ended early.' },
        '2026-01-01T00:00:12.300Z',
      ),
      status('wait-began', 'GitHub asks us to wait 60 s.', { why: 'GitHub asks us to wait 60 s.' }),
    ]);
    expect(cut?.lines).toEqual([
      '  12.3 s  ARCHITECTING The answer broke off.',
      '          The stream ended early.',
    ]);
    expect(wait?.lines).toHaveLength(1);
  });

  test('tells in one changing line which file is written, how large it is and of how many', () => {
    const told = tellAll(true, [
      thinking,
      writing(null, 0, 14),
      writing('index.html', 1, 14, 512),
      writing('index.html', 1, 14, 3_482),
    ]);
    expect(told.flatMap(({ lines }) => lines)).toEqual([]);
    expect(told.map(({ now }) => now.trim())).toEqual([
      'thinking…',
      'writing…',
      'writing index.html, 0.5 KB, 1 of 14',
      'writing index.html, 3.4 KB, 1 of 14',
    ]);
  });

  test('has a line a file where lines cannot change', () => {
    const told = tellAll(false, [
      thinking,
      writing('a.js', 1, 2),
      writing('a.js', 1, 2, 9),
      writing('b.js', 2, 2),
    ]);
    expect(told.flatMap(({ lines }) => lines.map((line) => line.trim()))).toEqual([
      'writing a.js, 1 of 2',
      'writing b.js, 2 of 2',
    ]);
    expect(told.every(({ now }) => now === '')).toBe(true);
  });

  test('does not say of how many where a heal has no list', () => {
    const told = tellAll(false, [
      writing('a.js', 1, 14),
      status('authoring-started', 'Writing heal 1.', { attempt: 1 }),
      writing('a.js', 1, 1),
    ]);
    expect(told.at(-1)?.lines).toEqual(['          writing a.js, file 1']);
  });

  test('keeps what tools print only where that was asked for, and else shows its last line for a moment', () => {
    const frames = [log('one', 'two')];
    expect(tellAll(true, frames, false)).toEqual([{ lines: [], now: '          test | two' }]);
    expect(tellAll(true, frames)).toEqual([
      { lines: ['          test | one', '          test | two'], now: '' },
    ]);
  });

  test('shows what a model or a log says and does not obey it', () => {
    const told = tellAll(false, [
      writing('\u001b]0;title\u0007a\u001b[2Jb\u202e.js', 1, 1),
      status('draft-stored', 'x\u001b[31mred\rback'),
      log('\u001b[1A\u001b[2Kok'),
    ]);
    const text = told.flatMap(({ lines }) => lines).join('\n');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
    expect(text).toContain('test | ok');
    expect(text).toContain('red␍back');
    expect(text).toContain('ab‹U+202E›.js');
  });
});

describe('the printer', () => {
  const printed = (isTTY: boolean, columns = 20) => {
    const out: string[] = [];
    const write = (text: string): boolean => out.push(text) > 0;
    return { out, print: linePrinter({ write: write as NodeJS.WriteStream['write'], isTTY, columns }) };
  };

  test('writes over what goes on, no wider than the terminal, and not again what stands there', () => {
    const { out, print } = printed(true);
    print({ lines: [], now: 'writing a-file-of-a-long-name.js' });
    print({ lines: [], now: 'writing a-file-of-a-long-name.js, 1.0 KB' });
    print({ lines: ['done'], now: '' });
    expect(out).toEqual(['writing a-file-of-a', '\r\u001b[2Kdone\n']);
  });

  test('writes only what stays where there is no terminal', () => {
    const { out, print } = printed(false);
    print({ lines: [], now: 'writing' });
    print({ lines: ['done'], now: 'more' });
    expect(out).toEqual(['done\n']);
  });
});
