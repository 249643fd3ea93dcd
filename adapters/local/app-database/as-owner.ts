import type { AskSql } from '../../../core/data/ask-sql.ts';
import { askTwin } from '../../../pod-image/database/ask-twin.ts';
import type { Twins } from './twins.ts';

/** Runs work that asks a database as its owner, and keeps it open meanwhile. */
export const asOwner =
  (twins: Twins, folder: string) =>
  async <T>(work: (ask: AskSql) => Promise<T>): Promise<T> => {
    const { twin, letGo } = await twins.lease(folder);
    try {
      return await work(askTwin(twin.ownerSocket));
    } finally {
      letGo();
    }
  };
