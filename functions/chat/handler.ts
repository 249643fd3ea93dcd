import * as world from '#world';
import { streamingHttpFunction } from '../_onion/http.ts';
import { accessDeps } from '../_onion/access.ts';
import { chatEndpoints } from './endpoints.ts';

export const handler = streamingHttpFunction(() => ({ access: accessDeps(world), endpoints: chatEndpoints(world) }));
