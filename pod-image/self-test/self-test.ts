import { type SelfTestFinding, selfTestUpload } from '../../core/wire/self-test.ts';
import { uploadForm } from '../mailbox/signed-url-mailbox.ts';
import type { StepRunner } from '../runners/step-runner.ts';
import { tryLimits } from './try-limits.ts';
import { tryBrowser, tryDatabase } from './try-tools.ts';
import { tryUsers } from './try-users.ts';

type Trial = (runner: StepRunner) => Promise<readonly SelfTestFinding[]>;

/** Each with what is told where it cannot even be tried. */
const trials: readonly (readonly [SelfTestFinding['finding'], Trial])[] = [
  ['launcher', tryUsers],
  ['browser', async (runner) => [await tryBrowser(runner)]],
  ['database', async () => [await tryDatabase()]],
  ['memory', tryLimits],
];

/**
 * Tries on this very machine what every build leans on, and tells each finding as it is made; true only if all of them hold. An upload is tried
 * where the environment names one, and what it sends is what was found.
 */
export async function selfTest(
  runner: StepRunner,
  tell: (finding: SelfTestFinding) => void,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<boolean> {
  const found: SelfTestFinding[] = [];
  const add = (findings: readonly SelfTestFinding[]): void => {
    found.push(...findings);
    for (const one of findings) tell(one);
  };
  for (const [finding, trial] of trials)
    add(await trial(runner).catch((error: unknown) => [failed(finding, error)]));
  const form = environment[selfTestUpload];
  if (form !== undefined)
    add([await tryUpload(form, found).catch((error: unknown) => failed('upload', error))]);
  return found.every(({ holds }) => holds);
}

async function tryUpload(form: string, found: readonly SelfTestFinding[]): Promise<SelfTestFinding> {
  const lines = found.map((one) => `${JSON.stringify(one)}\n`).join('');
  const { origin } = await uploadForm(JSON.parse(form), Buffer.from(lines));
  return { finding: 'upload', holds: true, words: `${origin} took what was found` };
}

const failed = (finding: SelfTestFinding['finding'], error: unknown): SelfTestFinding => ({
  finding,
  holds: false,
  words: (error instanceof Error ? error.message : String(error)).slice(0, 2_000),
});
