import { texts } from '#texts';
import * as world from '#world';
import { build, buildInputSchema } from '../../core/pod/build.ts';
import { spendDeps } from '../_onion/spending.ts';
import { stageFunction } from '../_onion/stage.ts';

export const handler = stageFunction(buildInputSchema, () =>
  build({
    eventLog: world.eventLog(),
    digest: world.digest(),
    ...spendDeps(),
    podHost: world.podHost(),
    objects: world.objects(),
    workflow: world.workflow(),
    texts,
  }),
);
