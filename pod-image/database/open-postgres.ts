import { PGlite } from '@electric-sql/pglite';

/** Much less than Postgres' own figure, which alone would be more than all the rest of it here. */
const startParams = [...PGlite.defaultStartParams, '-c', 'shared_buffers=8MB'];

/** Opens a data folder that nobody else has open; PGlite itself takes no lock. */
export function openPostgres(dataFolder: string): Promise<PGlite> {
  return PGlite.create({ dataDir: dataFolder, startParams });
}

/** Makes a data folder: 1 MB of log a segment instead of 16, and letters of every language told upper from lower. */
export function createPostgres(dataFolder: string): Promise<PGlite> {
  const initDbStartParams = [
    '--wal-segsize=1',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-locale',
  ];
  return PGlite.create({ dataDir: dataFolder, startParams, initDbStartParams });
}
