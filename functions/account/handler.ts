import { accessDeps } from '../_onion/access.ts';
import type { BoundEndpoint } from '../_onion/endpoint.ts';
import { httpFunction } from '../_onion/http.ts';
import { gantryEndpoints } from './gantry-endpoints.ts';
import { keyEndpoints } from './key-endpoints.ts';
import { meEndpoint } from './me-endpoint.ts';
import { sessionEndpoints } from './session-endpoints.ts';
import { userEndpoints } from './user-endpoints.ts';

const endpoints = (): readonly BoundEndpoint[] => [
  meEndpoint(),
  ...sessionEndpoints(),
  ...keyEndpoints(),
  ...userEndpoints(),
  ...gantryEndpoints(),
];

export const handler = httpFunction(() => ({ access: accessDeps(), endpoints: endpoints() }));
