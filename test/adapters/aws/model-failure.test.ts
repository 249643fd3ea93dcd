import { describe, expect, it, vi } from 'vitest';
import { bedrockModel } from '../../../adapters/aws/model.ts';
import {
  answered,
  call,
  converse,
  modelIds,
  modelsOf,
  never,
  throttled,
  useBedrock,
} from './bedrock-setting.ts';
import { type BedrockAnswer, opening, textDelta } from './bedrock-stand-in.ts';

const bedrock = useBedrock();

type Fault = BedrockAnswer & { kind: 'fault' };
const fault = (status: number, error: string, message: string, more: Partial<Fault> = {}): Fault => ({
  kind: 'fault',
  status,
  error,
  message,
  ...more,
});
const failure = (answer: BedrockAnswer): Promise<unknown> => {
  bedrock.script = () => answer;
  return converse(bedrock.connect()).catch((error: unknown) => error);
};
const denied = fault(
  403,
  'AccessDeniedException',
  'User: arn:aws:iam::123456789012:user/x is not authorized to perform: bedrock:InvokeModelWithResponseStream on resource: arn:aws:bedrock:eu-west-1:123456789012:inference-profile/two because no identity-based policy allows it',
);

/** What Bedrock says, word for word, and a part of what a person is told to do. */
const forAPerson: readonly (readonly [string, Fault, string, RegExp])[] = [
  [
    'no right to a model',
    denied,
    'model-refused',
    /role may not use these models.*bedrock:InvokeModelWithResponseStream.*GANTRY_MODEL_IDS/,
  ],
  [
    'a model that the account has no access to',
    fault(403, 'AccessDeniedException', "You don't have access to the model with the specified model ID."),
    'model-refused',
    /role may not use these models/,
  ],
  [
    'an account that is too new',
    fault(400, 'ValidationException', 'Operation not allowed'),
    'model-refused',
    /may not use these models/,
  ],
  [
    "Anthropic's use case form",
    fault(
      404,
      'ResourceNotFoundException',
      'Model use case details have not been submitted for this account. Fill out the Anthropic use case details form before using the model. If you have already filled out the form, try again in 15 minutes.',
    ),
    'model-refused',
    /use case form is missing.*Whoever owns the account fills it in/,
  ],
  [
    'a missing subscription',
    fault(
      403,
      'AccessDeniedException',
      'Model access is denied due to IAM user or service role is not authorized to perform the required AWS Marketplace actions (aws-marketplace:ViewSubscriptions, aws-marketplace:Subscribe) to enable access to this model. Refer to the Amazon Bedrock documentation for further details. Your AWS Marketplace subscription for this model cannot be completed at this time. If you recently fixed this issue, try again after 2 minutes.',
    ),
    'model-refused',
    /no subscription to this model.*aws-marketplace:Subscribe/,
  ],
  [
    'a model without an inference profile',
    fault(
      400,
      'ValidationException',
      'Invocation of model ID anthropic.claude-sonnet-5 with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.',
    ),
    'model-refused',
    /only reached through an inference profile.*`global\.`/,
  ],
  [
    'an unknown model',
    fault(
      404,
      'ResourceNotFoundException',
      'Could not resolve the foundation model from the provided model identifier.',
    ),
    'model-refused',
    /does not know this model in this region.*AWS_REGION/,
  ],
  [
    'a retired model',
    fault(404, 'ResourceNotFoundException', 'This model version has reached the end of its life.'),
    'model-refused',
    /offers it no longer/,
  ],
  [
    'a parameter',
    fault(
      400,
      'ValidationException',
      'The model returned the following errors: `thinking.type.enabled` is not supported for this model.',
    ),
    'model-refused',
    /refuses how this model is asked.*models\.yaml/,
  ],
  [
    'expired credentials',
    fault(403, 'ExpiredTokenException', 'The security token included in the request is expired'),
    'model-not-connected',
    /did not accept the credentials.*AWS_PROFILE.*AWS_REGION/,
  ],
  [
    'unknown credentials',
    fault(403, 'UnrecognizedClientException', 'The security token included in the request is invalid.'),
    'model-not-connected',
    /did not accept the credentials/,
  ],
  [
    'an API key that is none',
    fault(403, 'AccessDeniedException', 'Authentication failed: Please make sure your API Key is valid.', {
      field: 'Message',
    }),
    'model-not-connected',
    /AWS_BEARER_TOKEN_BEDROCK that has not expired/,
  ],
  [
    'an API key that has expired',
    fault(403, 'AccessDeniedException', 'Bearer Token has expired', { field: 'Message' }),
    'model-not-connected',
    /AWS_BEARER_TOKEN_BEDROCK that has not expired/,
  ],
];

describe('what only a person can mend', () => {
  it.each(forAPerson)(
    'names %s, and who does what, beside the words of Bedrock',
    async (_what, answer, code, how) => {
      const error = await failure(answer);
      expect(error).toMatchObject({
        name: 'DependencyRefused',
        code,
        message: expect.stringMatching(how),
        details: { service: 'Amazon Bedrock', unpaid: [] },
      });
      const { failures } = (error as { details: { failures: { error: string; message: string }[] } }).details;
      expect(failures[0]?.error).toBe(answer.error);
      expect(failures[0]?.message.slice(0, 12)).toBe(answer.message.slice(0, 12));
      expect(failures[0]?.message.length).toBeLessThanOrEqual(300);
      expect(JSON.stringify([failures, String(error)])).not.toContain('123456789012');
      expect(bedrock.standIn.requests).toHaveLength(code === 'model-not-connected' ? 1 : 2);
    },
  );

  it('is told once where it is the same for every model, and in their order where it is not', async () => {
    bedrock.script = ({ modelId }) =>
      modelId === modelIds[0]
        ? fault(400, 'ValidationException', 'The provided model identifier is invalid.')
        : denied;
    await expect(converse(bedrock.connect())).rejects.toMatchObject({
      message: expect.stringMatching(/does not know this model.*may not use these models/),
    });
    const error = await failure(denied);
    expect(String(error).split('may not use these models')).toHaveLength(2);
  });
});

describe('what passes by itself', () => {
  it.each([
    ['Too many tokens per day, please wait before trying again.', 'ThrottlingException', 429],
    ['Your request exceeds the service quota for your account.', 'ServiceQuotaExceededException', 400],
  ])('may be a quota that is used up: "%s"', async (message, error, status) => {
    vi.useFakeTimers({ now: new Date('2026-11-30T18:00:00Z'), toFake: ['Date'] });
    const ended = await failure(fault(status, error, message));
    vi.useRealTimers();
    expect(ended).toMatchObject({
      name: 'DependencyFailed',
      retryAfterMs: 6 * 3_600_000,
      message: expect.stringMatching(/quota at Amazon Bedrock is used up.*in 6 hours.*Service Quotas/),
    });
  });

  it('asks the next model where only the first one has used up its quota', async () => {
    bedrock.script = ({ modelId }) =>
      modelId === modelIds[0]
        ? fault(429, 'ThrottlingException', 'Too many tokens per day, please wait before trying again.')
        : answered;
    expect(await converse(bedrock.connect({ maxAttempts: 3 }))).toMatchObject({ modelId: modelIds[1] });
    expect(bedrock.standIn.requests).toHaveLength(2);
  });

  it('is tried again as soon as one of the faults passes', async () => {
    bedrock.script = ({ modelId }) => (modelId === modelIds[0] ? throttled : denied);
    await expect(converse(bedrock.connect())).rejects.toMatchObject({
      name: 'DependencyFailed',
      service: 'Amazon Bedrock',
      retryAfterMs: 15_000,
      details: { failures: [{ error: 'ThrottlingException' }, { error: 'AccessDeniedException' }] },
    });
  });

  it.each([
    ['ServiceUnavailableException', 503],
    ['ModelNotReadyException', 429],
    ['ModelTimeoutException', 408],
    ['ModelErrorException', 424],
    ['InternalServerException', 500],
  ])('asks the next model after %s', async (error, status) => {
    bedrock.script = ({ modelId }) => (modelId === modelIds[0] ? fault(status, error, 'busy') : answered);
    expect(await converse(bedrock.connect())).toMatchObject({ stop: 'answered', modelId: modelIds[1] });
  });

  it('may be that nobody listens at the address, which costs nothing', async () => {
    const model = bedrock.connect();
    await bedrock.standIn.close();
    await expect(converse(model)).rejects.toMatchObject({
      name: 'DependencyFailed',
      message: expect.stringContaining('cannot be reached'),
      details: { unpaid: [] },
    });
  });
});

describe('a stream that loses its connection', () => {
  it('says so in words that people know', async () => {
    bedrock.script = () => ({ kind: 'stream', chunks: [...opening(), textDelta('Half')], isCut: true });
    expect(await converse(bedrock.connect())).toMatchObject({
      stop: 'cut-off',
      text: 'Half',
      why: expect.stringMatching(/^(?:The connection broke off|The stream ended before the answer did)/),
    });
  });
});

describe('without an account', () => {
  it('says how to connect when there are no credentials', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
    await expect(converse(bedrock.connect())).rejects.toMatchObject({
      name: 'DependencyRefused',
      code: 'model-not-connected',
      message: expect.stringMatching(/AWS_REGION.*try again/),
    });
    expect(bedrock.standIn.requests).toEqual([]);
  });

  it('says how to connect when there is no region', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_BEDROCK_RUNTIME', undefined);
    const model = bedrockModel({ models: modelsOf(...modelIds) });
    await expect(converse(model)).rejects.toMatchObject({ code: 'model-not-connected' });
  });

  it('signs with an API key where that is what there is', async () => {
    vi.stubEnv('AWS_BEARER_TOKEN_BEDROCK', 'bedrock-api-key-x');
    expect(await bedrock.connect().converse(call(), { signal: never })).toMatchObject({ stop: 'answered' });
    expect(bedrock.standIn.requests[0]?.authorization).toBe('Bearer bedrock-api-key-x');
  });
});
