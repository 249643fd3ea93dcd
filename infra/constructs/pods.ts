import { CfnDeletionPolicy, Duration, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { podTask } from '../../core/wire/pod.ts';
import type { Settings } from '../settings.ts';
import { acknowledge, wildcardFinding } from './acknowledge.ts';

export interface PodsProps {
  readonly image: ecs.ContainerImage;
  readonly settings: Pick<Settings, 'podCpu' | 'podEgress' | 'podPublicIp' | 'vpcId' | 'podSubnets'>;
  readonly objects: s3.IBucket;
  readonly logRetention: logs.RetentionDays;
  /** The roles that may launch pods: they alone may sign mailbox URLs. */
  readonly launchers: readonly iam.IRole[];
}

interface Network {
  readonly vpc: ec2.IVpc;
  readonly subnetIds: readonly string[];
  readonly assignsPublicIp: boolean;
  /** Undefined in a network that is not Gantry's. */
  readonly ownEgress: 'https' | 'isolated' | undefined;
}

/** All of Docker's default capabilities but the launcher's four: SETUID, SETGID, KILL and CHOWN. */
const droppedCapabilities = [
  'AUDIT_WRITE',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'MKNOD',
  'NET_BIND_SERVICE',
  'NET_RAW',
  'SETFCAP',
  'SETPCAP',
  'SYS_CHROOT',
].map((name) => ecs.Capability[name as keyof typeof ecs.Capability]);

/** Where model-written code is built: a network without NAT or ingress, and a task without a role. */
export class Pods extends Construct {
  readonly cluster: ecs.Cluster;
  readonly task: ecs.FargateTaskDefinition;
  readonly containerName = 'pod';
  readonly subnetIds: readonly string[];
  readonly securityGroup: ec2.SecurityGroup;
  readonly assignsPublicIp: boolean;
  /** Signs the mailbox's URLs; each session of it is narrowed to one mailbox. */
  readonly mailboxRole: iam.Role;

  constructor(scope: Construct, id: string, props: PodsProps) {
    super(scope, id);
    const { vpc, subnetIds, assignsPublicIp, ownEgress } = this.#network(props.settings);
    this.assignsPublicIp = assignsPublicIp;
    this.subnetIds = subnetIds;
    this.securityGroup = this.#exit(vpc);
    this.cluster = new ecs.Cluster(this, 'Cluster', {
      vpc,
      containerInsightsV2: ecs.ContainerInsights.DISABLED,
    });
    const log = new logs.LogGroup(this, 'Log', {
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.task = this.#taskDefinition(props, log);
    if (ownEgress !== undefined) this.#exits(vpc as ec2.Vpc, ownEgress, props.objects, log);
    this.mailboxRole = this.#signer(props);
    acknowledge(this.task.obtainExecutionRole(), {
      'IAM5[Resource::*]': 'A login to ECR knows no resource; what it may fetch is the one repository.',
    });
    acknowledge(this.cluster, { ECS4: 'A pod lives for minutes and reports on itself.' });
  }

  /** A network of Gantry's own reaches S3 by a gateway, which costs nothing. */
  #exits(vpc: ec2.Vpc, egress: 'https' | 'isolated', objects: s3.IBucket, log: logs.ILogGroup): void {
    const store = vpc.addGatewayEndpoint('s3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    acknowledge(vpc, { VPC7: 'Nothing listens in it, and what pods send goes to S3 by signed URLs.' });
    if (egress === 'https') return;
    for (const right of isolatedStoreRights(Stack.of(this), objects)) store.addToPolicy(right);
    this.#endpoints(vpc, log);
  }

  #exit(vpc: ec2.IVpc): ec2.SecurityGroup {
    const exit = new ec2.SecurityGroup(this, 'Exit', {
      vpc,
      description: 'Pods: nothing in, only https out',
      allowAllOutbound: false,
    });
    exit.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'S3, the image registry and the log');
    return exit;
  }

  #signer({ launchers, objects }: PodsProps): iam.Role {
    const role = new iam.Role(this, 'MailboxRole', {
      description: 'Signs the URLs of pod mailboxes, each session narrowed to one mailbox',
      assumedBy: new iam.CompositePrincipal(...launchers.map(({ roleArn }) => new iam.ArnPrincipal(roleArn))),
    });
    const mailboxes = objects.arnForObjects('mailbox/*');
    role.addToPolicy(
      new iam.PolicyStatement({ actions: ['s3:GetObject', 's3:PutObject'], resources: [mailboxes] }),
    );
    acknowledge(role, {
      [wildcardFinding(Stack.of(this), mailboxes)]:
        'Each session of the role is narrowed to one mailbox by its own policy.',
    });
    return role;
  }

  /** `https`: out by an internet gateway, to port 443 alone. `isolated`: no way out but to S3, ECR and the log. In a network that was there, its routes decide. */
  #network({ podEgress, podPublicIp, vpcId, podSubnets }: PodsProps['settings']): Network {
    if (vpcId !== undefined) {
      const availabilityZones = podSubnets.map((_id, index) => Fn.select(index, Fn.getAzs()));
      const vpc = ec2.Vpc.fromVpcAttributes(this, 'Network', { vpcId, availabilityZones });
      return { vpc, subnetIds: podSubnets, assignsPublicIp: podPublicIp, ownEgress: undefined };
    }
    const isOpen = podEgress === 'https';
    const vpc = new ec2.Vpc(this, 'Network', {
      maxAzs: 2,
      natGateways: 0,
      // The flag's custom resource would need rights on every security group; nothing uses the default one.
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [
        {
          name: 'pods',
          subnetType: isOpen ? ec2.SubnetType.PUBLIC : ec2.SubnetType.PRIVATE_ISOLATED,
          cidrMask: 24,
        },
      ],
    });
    const subnets = isOpen ? vpc.publicSubnets : vpc.isolatedSubnets;
    const subnetIds = subnets.map(({ subnetId }) => subnetId);
    return { vpc, subnetIds, assignsPublicIp: isOpen, ownEgress: podEgress };
  }

  /**
   * What an isolated pod needs to start: its image and its log. S3 has its gateway. Each takes what the pod's start-up role does and nothing else:
   * code in a pod could bring credentials of its own, and an endpoint without a policy would carry its words into anybody's account.
   */
  #endpoints(vpc: ec2.Vpc, log: logs.ILogGroup): void {
    const door = new ec2.SecurityGroup(this, 'Endpoints', { vpc, allowAllOutbound: false });
    door.addIngressRule(this.securityGroup, ec2.Port.tcp(443), 'Pods fetch their image and write their log');
    const starter = this.task.obtainExecutionRole();
    const write = { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [log.logGroupArn] };
    const pull = { actions: pullActions, resources: ['*'] };
    for (const [service, rights] of [
      ['ECR', pull],
      ['ECR_DOCKER', pull],
      ['CLOUDWATCH_LOGS', write],
    ] as const) {
      const endpoint = vpc.addInterfaceEndpoint(service, {
        service: ec2.InterfaceVpcEndpointAwsService[service],
        open: false,
        securityGroups: [door],
      });
      endpoint.addToPolicy(
        new iam.PolicyStatement({ ...rights, principals: [new iam.ArnPrincipal(starter.roleArn)] }),
      );
    }
  }

  #taskDefinition(
    { image, settings: { podCpu } }: PodsProps,
    logGroup: logs.ILogGroup,
  ): ecs.FargateTaskDefinition {
    const task = new ecs.FargateTaskDefinition(this, 'Task', {
      cpu: podTask.cpuUnits * podCpu,
      memoryLimitMiB: podTask.memoryMiB,
      runtimePlatform: {
        cpuArchitecture: ecs.CpuArchitecture.ARM64,
        operatingSystemFamily: ecs.OperatingSystemFamily.LINUX,
      },
      volumes: [{ name: 'work' }],
    });
    // CDK makes a task role in any case; without one nothing in the pod can ask for credentials.
    const definition = task.node.defaultChild as ecs.CfnTaskDefinition;
    definition.addPropertyDeletionOverride('TaskRoleArn');
    // Missions that began before a deployment still start pods by the revision of before.
    definition.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
    definition.cfnOptions.deletionPolicy = CfnDeletionPolicy.DELETE;
    task.node.tryRemoveChild('TaskRole');
    const container = task.addContainer(this.containerName, {
      image,
      memoryLimitMiB: podTask.containerMiB,
      readonlyRootFilesystem: true,
      // Nothing in a pod is worth a longer goodbye; the default would be 30 s.
      stopTimeout: Duration.seconds(2),
      logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'pod', logGroup }),
      linuxParameters: new ecs.LinuxParameters(this, 'Linux'),
    });
    container.linuxParameters?.dropCapabilities(...droppedCapabilities);
    container.addMountPoints({ sourceVolume: 'work', containerPath: '/work', readOnly: false });
    return task;
  }
}

const pullActions = [
  'ecr:GetAuthorizationToken',
  'ecr:BatchCheckLayerAvailability',
  'ecr:BatchGetImage',
  'ecr:GetDownloadUrlForLayer',
];

/** All that an isolated pod may ask S3 for, whoever signed: mailboxes, and the layers of images, which ECR keeps in a bucket of AWS's own. */
function isolatedStoreRights({ partition, region }: Stack, objects: s3.IBucket): iam.PolicyStatement[] {
  const right = (actions: string[], resource: string): iam.PolicyStatement =>
    new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions, resources: [resource] });
  return [
    right(['s3:GetObject', 's3:PutObject'], objects.arnForObjects('mailbox/*')),
    right(['s3:GetObject'], `arn:${partition}:s3:::prod-${region}-starport-layer-bucket/*`),
  ];
}
