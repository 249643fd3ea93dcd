import { texts } from '#texts';
import { sayPossible } from '../../core/skill/say-possible.ts';
import { describeApi } from '../../core/wire/open-api.ts';
import { gantryRoutes } from '../../core/wire/routes/gantry.ts';
import { accessDeps } from '../_onion/access.ts';
import { bindEndpoint } from '../_onion/endpoint.ts';
import { httpFunction } from '../_onion/http.ts';
import { installedTexts } from '../_onion/installed-texts.ts';

export const handler = httpFunction(() => ({
  access: accessDeps(),
  endpoints: [
    bindEndpoint(gantryRoutes.openapi, {
      run: async () => ({ json: describeApi(texts.version, sayPossible(installedTexts())) }),
    }),
  ],
}));
