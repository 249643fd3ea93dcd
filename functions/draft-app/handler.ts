import { texts } from '#texts';
import * as world from '#world';
import { draftApp } from '../../core/draft/draft-app.ts';
import { stageInputSchema } from '../../core/mission/stage.ts';
import { stageFunction } from '../_onion/stage.ts';

export const handler = stageFunction(stageInputSchema, () =>
  draftApp({
    eventLog: world.eventLog(),
    digest: world.digest(),
    clock: world.clock(),
    objects: world.objects(),
    records: world.records(),
    liveFeed: world.liveFeed(),
    model: world.model(),
    texts,
  }),
);
