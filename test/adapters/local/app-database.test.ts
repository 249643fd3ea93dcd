import { afterAll } from 'vitest';
import { createAppDatabase } from '../../../adapters/local/app-database.ts';
import { systemClock } from '../../../adapters/node/clock.ts';
import { askTwin } from '../../../pod-image/database/ask-twin.ts';
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
