// Carries appended events from the table's stream to the bus. It runs inline, with sign-request.cjs behind it.
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
    headers: exports.signed(
      { service: 'events', method: 'POST', url, body },
      {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSEvents.PutEvents',
      },
    ),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const { FailedEntryCount: failed, __type: type } = await response.json();
  // The batch comes again, halved; who listens to the bus may hear an event twice.
  if (!response.ok || failed > 0)
    throw new Error(`EventBridge took not all: ${response.status} ${type ?? ''}`);
}
