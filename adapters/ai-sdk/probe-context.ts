import { randomInt } from 'node:crypto';
import { isGantryError } from '../../core/errors.ts';
import type { ModelCall } from '../../core/ports/model.ts';
import { openAiModel } from './model.ts';

const letters = 'bcdfghjklmnpqrstvwxz';
/** A word that no model guesses. */
const madeUpWord = (): string =>
  Array.from({ length: 8 }, () => letters[randomInt(letters.length)] ?? '').join('');

/** About 9,000 tokens in so many lines: more than twice what servers read that were told nothing. */
const fillerLines = 600;

const question = (word: string): ModelCall => ({
  role: 'author',
  effort: 'low',
  system: [],
  messages: [
    {
      role: 'user',
      blocks: [
        {
          kind: 'instruction',
          text: [
            `The word is ${word}.`,
            ...Array.from(
              { length: fillerLines },
              (_, line) => `Line ${line}: this line says nothing about it.`,
            ),
            'Which word did the first line of this message name? Answer with that word alone.',
          ].join('\n'),
        },
      ],
    },
  ],
  // A model that thinks by itself, though nobody knows it, needs some for that.
  maxTokens: 1_024,
});

const tooShort = (server: string): string =>
  `${server} reads only a part of a long prompt, so what it builds would miss what was asked. Give the model a context of at least 32,768 tokens: "Context Length" where LM Studio loads it, --ctx-size with llama.cpp, --max-model-len with vLLM, OLLAMA_CONTEXT_LENGTH with Ollama behind a proxy.`;

/**
 * Whether a server that speaks OpenAI's API reads a prompt of about 9,000 tokens to the end: nothing where it does, else a sentence that names the
 * setting. It asks the first author, and rejects as any call does where that does not answer.
 */
export async function probeContext(
  config: Parameters<typeof openAiModel>[0],
  signal: AbortSignal,
): Promise<string | undefined> {
  const word = madeUpWord();
  const server = new URL(config.baseUrl).host;
  try {
    const turn = await openAiModel(config).converse(question(word), { signal });
    return turn.text.toLowerCase().includes(word) ? undefined : tooShort(server);
  } catch (error) {
    if (isGantryError(error) && error.code === 'model-input-too-long') return tooShort(server);
    throw error;
  }
}
