import type * as z from 'zod';
import type { Model } from '../ports/model.ts';

/** What a skill's code may touch. */
export interface SkillPorts {
  readonly model: Model;
  /** Gets the model's text as it is written. */
  readonly onDelta?: (text: string) => void;
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
