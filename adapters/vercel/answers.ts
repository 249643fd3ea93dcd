import * as z from 'zod';

// Only what is used, and lenient beside it: Vercel adds fields and values as it likes.

/** A project as it is set up. */
export const projectSchema = z.object({
  id: z.string(),
  name: z.string(),
  ssoProtection: z.unknown(),
  enablePreviewFeedback: z.boolean().nullish(),
  enableProductionFeedback: z.boolean().nullish(),
});
export type Project = z.infer<typeof projectSchema>;

/** A project's environment variables, the key of one of which says whose the project is. */
export const variablesSchema = z.object({ envs: z.array(z.object({ key: z.string() })) });

/** The same with what tells Gantry's own from those that a person added. */
export const keptVariablesSchema = z.object({
  envs: z.array(z.object({ key: z.string(), id: z.string().optional(), comment: z.string().nullish() })),
});

/** The addresses of a project. */
export const domainsSchema = z.object({
  domains: z.array(
    z.object({
      name: z.string(),
      verified: z.boolean().nullish(),
      redirect: z.string().nullish(),
      gitBranch: z.string().nullish(),
      createdAt: z.number().nullish(),
    }),
  ),
});
export type Domain = z.infer<typeof domainsSchema>['domains'][number];

const metaSchema = z.record(z.string(), z.unknown()).nullish();

/** Deployments of a project, newest first. */
export const deploymentsSchema = z.object({
  deployments: z.array(
    z.object({
      uid: z.string(),
      url: z.string().nullish(),
      state: z.string().nullish(),
      readyState: z.string().nullish(),
      meta: metaSchema,
    }),
  ),
});

/** One deployment. */
export const deploymentSchema = z.object({
  id: z.string(),
  url: z.string(),
  readyState: z.string(),
  errorCode: z.string().nullish(),
  errorMessage: z.string().nullish(),
  readyStateReason: z.string().nullish(),
  /** Why Vercel blocked it: whoever made it has no seat in the team, or nobody knows who it was. */
  seatBlock: z.object({ blockCode: z.string() }).nullish().catch(undefined),
});
export type VercelDeployment = z.infer<typeof deploymentSchema>;

/** Which deployment stands at an address. */
export const aliasSchema = z.object({ deploymentId: z.string().nullish() });

/** For answers that say nothing we need. */
export const anySchema = z.unknown();
