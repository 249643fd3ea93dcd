import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WireStandIn } from '../adapters/ai-sdk/wire-stand-in.ts';
import { anthropicWire, openAiWire } from '../adapters/ai-sdk/wires.ts';
import { RecordingProxy } from '../adapters/github/recording-proxy.ts';
import { VercelStandIn } from '../adapters/vercel/vercel-stand-in.ts';
import { temporaryFolder } from './rig/folders.ts';
import { startProduct } from './rig/product.ts';

const silentGitHub = new RecordingProxy('http://127.0.0.1:1');
const vercel = new VercelStandIn('another token', 'team_1');
let refusing: WireStandIn;
let addresses: Readonly<Record<'github' | 'vercel', string>>;

beforeAll(async () => {
  silentGitHub.interfere = () => ({ kind: 'silence' });
  addresses = { github: await silentGitHub.start(), vercel: await vercel.start() };
  refusing = await WireStandIn.start(anthropicWire, () => ({ fault: 'wrong-key' }));
});
afterAll(async () => {
  await Promise.all([silentGitHub.close(), vercel.close(), refusing.close()]);
});

describe('services outside', () => {
  it('are tried while the product serves already, and what is wrong with one is a line of its output', async () => {
    const product = await startProduct({
      home: temporaryFolder(),
      env: {
        GANTRY_MODEL: 'anthropic',
        ANTHROPIC_API_KEY: 'sk-not-for-eyes',
        ANTHROPIC_BASE_URL: refusing.url,
        GITHUB_TOKEN: 'ghp_not_for_eyes',
        GITHUB_API_URL: addresses.github,
        VERCEL_TOKEN: 'vercel-not-for-eyes',
        VERCEL_API_URL: addresses.vercel,
      },
    });
    await vi.waitFor(
      () => {
        expect(product.output()).toMatch(/^warning: Vercel does not accept the token/m);
        expect(product.output()).toMatch(/^warning: .*ANTHROPIC_API_KEY/m);
        expect(silentGitHub.requests).toHaveLength(1);
      },
      { timeout: 60_000 },
    );
    // A service that does not answer holds up no end.
    expect(await product.stop()).toBe(0);
    expect(product.output()).not.toMatch(/not.for.eyes|GitHub/);
  });

  it('that take what they are shown are not spoken of, and a model of one’s own is told for what it is taken', async () => {
    // It reads a long prompt to its first line, and says which word stands there.
    const own = await WireStandIn.start(openAiWire, ({ body }) => [
      { text: /The word is (\w+)/.exec(JSON.stringify(body))?.[1] ?? 'ready' },
      { end: 'whole' },
    ]);
    const product = await startProduct({
      home: temporaryFolder(),
      env: { GANTRY_MODEL: 'openai', OPENAI_BASE_URL: `${own.url}/v1`, GANTRY_MODEL_IDS: 'coder:30b' },
    });
    await vi.waitFor(() => expect(own.requests).toHaveLength(2), { timeout: 60_000 });
    expect(await product.stop()).toBe(0);
    await own.close();
    expect(product.output()).toContain('coder:30b: taken as free, with 32,768 tokens of context');
    expect(product.output()).not.toContain('warning:');
  });
});
