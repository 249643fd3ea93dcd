import { DatabaseSync } from 'node:sqlite';
import { createAppHost } from '../../../adapters/local/app-host.ts';
import { createAppSecrets } from '../../../adapters/local/app-secrets.ts';
import { createBudgetLedger } from '../../../adapters/local/budget-ledger.ts';
import { createCodeHost } from '../../../adapters/local/code-host.ts';
import { createEventLog } from '../../../adapters/local/event-log.ts';
import { createObjectStore } from '../../../adapters/local/object-store.ts';
import { createRateLimiter } from '../../../adapters/local/rate-limiter.ts';
import { createRecordStore } from '../../../adapters/local/record-store.ts';
import { createSigner } from '../../../adapters/local/signer.ts';
import { nodeDigest } from '../../../adapters/node/digest.ts';
import { createIds } from '../../../adapters/node/ids.ts';
import { standardWebhooksSigner } from '../../../adapters/node/message-signer.ts';
import { passwordHasher } from '../../../adapters/node/password-hasher.ts';
import { tarArchive } from '../../../adapters/tar/archive.ts';
import { DependencyFailed } from '../../../core/errors.ts';
import { secretRedactor } from '../../../core/gate/redact-secrets.ts';
import type { PageFetcher } from '../../../core/ports/page-fetcher.ts';
import { texts } from '../../../functions/_generated/texts.ts';
import { temporaryHome } from '../../adapters/local/temporary-home.ts';
import { hostedPages } from './hosted-pages.ts';
import { manualClock } from './manual-clock.ts';

/** A test that asks the outside says what is there. */
const noPages: PageFetcher = {
  fetch: async (url) => {
    throw new DependencyFailed('page_unreachable', `${url} could not be fetched.`);
  },
};

/** The real local adapters over a database in memory and a home of their own, with a clock that the test moves. */
export function makePorts() {
  const clock = manualClock();
  const home = temporaryHome();
  const database = new DatabaseSync(':memory:');
  const records = createRecordStore({ database, clock });
  const objects = createObjectStore({ home });
  const origin = (): string => 'http://localhost:5050';
  const appHost = createAppHost({ records, objects, origin });
  return {
    clock,
    home,
    database,
    texts,
    redact: secretRedactor(texts.policy.content),
    digest: nodeDigest,
    passwordHasher,
    eventLog: createEventLog({ database }),
    records,
    ledger: createBudgetLedger({ database, clock }),
    rateLimiter: createRateLimiter({ database, clock }),
    budgets: { missionUsd: 5, dailyUsd: 20, monthlyUsd: 200 },
    pods: 'here' as const,
    objects,
    appHost,
    appSecrets: createAppSecrets({ home }),
    codeHost: createCodeHost({ home, records, clock, origin }),
    pageFetcher: hostedPages(appHost),
    outsideFetcher: noPages,
    messageSigner: standardWebhooksSigner,
    ids: createIds({ clock }),
    signer: createSigner({ home }),
    archive: tarArchive(),
    consoleOrigin: async () => 'https://gantry.example.com',
    appDatabase: undefined,
  };
}

export type TestPorts = ReturnType<typeof makePorts>;
