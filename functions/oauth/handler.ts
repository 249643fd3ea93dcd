import { accessDeps } from '../_onion/access.ts';
import { httpFunction } from '../_onion/http.ts';
import { connectionEndpoints } from './connection-endpoints.ts';
import { oauthEndpoints } from './oauth-endpoints.ts';

export const handler = httpFunction(() => ({
  access: accessDeps(),
  endpoints: [...oauthEndpoints(), ...connectionEndpoints()],
}));
