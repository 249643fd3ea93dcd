import { texts } from '#texts';
import * as world from '#world';
import { sayPossible } from '../../core/skill/say-possible.ts';
import { gantryRoutes } from '../../core/wire/routes/gantry.ts';
import type { BoundEndpoint } from '../_onion/endpoint.ts';
import { bindEndpoint } from '../_onion/endpoint.ts';
import { installedTexts } from '../_onion/installed-texts.ts';

/** What this Gantry can do, and the keys that it signs with. */
export function gantryEndpoints(): readonly BoundEndpoint[] {
  return [
    bindEndpoint(gantryRoutes.listSkills, {
      run: async () => ({
        json: {
          skills: texts.skills.map(({ frontMatter: { name, description, hook } }) => ({
            name,
            description,
            hook,
          })),
          possible: sayPossible(installedTexts()),
        },
      }),
    }),
    bindEndpoint(gantryRoutes.publicKeys, {
      run: async (_call, { signal }) => {
        const keys = await world.signer().publicKeys(signal);
        return { json: { keys: keys.map(({ keyId, pem }) => ({ key_id: keyId, public_key_pem: pem })) } };
      },
    }),
  ];
}
