import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { readEnvironment } from './environment.ts';
import { sayFault } from './say-fault.ts';

// Halves the time of every start but the first; where it cannot be written nothing changes.
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'gantry'));
const { environment, gantry } = await start().catch((error: unknown) => {
  console.error(sayFault(error));
  process.exit(1);
});
const { isolation } = gantry.world.podHost;
console.log(`Gantry runs at ${gantry.origin}`);
console.log(`  model:     ${gantry.world.model.label}`);
console.log(
  `  isolation: ${isolation}${isolation === 'node-permission' ? ' (weak: install bubblewrap or Docker)' : ''}`,
);
console.log(`  home:      ${environment.home}`);
if (gantry.resumed > 0)
  console.log(`  resumed:   ${gantry.resumed} mission${gantry.resumed === 1 ? '' : 's'}`);
if (gantry.firstPassword !== undefined) {
  console.log(
    `\nSign in as admin with the password ${gantry.firstPassword}\nIt is shown this once; set GANTRY_ADMIN_PASSWORD before the first start to choose your own.`,
  );
}

let isClosing = false;
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    if (isClosing) process.exit(1);
    isClosing = true;
    gantry.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
}

async function start() {
  const environment = readEnvironment(process.env);
  // Loaded after the environment is known to be good, so that a typing error answers at once.
  const { startGantry } = await import('./compose.ts');
  return { environment, gantry: await startGantry(environment, (line) => console.error(line)) };
}
