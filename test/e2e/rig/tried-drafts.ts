import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { stepNameSchema } from '../../../core/wire/pod.ts';
import { filesOfDraft, type RealDraft, realDrafts } from './real-drafts.ts';

const folder = join(import.meta.dirname, '../../fixtures/real-drafts');

/** Why a draft comes back: the step, and words that its author reads. */
const failureSchema = z.strictObject({
  step: z.enum([...stepNameSchema.options, 'gate-draft']),
  says: z.array(z.string()).min(1),
});
const outcomesSchema = z.record(
  z.string(),
  z.strictObject({
    /** Each failure in turn, the first being that of the draft itself; none where it ships as it was written. */
    comes_back: z.array(failureSchema).default([]),
    /** What the gate found and let pass; the pull request says it. */
    warns: z.array(z.string()).default([]),
  }),
);

/** A draft with what was agreed for it from its memo alone, how it fares, and what mends it after each failure. */
export interface TriedDraft extends RealDraft, z.infer<(typeof outcomesSchema)['valueType']> {
  readonly spec: object;
  readonly heals: readonly string[];
}

/** Every real draft, as it is tried. */
export function triedDrafts(): readonly TriedDraft[] {
  const outcomes = outcomesSchema.parse(JSON.parse(readFileSync(join(folder, 'outcomes.json'), 'utf8')));
  return realDrafts().map((draft) => {
    const outcome = outcomes[draft.name];
    if (outcome === undefined) throw new Error(`nobody says how ${draft.name} fares`);
    const file = (name: string): string => join(folder, draft.name, name);
    const heals = outcome.comes_back.map((_, index) => file(`heal-${index + 1}.txt`));
    const missing = heals.find((path) => !existsSync(path));
    if (missing !== undefined) throw new Error(`nothing mends ${draft.name}: ${missing}`);
    return {
      ...draft,
      ...outcome,
      spec: JSON.parse(readFileSync(file('spec.json'), 'utf8')),
      heals: heals.map((path) => readFileSync(path, 'utf8')),
    };
  });
}

const blockOf = (path: string, content: string): string => `<g-NONCE file="${path}">\n${content}</g-NONCE>\n`;

/** A heal as a whole draft, for a model that is asked to begin anew: the heal itself where it is one, else the draft with the heal's files. */
export function begunAnew(draft: RealDraft, heal: string): string {
  if (heal.startsWith('<g-NONCE app>')) return heal;
  const files = { ...filesOfDraft(draft), ...filesOfDraft({ text: heal }) };
  const app = /^<g-NONCE app>(.+)<\/g-NONCE>\n/.exec(draft.text)?.[1] ?? '{}';
  const planned = JSON.stringify({ ...JSON.parse(app), files: Object.keys(files) });
  const blocks = Object.entries(files).map(([path, content]) => blockOf(path, content));
  return `<g-NONCE app>${planned}</g-NONCE>\n${blocks.join('')}`;
}
