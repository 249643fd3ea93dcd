import { accessDeps } from '../_onion/access.ts';
import { streamingHttpFunction } from '../_onion/http.ts';
import { attemptEndpoints } from './attempt-endpoints.ts';
import { missionEndpoints } from './mission-endpoints.ts';
import { requestEndpoints } from './request-endpoints.ts';

export const handler = streamingHttpFunction(() => ({
  access: accessDeps(),
  endpoints: [...requestEndpoints(), ...missionEndpoints(), ...attemptEndpoints()],
}));
