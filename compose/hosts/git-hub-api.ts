import { bearerIs } from './bearer-is.ts';
import { objectRoutes } from './git-hub-objects.ts';
import { type OnMerged, pullRoutes } from './git-hub-pulls.ts';
import { type GitHubPlace, repositoryRoutes } from './git-hub-repositories.ts';
import { statusRoutes } from './git-hub-statuses.ts';
import { ApiRefusal, type WireApi } from './wire-api.ts';

/** GitHub's REST API as far as the product uses it, over bare repositories of this machine; anything else is 404. */
export function gitHubApi(place: GitHubPlace, token: string, onMerged: OnMerged): WireApi {
  return {
    admits: bearerIs(token),
    unknownToken: new ApiRefusal(401, 'unauthorized', 'Bad credentials'),
    refusal: ({ status, message }) => ({ status, body: { message } }),
    // A commit is asked for by any name of a branch, which may have slashes; its statuses come before that.
    routes: [
      ...statusRoutes(place),
      ...repositoryRoutes(place),
      ...objectRoutes(place),
      ...pullRoutes(place, onMerged),
    ],
  };
}
