import * as world from '#world';
import { accessDeps } from '../_onion/access.ts';
import { streamingHttpFunction } from '../_onion/http.ts';
import { attemptEndpoints } from './attempt-endpoints.ts';
import { missionEndpoints } from './mission-endpoints.ts';

export const handler = streamingHttpFunction(() => ({
  access: accessDeps(world),
  endpoints: [...missionEndpoints(world), ...attemptEndpoints(world)],
}));
