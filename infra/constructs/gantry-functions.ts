import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import {
  type FunctionEntry,
  type FunctionName,
  functionEntries,
  type Trigger,
} from '../function-catalogue.ts';
import type { Settings } from '../settings.ts';
import { acknowledge, wildcardFinding } from './acknowledge.ts';
import type { Resources, Statement } from './grant.ts';
import { grantsOf } from './rights.ts';

/** Where a function's bundle comes from; tests give a placeholder and bundle nothing. */
export type CodeOf = (name: FunctionName) => lambda.Code;

/** One role a function, made before all else: the mailbox role trusts some of them by name. */
export class FunctionRoles extends Construct {
  readonly #roles: ReadonlyMap<FunctionName, iam.Role>;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const assumedBy = new iam.ServicePrincipal('lambda.amazonaws.com');
    this.#roles = new Map(
      [...functionEntries.keys()].map((name) => [name, new iam.Role(this, name, { assumedBy })]),
    );
  }

  of(name: FunctionName): iam.Role {
    return entryOf(this.#roles, name);
  }

  /** The roles of the functions whose entry fits. */
  where(fits: (entry: FunctionEntry) => boolean): readonly iam.Role[] {
    return [...functionEntries].flatMap(([name, entry]) => (fits(entry) ? [this.of(name)] : []));
  }
}

export interface GantryFunctionsProps {
  readonly roles: FunctionRoles;
  readonly resources: Resources;
  readonly codeOf: CodeOf;
  readonly logRetention: logs.RetentionDays;
}

/** Every function of the catalogue, with exactly the rights and names that its entry asks for. */
export class GantryFunctions extends Construct {
  readonly #functions: ReadonlyMap<FunctionName, lambda.Function>;

  constructor(scope: Construct, id: string, props: GantryFunctionsProps) {
    super(scope, id);
    this.#functions = new Map(
      [...functionEntries].map(([name, entry]) => [name, this.#make(name, entry, props)]),
    );
  }

  of(name: FunctionName): lambda.Function {
    return entryOf(this.#functions, name);
  }

  #make(name: FunctionName, entry: FunctionEntry, props: GantryFunctionsProps): lambda.Function {
    const { roles, resources, codeOf, logRetention } = props;
    const grants = grantsOf(entry.needs, resources);
    const role = roles.of(name);
    const logGroup = new logs.LogGroup(this, `${name}-log`, {
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    for (const statement of grants.flatMap(({ statements }) => statements)) allowTo(role, statement);
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    return new lambda.Function(this, name, {
      description: `Gantry: ${name}`,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: codeOf(name),
      role,
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      timeout: Duration.seconds(entry.timeoutSeconds),
      memorySize: entry.memoryMb,
      ...reservationOf(entry, resources.settings),
      // Missions that began with a version go on with it after the next one is deployed. One of a deployment that was rolled back goes: Lambda would publish
      // no second one of the same code, and the next deployment fail.
      ...(entry.trigger.kind === 'workflow' && {
        currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE },
      }),
      environment: Object.assign(
        {},
        environmentOf(entry, resources),
        ...grants.map(({ environment }) => environment),
      ),
    });
  }
}

/** Whoever waits for a mission holds a function; they may hold a quarter of all and no more, so that missions always go on. */
function reservationOf({ holdsWaiting }: FunctionEntry, { lambdaConcurrency }: Settings) {
  if (holdsWaiting !== true || lambdaConcurrency < leastReservable) return {};
  return { reservedConcurrentExecutions: Math.floor(lambdaConcurrency / 4) };
}

/** Below it, what is reserved would be missing elsewhere. */
const leastReservable = 1_000;

/** What every function is told, and more that is for those who answer people. */
function environmentOf(
  { trigger }: FunctionEntry,
  { settings, edgeSecret }: Resources,
): Record<string, string> {
  return {
    NODE_OPTIONS: '--enable-source-maps',
    GANTRY_METRICS: settings.name,
    RESPONSE_STREAMING: settings.responseStreaming,
    GANTRY_SLOTS: String(settings.slots),
    GANTRY_USER_SLOTS: String(settings.userSlots),
    GANTRY_WAITING_SLOTS: String(Math.max(1, Math.floor(settings.lambdaConcurrency / 8))),
    GANTRY_MISSION_BUDGET_USD: String(settings.missionBudgetUsd),
    GANTRY_DAILY_BUDGET_USD: String(settings.dailyBudgetUsd),
    GANTRY_MONTHLY_BUDGET_USD: String(settings.monthlyBudgetUsd),
    ...((trigger.kind === 'rest' || (isGuarded(settings) && isConnect(trigger))) && {
      GANTRY_EDGE_SECRET: edgeSecret.secretValue.unsafeUnwrap(),
      GANTRY_EDGE_ONLY: String(isGuarded(settings)),
    }),
    ...(trigger.kind === 'rest' && {
      ...rateEnvironment(settings),
      ...oidcEnvironment(settings),
    }),
  };
}

/** True where the front door turns somebody away, whom the APIs behind it must not let in. */
const isGuarded = ({ waf, allowedAddresses }: Settings): boolean => waf || allowedAddresses.length > 0;

const isConnect = (trigger: Trigger): boolean => trigger.kind === 'socket' && trigger.route === '$connect';

const rateEnvironment = (settings: Settings): Record<string, string> => ({
  GANTRY_RATE_READ: String(settings.rateRead),
  GANTRY_RATE_BUILD: String(settings.rateBuild),
  GANTRY_RATE_KEY_READ: String(settings.rateKeyRead),
  GANTRY_RATE_KEY_BUILD: String(settings.rateKeyBuild),
  GANTRY_RATE_ADDRESS: String(settings.rateAddress),
  GANTRY_RATE_SIGN_IN: String(settings.rateSignIn),
});

function oidcEnvironment({ oidcIssuer, oidcClientId, ...settings }: Settings): Record<string, string> {
  if (oidcIssuer === undefined || oidcClientId === undefined) return {};
  const lists = {
    GANTRY_OIDC_ALLOWED_DOMAINS: settings.oidcAllowedDomains,
    GANTRY_OIDC_ALLOWED_GROUPS: settings.oidcAllowedGroups,
    GANTRY_OIDC_ADMIN_GROUPS: settings.oidcAdminGroups,
  };
  const given = Object.entries(lists).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return {
    GANTRY_OIDC_ISSUER: oidcIssuer,
    GANTRY_OIDC_CLIENT_ID: oidcClientId,
    ...Object.fromEntries(given),
  };
}

function entryOf<T>(entries: ReadonlyMap<FunctionName, T>, name: FunctionName): T {
  const found = entries.get(name);
  if (found === undefined) throw new Error(`There is no function ${name} in the catalogue.`);
  return found;
}

function allowTo(role: iam.Role, { actions, resources, conditions, wildcardBecause }: Statement): void {
  role.addToPolicy(
    new iam.PolicyStatement({
      actions: [...actions],
      resources: [...resources],
      ...(conditions !== undefined && { conditions }),
    }),
  );
  if (wildcardBecause === undefined) return;
  for (const arn of resources) acknowledge(role, { [wildcardFinding(Stack.of(role), arn)]: wildcardBecause });
}
