import * as z from 'zod';
import { roleSchema, usernameSchema, userSchema } from './http.ts';
import { sha256Schema } from './ids.ts';
import { controls, writtenPattern } from './written-pattern.ts';

/** What an API key may be used for: `read` looks, `build` starts, steers and stops missions, `merge` makes live. None brings another. */
export const scopeSchema = z.enum(['read', 'build', 'merge']);
export type Scope = z.infer<typeof scopeSchema>;

const passwordSchema = z.string().min(8, 'A password has at least 8 characters.').max(1_024);

export const endSessionsQuerySchema = z.strictObject({ id: z.string().min(1).max(64).optional() });

/** An API key as it is listed; `hint` is its last four characters. */
export const apiKeySchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  scopes: z.array(scopeSchema),
  hint: z.string(),
  created_at: z.iso.datetime(),
  /** Noted at most once an hour; null when the key was never used. */
  last_used_at: z.iso.datetime().nullable(),
});
export type ApiKeyView = z.infer<typeof apiKeySchema>;
export const apiKeysSchema = z.strictObject({ keys: z.array(apiKeySchema) });
export const newApiKeySchema = z.strictObject({
  // It is shown in lists and on terminals.
  name: z
    .string()
    .max(64)
    .trim()
    .min(1)
    .refine((name) => name.isWellFormed() && !/\p{Cc}/u.test(name), {
      message: 'Leave out control characters and halves of surrogate pairs.',
    })
    .meta({ pattern: writtenPattern(controls) }),
  scopes: z
    .array(scopeSchema)
    .min(1)
    .max(4)
    .transform((scopes) => [...new Set(scopes)].sort()),
});
/** `key` is the secret, answered this once. */
export const madeApiKeySchema = z.strictObject({ ...apiKeySchema.shape, key: z.string() });

/** A user as admins see one; `sign_in` says how the user comes in. */
export const accountSchema = z.strictObject({
  ...userSchema.shape,
  is_disabled: z.boolean(),
  sign_in: z.enum(['password', 'oidc']),
});
export type AccountView = z.infer<typeof accountSchema>;
export const accountsSchema = z.strictObject({ users: z.array(accountSchema) });
export const newUserSchema = z.strictObject({
  username: usernameSchema,
  role: roleSchema.default('member'),
  /** One is made when it is left out. */
  password: passwordSchema.optional(),
});
/** `password` is there when it was made here, and is answered this once. */
export const madeUserSchema = z.strictObject({ user: accountSchema, password: z.string().optional() });
export const userChangeSchema = z
  .strictObject({
    role: roleSchema.optional(),
    is_disabled: z.boolean().optional(),
    password: passwordSchema.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, { message: 'Say what to change.' })
  .meta({ minProperties: 1 });
export type UserChange = z.infer<typeof userChangeSchema>;
export const changedUserSchema = z.strictObject({ user: accountSchema });

export const ownPasswordSchema = z.strictObject({
  current_password: z.string().min(1).max(1_024),
  new_password: passwordSchema,
});

/** 256 bits as base64url. The verifier is what a browser keeps to itself while it signs in elsewhere. */
const secretSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
export const oidcLoginQuerySchema = z.strictObject({ challenge: sha256Schema.optional() });
/** Providers add parameters of their own; the protocol's library checks those it knows. */
export const oidcCallbackQuerySchema = z.looseObject({ state: z.string().min(1).max(200) });
export const oidcSessionSchema = z.strictObject({ code: secretSchema, verifier: secretSchema });
