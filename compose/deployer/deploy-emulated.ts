import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { CatalogueOverlay } from '../../core/wire/models.ts';
import { cdk } from './cdk.ts';
import { emulateAssembly } from './emulate-assembly.ts';

const outputsSchema = z.object({
  GantryCore: z.looseObject({
    AccessTable: z.string(),
    GitHubSecretArn: z.string(),
    VercelSecretArn: z.string(),
    NeonSecretArn: z.string().optional(),
    RestUrl: z.string(),
  }),
});
export type EmulatedOutputs = z.infer<typeof outputsSchema>['GantryCore'];

export interface EmulatedPlace {
  /** The emulator, as this process reaches it. */
  readonly endpoint: string;
  readonly region: string;
  readonly architecture: 'arm64' | 'x86_64';
  /** As functions reach them. */
  readonly socketsUrl: string;
  readonly podsUrl: string;
  readonly modelUrl: string;
  readonly modelIds: string;
  /** What models.yaml does not say of them. */
  readonly models?: CatalogueOverlay | undefined;
  /** More settings of every function. */
  readonly environment: Readonly<Record<string, string>>;
  /** More settings of the stacks, as `cdk -c` takes them. */
  readonly context: Readonly<Record<string, string>>;
}

/** Deploys GantryCore by the plain CDK into an emulated account; again, it brings that account to what the sources say. */
export async function deployEmulated(place: EmulatedPlace): Promise<EmulatedOutputs> {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-deploy-'));
  const assembly = join(folder, 'cdk.out');
  const outputs = join(folder, 'outputs.json');
  const env = {
    AWS_ENDPOINT_URL: place.endpoint,
    AWS_ENDPOINT_URL_S3: place.endpoint,
    AWS_REGION: place.region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EC2_METADATA_DISABLED: 'true',
    ...(place.models !== undefined && { GANTRY_MODELS: fileOf(folder, place.models) }),
  };
  // The image is never pulled: whoever runs pods has it under its own name.
  const settings = {
    podImage: 'gantry.invalid/gantry-pod:local',
    responseStreaming: 'false',
    modelIds: place.modelIds,
    ...place.context,
  };
  const choices = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  try {
    await cdk(['synth', 'GantryCore', '-q', '--output', assembly, ...choices], env);
    emulateAssembly(assembly, {
      architecture: place.architecture,
      replaced: {
        GANTRY_SOCKET_ENDPOINT: `${place.socketsUrl}/live`,
        GANTRY_POD_CLUSTER: 'gantry',
        GANTRY_POD_TASK_DEFINITION: 'gantry-pod',
      },
      added: {
        // Its signed URLs are for pods as well, to whom no other address of the emulator leads.
        AWS_ENDPOINT_URL_S3: place.endpoint,
        // Also those functions that only tell which model answers.
        GANTRY_MODEL_IDS: place.modelIds,
        AWS_ENDPOINT_URL_ECS: place.podsUrl,
        AWS_ENDPOINT_URL_BEDROCK_RUNTIME: place.modelUrl,
        ...place.environment,
      },
    });
    await cdk(['bootstrap', `aws://000000000000/${place.region}`, '--app', assembly], env);
    const approval = ['--require-approval', 'never', '--outputs-file', outputs];
    await cdk(['deploy', 'GantryCore', '--app', assembly, ...approval], env);
    return outputsSchema.parse(JSON.parse(readFileSync(outputs, 'utf8'))).GantryCore;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** JSON is YAML too. */
function fileOf(folder: string, models: CatalogueOverlay): string {
  const file = join(folder, 'models.yaml');
  writeFileSync(file, JSON.stringify(models));
  return file;
}
