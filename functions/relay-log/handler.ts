import { texts } from '#texts';
import * as world from '#world';
import { secretRedactor } from '../../core/gate/redact-secrets.ts';
import { relayLog } from '../../core/pod/relay-log.ts';
import { podNoticesSchema } from '../../core/wire/pod-notice.ts';
import { eachOf, stageFunction } from '../_onion/stage.ts';

export const handler = stageFunction(podNoticesSchema, () =>
  eachOf(
    relayLog({
      objects: world.objects(),
      records: world.records(),
      liveFeed: world.liveFeed(),
      workflow: world.workflow(),
      redact: secretRedactor(texts.policy.content),
    }),
  ),
);
