import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { signedInSchema } from '../../core/wire/http.ts';
import { type Answer, type Client, createClient } from '../e2e/rig/client.ts';
import { connect, isLast, ticketOf } from '../e2e/rig/feed.ts';
import type { Product } from '../e2e/rig/product.ts';

/** A secret that is marked, so that it is found wherever it goes; composed, so that no scanner takes a file for one that holds secrets. */
export const canary = (name: string): string => `canary${name}${'x7'.repeat(8)}`;

/** Something that was written, and where. */
export interface Written {
  readonly where: string;
  readonly text: string;
}

/** Where a secret is, as it is and in base64. */
export function whereIs(secret: string, written: readonly Written[]): readonly string[] {
  const coded = Buffer.from(secret).toString('base64').slice(1, -4);
  const found = written.filter(({ text }) => text.includes(secret) || text.includes(coded));
  return [...new Set(found.map(({ where }) => where))];
}

/** Everything below a product's home, and all that it printed. */
export function writtenBy({ home, output }: Product): readonly Written[] {
  const files = readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const where = join(entry.parentPath, entry.name);
      return { where: where.slice(home.length), text: readFileSync(where, 'latin1') };
    });
  return [...files, { where: 'stdout and stderr', text: output() }];
}

/** People whose every answer is kept, and what was given out to them once. */
export class Watched {
  readonly answers: Written[] = [];
  /** One-time secrets by what they are. */
  readonly oneTime = new Map<string, string>();

  async signIn(
    product: Pick<Product, 'port' | 'usernameOf'>,
    username: string,
    password: string,
  ): Promise<Client> {
    const body = { username: product.usernameOf?.(username) ?? username, password };
    const signedIn = await createClient(product.port, undefined).send(
      signedInSchema,
      200,
      '/gantry/auth',
      body,
    );
    this.oneTime.set(`session of ${username} at ${product.port}`, signedIn.token);
    return this.keep(createClient(product.port, signedIn.token, signedIn.user.id));
  }

  /** A client that calls as it did, and whose answers are kept. */
  keep(client: Client): Client {
    const call: Client['call'] = async (...args) => {
      const answer = await client.call(...args);
      this.hear(answer.text, JSON.stringify([...answer.headers]));
      return answer;
    };
    return { ...client, call };
  }

  hear(...texts: readonly string[]): void {
    this.answers.push(...texts.map((text) => ({ where: 'an answer', text })));
  }

  /** Calls for an answer that may show something secret this once. */
  async shownOnce(...[client, ...asked]: [Client, ...Parameters<Client['call']>]): Promise<Answer> {
    const before = this.answers.length;
    const answer = await client.call(...asked);
    this.answers.splice(before);
    return answer;
  }

  /** Makes an API key, whose one answer may show it. */
  async makeKey(client: Client): Promise<void> {
    const body = { name: 'ci', scopes: ['read'] };
    const answer = await this.shownOnce(client, 'POST', '/gantry/api-keys', { body });
    const { key } = z.object({ key: z.string() }).parse(JSON.parse(answer.text));
    this.oneTime.set(`api key at ${client.port}`, key);
  }

  /** Changes a password, whose one answer may show the new session. */
  async changePassword(client: Client, body: Readonly<Record<string, string>>): Promise<void> {
    const answer = await this.shownOnce(client, 'POST', '/gantry/password', { body });
    this.oneTime.set(`new session at ${client.port}`, signedInSchema.parse(JSON.parse(answer.text)).token);
  }

  /** Reads everything that there is of a mission, over REST and over its socket. */
  async readMission(client: Client, missionId: string): Promise<void> {
    for (const part of ['', '/log', '/report', '/files', '/evidence', '/events'])
      await client.call(
        'GET',
        part === '' ? `/gantry/status/${missionId}` : `/gantry/missions/${missionId}${part}`,
      );
    const ticket = await ticketOf(client);
    this.oneTime.set(`ticket at ${client.port} for ${missionId}`, ticket);
    const admission = await connect(client, missionId, { ticket });
    if (!('feed' in admission)) throw new Error('the socket was refused');
    await admission.feed.until(isLast);
    this.hear(JSON.stringify(admission.feed.frames));
    await admission.feed.close();
  }
}
