import { afterAll } from 'vitest';
import { askTwin } from '../../../adapters/local/app-database/ask-twin.ts';
import { createAppDatabase } from '../../../adapters/local/app-database.ts';
import { systemClock } from '../../../adapters/node/clock.ts';
import { testAppDatabase } from '../../contract/app-database.ts';
import { temporaryHome } from './temporary-home.ts';

const database = createAppDatabase({ home: temporaryHome(), clock: systemClock, mostOpen: 3 });
afterAll(() => database.close());

testAppDatabase('local', () => ({
  database,
  asApp: async (branch) => async (queries, options, signal) => {
    const opened = await database.openForFunctions(branch);
    if (opened === undefined) throw new Error('the app keeps no data there');
    try {
      return await askTwin(opened.socketPath)(queries, options, signal);
    } finally {
      opened.letGo();
    }
  },
}));
