import type { CallFunction } from '../../../../pod-image/driver/answer-requests.ts';

/** Functions of the fixtures with data that all visitors share, in place of the pod's runner and its database. */
export function stubFunctions(broken?: 'forgets' | 'fails'): {
  readonly callFunction: CallFunction;
  readonly freshData: () => Promise<void>;
} {
  const kept = { messages: [] as unknown[], votes: {} as Record<string, number> };
  const freshData = async (): Promise<void> => {
    kept.messages = [];
    kept.votes = {};
  };
  const callFunction: CallFunction = async (method, path, _headers, body) => {
    if (broken === 'fails') return { status: 500, headers: {}, body: Buffer.from('{}') };
    const url = new URL(path, 'https://app.test');
    if (method === 'POST') add(kept, url, body);
    if (broken === 'forgets') await freshData();
    return json(url.pathname === '/api/messages' ? kept.messages : kept.votes);
  };
  return { callFunction, freshData };
}

function add(kept: { messages: unknown[]; votes: Record<string, number> }, url: URL, body: Uint8Array): void {
  const choice = url.searchParams.get('choice');
  if (choice === null) kept.messages.push(JSON.parse(Buffer.from(body).toString('utf8')));
  else kept.votes[choice] = (kept.votes[choice] ?? 0) + 1;
}

const json = (value: unknown) => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify(value)),
});
