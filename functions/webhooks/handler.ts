import { accessDeps } from '../_onion/access.ts';
import { httpFunction } from '../_onion/http.ts';
import { webhookEndpoints } from './webhook-endpoints.ts';

export const handler = httpFunction(() => ({ access: accessDeps(), endpoints: webhookEndpoints() }));
