import { texts } from '#texts';
import { describeApi } from '../../core/wire/open-api.ts';
import { gantryRoutes } from '../../core/wire/routes/gantry.ts';
import { accessDeps } from '../_onion/access.ts';
import { bindEndpoint } from '../_onion/endpoint.ts';
import { httpFunction } from '../_onion/http.ts';

export const handler = httpFunction(() => ({
  access: accessDeps(),
  endpoints: [
    bindEndpoint(gantryRoutes.openapi, { run: async () => ({ json: describeApi(texts.version) }) }),
  ],
}));
