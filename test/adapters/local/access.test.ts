import { DatabaseSync } from 'node:sqlite';
import { createRateLimiter } from '../../../adapters/local/rate-limiter.ts';
import { createRecordStore } from '../../../adapters/local/record-store.ts';
import { testAccess } from '../../contract/access.ts';

testAccess('local', (clock) => {
  const database = new DatabaseSync(':memory:');
  return {
    records: createRecordStore({ database, clock }),
    rateLimiter: createRateLimiter({ database, clock }),
  };
});
