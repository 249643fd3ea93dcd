import { describe, expect, test } from 'vitest';
import type { CallRoute, RouteInput } from '../../../core/mcp/call-route.ts';
import { waitFor } from '../../../core/mcp/wait-for.ts';
import { fakeCallRoute } from './fake-call-route.ts';

/** A mission that is so far at each look, and ends with the last. */
function lookedAt(seqs: readonly number[], lastStatus = 'DEPLOYED') {
  const waits: unknown[] = [];
  const call: CallRoute = async (_name, input?: RouteInput) => {
    waits.push(input?.query?.wait);
    const seq = seqs[waits.length - 1];
    const status = waits.length === seqs.length ? lastStatus : 'BUILDING';
    return { seq, status, message: `at ${seq}` };
  };
  return { call, waits };
}

async function told(seqs: readonly number[], seconds: number, lastStatus?: string) {
  const { call, waits } = lookedAt(seqs, lastStatus);
  const notices: unknown[] = [];
  const tell = async (...notice: readonly unknown[]): Promise<void> => {
    notices.push(notice);
  };
  const mission = await waitFor(call, 'msn_1', seconds, tell);
  return { mission, waits, notices };
}

describe('waiting for a mission', () => {
  test('is one look where nobody wants to be told', async () => {
    const { call, calls } = fakeCallRoute();
    expect(await waitFor(call, 'msn_1', 50)).toEqual({ from: 'status' });
    expect(calls).toEqual([
      { name: 'status', input: { params: { mission_id: 'msn_1' }, query: { wait: 50 } } },
    ]);
  });

  test('tells what is new, once, until the mission ends', async () => {
    const { mission, waits, notices } = await told([1, 4, 4, 9], 50);
    expect(mission).toMatchObject({ seq: 9, status: 'DEPLOYED' });
    expect(waits).toEqual([5, 5, 5, 5]);
    expect(notices).toEqual([
      [1, 'at 1'],
      [4, 'at 4'],
      [9, 'at 9'],
    ]);
  });

  test('ends when the time is over', async () => {
    expect((await told([1, 2, 3, 4], 12, 'BUILDING')).waits).toEqual([5, 5, 2]);
    expect((await told([1, 2], 0, 'BUILDING')).waits).toEqual([0]);
  });
});
