// Runs the machine of kill.test.ts in a process of its own, to be killed. Arguments: journal file, then the state to hang in.
import { appendFileSync } from 'node:fs';
import { createStateMachine } from '../../../local/state-machine/interpreter.ts';
import { openJournal } from '../../../local/state-machine/journal.ts';
import { killDefinition, killFunctions } from './kill-definition.ts';

const [file = '', hangIn = ''] = process.argv.slice(2);

const machine = createStateMachine({
  definition: killDefinition,
  functionNames: killFunctions,
  journal: openJournal(file),
  newToken: () => 'token-of-the-dead',
  invoke: async (functionName, payload) => {
    appendFileSync(`${file}.calls`, `${functionName}\n`);
    if (functionName !== hangIn) return payload;
    process.stdout.write('hanging\n');
    return new Promise(() => {});
  },
});
await machine.start('m', { id: 1 }, new AbortController().signal);
// The interpreter's timers hold no process open; this one waits to be killed.
setInterval(() => {}, 60_000);
