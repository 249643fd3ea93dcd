import { lookup } from 'node:dns';
import type { AppSecrets } from '../../core/ports/app-secrets.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { ObjectStore } from '../../core/ports/object-store.ts';
import type { RecordStore } from '../../core/ports/record-store.ts';
import type { Isolation } from '../../core/wire/pod.ts';
import { functionData } from '../local/app-database/function-data.ts';
import { createAppDatabase, type LocalAppDatabase } from '../local/app-database.ts';
import { type CallFunction, createFunctionCaller } from '../local/app-host/call-function.ts';
import { createFunctionLogs } from '../local/app-host/function-logs.ts';
import { allSurroundings, functionNeeds } from '../local/app-host/function-needs.ts';
import { createOutsideGateways } from '../local/app-host/outside-gateways.ts';
import { createAppSecrets } from '../local/app-secrets.ts';
import { isPublicAddress } from '../node/public-address.ts';

interface AppFunctionsConfig {
  readonly home: string;
  readonly isolation: Isolation;
  readonly records: RecordStore;
  readonly objects: ObjectStore;
  readonly clock: Clock;
}

const purgeMs = 60_000;

interface AppFunctions {
  readonly ports: {
    readonly callFunction: CallFunction;
    readonly appDatabase: LocalAppDatabase;
    readonly appSecrets: AppSecrets;
  };
  readonly close: () => Promise<void>;
}

/** The functions of apps that this machine hosts, with the data that they reach. */
export function openAppFunctions({
  home,
  isolation,
  records,
  objects,
  clock,
}: AppFunctionsConfig): AppFunctions {
  const appDatabase = createAppDatabase({ home, clock });
  // What was deleted a week ago goes at some start after that.
  void appDatabase.purge(AbortSignal.timeout(purgeMs)).catch(() => undefined);
  const appSecrets = createAppSecrets({ home });
  const gateways = createOutsideGateways({ lookup, allowsAddress: isPublicAddress });
  const functions = createFunctionCaller({
    isolation,
    home,
    logs: createFunctionLogs(objects),
    surroundings: allSurroundings([
      functionData({ records, database: appDatabase }),
      functionNeeds({ records, appSecrets, gateways }),
    ]),
  });
  const close = async (): Promise<void> => {
    await functions.close();
    await appDatabase.close();
    await gateways.close();
  };
  const ports = {
    callFunction: functions.call,
    appDatabase,
    appSecrets,
  };
  return { ports, close };
}
