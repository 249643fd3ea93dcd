import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Model, ModelCall } from '../../../core/ports/model.ts';
import type { Reply } from '../../contract/wire-bench.ts';
import { inEveryRole, modelFacts } from '../../core/ports/fake-model.ts';
import { anthropic, type DoorUnderTest, openAi } from './door-setting.ts';
import { WireStandIn } from './wire-stand-in.ts';
import { openAiWire } from './wires.ts';

const signal = AbortSignal.timeout(25_000);
const answer: Reply = [{ text: 'Hello.' }, { end: 'whole' }];
const call = (): ModelCall => ({
  role: 'author',
  effort: 'medium',
  system: ['You write apps.'],
  messages: [{ role: 'user', blocks: [{ kind: 'instruction', text: 'Write the app.' }] }],
  maxTokens: 4_000,
});

let standIn: WireStandIn;
const open = async (
  door: DoorUnderTest,
  facts = modelFacts('one'),
  reply: Reply = answer,
): Promise<Model> => {
  standIn = await WireStandIn.start(door.wire, () => reply);
  return door.open(standIn.url, { models: inEveryRole(facts), maxAttempts: 1 });
};
afterEach(() => standIn.close());

describe('every door', () => {
  describe('before a server that sends it elsewhere', () => {
    let elsewhere: Server;
    let asked: string[];
    const listen = async (server: Server): Promise<string> => {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    };
    beforeEach(async () => {
      asked = [];
      standIn = await WireStandIn.start(openAi.wire, ({ url }) => {
        asked.push(url);
        return answer;
      });
      elsewhere = createServer((request, response) =>
        request.method === 'GET'
          ? response.end('{}')
          : response.writeHead(307, { location: `${standIn.url}${request.url}` }).end(),
      );
    });
    afterEach(() => {
      elsewhere.closeAllConnections();
      elsewhere.close();
    });

    it.each([anthropic, openAi])('takes neither prompts nor keys there: $name', async (door) => {
      const model = door.open(await listen(elsewhere), { models: inEveryRole(modelFacts('one')) });
      await expect(model.converse(call(), { signal })).rejects.toMatchObject({
        name: 'DependencyRefused',
        code: 'model-refused',
      });
      expect(asked).toEqual([]);
    });
  });

  it.each([anthropic, openAi])('says that nobody is there: $name', async (door) => {
    const model = await open(door);
    await standIn.close();
    await expect(model.converse(call(), { signal })).rejects.toMatchObject({
      name: 'DependencyFailed',
      message: expect.stringContaining('cannot be reached'),
      details: { unpaid: [] },
    });
  });

  it('has no words for a page that is no answer', async () => {
    const fault = () => ({ status: 502, body: '<html><h1>Bad Gateway</h1></html>' });
    const model = await open({ ...openAi, wire: { ...openAiWire, fault } }, modelFacts('one'), {
      fault: 'overloaded',
    });
    await expect(model.converse(call(), { signal })).rejects.toMatchObject({
      name: 'DependencyFailed',
      details: { failures: [{ error: 'HTTP 502', message: 'The server answered 502.' }] },
    });
  });

  it('waits out a quota of a day as long as it lasts', async () => {
    const fault = () => ({
      status: 429,
      body: {
        error: {
          message:
            'Rate limit reached for one in organization org-1 on tokens per day (TPD): Limit 10000, Used 9987, Requested 2000. Please try again in 2h52m.',
          type: 'tokens',
          code: 'rate_limit_exceeded',
        },
      },
    });
    const model = await open({ ...openAi, wire: { ...openAiWire, fault } }, modelFacts('one'), {
      fault: 'throttled',
    });
    await expect(model.converse(call(), { signal })).rejects.toMatchObject({
      name: 'DependencyFailed',
      retryAfterMs: 10_320_000,
      message: expect.stringContaining('3 hours'),
    });
  });
});
