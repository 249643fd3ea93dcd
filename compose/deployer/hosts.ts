import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const keysSchema = z.object({
  git_hub_token: z.string(),
  vercel_token: z.string(),
  webhook_secret: z.string(),
});

/** Where missions publish and deploy: the real service whose token a person gave, else the stack's own. */
export interface Hosts {
  /** Settings of every function. */
  readonly environment: Readonly<Record<string, string>>;
  /** Settings of the stacks, as `cdk -c` takes them. */
  readonly context: Readonly<Record<string, string>>;
  readonly gitHubSecret: Readonly<Record<string, string>>;
  readonly vercelSecret: Readonly<Record<string, string>>;
}

export interface HostChoices {
  /** The stack's own code host and app host, and the folder of the keys that they admit. */
  readonly url: string;
  readonly keysFolder: string;
  readonly gitHub: { readonly token: string | undefined; readonly owner: string | undefined };
  readonly vercel: { readonly token: string | undefined; readonly team: string | undefined };
}

/** Chooses for each of the two. An owner or a team means something to the real ones alone. */
export function chooseHosts({ url, keysFolder, gitHub, vercel }: HostChoices): Hosts {
  const keys = keysSchema.parse(JSON.parse(readFileSync(join(keysFolder, 'keys.json'), 'utf8')));
  const ownCode = gitHub.token === undefined;
  const ownApps = vercel.token === undefined;
  return {
    environment: {
      ...(ownCode && { GITHUB_API_URL: url }),
      ...(ownApps && { VERCEL_API_URL: url, GANTRY_LOCALHOST_PAGES: url }),
    },
    context: {
      ...(!ownCode && gitHub.owner !== undefined && { githubOwner: gitHub.owner }),
      ...(!ownApps && vercel.team !== undefined && { vercelTeam: vercel.team }),
    },
    gitHubSecret: ownCode
      ? { token: keys.git_hub_token, webhook_secret: keys.webhook_secret }
      : { token: gitHub.token },
    vercelSecret: { token: ownApps ? keys.vercel_token : vercel.token },
  };
}
