import { accessDeps } from '../_onion/access.ts';
import { httpFunction } from '../_onion/http.ts';
import { appEndpoints } from './app-endpoints.ts';
import { dataEndpoints } from './data-endpoints.ts';
import { lifeEndpoints } from './life-endpoints.ts';
import { pullEndpoints } from './pull-endpoints.ts';
import { secretEndpoints } from './secret-endpoints.ts';
import { storyEndpoints } from './story-endpoints.ts';

export const handler = httpFunction(() => ({
  access: accessDeps(),
  endpoints: [
    ...appEndpoints(),
    ...lifeEndpoints(),
    ...storyEndpoints(),
    ...pullEndpoints(),
    ...dataEndpoints(),
    ...secretEndpoints(),
  ],
}));
