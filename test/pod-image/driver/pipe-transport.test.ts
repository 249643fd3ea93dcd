import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { defaultPipeLimits, openPipe, type PipeLimits } from '../../../pod-image/driver/pipe-transport.ts';

function open(limits: Partial<PipeLimits> = {}) {
  const [toBrowser, fromBrowser] = [new PassThrough(), new PassThrough()];
  const got: object[] = [];
  let floods = 0;
  const flooded = (): void => {
    floods += 1;
  };
  const transport = openPipe(
    { toBrowser, fromBrowser },
    { ...defaultPipeLimits, ...limits },
    { flooded, close: () => undefined },
  );
  transport.onmessage = (message) => got.push(message);
  const say = async (...parts: readonly string[]): Promise<void> => {
    for (const part of parts) fromBrowser.write(part);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { transport, got, say, toBrowser, floods: () => floods };
}

const line = (text: string): string => `{"method":"Runtime.consoleAPICalled","params":{"text":"${text}"}}\0`;

describe('The browser pipe', () => {
  it('gives each message whole, however it is cut', async () => {
    const { got, say, transport, toBrowser } = open();
    await say('{"id":1}\0{"id"', ':2}', '\0', '{"text":"ü"}\0');
    expect(got).toEqual([{ id: 1 }, { id: 2 }, { text: 'ü' }]);
    transport.send({ id: 3 });
    expect(String(toBrowser.read())).toBe('{"id":3}\0');
  });

  it('drops lines of the console beyond the limit unread, and nothing else', async () => {
    const { got, say, transport } = open({ consoleMessages: 2 });
    await say(line('a'), line('b'), line('c'), '{"id":1}\0');
    expect(got).toHaveLength(3);
    transport.refill();
    await say(line('d'));
    expect(got).toHaveLength(4);
  });

  it('drops a line of the console that is too long', async () => {
    const { got, say } = open();
    await say(line('x'.repeat(70_000)), line('short'));
    expect(got).toHaveLength(1);
  });

  it.each([
    ['a message without end', { messageBytes: 100 }, ['{"text":"', 'x'.repeat(200)]],
    ['more bytes than a check may use', { totalBytes: 100 }, [`{"text":"${'x'.repeat(200)}"}\0`]],
    ['a console without end', { consoleBytes: 100 }, [line('x'.repeat(60)), line('x'.repeat(60))]],
  ])('floods once at %s, and reads no more', async (_, limits, parts) => {
    const { got, say, floods } = open(limits);
    await say(...parts);
    const before = got.length;
    await say('{"id":9}\0', 'x'.repeat(500));
    expect(floods()).toBe(1);
    expect(got).toHaveLength(before);
  });
});
