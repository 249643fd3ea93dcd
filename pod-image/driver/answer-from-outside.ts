import type { Route } from 'playwright-core';
import { answerFromStubs, type OutsideStub } from '../../core/pod/outside-stubs.ts';
import type { PageRecord } from './page-record.ts';

/** One pixel that nobody sees: what a picture of a declared place is here. */
const noPicture = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const openToAll = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': '*',
  'access-control-allow-headers': '*, authorization',
};

/**
 * Answers what a page asks of a place outside from what the app's author wrote; the content policy has let only declared places come so far. What
 * nobody wrote an answer to fails, and is on record with its address.
 */
export async function answerFromOutside(
  route: Route,
  { stubs = [] }: { readonly stubs?: readonly OutsideStub[] | undefined },
  record: PageRecord,
): Promise<void> {
  const request = route.request();
  const [method, url] = [request.method(), request.url()];
  const said = URL.canParse(url) ? answerFromStubs(stubs, { method, url }) : undefined;
  if (said !== undefined) {
    const headers = { ...openToAll, ...said.headers };
    return route.fulfill({ ...said, headers }).catch(() => undefined);
  }
  const isKnown = stubs.some((stub) => new URL(stub.request.url).origin === URL.parse(url)?.origin);
  if (isKnown && method === 'OPTIONS')
    return route.fulfill({ status: 204, headers: openToAll }).catch(() => undefined);
  if (request.resourceType() === 'image' && /^https:/.test(url))
    return route
      .fulfill({ contentType: 'image/gif', headers: openToAll, body: noPicture })
      .catch(() => undefined);
  const why = `${method} ${url}: no file in test/outside answers that`;
  record.note('said', why);
  if (isKnown) record.note('stopped', why);
  return route.abort('blockedbyclient').catch(() => undefined);
}
