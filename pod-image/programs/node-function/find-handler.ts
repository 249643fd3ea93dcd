/** A handler as the web has it; `waitUntil` is for work that may go on after the answer. */
export type WebHandler = (
  request: Request,
  context: { readonly waitUntil: (work: Promise<unknown>) => void },
) => Response | Promise<Response>;
export type NodeHandler = (request: never, response: never) => unknown;

/** What answers a method: a handler in one of two forms, nothing for this method, or nothing at all. */
export type FoundHandler =
  | { readonly kind: 'web'; readonly handler: WebHandler }
  | { readonly kind: 'node'; readonly handler: NodeHandler }
  | { readonly kind: 'other-methods' }
  | { readonly kind: 'none' };

type Exports = Readonly<Record<string, unknown>>;

const methods = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE', 'PATCH'];
/** A module that was compiled once may hold its default export in another one. */
const mostDefaults = 5;

/** Finds a module's handler as Vercel does: the default export where there is one, by its methods, its `fetch`, or as a function. */
export function findHandler(module: Exports, method: string): FoundHandler {
  const exported = withoutDefaults(module);
  const named = methods.filter((name) => typeof exported[name] === 'function');
  if (named.length === 0 && typeof exported.fetch !== 'function')
    return typeof exported === 'function' ? { kind: 'node', handler: exported } : { kind: 'none' };
  const found = named.includes(method) ? exported[method] : exported.fetch;
  if (typeof found !== 'function') return { kind: 'other-methods' };
  return { kind: 'web', handler: (request, context) => found.call(exported, request, context) };
}

function withoutDefaults(module: Exports): Exports & Partial<NodeHandler> {
  let exported: unknown = module;
  for (let depth = 0; depth < mostDefaults; depth += 1) exported = (exported as Exports).default ?? exported;
  return exported as Exports;
}

/** Says to an author which forms there are. */
export const whyNoHandler = (file: string): string =>
  `${file} exports no handler. Export one of these: \`export default function (request, response)\` as Node has it, ` +
  '`export default { fetch(request) }` or functions named GET, POST, PUT, PATCH, DELETE as the web has it. ' +
  'A module that functions import, and that answers no requests itself, needs a name that starts with _.';
