import { afterEach, describe, expect, it } from 'vitest';
import { probeContext } from '../../../adapters/ai-sdk/probe-context.ts';
import type { Reply } from '../../contract/wire-bench.ts';
import { inEveryRole, modelFacts } from '../../core/ports/fake-model.ts';
import { ollama, openAi } from './door-setting.ts';
import { type Wire, type WireRequest, WireStandIn } from './wire-stand-in.ts';

const signal = AbortSignal.timeout(25_000);
let standIn: WireStandIn;
afterEach(() => standIn.close());

const promptOf = ({ body }: WireRequest): string =>
  (body.messages as readonly { readonly content: string }[]).map(({ content }) => content).join('\n');
/** A model that reads the end of a prompt, so many characters of it, and looks there for the word. */
const reads =
  (characters: number) =>
  (request: WireRequest): Reply => {
    const word = /^The word is (\w+)\.$/m.exec(promptOf(request).slice(-characters))?.[1];
    return [
      { text: word === undefined ? 'You named none.' : `It is ${word.toUpperCase()}.` },
      { end: 'whole' },
    ];
  };
const probe = async (wire: Wire, script: (request: WireRequest) => Reply) => {
  standIn = await WireStandIn.start(wire, script);
  return probeContext({ models: inEveryRole(modelFacts('one')), baseUrl: `${standIn.url}/v1` }, signal);
};

describe('the probe of a context', () => {
  it('finds nothing wrong with a server that reads the whole prompt, which is longer than 8,192 tokens', async () => {
    expect(await probe(openAi.wire, reads(1_000_000))).toBeUndefined();
    const [request] = standIn.requests;
    expect(request && promptOf(request).length).toBeGreaterThan(8_192 * 3);
  });

  it('names the setting of a server that cuts the prompt without a word, or says that it is too long', async () => {
    const cut = await probe(openAi.wire, reads(4_096 * 4));
    expect(cut).toMatch(/reads only a part.*32,768 tokens.*LM Studio.*llama\.cpp.*vLLM/);
    expect(cut).toContain(new URL(standIn.url).host);
    await standIn.close();
    expect(await probe(openAi.wire, () => ({ fault: 'too-long' }))).toMatch(/32,768/);
  });

  it('asks Ollama for the context that it needs', async () => {
    expect(await probe(ollama.wire, reads(1_000_000))).toBeUndefined();
    expect(standIn.requests[0]?.body).toMatchObject({ options: { num_ctx: 32_768 } });
  });

  it('rejects where the server does not answer', async () => {
    await expect(probe(openAi.wire, () => ({ fault: 'wrong-key' }))).rejects.toMatchObject({
      code: 'model-not-connected',
    });
  });
});
