// Bridges the internet, inside an emulated function: names that lead to AWS, Vercel and Neon in an account lead to the stand-ins here. What a
// function asks of a name, it asks of the same name there; only the way is another, and it is http.
import dns from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

const {
  GATEWAY_PORT: aws = '',
  GANTRY_BRIDGE_PAGES: pages = '',
  GANTRY_BRIDGE_DATABASES: databases = '',
} = process.env;
/** A public address, as a resolver would answer; nothing ever connects to it. */
const publicAddress = { address: '76.76.21.21', family: 4 };

const { request: requestHttp } = http;
const { request: requestHttps } = https;
const { lookup: lookUp } = dns;
const isPage = (host) => host.endsWith('.vercel.app');
const socketApi = /^([a-z0-9]+)\.execute-api\.[a-z0-9-]+\.amazonaws\.com$/;

dns.lookup = (host, options, callback) => {
  if (!isPage(host)) return lookUp(host, options, callback);
  if (options.all) callback(null, [publicAddress]);
  else callback(null, publicAddress.address, publicAddress.family);
};

/** Asks the name's own look-up whether the way is open, as a connection would, and then goes to the stand-in. */
const connectTo = (port, host, lookup) => (_options, connected) => {
  const connect = (error) =>
    error ? connected(error) : connected(null, net.connect(Number(port), '127.0.0.1'));
  if (lookup === undefined) connect(null);
  else lookup(host, {}, connect);
};

https.request = (options, ...rest) => {
  const host = options.hostname ?? options.host ?? '';
  if (!isPage(host)) return requestHttps(options, ...rest);
  const headers = { ...options.headers, host };
  const createConnection = connectTo(pages, host, options.lookup);
  return requestHttp({ ...options, headers, port: undefined, agent: undefined, createConnection }, ...rest);
};

// The emulator leads names of AWS to itself, and knows the API by its path only.
http.request = (options, ...rest) => {
  const api = socketApi.exec(options.headers?.host ?? '')?.[1];
  if (api === undefined) return requestHttp(options, ...rest);
  const { host } = options.headers;
  const headers = { ...options.headers, host: `127.0.0.1:${aws}`, 'x-gantry-bridged-host': host };
  return requestHttp({ ...options, headers, path: `/_aws/execute-api/${api}${options.path}` }, ...rest);
};

const { fetch } = globalThis;
globalThis.fetch = (address, options) => {
  const { hostname, pathname } = new URL(address.url ?? address);
  if (!hostname.endsWith('.neon.test')) return fetch(address, options);
  return fetch(`http://127.0.0.1:${databases}${pathname}`, options);
};

syncBuiltinESMExports();
