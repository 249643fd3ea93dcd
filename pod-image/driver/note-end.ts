import type { PageRecord } from './page-record.ts';
import { isAlive } from './page-session.ts';
import type { RunningBrowser } from './start-browser.ts';
import type { Visitor } from './visitor.ts';

/** Tells a page that cannot go on, and so ends, from one that only does something else than was wanted. */
export async function noteEnd(
  running: RunningBrowser,
  record: PageRecord,
  visitor: Visitor | undefined,
): Promise<void> {
  if (running.isFlooded()) record.endBy('flood');
  if (running.gone.aborted) record.endBy('crash');
  const page = visitor?.page();
  if (record.end === undefined && page !== undefined && !(await isAlive(page))) record.endBy('hang');
}
