// Runs the machine of mission-waits.test.ts in a process of its own, to be killed. Arguments: journal file, seconds to wait.
import { setTimeout as sleep } from 'node:timers/promises';
import { functionNames } from '../../../local/function-table.ts';
import { createStateMachine } from '../../../local/state-machine/interpreter.ts';
import { openJournal } from '../../../local/state-machine/journal.ts';
import { missionDefinition } from './mission-definition.ts';

const [file = '', seconds = ''] = process.argv.slice(2);

const journal = openJournal(file);
const machine = createStateMachine({
  definition: missionDefinition(),
  functionNames,
  journal,
  invoke: async () => ({
    mission_id: 'm',
    next: 'wait',
    stage: 'LaunchPod',
    seconds: Number(seconds),
    error: null,
  }),
});
await machine.start('m', { mission_id: 'm', error: null }, new AbortController().signal);
while (journal.read('m')?.wakeAtMs == null) await sleep(5);
process.stdout.write('waiting\n');
// The interpreter's timers hold no process open; this one waits to be killed.
setInterval(() => {}, 60_000);
