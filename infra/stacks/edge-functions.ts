/** Runs at CloudFront before every request that is not for the WebSocket API; cloudfront-js 2.0. */
export const passViewer: string = `
function handler(event) {
  var request = event.request;
  request.headers['x-gantry-viewer-address'] = { value: event.viewer.ip };
  request.headers['x-gantry-viewer-host'] = { value: request.headers.host.value };
  return request;
}
`;

/** Runs before a request for the WebSocket API: the stage is its only path, and the mission's id goes into the query. */
export const openSocket: string = `
function handler(event) {
  var request = event.request;
  var match = /^\\/gantry\\/ws\\/([A-Za-z0-9_]{1,64})$/.exec(request.uri);
  if (!match) return { statusCode: 404, statusDescription: 'Not Found' };
  request.uri = '/live';
  request.querystring.mission_id = { value: match[1] };
  return request;
}
`;

/** Runs before a request for the console: pages that have an address without a file of that name. */
export const findPage: string = `
function handler(event) {
  var request = event.request;
  if (request.uri === '/') request.uri = '/index.html';
  else if (request.uri === '/docs') request.uri = '/docs/index.html';
  return request;
}
`;

/**
 * The same function, that answers 403 to whoever comes from none of these addresses or networks. Webhooks come from their senders' networks and
 * show a signature instead.
 */
export const onlyFor = (networks: readonly string[], code: string): string =>
  networks.length === 0 ? code : `${code.replace('function handler(', 'function serve(')}${door(networks)}`;

const door = (networks: readonly string[]): string => `
var networks = ${JSON.stringify(networks)};
function bitsOf(address) {
  var isShort = address.indexOf(':') < 0;
  var halves = address.split('::');
  var groups = halves.map(function (half) { return half === '' ? [] : half.split(isShort ? '.' : ':'); });
  if (groups.length === 2) {
    var zeros = new Array(8 - groups[0].length - groups[1].length).fill('0');
    groups = [groups[0].concat(zeros, groups[1])];
  }
  return groups[0]
    .map(function (group) { return parseInt(group, isShort ? 10 : 16).toString(2).padStart(isShort ? 8 : 16, '0'); })
    .join('');
}
function isWithin(address, network) {
  var parts = network.split('/');
  if ((address.indexOf(':') < 0) !== (parts[0].indexOf(':') < 0)) return false;
  return bitsOf(address).startsWith(bitsOf(parts[0]).slice(0, Number(parts[1])));
}
function handler(event) {
  var isWebhook = event.request.uri === '/gantry/webhooks/github';
  if (isWebhook || networks.some(function (network) { return isWithin(event.viewer.ip, network); })) return serve(event);
  return { statusCode: 403, statusDescription: 'Forbidden', headers: { 'cache-control': { value: 'no-store' } } };
}
`;
