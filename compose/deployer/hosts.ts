import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const keysSchema = z.object({
  git_hub_token: z.string(),
  vercel_token: z.string(),
  webhook_secret: z.string(),
  neon_api_key: z.string(),
});

/** Where missions publish and deploy: the real service whose token a person gave, else the stack's own. */
export interface Hosts {
  /** Settings of every function. */
  readonly environment: Readonly<Record<string, string>>;
  /** Settings of the stacks, as `cdk -c` takes them. */
  readonly context: Readonly<Record<string, string>>;
  readonly gitHubSecret: Readonly<Record<string, string>>;
  readonly vercelSecret: Readonly<Record<string, string>>;
  /** Left out where apps keep no data: Vercel's own, without a key of Neon. */
  readonly neonSecret?: Readonly<Record<string, string>>;
}

export interface HostChoices {
  /** The stack's own hosts of code, apps and data, and the folder of the keys that they admit. */
  readonly url: string;
  readonly keysFolder: string;
  readonly gitHub: { readonly token: string | undefined; readonly owner: string | undefined };
  readonly vercel: { readonly token: string | undefined; readonly team: string | undefined };
  readonly neon: { readonly key: string | undefined; readonly organisation: string | undefined };
}

/** Chooses for each. Data lies where the apps are. An owner, a team or an organisation means something to the real ones alone. */
export function chooseHosts({ url, keysFolder, gitHub, vercel, neon }: HostChoices): Hosts {
  const keys = keysSchema.parse(JSON.parse(readFileSync(join(keysFolder, 'keys.json'), 'utf8')));
  return joined([
    gitHub.token === undefined
      ? {
          environment: { GITHUB_API_URL: url },
          gitHubSecret: { token: keys.git_hub_token, webhook_secret: keys.webhook_secret },
        }
      : { context: some({ githubOwner: gitHub.owner }), gitHubSecret: { token: gitHub.token } },
    ...(vercel.token === undefined
      ? [ownApps(url, keys)]
      : [
          { context: some({ vercelTeam: vercel.team }), vercelSecret: { token: vercel.token } },
          neonOf(neon),
        ]),
  ]);
}

/** Apps under localhost, and their data beside them. */
const ownApps = (url: string, keys: z.infer<typeof keysSchema>): Partial<Hosts> => ({
  environment: {
    ...{ VERCEL_API_URL: url, GANTRY_LOCALHOST_PAGES: url },
    ...{ NEON_API_URL: `${url}/api/v2`, NEON_SQL_URL: `${url}/sql` },
  },
  context: { neon: 'on' },
  vercelSecret: { token: keys.vercel_token },
  neonSecret: { api_key: keys.neon_api_key },
});

const neonOf = ({ key, organisation }: HostChoices['neon']): Partial<Hosts> =>
  key === undefined
    ? {}
    : { context: { neon: 'on', ...some({ neonOrg: organisation }) }, neonSecret: { api_key: key } };

/** Without what nobody gave. */
const some = (settings: Readonly<Record<string, string | undefined>>): Hosts['context'] =>
  Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

const joined = (parts: readonly Partial<Hosts>[]): Hosts => ({
  ...{ gitHubSecret: {}, vercelSecret: {} },
  ...Object.assign({}, ...parts),
  environment: Object.assign({}, ...parts.map(({ environment }) => environment)),
  context: Object.assign({}, ...parts.map(({ context }) => context)),
});
