import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import middy from '@middy/core';
import { executionModeStreamifyResponse } from '@middy/core/StreamifyResponse';
import type { Context } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import type { LambdaHandler } from '../../../local/gateway/invoke-function.ts';
import type { LocalContext } from '../../../local/gateway/lambda-context.ts';
import { installLambdaStreaming } from '../../../local/gateway/lambda-streaming.ts';
import { ask, errorOf, startGateway, table } from './fixture-gateway.ts';

installLambdaStreaming();

type Answer = (event: unknown, context: Context) => unknown;

/** A function as functions/ builds them: middy in its streaming mode. */
const streamed = (answer: Answer): LambdaHandler =>
  middy<unknown, unknown>(answer, { executionMode: executionModeStreamifyResponse });

const startMissions = (handler: LambdaHandler, limits = {}) =>
  startGateway({
    functions: table({ missions: handler, health: handler }),
    streaming: new Set(['missions']),
    limits,
  });

/** Opens a request and gives the response as soon as its head is there. */
async function begin(port: number): Promise<IncomingMessage> {
  const headers = { host: `localhost:${port}` };
  const request = httpRequest({ host: '127.0.0.1', port, path: '/gantry/missions', headers, agent: false });
  request.end();
  const [response] = await once(request, 'response');
  return response;
}

describe('a streaming function', () => {
  test('sends head and first bytes while it still works', async () => {
    const body = new PassThrough();
    const handler = streamed(() => ({
      statusCode: 202,
      headers: { 'content-type': 'text/event-stream' },
      body,
    }));
    const { port } = await startMissions(handler);
    const response = await begin(port);
    expect(response.statusCode).toBe(202);
    expect(response.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'transfer-encoding': 'chunked',
      'x-content-type-options': 'nosniff',
    });
    body.write('first');
    const [chunk] = await once(response, 'data');
    expect(String(chunk)).toBe('first');
    expect(response.complete).toBe(false);
    body.end(' last');
    expect(await text(response)).toBe(' last');
  });

  test('may answer with a text, cookies, and nothing at all', async () => {
    const handler = streamed(() => ({
      statusCode: 200,
      headers: { a: 'b' },
      cookies: ['c=1', 'd=2'],
      body: 'x'.repeat(100_000),
    }));
    const reply = await ask(await startMissions(handler), '/gantry/missions');
    expect(reply.headers).toMatchObject({ a: 'b', 'set-cookie': ['c=1', 'd=2'] });
    expect(reply.body).toHaveLength(100_000);
    const empty = await ask(await startMissions(streamed(() => ({ statusCode: 204 }))), '/gantry/missions');
    expect(empty).toMatchObject({ status: 204, body: '' });
  });

  test('waits for a reader that is slow', async () => {
    const pieces = Array.from({ length: 200 }, (_, index) => String(index % 10).repeat(65_536));
    const { port } = await startMissions(streamed(() => ({ statusCode: 200, body: Readable.from(pieces) })));
    const response = await begin(port);
    response.pause();
    await new Promise((resolve) => setImmediate(resolve));
    expect((await text(response)) === pieces.join('')).toBe(true);
  });

  test('that fails before its head gives the error form', async () => {
    const handler = streamed(() => {
      throw new Error('inside');
    });
    const running = await startMissions(handler);
    const reply = await ask(running, '/gantry/missions');
    expect(reply.status).toBe(500);
    expect(errorOf(reply).code).toBe('internal_error');
    expect(String(running.logged[0]?.error)).toContain('inside');
  });

  test('that fails after its head cuts the answer off, so that it is not taken for whole', async () => {
    const body = new PassThrough();
    const running = await startMissions(streamed(() => ({ statusCode: 200, body })));
    const response = await begin(running.port);
    body.write('half');
    await once(response, 'data');
    body.destroy(new Error('broke in the middle'));
    await expect(text(response)).rejects.toThrow('aborted');
    expect(String(running.logged[0]?.error)).toContain('broke in the middle');
  });

  test('notices that its caller hung up, by its stream and by the signal of its context', async () => {
    const body = new PassThrough();
    const aborted = Promise.withResolvers<void>();
    const handler = streamed((_event, context) => {
      (context as LocalContext).signal.addEventListener('abort', () => aborted.resolve());
      return { statusCode: 200, body };
    });
    const running = await startMissions(handler);
    const response = await begin(running.port);
    const closed = once(body, 'close').catch(() => {});
    response.destroy();
    await Promise.all([aborted.promise, closed]);
    expect(body.destroyed).toBe(true);
    expect(running.logged).toEqual([]);
  });

  test('that takes too long is 504 before its head and cut off after it', async () => {
    const never = () => new Promise<never>(() => {});
    for (const handler of [awslambda.streamifyResponse(never), streamed(never)]) {
      const reply = await ask(await startMissions(handler, { streamingMs: 20 }), '/gantry/missions');
      expect(reply.status).toBe(504);
    }
    const silent = streamed(() => ({ statusCode: 200, body: new PassThrough() }));
    const { port } = await startMissions(silent, { streamingMs: 20 });
    const response = await begin(port);
    await expect(text(response)).rejects.toThrow('aborted');
  });

  test('that writes after it was answered for harms nobody', async () => {
    const late = Promise.withResolvers<void>();
    const finished = Promise.withResolvers<void>();
    const handler = awslambda.streamifyResponse(async (_event, stream) => {
      await late.promise;
      awslambda.HttpResponseStream.from(stream, { statusCode: 200 }).write('late');
      stream.end(() => finished.resolve());
    });
    const running = await startMissions(handler, { streamingMs: 20 });
    expect((await ask(running, '/gantry/missions')).status).toBe(504);
    late.resolve();
    await finished.promise;
    expect((await ask(running, '/gantry/missions')).body).toBe('late');
  });

  test('that writes without a head is an error, as on API Gateway', async () => {
    const handler = awslambda.streamifyResponse(async (_event, stream) => {
      stream.write('no head');
      stream.end();
    });
    const running = await startMissions(handler);
    expect((await ask(running, '/gantry/missions')).status).toBe(500);
    expect(String(running.logged[0]?.error)).toContain('HttpResponseStream.from');
  });

  test('has more time than a buffered one and than the longest wait', async () => {
    const handler = streamed((_event, context) => ({
      statusCode: 200,
      body: String(context.getRemainingTimeInMillis()),
    }));
    const reply = await ask(await startMissions(handler), '/gantry/missions');
    expect(Number(reply.body)).toBeGreaterThan(300_000);
  });
});

describe('a mix-up is an error, as on AWS', () => {
  test('when a streaming function stands at a buffered route', async () => {
    const running = await startMissions(streamed(() => ({ statusCode: 200, body: '' })));
    expect((await ask(running, '/health')).status).toBe(500);
    expect(String(running.logged[0]?.error)).toContain('must not be streaming');
  });

  test('when a buffered function stands at a streaming route', async () => {
    const running = await startMissions(async () => ({ statusCode: 200, body: '' }));
    expect((await ask(running, '/gantry/missions')).status).toBe(500);
    expect(String(running.logged[0]?.error)).toContain('must be streaming');
  });
});

test('installing awslambda twice keeps the first', () => {
  const first = awslambda;
  installLambdaStreaming();
  expect(awslambda).toBe(first);
});
