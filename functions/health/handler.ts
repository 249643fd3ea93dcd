import { texts } from '#texts';
import * as world from '#world';
import { gantryRoutes } from '../../core/wire/routes/gantry.ts';
import { accessDeps } from '../_onion/access.ts';
import { bindEndpoint } from '../_onion/endpoint.ts';
import { httpFunction } from '../_onion/http.ts';

export const handler = httpFunction(() => ({
  access: accessDeps(),
  endpoints: [
    bindEndpoint(gantryRoutes.health, {
      run: async () => ({
        json: {
          status: 'ok',
          version: texts.version,
          world: world.worldName,
          isolation: world.podTraits().isolation,
          model: world.model().label,
        },
      }),
    }),
  ],
}));
