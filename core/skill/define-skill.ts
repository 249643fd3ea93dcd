import type * as z from 'zod';
import type { AnswerEvent } from '../draft/answer-parts.ts';
import type { Model } from '../ports/model.ts';
import type { NonceFor } from './make-nonce.ts';

/** What a skill's code may touch. */
export interface SkillPorts {
  readonly model: Model;
  readonly nonceFor: NonceFor;
  /** Gets what the model says aloud as it is written. */
  readonly onDelta?: (text: string) => void;
  /** Told that the model thinks and writes nothing yet. */
  readonly onThinking?: () => void;
  /** Gets an author's answer block by block; `restarted` says that what came before is void, since another model was asked. */
  readonly onAnswer?: (event: AnswerEvent | { readonly kind: 'restarted' }) => void;
}

export interface SkillCall<I> {
  readonly input: I;
  readonly ports: SkillPorts;
  readonly signal: AbortSignal;
}

export interface SkillDefinition<I extends z.ZodType, O extends z.ZodType> {
  readonly input: I;
  readonly output: O;
  readonly execute: (call: SkillCall<z.infer<I>>) => Promise<z.input<O>>;
}

/** A skill's code as the registry holds it: input and output are checked on both sides of `execute`. */
export interface SkillHandler {
  readonly run: (call: SkillCall<unknown>) => Promise<unknown>;
}

/** Wraps a skill's code so that what goes in and what comes out are what its schemas say; a ZodError otherwise. */
export function defineSkill<I extends z.ZodType, O extends z.ZodType>(
  definition: SkillDefinition<I, O>,
): SkillHandler {
  return {
    run: async (call) => {
      const input = definition.input.parse(call.input);
      return definition.output.parse(await definition.execute({ ...call, input }));
    },
  };
}
