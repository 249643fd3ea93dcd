/**
 * What a function in the form of Node is given, under the names by which authors import its types. No such package is there: the import is of types
 * alone, and gone when the function runs. It says what node-function/add-helpers.ts adds.
 */
export const vercelNodeTypes = `declare module '@vercel/node' {
  import type { IncomingMessage, ServerResponse } from 'node:http';
  export type VercelRequestQuery = { [name: string]: string | string[] };
  export type VercelRequestCookies = { [name: string]: string };
  export type VercelRequestBody = any;
  export type VercelRequest = IncomingMessage & {
    query: VercelRequestQuery;
    cookies: VercelRequestCookies;
    body: VercelRequestBody;
  };
  export type VercelResponse = ServerResponse & {
    status: (code: number) => VercelResponse;
    json: (value: any) => VercelResponse;
    send: (value: any) => VercelResponse;
    redirect: ((url: string) => VercelResponse) & ((status: number, url: string) => VercelResponse);
  };
  export type VercelApiHandler = (request: VercelRequest, response: VercelResponse) => unknown;
}
`;
