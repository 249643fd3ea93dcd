import * as z from 'zod';
import type { StepRunner } from '../runners/step-runner.ts';
import { runScript } from './run-script.ts';

const seenSchema = z.strictObject({
  uid: z.number().int(),
  seccomp: z.string(),
  noNewPrivs: z.string(),
  capabilities: z.string(),
  others: z.number().int(),
  reached: z.array(z.string()),
  network: z.string(),
});

/** What a step says of itself and of what it reaches. */
export type SeenByStep = z.infer<typeof seenSchema>;

/** Signal 0 asks whether a signal would be allowed and sends none. The address is that of a task's credentials. */
const script = `
const fs = require('node:fs');
const statusOf = (pid) => { try { return fs.readFileSync('/proc/' + pid + '/status', 'latin1'); } catch { return ''; } };
const field = (status, name) => new RegExp('^' + name + ':\\\\s*(\\\\S+)', 'm').exec(status)?.[1] ?? '';
const own = statusOf('self');
const pids = fs.readdirSync('/proc').filter((name) => /^\\d+$/.test(name));
const others = pids.filter((pid) => field(statusOf(pid), 'Uid') !== field(own, 'Uid'));
const asked = new Set([...others, ...process.argv.slice(1)]);
const does = (words, act) => { try { act(); return [words]; } catch { return []; } };
const reached = [...asked].flatMap((pid) => [
  ...does('signals ' + pid, () => process.kill(Number(pid), 0)),
  ...['mem', 'environ', 'fd/0'].flatMap((name) => does('reads ' + name + ' of ' + pid, () => fs.closeSync(fs.openSync('/proc/' + pid + '/' + name)))),
]);
const say = (network) => {
  process.stdout.write(JSON.stringify({ uid: process.getuid(), seccomp: field(own, 'Seccomp'), noNewPrivs: field(own, 'NoNewPrivs'), capabilities: field(own, 'CapEff'), others: others.length, reached, network }) + '\\n', () => process.exit());
};
require('node:net').connect(80, '169.254.170.2').on('connect', () => say('connects')).on('error', (error) => say(error.code)).setTimeout(3000, () => say('no answer'));
`;

/** Has a step look at itself, at everybody else's processes that it finds, and at the processes that it is named; throws with its words where it says nothing. */
export async function lookAsStep(runner: StepRunner, pids: readonly number[]): Promise<SeenByStep> {
  const { report } = await runScript(runner, { script, words: pids.map(String) });
  const { exit_code, signal, ended_by, log_tail } = report;
  if (exit_code !== 0)
    throw new Error(
      `a step ended with ${ended_by ?? signal ?? exit_code}: ${log_tail.slice(-600) || 'no word'}`,
    );
  return seenSchema.parse(JSON.parse(log_tail.trim().split('\n').at(-1) ?? ''));
}
