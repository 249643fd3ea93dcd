import { texts } from '#texts';
import * as world from '#world';
import { secretRedactor } from '../../core/gate/redact-secrets.ts';
import { artifactCheck } from '../../core/pod/check-artifact.ts';
import { receiveReport } from '../../core/pod/receive-report.ts';
import { podNoticesSchema } from '../../core/wire/pod-notice.ts';
import { countPod } from '../_onion/count-pod.ts';
import { countedLedger } from '../_onion/spending.ts';
import { eachOf, stageFunction } from '../_onion/stage.ts';

export const handler = stageFunction(podNoticesSchema, () => {
  const stores = { eventLog: world.eventLog(), digest: world.digest(), objects: world.objects() };
  const policy = texts.policy.content;
  return eachOf(
    receiveReport({
      ...stores,
      clock: world.clock(),
      records: world.records(),
      ledger: countedLedger(),
      workflow: world.workflow(),
      redact: secretRedactor(policy),
      checkArtifact: artifactCheck({ ...stores, archive: world.archive(), policy }),
      onReport: countPod,
    }),
  );
});
