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
  /** False where apps go to another host: their data lives there. */
  readonly isHostHere: boolean;
}

interface AppFunctions {
  readonly ports: {
    readonly callFunction: CallFunction;
    readonly appDatabase: LocalAppDatabase | undefined;
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
  isHostHere,
}: AppFunctionsConfig): AppFunctions {
  const appDatabase = createAppDatabase({ home, clock });
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
    appDatabase: isHostHere ? appDatabase : undefined,
    appSecrets,
  };
  return { ports, close };
}
