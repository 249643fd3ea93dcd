import { drawBadge } from '../../core/app/story/badge.ts';
import { liveVersion, requirePublicStory } from '../../core/app/story/public-story.ts';
import { storyFeed } from '../../core/app/story/story-feed.ts';
import { NotFound } from '../../core/errors.ts';
import { appsRoutes } from '../../core/wire/routes/apps.ts';
import type { BoundEndpoint } from '../_onion/endpoint.ts';
import { bindEndpoint } from '../_onion/endpoint.ts';
import { promoteDeps } from '../_onion/promote-deps.ts';

/** Shown on pages of others, kept for five minutes, and nothing that could run even where it is opened by itself. */
const headers = {
  'cache-control': 'public, max-age=300',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'cross-origin-resource-policy': 'cross-origin',
};

/** The routes by which anybody sees what an owner opened of an app. */
export function storyEndpoints(): readonly BoundEndpoint[] {
  const deps = promoteDeps();
  return [
    bindEndpoint(appsRoutes.appBadge, {
      run: async ({ params }, { signal }) => {
        const app = await requirePublicStory(deps)(idOf(params.file, '.svg'), signal);
        const body = drawBadge(app.title, await liveVersion(deps)(app, signal));
        return { body, contentType: 'image/svg+xml; charset=utf-8', headers };
      },
    }),
    bindEndpoint(appsRoutes.appFeed, {
      run: async ({ params }, { signal }) => {
        const app = await requirePublicStory(deps)(idOf(params.file, '.xml'), signal);
        return {
          body: await storyFeed(deps)(app, signal),
          contentType: 'application/atom+xml; charset=utf-8',
          headers,
        };
      },
    }),
  ];
}

function idOf(file = '', ending: string): string {
  if (file.endsWith(ending)) return file.slice(0, -ending.length);
  throw new NotFound(
    'story_not_found',
    `A public story is asked for by its app's id with ${ending} after it.`,
  );
}
