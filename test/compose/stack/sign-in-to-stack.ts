import * as z from 'zod';
import { signedInSchema } from '../../../core/wire/http.ts';
import { type Client, createClient } from '../../e2e/rig/client.ts';

/** The stack that is up, and the password that its deployer has shown. */
export const { PORT: stackPort, GANTRY_ADMIN_PASSWORD: adminPassword } = z
  .object({ PORT: z.coerce.number().default(5050), GANTRY_ADMIN_PASSWORD: z.string().min(1) })
  .parse(process.env);

export async function signInToStack(username = 'admin', password = adminPassword): Promise<Client> {
  const visitor = createClient(stackPort, undefined);
  const { token, user } = await visitor.send(signedInSchema, 200, '/gantry/auth', { username, password });
  return createClient(stackPort, token, user.id);
}
