import { texts } from '#texts';
import * as world from '#world';
import { build, buildInputSchema } from '../../core/pod/build.ts';
import { stageFunction } from '../_onion/stage.ts';

export const handler = stageFunction(buildInputSchema, () =>
  build({
    eventLog: world.eventLog(),
    digest: world.digest(),
    clock: world.clock(),
    records: world.records(),
    podHost: world.podHost(),
    ids: world.ids(),
    objects: world.objects(),
    workflow: world.workflow(),
    texts,
  }),
);
