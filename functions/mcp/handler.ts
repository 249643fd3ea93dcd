import { accessDeps } from '../_onion/access.ts';
import { streamingHttpFunction } from '../_onion/http.ts';
import { mcpEndpoints } from './endpoints.ts';

export const handler = streamingHttpFunction(() => ({ access: accessDeps(), endpoints: mcpEndpoints() }));
