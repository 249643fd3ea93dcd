import { PGlite } from '@electric-sql/pglite';
import { templateParameters } from './template-sql.ts';

/** Much less than Postgres' own figure, which alone would be more than all the rest of it here. */
const startParams = [...PGlite.defaultStartParams, '-c', 'shared_buffers=8MB'];

/** Opens a data folder that nobody else has open; PGlite itself takes no lock. */
export function openPostgres(dataFolder: string): Promise<PGlite> {
  return PGlite.create({ dataDir: dataFolder, startParams });
}

/** Makes a data folder. */
export function createPostgres(dataFolder: string): Promise<PGlite> {
  return PGlite.create({ dataDir: dataFolder, startParams, initDbStartParams: [...templateParameters] });
}
