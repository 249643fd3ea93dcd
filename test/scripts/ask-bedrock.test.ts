import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type Availability, askBedrock, whyUnanswered } from '../../scripts/deploy/ask-bedrock.ts';
import { useTestIdentity } from '../adapters/aws/emulator.ts';

type Answers = Readonly<Record<string, { readonly status?: number; readonly body: unknown }>>;

const closing: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Bedrock's control plane, by path; what is not told is not found. */
async function startBedrock(answers: Answers): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '');
    asked.push(path);
    const { status = 200, body } = answers[path] ?? { status: 404, body: { message: 'not found' } };
    const headers = { 'content-type': 'application/json', 'x-amzn-errortype': 'ResourceNotFoundException' };
    response.writeHead(status, headers).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const available = {
  modelId: 'anthropic.claude-sonnet-5-5',
  agreementAvailability: { status: 'AVAILABLE' },
  authorizationStatus: 'AUTHORIZED',
  entitlementAvailability: 'AVAILABLE',
  regionAvailability: 'AVAILABLE',
};
const ask = async (id: string, answers: Answers) => {
  useTestIdentity();
  const { url, asked } = await startBedrock(answers);
  return { told: await askBedrock({ region: 'eu-west-1', endpoint: url }, id), asked };
};

test('a model is asked about by its profile and by itself, and Anthropic’s form by the account', async () => {
  const { told, asked } = await ask('global.anthropic.claude-sonnet-5-5', {
    '/inference-profiles/global.anthropic.claude-sonnet-5-5': { body: {} },
    '/foundation-model-availability/anthropic.claude-sonnet-5-5': { body: available },
    '/use-case-for-model-access': { body: { formData: 'e30=' } },
  });
  expect(asked).toHaveLength(3);
  expect(told).toEqual({
    ...{ isOffered: true, isInRegion: true, isAuthorized: true },
    ...{ agreement: 'AVAILABLE', hasUseCase: true },
  });
  expect(whyUnanswered(told)).toBe('');
});

test('a form that was never filled in is told from one that nobody may look at, and others’ models want none', async () => {
  const offered = { '/foundation-models/amazon.nova-2-lite-v1:0': { body: {} } };
  expect((await ask('anthropic.claude-haiku-5-5', {})).told.hasUseCase).toBe(false);
  const hidden = { '/use-case-for-model-access': { status: 500, body: {} } };
  expect((await ask('anthropic.claude-haiku-5-5', hidden)).told.isOffered).toBe(false);
  const { told } = await ask('amazon.nova-2-lite-v1:0', offered);
  expect([told.isOffered, told.hasUseCase]).toEqual([true, undefined]);
});

const fine: Availability = {
  isOffered: true,
  isInRegion: true,
  isAuthorized: true,
  agreement: 'AVAILABLE',
  hasUseCase: true,
};
test.each<[string, Partial<Availability>, RegExp]>([
  ['is not offered', { isOffered: false }, /does not offer it in this region/],
  ['is not in the region', { isInRegion: false }, /does not offer it in this region/],
  ['wants the form', { hasUseCase: false }, /use-case form/],
  ['is kept out by a policy', { isAuthorized: false }, /policy of this account/],
  ['is not subscribed to', { agreement: 'NOT_AVAILABLE' }, /aws-marketplace:Subscribe/],
  ['is not told about', { isInRegion: undefined, isAuthorized: undefined, agreement: undefined }, /^$/],
])('a model that %s is told with who can do what about it', (_title, change, words) => {
  expect(whyUnanswered({ ...fine, ...change })).toMatch(words);
});
