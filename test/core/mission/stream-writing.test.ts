import { describe, expect, test } from 'vitest';
import { readAnswer } from '../../../core/draft/read-answer.ts';
import { streamWriting } from '../../../core/mission/stream-writing.ts';
import type { WritingFrame } from '../../../core/wire/socket.ts';
import { maxFrameBytes, maxWritingBytes, serverFrameSchema } from '../../../core/wire/socket.ts';
import { never } from '../ports/never.ts';
import { openInbox } from './open-inbox.ts';

async function writing(start = { files: 0, planned: 0 }) {
  const { clock, deps, missionId, frames } = await openInbox();
  const stream = streamWriting(deps)(missionId, start, never);
  const reader = readAnswer('abcdef');
  const write = async (text: string): Promise<void> => {
    clock.advance(400);
    for (const event of reader.push(text)) stream.read(event);
    await settled();
  };
  return { stream, write, clock, frames: () => frames() as readonly WritingFrame[] };
}

/** Until what was set off has been sent. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

const app = '<g-abcdef app>{"files":["a.js","b.js","c.js"]}</g-abcdef>\n';

describe('what an author writes', () => {
  test('is shown file by file: which of how many, how much of it, and what came since', async () => {
    const { write, stream, frames } = await writing();
    await write(app);
    await write('<g-abcdef file="a.js">\nconst a ');
    await write('= 1;\n');
    await write('</g-abcdef>\n<g-abcdef file="b.js">\nb\n');
    await stream.end();
    expect(frames().map(({ path, bytes, file, planned }) => [path, bytes, file, planned])).toEqual([
      [null, 0, 0, 3],
      ['a.js', 8, 1, 3],
      ['a.js', 13, 1, 3],
      ['b.js', 2, 2, 3],
    ]);
    expect(frames().map(({ text }) => text)).toEqual(['', 'const a ', '= 1;\n', 'b\n']);
    for (const frame of frames()) expect(serverFrameSchema.parse(frame)).toMatchObject({ phase: 'writing' });
  });

  test('says that the model thinks, once, and nothing of what', async () => {
    const { write, stream, clock, frames } = await writing();
    for (let times = 0; times < 3; times += 1) {
      clock.advance(400);
      stream.think();
      await settled();
    }
    await write(`${app}<g-abcdef file="a.js">\nx\n`);
    await stream.end();
    expect(frames()).toMatchObject([
      { phase: 'thinking', path: null, bytes: 0, file: 0, planned: 0, text: '' },
      { phase: 'writing', path: 'a.js', file: 1 },
    ]);
  });

  test('counts what comes where nothing can be planned, and tells nothing of what is no file', async () => {
    const { write, stream, frames } = await writing();
    await write('<g-abcdef app>{"files":"all"}</g-abcdef>\n<g-abcdef app>{</g-abcdef>\n');
    await write('Aloud.\n<g-abcdef notes>\nLook.\n</g-abcdef>\n<g-abcdef edit="a">\nodd\n');
    await write('<g-abcdef file="a.js">\nx\n');
    await stream.end();
    expect(frames().at(-1)).toMatchObject({ path: 'a.js', file: 2, planned: 2, text: 'x\n' });
    expect(
      frames()
        .map(({ text }) => text)
        .join(''),
    ).toBe('x\n');
  });

  test('shows an edit as its file', async () => {
    const { write, stream, frames } = await writing();
    await write('<g-abcdef edit="a.js">\n<g-abcdef find>\nold\n<g-abcdef put>\nnew\n</g-abcdef>\n');
    await stream.end();
    expect(frames()).toMatchObject([{ path: 'a.js', bytes: 8, text: 'old\nnew\n' }]);
  });

  test('goes on counting after a pass that was cut off, and begins again where another model was asked', async () => {
    const { write, stream, frames } = await writing({ files: 2, planned: 5 });
    await write('<g-abcdef file="c.js">\nc\n');
    stream.read({ kind: 'restarted' });
    await write('</g-abcdef>\n<g-abcdef file="c.js">\nC\n');
    await stream.end();
    expect(frames().map(({ file, planned, bytes }) => [file, planned, bytes])).toEqual([
      [3, 5, 2],
      [3, 5, 2],
    ]);
  });

  test('is shown in frames of bounded size, in any script', async () => {
    const { write, stream, frames } = await writing();
    await write(`<g-abcdef file="a.js">\n${'漢 '.repeat(40_000)}\n`);
    await stream.end();
    for (const frame of frames()) {
      expect(new TextEncoder().encode(frame.text).length).toBeLessThanOrEqual(maxWritingBytes);
      expect(new TextEncoder().encode(JSON.stringify(frame)).length).toBeLessThan(maxFrameBytes);
    }
    expect(frames().at(-1)?.bytes).toBe(160_001);
  });

  test('is shown without its secrets', async () => {
    const { write, stream, frames } = await writing();
    const token = `ghp_${'a1B2'.repeat(9)}`;
    await write(`<g-abcdef file="a.js">\nconst a = '${token.slice(0, 20)}`);
    await write(`${token.slice(20)}';\nconst b = 2;\n`);
    await stream.end();
    const shown = frames()
      .map(({ text }) => text)
      .join('');
    expect(shown).toContain('[redacted: secret-github-token]');
    expect(shown).not.toContain('a1B2');
  });
});
