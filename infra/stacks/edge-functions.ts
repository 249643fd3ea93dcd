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
