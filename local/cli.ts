import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { gantry } from './cli/gantry.ts';

enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'gantry'));
process.exitCode = await gantry(process.argv.slice(2));
// What is still open by then is a Gantry that was left in the middle of its work.
setTimeout(() => process.exit(), 1_000).unref();
