import { CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { inlineCode } from './inline-code.ts';

export interface ImageBuildProps {
  /** What the image is built from; its hash is the image's tag, so the same source is built once. */
  readonly source: Asset;
  /** Within the source. */
  readonly dockerfile: string;
  /** The Dockerfile's arguments, by name. */
  readonly buildArguments: Readonly<Record<string, string>>;
  readonly logRetention: logs.RetentionDays;
}

const buildLimit = Duration.minutes(14);
const lambdaLimit = Duration.minutes(15);

/** An image for arm64 that the account builds by itself at deployment, for whoever has no Docker. Its compression is zstd, which Fargate unpacks faster. */
export class ImageBuild extends Construct {
  readonly repository: ecr.Repository;
  readonly tag: string;
  /** Ends with the build; whatever runs the image has to wait for it. */
  readonly built: CustomResource;

  constructor(scope: Construct, id: string, props: ImageBuildProps) {
    super(scope, id);
    this.tag = props.source.assetHash;
    this.repository = new ecr.Repository(this, 'Images', {
      imageTagMutability: ecr.TagMutability.IMMUTABLE,
      imageScanOnPush: true,
      lifecycleRules: [{ maxImageCount: 3, description: 'What runs, and two to go back to' }],
      removalPolicy: RemovalPolicy.DESTROY,
      emptyOnDelete: true,
    });
    const project = this.#project(props);
    const starter = this.#starter(project, props.logRetention);
    this.built = new CustomResource(this, 'Built', {
      resourceType: 'Custom::GantryImageBuild',
      serviceToken: starter.functionArn,
      serviceTimeout: lambdaLimit,
      // Another tag is another build.
      properties: { Project: project.projectName, Tag: this.tag },
    });
    this.built.node.addDependency(starter, project);
  }

  #project({ source, dockerfile, buildArguments, logRetention }: ImageBuildProps): codebuild.Project {
    const role = new iam.Role(this, 'BuildRole', {
      assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com'),
    });
    const log = this.#log('BuildLog', logRetention);
    const allow = allowing(role);
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [log.logGroupArn, `${log.logGroupArn}:*`]);
    allow(['s3:GetObject', 's3:GetObjectVersion'], [source.bucket.arnForObjects(source.s3ObjectKey)]);
    allow(['ecr:GetAuthorizationToken'], ['*']);
    allow(pushActions, [this.repository.repositoryArn]);
    acknowledge(role, {
      'IAM5[Resource::*]': 'A login to ECR knows no resource; it carries the rights of whoever asks.',
      [`IAM5[Resource::<${Stack.of(this).getLogicalId(log.node.defaultChild as logs.CfnLogGroup)}.Arn>:*]`]:
        'The streams of the one log group.',
    });
    const project = new codebuild.Project(this, 'Project', {
      description: "Builds the pod's image",
      role: role.withoutPolicyUpdates(),
      source: codebuild.Source.s3({ bucket: source.bucket, path: source.s3ObjectKey }),
      environment: {
        buildImage: codebuild.LinuxArmBuildImage.AMAZON_LINUX_2023_STANDARD_3_0,
        computeType: codebuild.ComputeType.SMALL,
        privileged: true,
      },
      environmentVariables: {
        REPOSITORY: { value: this.repository.repositoryUri },
        REPOSITORY_NAME: { value: this.repository.repositoryName },
        TAG: { value: this.tag },
        DOCKERFILE: { value: dockerfile },
        ...Object.fromEntries(Object.entries(buildArguments).map(([name, value]) => [name, { value }])),
      },
      buildSpec: codebuild.BuildSpec.fromObject(buildSteps(Object.keys(buildArguments))),
      timeout: buildLimit,
      logging: { cloudWatch: { logGroup: log } },
    });
    project.node.addDependency(role);
    acknowledge(project, {
      CB3: 'An image cannot be built without the privilege; the project builds this one and nothing else.',
      CB4: 'It leaves no artifact but the image, which ECR encrypts.',
    });
    return project;
  }

  #starter(project: codebuild.Project, logRetention: logs.RetentionDays): lambda.Function {
    const role = new iam.Role(this, 'StarterRole', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    const logGroup = this.#log('StarterLog', logRetention);
    const allow = allowing(role);
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]);
    allow(['codebuild:StartBuild', 'codebuild:BatchGetBuilds'], [project.projectArn]);
    const starter = new lambda.Function(this, 'Starter', {
      description: 'Builds the image of pods at deployment',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: inlineCode('run-build'),
      role,
      logGroup,
      timeout: lambdaLimit,
      memorySize: 128,
    });
    starter.node.addDependency(role);
    return starter;
  }

  #log(id: string, retention: logs.RetentionDays): logs.LogGroup {
    return new logs.LogGroup(this, id, { retention, removalPolicy: RemovalPolicy.DESTROY });
  }
}

const allowing =
  (role: iam.Role) =>
  (actions: readonly string[], resources: readonly string[]): void =>
    void role.addToPolicy(new iam.PolicyStatement({ actions: [...actions], resources: [...resources] }));

const pushActions = [
  'BatchCheckLayerAvailability',
  'BatchGetImage',
  'CompleteLayerUpload',
  'DescribeImages',
  'GetDownloadUrlForLayer',
  'InitiateLayerUpload',
  'PutImage',
  'UploadLayerPart',
].map((name) => `ecr:${name}`);

const exists = 'aws ecr describe-images --repository-name "$REPOSITORY_NAME" --image-ids imageTag="$TAG"';
const logIn =
  'aws ecr get-login-password | docker login --username AWS --password-stdin "$(dirname "$REPOSITORY")"';
const output =
  'type=image,name=$REPOSITORY:$TAG,push=true,compression=zstd,force-compression=true,oci-mediatypes=true';

/** Docker takes their values from the environment. */
const words = (names: readonly string[]): string => names.map((name) => `--build-arg ${name}`).join(' ');

/** An image that is there already, from a deployment that went wrong later, is not built again. */
const buildSteps = (buildArguments: readonly string[]) => ({
  version: '0.2',
  env: { shell: 'bash' },
  phases: {
    build: {
      commands: [
        [
          'set -eu',
          `if ${exists} >/dev/null 2>&1; then echo "The image is there already."; exit 0; fi`,
          logIn,
          'docker buildx create --use --driver docker-container',
          `docker buildx build --platform linux/arm64 --provenance=false ${words(buildArguments)} --file "$DOCKERFILE" --output "${output}" .`,
        ].join('\n'),
      ],
    },
  },
});
