import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const resolve = createRequire(import.meta.url).resolve;

/** The folder of PGlite's package, which does not export its manifest. */
export const postgresPackage: string = dirname(dirname(resolve('@electric-sql/pglite')));

/** The folder of zod, which the twin reads requests with. */
export const zodPackage: string = dirname(resolve('zod/package.json'));

/** PGlite's version: a data folder belongs to the one that made it. */
export const postgresVersion: string = (
  JSON.parse(readFileSync(join(postgresPackage, 'package.json'), 'utf8')) as { readonly version: string }
).version;
