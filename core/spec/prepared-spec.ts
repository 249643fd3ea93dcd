import * as z from 'zod';
import type { RecordStore } from '../ports/record-store.ts';
import type { Plan } from '../wire/chat.ts';
import type { Check } from '../wire/check.ts';
import type { UserId } from '../wire/ids.ts';
import { specAnswerSchema } from './answered-spec.ts';
import type { AskSpecifyDeps } from './ask-specify.ts';
import { askSpecify } from './ask-specify.ts';

/** A plan that a person was shown, and the words that it grew from. */
export interface ShownPlan {
  readonly owner: UserId;
  readonly plan: Plan;
  readonly request: string;
  /** The app that the plan changes, and what it is held to. */
  readonly extended?: {
    readonly app: { readonly app_id: string; readonly slug: string };
    readonly checks: readonly Check[];
    /** What its pages name. */
    readonly page: string | null;
  };
}

/** As lines, so that it is read again as an answer is; what it took was paid for in the talk. */
const preparedSchema = z.strictObject({ answer: z.string() });
const keptMs = 30 * 24 * 60 * 60 * 1_000;
const keyOf = (owner: UserId, planId: string) => ({ partition: `specs#${owner}`, sort: planId });

/**
 * Has the spec of a plan written while the person looks at it, so that a yes starts the author at once. Only a head start: where it fails, the
 * mission asks by itself.
 */
export const prepareSpec =
  (deps: AskSpecifyDeps) =>
  async ({ owner, plan, request, extended }: ShownPlan, signal: AbortSignal): Promise<void> => {
    const { plan_id: planId, title, stack, features, checks, needs, left_out, changes } = plan;
    const dropped = changes?.checks_dropped?.map(({ id }) => id);
    const outcome = await askSpecify(deps)(
      {
        input: {
          request,
          plan: { title, stack, features },
          talked_of: { checks, needs, left_out, ...(dropped !== undefined && { dropped }) },
          app: extended?.app ?? null,
          checks: [...(extended?.checks ?? [])],
          page: extended?.page ?? null,
        },
        occasion: { hook: 'specify', stack, words: [request, ...features].join('\n') },
        spender: { owner, mission: undefined },
        seed: planId,
      },
      signal,
    );
    if (outcome.kind !== 'answered') return;
    const value = { answer: JSON.stringify(outcome.answer) };
    const options = { condition: { kind: 'any' }, expiresAtMs: deps.clock.nowMs() + keptMs } as const;
    await deps.records.put(keyOf(owner, planId), value, options, signal);
  };

/** The answer that was prepared for a plan; undefined where there is none, or none that can be read by now. */
export const preparedAnswer =
  (deps: { readonly records: RecordStore }) =>
  async (
    owner: UserId,
    planId: string,
    signal: AbortSignal,
  ): Promise<z.infer<typeof specAnswerSchema> | undefined> => {
    const found = await deps.records.get(keyOf(owner, planId), preparedSchema, signal);
    return found === undefined ? undefined : specAnswerSchema.safeParse(JSON.parse(found.value.answer)).data;
  };
