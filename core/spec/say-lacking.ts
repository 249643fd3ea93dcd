import type { Cannot } from '../wire/draft.ts';
import type { Needs } from '../wire/spec.ts';

/** Why an app with these needs cannot be had on an installation that has only these abilities, and what comes nearest; undefined where it can. */
export function sayLacking(abilities: readonly string[], needs: Needs): Cannot | undefined {
  if (needs.data && !abilities.includes('data')) return noData;
  if (needs.secrets.length > 0 && !abilities.includes('secrets')) return noSecrets;
  return needs.origins.length > 0 && !abilities.includes('origins') ? noOrigins : undefined;
}

const noData: Cannot = {
  why: 'This needs a database, and apps have none here yet: whoever runs Gantry can connect one.',
  nearest: "Without it, an app could keep each person's own data in their browser.",
};
const noSecrets: Cannot = {
  why: 'This needs the key of a service, and apps can keep no secrets here.',
  nearest: 'An app that works by itself, without that service, could be built.',
};
const noOrigins: Cannot = {
  why: 'This needs a service on the internet, and apps can reach none here.',
  nearest: 'An app that works by itself, without that service, could be built.',
};
