import { afterAll } from 'vitest';
import type { AnswerPart } from '../../../core/draft/answer-parts.ts';
import { writeAnswer } from '../../../core/draft/write-answer.ts';
import type { Consultation } from '../../../core/wire/chat.ts';
import type { Draft } from '../../../core/wire/draft.ts';
import {
  type BedrockAnswer,
  type BedrockRequest,
  type BedrockScript,
  BedrockStandIn,
  ending,
  opening,
  textDelta,
} from '../../adapters/aws/bedrock-stand-in.ts';
import { sharedInstallation } from '../../aws/rig/installed.ts';
import type { Heal } from './drafts.ts';

/** A question to the model: what it is to write, the nonce of its tags, and all that it was told. */
export interface Asked {
  readonly asks: 'specify' | 'draft' | 'heal' | 'consult';
  readonly nonce: string;
  readonly prompt: string;
  /** How often this script was asked before. */
  readonly turn: number;
}

/** What a scripted model does with one question. */
export type Script = (asked: Asked) => ReturnType<BedrockScript>;

const stream = (text: string, stopReason: string): BedrockAnswer => ({
  kind: 'stream',
  chunks: [...opening(), textDelta('Writing.\n'), textDelta(text), ...ending(stopReason)],
});

/** Answers with this text, in which NONCE stands for the nonce. */
export const says = ({ nonce }: Asked, text: string): BedrockAnswer =>
  stream(text.replaceAll('NONCE', nonce), 'end_turn');

/** Answers with what was asked for: a draft, a heal or a consultation, a few words first. */
export const answers = (asked: Asked, answer: Draft | Heal | Consultation): BedrockAnswer =>
  says(asked, writeAnswer(asked.nonce, partsOf(answer)));

/** An answer that ends at the token limit. */
export const cutOff = ({ nonce }: Asked, text: string): BedrockAnswer =>
  stream(text.replaceAll('NONCE', nonce), 'max_tokens');

/** Begins to write and never ends. */
export const hangs = (): BedrockAnswer => ({
  kind: 'stream',
  chunks: [...opening(), textDelta('Let me think.')],
  stays: true,
});

const block = (name: string, text: string): AnswerPart => ({ kind: 'block', name, value: '', text });

function partsOf(answer: Draft | Heal | Consultation): readonly AnswerPart[] {
  if ('intent' in answer) {
    const { reply, ...decision } = answer;
    return [block('reply', reply), block('decision', JSON.stringify(decision))];
  }
  if ('diagnosis' in answer) return [block('diagnosis', answer.diagnosis), ...answer.files.map(changeOf)];
  const { app, stack, files, notes } = answer;
  const planned = files.map(({ path }) => path);
  return [
    block('app', JSON.stringify({ ...app, stack, files: planned })),
    ...files.map(changeOf),
    ...(notes === '' ? [] : [block('notes', notes)]),
  ];
}

const changeOf = ({ path, content }: Heal['files'][number]): AnswerPart =>
  content === null ? { kind: 'delete', path } : { kind: 'file', path, content };

export interface Authors {
  /** For the product's environment: Bedrock, reached through the SDK's own variables. */
  env(): Promise<Readonly<Record<string, string>>>;
  /** The script of every mission whose request holds the word, and what is agreed for it where that matters. */
  on(word: string, script: Script, spec?: object): void;
  readonly standIn: BedrockStandIn;
}

const questions: Readonly<Record<string, Asked['asks']>> = {
  spec: 'specify',
  app: 'draft',
  diagnosis: 'heal',
  reply: 'consult',
};

/** What a model agrees to that is asked for anything: one feature, and that the page shows something. */
const plainSpec = {
  title: 'Adder',
  stack: 'static',
  features: ['Adds two numbers'],
  checks: [
    { id: 'c1', feature: 'Adds two numbers', words: 'One and two are three.', core: true, steps: ['see 3'] },
  ],
};

const blockText = (name: string, value: object): string =>
  `<g-NONCE ${name}>\n${JSON.stringify(value)}\n</g-NONCE>\n`;
/** Nobody's check is wrong here. */
const staysText = blockText('choice', { choice: null, why: 'It is meant as it says.' });

const askedIn = (prompt: string): Pick<Asked, 'asks' | 'nonce'> => {
  const [, nonce, first] = /<g-([a-z]{6}) (spec|app|diagnosis|reply)>/.exec(prompt) ?? [];
  const asks = first === undefined ? undefined : questions[first];
  if (nonce === undefined || asks === undefined) throw new Error('the request tells no nonce');
  return { nonce, asks };
};

const promptOf = ({ body }: BedrockRequest): string =>
  body.messages.flatMap(({ content }) => content.map(({ text }) => text ?? '')).join('\n');

/** Plays Bedrock for a product of a test file, so that a test decides what the model writes; the client and the wire are the real ones. */
export function useAuthors(): Authors {
  const port = sharedInstallation()?.authorPort ?? 0;
  const scripts = new Map<string, { readonly script: Script; readonly spec: object; turns: number }>();
  let standIn: BedrockStandIn | undefined;
  const answer: BedrockScript = (request) => {
    const prompt = promptOf(request);
    const [, known] = [...scripts].find(([word]) => prompt.includes(word)) ?? [];
    if (known === undefined)
      return { kind: 'fault', status: 400, error: 'ValidationException', message: 'no script' };
    const [, doubting] = /<g-([a-z]{6}) choice>/.exec(prompt) ?? [];
    if (doubting !== undefined) return says({ asks: 'specify', nonce: doubting, prompt, turn: 0 }, staysText);
    const question = askedIn(prompt);
    // A test's script hears only of what it is about.
    if (question.asks === 'specify')
      return says({ ...question, prompt, turn: 0 }, blockText('spec', known.spec));
    known.turns += 1;
    return known.script({ ...question, prompt, turn: known.turns - 1 });
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
    on: (word, script, spec = plainSpec) => void scripts.set(word, { script, spec, turns: 0 }),
    get standIn() {
      if (standIn === undefined) throw new Error('the stand-in has not been started');
      return standIn;
    },
  };
}
