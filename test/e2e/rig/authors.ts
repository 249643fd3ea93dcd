import { afterAll } from 'vitest';
import {
  type BedrockAnswer,
  type BedrockRequest,
  type BedrockScript,
  BedrockStandIn,
  ending,
  opening,
  textDelta,
  toolDelta,
} from '../../adapters/aws/bedrock-stand-in.ts';
import { sharedInstallation } from '../../aws/rig/installed.ts';

/** What a scripted model does with one question; `prompt` is all that it was told. */
export type Script = (asked: {
  readonly tool: 'write_app' | 'heal_app' | 'consult';
  readonly prompt: string;
  /** How often this script was asked before. */
  readonly turn: number;
}) => ReturnType<BedrockScript>;

/** Answers through the tool, a few words first. */
export const answers = (tool: string, input: unknown): BedrockAnswer => ({
  kind: 'stream',
  chunks: [...opening(tool), textDelta('Writing.'), toolDelta(JSON.stringify(input)), ...ending('tool_use')],
});

/** An answer that ends at the token limit in the middle of the tool's input. */
export const cutOff = (tool: string, partial: string): BedrockAnswer => ({
  kind: 'stream',
  chunks: [...opening(tool), toolDelta(partial), ...ending('max_tokens')],
});

/** Begins to write and never ends. */
export const hangs = (tool: string): BedrockAnswer => ({
  kind: 'stream',
  chunks: [...opening(tool), textDelta('Let me think.')],
  stays: true,
});

export interface Authors {
  /** For the product's environment: Bedrock, reached through the SDK's own variables. */
  env(): Promise<Readonly<Record<string, string>>>;
  /** The script of every mission whose request holds the word. */
  on(word: string, script: Script): void;
  readonly standIn: BedrockStandIn;
}

const toolOf = ({ body }: BedrockRequest): 'write_app' | 'heal_app' | 'consult' => {
  const named = /"name":"(write_app|heal_app|consult)"/.exec(JSON.stringify(body.toolConfig.tools))?.[1];
  if (named === 'write_app' || named === 'heal_app' || named === 'consult') return named;
  throw new Error('the request names none of our tools');
};

/** Plays Bedrock for a product of a test file, so that a test decides what the model writes; the client and the wire are the real ones. */
export function useAuthors(): Authors {
  const port = sharedInstallation()?.authorPort ?? 0;
  const scripts = new Map<string, { readonly script: Script; turns: number }>();
  let standIn: BedrockStandIn | undefined;
  const answer: BedrockScript = (request) => {
    const prompt = request.body.messages
      .flatMap(({ content }) => content.map(({ text }) => text ?? ''))
      .join('\n');
    const [, known] = [...scripts].find(([word]) => prompt.includes(word)) ?? [];
    if (known === undefined)
      return { kind: 'fault', status: 400, error: 'ValidationException', message: 'no script' };
    known.turns += 1;
    return known.script({ tool: toolOf(request), prompt, turn: known.turns - 1 });
  };
  afterAll(async () => {
    await standIn?.close();
  });
  return {
    async env() {
      standIn ??= await BedrockStandIn.start(answer, port);
      return {
        GANTRY_MODEL: 'bedrock',
        AWS_ENDPOINT_URL_BEDROCK_RUNTIME: standIn.url,
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'not-a-secret',
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_CONFIG_FILE: '/nonexistent/config',
        AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
        // Where nothing better isolates, what these tests build is harmless; the hostile builds are skipped there.
        GANTRY_ALLOW_WEAK_POD: '1',
      };
    },
    on: (word, script) => void scripts.set(word, { script, turns: 0 }),
    get standIn() {
      if (standIn === undefined) throw new Error('the stand-in has not been started');
      return standIn;
    },
  };
}
