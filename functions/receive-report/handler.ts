import { texts } from '#texts';
import * as world from '#world';
import { secretRedactor } from '../../core/gate/redact-secrets.ts';
import { receiveReport } from '../../core/pod/receive-report.ts';
import { podNoticesSchema } from '../../core/wire/pod-notice.ts';
import { countPod } from '../_onion/count-pod.ts';
import { countedLedger } from '../_onion/spending.ts';
import { eachOf, stageFunction } from '../_onion/stage.ts';

export const handler = stageFunction(podNoticesSchema, () =>
  eachOf(
    receiveReport({
      eventLog: world.eventLog(),
      digest: world.digest(),
      clock: world.clock(),
      objects: world.objects(),
      records: world.records(),
      ledger: countedLedger(),
      workflow: world.workflow(),
      redact: secretRedactor(texts.policy.content),
      onReport: countPod,
    }),
  ),
);
