/** Where the client of the app's database stands in a tree whose functions are JavaScript. */
export const databaseClientJsPath = 'api/_db.js';

/** The client itself: values are always bound, and a text that was put together is no statement. */
export const databaseClientJs: string = String.raw`// Added by Gantry. The app's database:
//   const rows = await sql${'`'}select id, text from messages where author = ${'$'}{author}${'`'};
//   const [added] = await transaction([sql${'`'}insert into …${'`'}, sql${'`'}update …${'`'}]);
// Values are always bound. Tables are made in migrations/0001_….sql.
import http from 'node:http';
import https from 'node:https';

const isSql = Symbol('sql');
const elements = { 1000: 16, 1005: 21, 1007: 23, 1016: 20, 1021: 700, 1022: 701, 1115: 1114, 1182: 1082, 1185: 1184, 1231: 1700 };
const texts = new Set([1002, 1009, 1014, 1015, 2951]);

/** @param {TemplateStringsArray} strings @param {...any} values @returns {Promise<any[]>} */
export function sql(strings, ...values) {
  if (!Array.isArray(strings?.raw)) throw new TypeError('Write sql as a tag, with values in \${…}: they are bound, never part of the text.');
  const build = (params) => strings.reduce((text, part, at) => {
    const value = values[at - 1];
    return text + (value?.[isSql] ? value[isSql](params) : '$' + params.push(bound(value))) + part;
  });
  const query = () => { const params = []; const text = build(params); return { query: text, params }; };
  let ran;
  const run = () => (ran ??= send(query()).then(rowsOf));
  return { [isSql]: build, query, then: (done, failed) => run().then(done, failed), catch: (failed) => run().catch(failed), finally: (done) => run().finally(done) };
}

/** @param {Promise<any[]>[]} statements @returns {Promise<any[][]>} */
export async function transaction(statements) {
  const { results } = await send({ queries: statements.map((statement) => statement.query()) });
  return results.map(rowsOf);
}

function bound(value) {
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return '\\x' + Buffer.from(value).toString('hex');
  return typeof value === 'object' ? value : String(value);
}

function rowsOf({ fields, rows }) {
  return rows.map((row) => Object.fromEntries(row.map((text, at) => [fields[at].name, parsed(text, fields[at].dataTypeID)])));
}

function parsed(text, type) {
  if (text === null) return null;
  if (type === 16) return text === 't';
  if ([20, 21, 23, 26, 700, 701, 1700].includes(type)) return type !== 20 && type !== 1700 || text.replace(/\D/g, '').length < 16 ? Number(text) : text;
  if (type === 114 || type === 3802) return JSON.parse(text);
  if (type === 1184 || type === 1114) return new Date(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00') + (type === 1114 ? 'Z' : ''));
  if (type === 17) return Buffer.from(text.slice(2), 'hex');
  if (!(type in elements) && !texts.has(type)) return text;
  const items = text.slice(1, -1).match(/"(?:[^"\\]|\\.)*"|[^,]+/g) ?? [];
  return items.map((item) => item === 'NULL' ? null : parsed(item.startsWith('"') ? item.slice(1, -1).replace(/\\(.)/g, '$1') : item, elements[type]));
}

function send(body) {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error('This app has no database: DATABASE_URL is not set.');
  const host = url.startsWith('unix:') ? '' : new URL(url.replace(/^postgres(ql)?:/, 'https:')).hostname;
  const target = host === '' ? { socketPath: url.slice(5) } : { host: host.replace(/^[^.]+\./, 'api.') };
  const headers = { 'Content-Type': 'application/json', 'Neon-Connection-String': url, 'Neon-Raw-Text-Output': 'true', 'Neon-Array-Mode': 'true' };
  return new Promise((resolve, reject) => {
    const request = (host === '' ? http : https).request({ ...target, path: '/sql', method: 'POST', headers, timeout: 9000 }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk)).on('error', reject).on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        try {
          const answer = JSON.parse(text);
          response.statusCode === 200 ? resolve(answer) : reject(Object.assign(new Error(answer.message), answer));
        } catch {
          reject(new Error('The database answered ' + response.statusCode + '.'));
        }
      });
    });
    request.on('timeout', () => request.destroy(new Error('The database did not answer in time.'))).on('error', reject);
    request.end(JSON.stringify(body));
  });
}
`;
