import type * as z from 'zod';
import { budgetedModel } from '../budget/budgeted-model.ts';
import { costOf } from '../budget/price-model.ts';
import type { SpendDeps } from '../budget/reserve.ts';
import { secretRedactor } from '../gate/redact-secrets.ts';
import type { MissionLogDeps } from '../mission/append-facts.ts';
import { runCommand } from '../mission/append-facts.ts';
import { holdFence } from '../mission/hold-fence.ts';
import type { Mission } from '../mission/mission.ts';
import { spenderOf } from '../mission/spender.ts';
import type { Model } from '../ports/model.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { askModel, dataBlock } from '../skill/ask-model.ts';
import { composeCorrection } from '../skill/compose-instructions.ts';
import { makeNonce } from '../skill/make-nonce.ts';
import type { ModelOutcome } from '../skill/model-outcome.ts';
import type { Texts } from '../skill/texts.ts';
import type { Check } from '../wire/check.ts';
import { showStep } from './show-step.ts';
import { saveCheck } from './spec-store.ts';

export interface CorrectDeps extends MissionLogDeps, SpendDeps {
  readonly objects: ObjectStore;
  readonly model: Model;
  readonly texts: Texts;
}

/** What is asked about a check: beside its words and steps, what speaks against it. */
interface CheckQuestion<T extends z.ZodType> {
  readonly check: Check;
  readonly told: Readonly<Record<string, unknown>>;
  readonly answer: { readonly name: string; readonly schema: T };
}

/** What came of it: the check as it is to be, or why it stays. */
type Ruling = { readonly corrected: Check; readonly why: string } | { readonly why: string };

/**
 * Asks the quick model about a check that may itself be wrong, lets code judge the answer, and puts on record that the check stays or what it is
 * from now on. An answer that is of no use leaves it as it is.
 */
export const questionCheck =
  (deps: CorrectDeps) =>
  async <T extends z.ZodType>(
    mission: Mission,
    question: CheckQuestion<T>,
    rule: (answer: z.infer<T>) => Ruling,
    signal: AbortSignal,
  ): Promise<'kept' | 'corrected'> => {
    const { missionId } = mission;
    const outcome = await ask(deps, mission, question, signal);
    const ruling = outcome.kind === 'answered' ? rule(outcome.answer) : { why: noRuling };
    const why = await secretRedactor(deps.texts.policy.content)(ruling.why.slice(0, maxWhyLength));
    const said = {
      check: question.check.id,
      why,
      cost: costOf(deps.model, outcome.model_id, outcome.usage),
    };
    if (!('corrected' in ruling)) {
      const command = { kind: 'keep-check', data: said } as const;
      await runCommand(deps)({ missionId, command, actor: 'gantry' }, { signal });
      return 'kept';
    }
    const check_sha256 = await saveCheck(deps)(missionId, ruling.corrected, signal);
    const command = { kind: 'correct-check', data: { ...said, check_sha256 } } as const;
    await runCommand(deps)({ missionId, command, actor: 'gantry' }, { signal });
    return 'corrected';
  };

const maxWhyLength = 500;
const noRuling = 'Nobody could say whether the check is wrong, so it stays.';

async function ask<T extends z.ZodType>(
  deps: CorrectDeps,
  mission: Mission,
  { check, told, answer }: CheckQuestion<T>,
  signal: AbortSignal,
): Promise<ModelOutcome<z.infer<T>>> {
  const model = budgetedModel(deps, { spender: spenderOf(mission), step: 'specify' });
  const ports = { model, nonceFor: makeNonce(deps.digest)(mission.missionId) };
  const { words, feature, steps } = check;
  const asked = {
    role: 'quick',
    effort: 'low',
    instructions: composeCorrection(deps.texts),
    blocks: [
      ...dataBlock('request', mission.request.voice_memo),
      ...dataBlock('check', { words, feature, steps: steps.map(showStep) }),
      ...Object.entries(told).flatMap(([label, value]) => dataBlock(label, value)),
    ],
    answer,
    maxTokens: 1_000,
  } as const;
  return holdFence(deps)(mission.missionId, signal, (fenced) => askModel(asked, ports, fenced));
}
