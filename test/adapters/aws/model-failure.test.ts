import { describe, expect, it, vi } from 'vitest';
import { bedrockModel } from '../../../adapters/aws/model.ts';
import {
  answered,
  call,
  converse,
  denied,
  modelIds,
  throttled,
  toolInput,
  useBedrock,
} from './bedrock-setting.ts';
import { type BedrockAnswer, exception, opening, toolDelta } from './bedrock-stand-in.ts';

const bedrock = useBedrock();

describe('when a model does not answer', () => {
  it('asks the next one when the first is throttled', async () => {
    bedrock.script = ({ modelId }) => (modelId === modelIds[0] ? throttled : answered);
    expect(await converse(bedrock.connect())).toMatchObject({ stop: 'answered', modelId: modelIds[1] });
    expect(bedrock.standIn.requests.map((request) => request.modelId)).toEqual(modelIds);
  });

  it.each([
    'ServiceUnavailableException',
    'ModelNotReadyException',
    'ModelTimeoutException',
    'InternalServerException',
  ])('asks the next one after %s', async (error) => {
    bedrock.script = ({ modelId }) =>
      modelId === modelIds[0] ? { kind: 'fault', status: 503, error, message: 'busy' } : answered;
    expect(await converse(bedrock.connect())).toMatchObject({ modelId: modelIds[1] });
  });

  it('asks the next one when the first is unknown, retired or not open to the account', async () => {
    const faults = ['ResourceNotFoundException', 'ValidationException', 'AccessDeniedException'];
    const ids = [...faults.keys()].map((n) => `anthropic.claude-${n}`);
    bedrock.script = ({ modelId }) => {
      const error = faults[ids.indexOf(modelId)];
      return error
        ? { kind: 'fault', status: 400, error, message: 'The provided model identifier is invalid.' }
        : answered;
    };
    expect(await converse(bedrock.connect({ modelIds: [...ids, 'last'] }))).toMatchObject({
      modelId: 'last',
    });
  });

  it('is refused, with each failure and no account number, when access is denied to all', async () => {
    bedrock.script = () => denied;
    const failure = await converse(bedrock.connect()).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      name: 'DependencyRefused',
      code: 'bedrock-refused',
      message: expect.stringContaining('GANTRY_MODEL_IDS'),
      details: { failures: modelIds.map((modelId) => ({ modelId, error: 'AccessDeniedException' })) },
    });
    const messages = JSON.stringify(
      (failure as { details: { failures: { message: string }[] } }).details.failures.map((f) => f.message),
    );
    expect(messages).not.toContain('123456789012');
  });

  it('repeats nothing of its signed request that a refusal quotes', async () => {
    const message = `The Canonical String should have been 'POST\nx-amz-security-token:${'s'.repeat(40)}\n'`;
    bedrock.script = () => ({ kind: 'fault', status: 403, error: 'InvalidSignatureException', message });
    const failure = await converse(bedrock.connect()).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'bedrock-not-connected' });
    expect(JSON.stringify(failure)).toContain('[redacted]');
    expect(JSON.stringify(failure)).not.toContain('ssss');
  });

  it('may be tried again when one of the failures is of the moment', async () => {
    bedrock.script = ({ modelId }) => (modelId === modelIds[0] ? throttled : denied);
    await expect(converse(bedrock.connect())).rejects.toMatchObject({
      name: 'DependencyFailed',
      retryAfterMs: 15_000,
      details: { failures: [{ error: 'ThrottlingException' }, { error: 'AccessDeniedException' }] },
    });
  });

  it('tries a throttled model again as often as the SDK is told', async () => {
    bedrock.script = () => (bedrock.standIn.requests.length === 1 ? throttled : answered);
    expect(await converse(bedrock.connect({ maxAttempts: 2 }))).toMatchObject({ modelId: modelIds[0] });
    expect(bedrock.standIn.requests).toHaveLength(2);
  });

  it('drops what a model streamed before it failed, and asks the next', async () => {
    const broken: BedrockAnswer = {
      kind: 'stream',
      chunks: [
        ...opening('write_app'),
        toolDelta('{"title":'),
        exception('modelStreamErrorException', 'lost the model'),
      ],
    };
    bedrock.script = ({ modelId }) => (modelId === modelIds[0] ? broken : answered);
    expect(await converse(bedrock.connect())).toMatchObject({ modelId: modelIds[1], toolInput });
    bedrock.script = () => broken;
    await expect(converse(bedrock.connect())).rejects.toMatchObject({
      name: 'DependencyFailed',
      details: { failures: [{ error: 'ModelStreamErrorException', message: 'lost the model' }, {}] },
    });
  });

  it('takes no stream for an answer that ends without saying why', async () => {
    bedrock.script = () => ({ kind: 'stream', chunks: [...opening('write_app'), toolDelta('{}')] });
    await expect(converse(bedrock.connect())).rejects.toMatchObject({
      name: 'DependencyFailed',
      details: { failures: [{ error: 'model-stream-broken' }, { error: 'model-stream-broken' }] },
    });
  });
});

describe('time and callers', () => {
  it('gives up on a server that says nothing', async () => {
    bedrock.script = () => ({ kind: 'hang' });
    await expect(converse(bedrock.connect({ silenceTimeoutMs: 150 }))).rejects.toMatchObject({
      name: 'DependencyFailed',
    });
  });

  it('gives up on a stream that falls silent', async () => {
    bedrock.script = () => ({
      kind: 'stream',
      chunks: [...opening('write_app'), toolDelta('{')],
      stays: true,
    });
    await expect(converse(bedrock.connect({ silenceTimeoutMs: 150 }))).rejects.toMatchObject({
      name: 'DependencyFailed',
    });
  });

  it('gives up on an answer that takes too long, and hangs up', async () => {
    bedrock.script = () => ({
      kind: 'stream',
      chunks: [...opening('write_app'), toolDelta('{')],
      stays: true,
    });
    await expect(converse(bedrock.connect({ answerTimeoutMs: 150 }))).rejects.toMatchObject({
      name: 'DependencyFailed',
    });
    await vi.waitFor(() => expect(bedrock.standIn.abandoned).toBe(2));
  });

  it('hangs up and asks no other model when its caller goes', async () => {
    bedrock.script = () => ({
      kind: 'stream',
      chunks: [...opening('write_app'), toolDelta('{')],
      stays: true,
    });
    const leaving = new AbortController();
    const model = bedrock.connect();
    const waiting = model.converse(call(), {
      signal: leaving.signal,
      onDelta: () => leaving.abort(new Error('gone')),
    });
    await expect(waiting).rejects.toThrow('gone');
    await vi.waitFor(() => expect(bedrock.standIn.abandoned).toBe(1));
    expect(bedrock.standIn.requests).toHaveLength(1);
  });

  it('ends with its caller’s own reason, also at the last model of the list', async () => {
    bedrock.script = () => ({
      kind: 'stream',
      chunks: [...opening('write_app'), toolDelta('{')],
      stays: true,
    });
    const leaving = new AbortController();
    const model = bedrock.connect({ modelIds: ['last'] });
    const waiting = model.converse(call(), {
      signal: leaving.signal,
      onDelta: () => leaving.abort(new Error('gone')),
    });
    await expect(waiting).rejects.toThrow('gone');
  });
});

describe('without an account', () => {
  it('says how to connect when there are no credentials', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
    await expect(converse(bedrock.connect())).rejects.toMatchObject({
      name: 'DependencyRefused',
      code: 'bedrock-not-connected',
      message: expect.stringMatching(/AWS_REGION.*try again/),
    });
    expect(bedrock.standIn.requests).toEqual([]);
  });

  it('says how to connect when there is no region', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_BEDROCK_RUNTIME', undefined);
    await expect(converse(bedrockModel({ modelIds }))).rejects.toMatchObject({
      code: 'bedrock-not-connected',
    });
  });

  it('asks no second model with credentials that are not accepted', async () => {
    bedrock.script = () => ({
      kind: 'fault',
      status: 403,
      error: 'UnrecognizedClientException',
      message: 'The security token is invalid.',
    });
    await expect(converse(bedrock.connect())).rejects.toMatchObject({ code: 'bedrock-not-connected' });
    expect(bedrock.standIn.requests).toHaveLength(1);
  });
});
