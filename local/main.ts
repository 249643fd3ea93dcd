import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { readEnvironment } from './environment.ts';
import { sayFault } from './say-fault.ts';
import { sayAssumedModels } from './say-models.ts';
import { line, print, printError, printFault } from './terminal.ts';
import { tryServices } from './try-services.ts';
import { sayProxy } from './use-proxy.ts';

// Halves the time of every start but the first; where it cannot be written nothing changes.
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'gantry'));
const { environment, gantry } = await start().catch((error: unknown) => {
  printFault(sayFault(error));
  process.exit(1);
});
const { isolation } = gantry.world.podHost;
print(`Gantry runs at ${gantry.origin}`);
print(`  model:     ${gantry.world.model.label}`);
const assumed = environment.services.model && sayAssumedModels(environment.services.model.models);
if (assumed !== undefined) print(`             ${assumed}`);
print(
  line`  isolation: ${isolation}${isolation === 'node-permission' ? ' (weak: it runs no app’s functions)' : ''}`,
);
for (const problem of gantry.world.isolationProblems) print(line`             ${problem}`);
print(`  home:      ${environment.home}`);
if (environment.proxy !== undefined)
  print(line`  proxy:     ${sayProxy(environment.proxy, environment.services.model?.door === 'bedrock')}`);
if (gantry.resumed > 0) print(`  resumed:   ${gantry.resumed} mission${gantry.resumed === 1 ? '' : 's'}`);
if (gantry.firstPassword !== undefined) {
  print(
    `\nSign in as admin with the password ${gantry.firstPassword}\nIt is shown this once; set GANTRY_ADMIN_PASSWORD before the first start to choose your own.`,
  );
}

const closing = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    if (closing.signal.aborted) process.exit(1);
    closing.abort(new Error('Gantry closes.'));
    gantry.close().then(
      () => process.exit(0),
      (error: unknown) => {
        printFault(error);
        process.exit(1);
      },
    );
  });
}

void gantry.world.browser.then(({ said }) => print(line`  browser:   ${said}`));
void tryServices(gantry.world.trials, (problem) => printError(line`warning: ${problem}`), closing.signal);

async function start() {
  const environment = readEnvironment(process.env);
  // Loaded after the environment is known to be good, so that a typing error answers at once.
  const { startGantry } = await import('./compose.ts');
  return { environment, gantry: await startGantry(environment, printFault) };
}
