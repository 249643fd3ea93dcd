import { build, type Metafile } from 'esbuild';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { catalogue } from '#models';
import type { ReadSecret } from '../../../adapters/aws/secrets.ts';
import { readAwsEnvironment } from '../../../adapters/worlds/aws-config.ts';
import { awsModel } from '../../../adapters/worlds/aws-model.ts';
import { DependencyRefused } from '../../../core/errors.ts';
import type { ModelCall } from '../../../core/ports/model.ts';
import { WireStandIn } from '../ai-sdk/wire-stand-in.ts';
import { anthropicWire, openAiWire } from '../ai-sdk/wires.ts';
import { BedrockStandIn, ending, opening, textDelta } from '../aws/bedrock-stand-in.ts';

type Variables = Readonly<Record<string, string>>;
const open = (variables: Variables, readSecret?: ReadSecret) =>
  awsModel(readAwsEnvironment(variables), readSecret);
const call: ModelCall = {
  role: 'quick',
  effort: 'low',
  system: [],
  messages: [{ role: 'user', blocks: [{ kind: 'instruction', text: 'Say ready.' }] }],
  maxTokens: 64,
};
const ask = (variables: Variables, readSecret?: ReadSecret) =>
  open(variables, readSecret).converse(call, { signal: AbortSignal.timeout(20_000) });

const filled: ReadSecret = async (field) => `${field} of the secret`;
const unfilled: ReadSecret = async () => {
  throw new DependencyRefused('not_configured', 'Put api_key into the secret ModelSecret.');
};

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closing.splice(0)) await close();
});
/** A server behind each door that wants a key, and what sends a function there. */
async function standIn(door: 'anthropic' | 'openai') {
  const isAnthropic = door === 'anthropic';
  const server = await WireStandIn.start(isAnthropic ? anthropicWire : openAiWire, () => [
    { text: 'ready' },
    { end: 'whole' },
  ]);
  closing.push(() => server.close());
  const variables: Variables = isAnthropic
    ? { GANTRY_MODEL: door, ANTHROPIC_BASE_URL: server.url }
    : { GANTRY_MODEL: door, OPENAI_BASE_URL: `${server.url}/v1`, GANTRY_MODEL_IDS: 'gpt-6-luna' };
  return {
    variables,
    keys: () =>
      server.requests.map(
        ({ headers }) => headers['x-api-key'] ?? headers.authorization?.replace('Bearer ', ''),
      ),
  };
}

describe('the model of a function', () => {
  it.each([
    ['bedrock', {}],
    ['bedrock', { GANTRY_MODEL: '' }],
    ['anthropic', { GANTRY_MODEL: 'anthropic' }],
    ['openai', { GANTRY_MODEL: 'openai' }],
  ] as const)('is named by the catalogue for %s without a key or a request', (door, variables) => {
    const { id, label, models, isBuiltIn } = open(variables);
    expect({ author: models.author.map((one) => one.id), quick: models.quick.map((one) => one.id) }).toEqual(
      catalogue.defaults[door],
    );
    expect(id).toBe(catalogue.defaults[door]?.author[0]);
    expect(label).toContain(id);
    expect(isBuiltIn).toBe(false);
  });

  it('is refused where its price is unknown', () => {
    expect(() => open({ GANTRY_MODEL: 'anthropic', GANTRY_MODEL_IDS: 'claude-9' })).toThrow(
      expect.objectContaining({ code: 'model_price_unknown' }),
    );
  });
});

describe.each(['anthropic', 'openai'] as const)('the key of %s', (door) => {
  const name = door === 'anthropic' ? 'ANTHROPIC_API_KEY' : 'OPENAI_API_KEY';

  it('is the secret’s, and the variable’s where that is set', async () => {
    const { variables, keys } = await standIn(door);
    expect(await ask(variables, filled)).toMatchObject({ stop: 'answered', text: 'ready' });
    await ask({ ...variables, [name]: 'of the variable' }, filled);
    expect(keys()).toEqual(['api_key of the secret', 'of the variable']);
  });

  it('that is nowhere is asked for by name', async () => {
    const address: Variables = door === 'openai' ? { OPENAI_BASE_URL: 'https://api.openai.com/v1' } : {};
    await expect(ask({ GANTRY_MODEL: door, ...address })).rejects.toMatchObject({
      name: 'DependencyRefused',
      message: `Set ${name} in this function's environment.`,
    });
  });
});

it('asks nobody while the secret of its key is empty, and says which one it is', async () => {
  const { variables, keys } = await standIn('anthropic');
  await expect(ask(variables, unfilled)).rejects.toMatchObject({
    name: 'DependencyRefused',
    message: 'Put api_key into the secret ModelSecret.',
  });
  expect(keys()).toEqual([]);
});

it('shows a server of one’s own no key while its secret is empty', async () => {
  const { variables, keys } = await standIn('openai');
  expect(await ask(variables, unfilled)).toMatchObject({ text: 'ready' });
  expect(keys()).toEqual([undefined]);
});

it('asks Bedrock with the guardrail of its environment', async () => {
  const server = await BedrockStandIn.start(() => ({
    kind: 'stream',
    chunks: [...opening(), textDelta('ready'), ...ending('end_turn')],
  }));
  closing.push(() => server.close());
  vi.stubEnv('AWS_ENDPOINT_URL_BEDROCK_RUNTIME', server.url);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  expect(await ask({ GANTRY_GUARDRAIL_ID: 'abc', GANTRY_GUARDRAIL_VERSION: '3' })).toMatchObject({
    text: 'ready',
  });
  await ask({});
  expect(server.requests.map(({ body }) => body.guardrailConfig)).toEqual([
    expect.objectContaining({ guardrailIdentifier: 'abc', guardrailVersion: '3' }),
    undefined,
  ]);
  expect(server.requests[0]?.modelId).toBe(catalogue.defaults.bedrock?.quick[0]);
});

describe('a bundle', () => {
  const libraries = (inputs: readonly string[]) => ({
    aiSdk: inputs.some((path) => path.includes('node_modules/@ai-sdk/')),
    bedrock: inputs.some((path) => path.includes('@aws-sdk/client-bedrock-runtime/')),
  });

  it('loads no door at its start, and of the doors only the one that is asked', async () => {
    const { outputs } = await bundled(
      "import { model } from './adapters/worlds/aws.ts'; console.log(model());",
    );
    const startedBy = (entryPoint: string) => {
      const found = Object.entries(outputs).find(([, output]) => output.entryPoint === entryPoint);
      return libraries(inputsOf(outputs, found?.[0] ?? entryPoint));
    };
    expect(startedBy('<stdin>')).toEqual({ aiSdk: false, bedrock: false });
    expect(startedBy('adapters/aws/model.ts')).toEqual({ aiSdk: false, bedrock: true });
    expect(startedBy('adapters/ai-sdk/model.ts')).toEqual({ aiSdk: true, bedrock: false });
  });
});

/** In pieces, as functions are bundled. */
async function bundled(contents: string): Promise<Metafile> {
  const root = `${import.meta.dirname}/../../..`;
  const { metafile } = await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    metafile: true,
    write: false,
    logLevel: 'silent',
    outdir: 'out',
    loader: { '.node': 'empty' },
  });
  return metafile;
}

/** What is loaded with a piece: its own files, and those of the pieces that it imports at once. */
function inputsOf(outputs: Metafile['outputs'], name: string, seen = new Set<string>()): string[] {
  if (seen.has(name)) return [];
  seen.add(name);
  const { inputs = {}, imports = [] } = outputs[name] ?? {};
  return [
    ...Object.keys(inputs),
    ...imports
      .filter(({ kind }) => kind === 'import-statement')
      .flatMap(({ path }) => inputsOf(outputs, path, seen)),
  ];
}
