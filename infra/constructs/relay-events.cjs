// Carries appended events from the table's stream to the bus. It runs inline, and signs by hand: with a client of the SDK it could not.
const { createHash, createHmac } = require('node:crypto');

const maxEntries = 10;
/** EventBridge takes 256 KB at once. */
const maxBytes = 200_000;
const timeoutMs = 20_000;

exports.handler = async ({ Records: records }) => {
  for (const entries of inParcels(records.filter(isEvent).map(entryOf))) await put(entries);
};

/** Joins stand in the same table, and are nobody's business. */
const isEvent = ({ eventName, dynamodb }) => eventName === 'INSERT' && dynamodb.Keys.seq.S.startsWith('e#');

/** `body` is the whole event as JSON text; what rules ask for stands beside it. */
const entryOf = ({ dynamodb: { Keys: keys, NewImage: image } }) => ({
  EventBusName: process.env.BUS,
  Source: process.env.SOURCE,
  DetailType: 'Gantry Event',
  Detail: JSON.stringify({
    stream: keys.mission_id.S,
    event: image.event?.S ?? null,
    status: image.status?.S ?? null,
    body: image.body?.S ?? null,
  }),
});

function* inParcels(entries) {
  let parcel = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(entry.Detail) + 200;
    if (parcel.length === maxEntries || (parcel.length > 0 && bytes + size > maxBytes)) {
      yield parcel;
      [parcel, bytes] = [[], 0];
    }
    parcel.push(entry);
    bytes += size;
  }
  if (parcel.length > 0) yield parcel;
}

async function put(entries) {
  const url = new URL(process.env.AWS_ENDPOINT_URL ?? process.env.EVENTS_URL);
  const body = JSON.stringify({ Entries: entries });
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: signed(url.host, body, new Date()),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const { FailedEntryCount: failed, __type: type } = await response.json();
  // The batch comes again, halved; who listens to the bus may hear an event twice.
  if (!response.ok || failed > 0)
    throw new Error(`EventBridge took not all: ${response.status} ${type ?? ''}`);
}

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const hmac = (key, text) => createHmac('sha256', key).update(text).digest();

/** Signature Version 4. */
function signed(host, body, now) {
  const {
    AWS_ACCESS_KEY_ID: id,
    AWS_SECRET_ACCESS_KEY: secret,
    AWS_SESSION_TOKEN: token,
    AWS_REGION: region,
  } = process.env;
  const at = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    host,
    'x-amz-date': at,
    ...(token && { 'x-amz-security-token': token }),
    'x-amz-target': 'AWSEvents.PutEvents',
  };
  const names = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const request = ['POST', '/', '', lines.join(''), names, sha256(body)].join('\n');
  const steps = [at.slice(0, 8), region, 'events', 'aws4_request'];
  const scope = steps.join('/');
  const text = ['AWS4-HMAC-SHA256', at, scope, sha256(request)].join('\n');
  const signature = hmac(steps.reduce(hmac, `AWS4${secret}`), text).toString('hex');
  const { host: _, ...sent } = headers;
  const authorization = `AWS4-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  return { ...sent, authorization };
}
