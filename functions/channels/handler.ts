import { accessDeps } from '../_onion/access.ts';
import { httpFunction } from '../_onion/http.ts';
import { channelEndpoints } from './channel-endpoints.ts';

export const handler = httpFunction(() => ({ access: accessDeps(), endpoints: channelEndpoints() }));
