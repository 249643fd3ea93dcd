import { CfnOutput, Fn, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { acknowledge } from '../constructs/acknowledge.ts';
import { ApiLogRole } from '../constructs/api-log-role.ts';
import { type CodeOf, FunctionRoles, GantryFunctions } from '../constructs/gantry-functions.ts';
import type { Resources, SigningKey } from '../constructs/grant.ts';
import { MissionMachine } from '../constructs/mission-machine.ts';
import { podImage } from '../constructs/pod-image.ts';
import { Pods } from '../constructs/pods.ts';
import { RestApi } from '../constructs/rest-api.ts';
import { SocketApi } from '../constructs/socket-api.ts';
import { Stores } from '../constructs/stores.ts';
import { Wakes, type WakesProps } from '../constructs/wakes.ts';
import { Watch } from '../constructs/watch.ts';
import type { Settings } from '../settings.ts';

export interface CoreStackProps extends StackProps {
  readonly settings: Settings;
  readonly codeOf: CodeOf;
}

/** All of Gantry but its front door: stores, functions, state machine, pods and the two APIs. */
export class CoreStack extends Stack {
  readonly stores: Stores;
  readonly rest: RestApi;
  readonly sockets: SocketApi;
  readonly functions: GantryFunctions;
  readonly wakes: Wakes;
  /** What CloudFront shows, so that its word on a viewer's address counts. */
  readonly edgeSecret: secretsmanager.Secret;
  /** GantryEdge says there where people open Gantry; functions ask when they need to know, so that neither stack waits for the other. */
  readonly originParameter: string;

  constructor(scope: Construct, id: string, { settings, codeOf, ...props }: CoreStackProps) {
    super(scope, id, props);
    const logRetention = Number(settings.logDays) as logs.RetentionDays;
    const machineName = `${this.stackName}-missions`;
    const name = settings.name.toLowerCase();
    const roles = new FunctionRoles(this, 'Roles');
    this.stores = new Stores(this, 'Stores', settings);
    const logRole = new ApiLogRole(this, 'ApiLogs', { logRetention });
    this.sockets = new SocketApi(this, 'Sockets', { name, logRetention, logRole });
    const pods = this.#pods(settings, roles, logRetention);
    this.edgeSecret = this.#edgeSecret();
    this.originParameter = `/${this.stackName}/origin`;
    const resources = this.#resources(settings, pods, machineName);
    this.functions = new GantryFunctions(this, 'Functions', { roles, resources, codeOf, logRetention });
    const functionOf = this.functions.of.bind(this.functions);
    this.sockets.route(functionOf);
    this.rest = new RestApi(this, 'Rest', {
      name,
      functionOf,
      isStreaming: settings.responseStreaming === 'true',
      logRetention,
      logRole,
    });
    const { machine } = new MissionMachine(this, 'Missions', { machineName, functionOf, logRetention });
    const idle: WakesProps['idle'] = settings.channels.length === 0 ? ['work-channels'] : [];
    this.wakes = new Wakes(this, 'Wakes', {
      ...{ stores: this.stores, pods, machine, functionOf, idle, logRetention },
    });
    const { bus, lost } = this.wakes;
    const { alarmEmail: email, spendAlarmUsd } = settings;
    new Watch(this, 'Watch', {
      ...{ bus, lost, machine, functionOf, email, spendAlarmUsd },
      restApiName: name,
      namespace: settings.name,
    });
    this.#tellNames(pods);
  }

  #tellNames(pods: Pods): void {
    this.#tell({
      AccessTable: this.stores.access.tableName,
      RestUrl: this.rest.api.url,
      SocketUrl: this.sockets.stage.url,
      Cluster: pods.cluster.clusterName,
      ObjectsBucket: this.stores.objects.bucketName,
      PodTask: pods.task.taskDefinitionArn,
      PodContainer: pods.containerName,
      PodSubnets: pods.subnetIds.join(','),
      PodSecurityGroup: pods.securityGroup.securityGroupId,
      PodPublicIp: pods.assignsPublicIp ? '1' : '0',
    });
  }

  #pods(settings: Settings, roles: FunctionRoles, logRetention: logs.RetentionDays): Pods {
    const { image, madeBy } = podImage(this, settings.podImage, logRetention);
    const pods = new Pods(this, 'Pods', {
      image,
      settings,
      objects: this.stores.objects,
      launchers: roles.where(({ needs }) => needs.pods === 'launch'),
      logRetention,
    });
    if (madeBy !== undefined) pods.task.node.addDependency(madeBy);
    return pods;
  }

  #resources(settings: Settings, pods: Pods, machineName: string): Resources {
    return {
      stack: this,
      settings,
      edgeSecret: this.edgeSecret,
      stores: this.stores,
      pods,
      signingKeys: this.#signingKeys(settings),
      secrets: this.#secrets(settings),
      originParameter: this.originParameter,
      machineName,
      socketArn: this.sockets.connectionsArn,
      socketEndpoint: this.sockets.stage.callbackUrl,
    };
  }

  /** Asked of CloudFormation, so that no synthesis asks the account, and no template names zones that another account has not. */
  override get availabilityZones(): string[] {
    return [0, 1].map((index) => Fn.select(index, Fn.getAzs()));
  }

  /** The stack's own key signs evidence until a setting names another. It is retained, because what it signed must stay verifiable. */
  #signingKeys({ signingKey, formerSigningKeys }: Settings): readonly [SigningKey, ...SigningKey[]] {
    const { keyId, keyArn } = new kms.Key(this, 'SigningKey', {
      description: 'Signs the evidence of Gantry missions',
      keySpec: kms.KeySpec.ECC_NIST_P256,
      keyUsage: kms.KeyUsage.SIGN_VERIFY,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    const own = { id: keyId, arn: keyArn };
    const byArn = (arn: string): SigningKey => ({ id: arn, arn });
    const former = [...new Set(formerSigningKeys)].filter((arn) => arn !== signingKey).map(byArn);
    return signingKey === undefined ? [own, ...former] : [byArn(signingKey), own, ...former];
  }

  #edgeSecret(): secretsmanager.Secret {
    const secret = new secretsmanager.Secret(this, 'EdgeSecret', {
      description: 'Shown by CloudFront to the REST API',
      generateSecretString: { passwordLength: 40, excludePunctuation: true },
    });
    acknowledge(secret, { SMG4: 'Both sides take it at deployment; a new one is made by replacing it.' });
    return secret;
  }

  #secrets({ githubAppId, oidcIssuer, oidcSecret, model, neon, channels }: Settings): Resources['secrets'] {
    const fields = channels.flatMap((name) => channelFields[name]);
    const key = githubAppId === undefined ? 'token' : 'private_key';
    return {
      github: this.#secret('GitHub', [key, 'webhook_secret']),
      vercel: this.#secret('Vercel', ['token']),
      ...(oidcIssuer !== undefined && oidcSecret && { oidc: this.#secret('Oidc', ['client_secret']) }),
      ...(model !== 'bedrock' && { model: this.#secret('Model', ['api_key']) }),
      ...(neon && { neon: this.#secret('Neon', ['api_key']) }),
      ...(fields.length > 0 && { channels: this.#secret('Channels', fields) }),
    };
  }

  /** A secret that nothing of the stack ever writes, so that no deployment empties it; docs/aws.md says how it is filled. */
  #secret(name: string, fields: readonly string[]): secretsmanager.Secret {
    const secret = new secretsmanager.Secret(this, `${name}Secret`, {
      description: `Gantry's access to ${name}: JSON with ${fields.join(' and ')}`,
    });
    (secret.node.defaultChild as secretsmanager.CfnSecret).generateSecretString = undefined;
    acknowledge(secret, {
      SMG4: 'The token is made and rotated at its provider; functions read a new one within minutes.',
    });
    this.#tell({ [`${name}SecretArn`]: secret.secretArn });
    return secret;
  }

  #tell(outputs: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}

/** What opens each platform, in the words of adapters/worlds/aws-channels.ts. */
const channelFields: Readonly<Record<Settings['channels'][number], readonly string[]>> = {
  telegram: ['telegram_token', 'telegram_secret'],
  slack: ['slack_bot_token', 'slack_signing_secret'],
  discord: ['discord_token', 'discord_public_key'],
  // What opens repositories and signs what they tell is in the secret GitHub.
  github: [],
};
