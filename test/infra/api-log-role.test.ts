import { createRequire } from 'node:module';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { inlineText } from '../../infra/constructs/inline-code.ts';
import { statementsOf } from './policies.ts';
import { installation } from './synthesize.ts';

const code = inlineText('ensure-log-role', 'sign-request');
const core = installation('plain')('GantryCore');
const role = 'arn:aws:iam::123456789012:role/logs';

interface Sent {
  readonly url: string;
  readonly method: string;
  readonly body?: string;
}
type Answers = Readonly<Record<string, readonly { readonly status: number; readonly body: unknown }[]>>;

/** Runs the inline function against an API Gateway that answers in turn as told; its pauses take no time. */
async function ensure(answers: Answers, { type = 'Create', leftMs = 300_000 } = {}): Promise<Sent[]> {
  const sent: Sent[] = [];
  let left = leftMs;
  const exports: { handler?: (event: unknown, context: unknown) => Promise<void> } = {};
  const load = createRequire(import.meta.url);
  const fetch = async (url: URL | string, { method, body }: Omit<Sent, 'url'>) => {
    const nth = sent.filter((one) => one.method === method).length;
    sent.push({ url: String(url), method, ...(body !== undefined && { body }) });
    const told = answers[method] ?? [{ status: 200, body: {} }];
    const { status, body: said } = told[Math.min(nth, told.length - 1)] ?? { status: 500, body: {} };
    return { ok: status < 300, status, text: async () => JSON.stringify(said) };
  };
  const pausing = {
    setTimeout: async (ms: number) => {
      left -= ms;
    },
  };
  runInNewContext(code, {
    exports,
    require: (name: string) => (name === 'node:timers/promises' ? pausing : load(name)),
    ...{ URL, AbortSignal, fetch, console },
    process: {
      env: {
        AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'not-a-secret',
        AWS_REGION: 'eu-west-1',
        GATEWAY_URL: 'https://apigateway.eu-west-1.amazonaws.com',
      },
    },
  });
  const event = {
    RequestType: type,
    ResponseURL: 'https://cloudformation.example/answer',
    ResourceProperties: { Role: role },
  };
  await exports.handler?.(event, { getRemainingTimeInMillis: () => left });
  return sent;
}

const unset = { status: 200, body: { throttleSettings: {} } };
const refused = {
  status: 400,
  body: { message: 'The role ARN does not have required permissions set to API Gateway' },
};
const endOf = (sent: readonly Sent[]): unknown =>
  JSON.parse(sent.find(({ method }) => method === 'PUT')?.body ?? '{}');
const changes = (sent: readonly Sent[]): readonly Sent[] => sent.filter(({ method }) => method === 'PATCH');

describe("the role of API Gateway's logs", () => {
  it('is set in an account that has none', async () => {
    const sent = await ensure({ GET: [unset], PATCH: [{ status: 200, body: {} }] });
    expect(changes(sent)).toHaveLength(1);
    expect(JSON.parse(changes(sent)[0]?.body ?? '')).toEqual({
      patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value: role }],
    });
    expect(endOf(sent)).toMatchObject({ Status: 'SUCCESS' });
  });

  it('is left alone where the account has one, whoever set it, and when the stack goes', async () => {
    const theirs = { status: 200, body: { cloudwatchRoleArn: 'arn:aws:iam::123456789012:role/theirs' } };
    expect(changes(await ensure({ GET: [theirs] }))).toEqual([]);
    const gone = await ensure({ GET: [unset] }, { type: 'Delete' });
    expect(gone.map(({ method }) => method)).toEqual(['PUT']);
    expect(endOf(gone)).toMatchObject({ Status: 'SUCCESS' });
  });

  it('is offered again until IAM has told of it everywhere', async () => {
    const sent = await ensure({ GET: [unset], PATCH: [refused, refused, { status: 200, body: {} }] });
    expect(changes(sent)).toHaveLength(3);
    expect(endOf(sent)).toMatchObject({ Status: 'SUCCESS' });
  });

  it('fails the deployment with the words of API Gateway before Lambda would end without any', async () => {
    const sent = await ensure({ GET: [unset], PATCH: [refused] }, { leftMs: 100_000 });
    expect(endOf(sent)).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('does not have required permissions'),
    });
  });

  it('is there before either API has a stage, and stays when the stack goes', () => {
    for (const type of ['AWS::ApiGateway::Stage', 'AWS::ApiGatewayV2::Stage'])
      for (const stage of Object.values(core.resources(type)))
        expect(JSON.stringify((stage as { readonly DependsOn?: unknown }).DependsOn)).toMatch(/ApiLogsSet/);
    const [, kept] = Object.entries(core.resources('AWS::IAM::Role')).find(([id]) =>
      /^ApiLogsRole/.test(id),
    ) ?? ['', undefined];
    expect(kept).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    expect(core.resources('AWS::ApiGateway::Account')).toEqual({});
  });

  it('is passed to API Gateway alone, by a function that may change nothing but this setting', () => {
    const rights = statementsOf(core).filter(({ roles }) => roles.join().includes('ApiLogsSetterRole'));
    expect(rights.map(({ actions }) => actions.join()).sort()).toEqual([
      'apigateway:GET,apigateway:PATCH',
      'iam:PassRole',
      'logs:CreateLogStream,logs:PutLogEvents',
    ]);
    const passing = rights.find(({ actions }) => actions.includes('iam:PassRole'));
    expect(passing?.conditions).toEqual({
      StringEquals: { 'iam:PassedToService': 'apigateway.amazonaws.com' },
    });
  });

  it('fits where CloudFormation takes code inline', () => expect(code.length).toBeLessThanOrEqual(4_096));
});
