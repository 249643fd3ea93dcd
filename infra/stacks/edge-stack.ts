import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import type * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { acknowledge } from '../constructs/acknowledge.ts';
import { ConsoleFiles } from '../constructs/console-files.ts';
import type { Settings } from '../settings.ts';
import type { CoreStack } from './core-stack.ts';
import { findPage, onlyFor, openSocket, passViewer } from './edge-functions.ts';

export interface EdgeStackProps extends StackProps {
  readonly core: CoreStack;
  /** The built console. */
  readonly consoleFolder: string;
  readonly settings: Settings;
  /** ARN of a web ACL in us-east-1, where WAF is on. */
  readonly webAclArn?: string;
}

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "manifest-src 'self'",
  'frame-src https://*.vercel.app',
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** What both APIs know their edge by. */
const shownTo = ({ edgeSecret }: CoreStack) => ({
  'x-gantry-edge-secret': edgeSecret.secretValue.unsafeUnwrap(),
});

/** CloudFront keeps an error for ten seconds whatever the origin says, and shows it to whoever asks the same next, also with another session. */
const uncachedErrors: cloudfront.ErrorResponse[] = [
  400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504,
].map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) }));

/** The front door: one origin for console, REST and WebSocket. It has no error pages: they would turn the API's errors into the console. */
export class EdgeStack extends Stack {
  readonly #settings: Settings;

  constructor(scope: Construct, id: string, props: EdgeStackProps) {
    super(scope, id, props);
    const { core, consoleFolder, settings } = props;
    this.#settings = settings;
    const console = this.#consoleBucket();
    const distribution = this.#distribution(console, props);
    new ConsoleFiles(this, 'ConsoleFiles', {
      folder: consoleFolder,
      bucket: console,
      distribution,
      logRetention: Number(settings.logDays) as logs.RetentionDays,
    });
    const origin = `https://${settings.domain ?? distribution.distributionDomainName}`;
    new ssm.StringParameter(this, 'Origin', {
      parameterName: core.originParameter,
      description: 'Where people open Gantry',
      stringValue: origin,
    });
    new CfnOutput(this, 'Url', { value: origin });
    // What a domain of one's own is an alias of.
    new CfnOutput(this, 'CloudFrontName', { value: distribution.distributionDomainName });
    new CfnOutput(this, 'ConsoleBucket', { value: console.bucketName });
    new CfnOutput(this, 'DistributionId', { value: distribution.distributionId });
  }

  #consoleBucket(): s3.Bucket {
    const bucket = new s3.Bucket(this, 'Console', {
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    acknowledge(bucket, { S1: 'It holds the built console and nothing else; CloudFront alone reads it.' });
    return bucket;
  }

  #distribution(console: s3.Bucket, { core, webAclArn }: EdgeStackProps): cloudfront.Distribution {
    const api = this.#apiBehavior(core);
    const distribution = new cloudfront.Distribution(this, 'Distribution', {
      comment: 'Gantry',
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      priceClass: cloudfront.PriceClass.PRICE_CLASS_100,
      ...this.#ownDomain(),
      errorResponses: uncachedErrors,
      ...(webAclArn !== undefined && { webAclId: webAclArn }),
      defaultBehavior: {
        origin: this.#consoleOrigin(console),
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        cachePolicy: cloudfront.CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy: this.#headers('ConsoleHeaders', contentSecurityPolicy),
        functionAssociations: [this.#before('FindPage', findPage)],
      },
      additionalBehaviors: {
        '/gantry/ws/*': this.#socketBehavior(core),
        '/gantry/*': api,
        '/health': api,
        '/openapi.json': api,
        '/.well-known/*': api,
      },
    });
    acknowledge(distribution, {
      CFR1: 'Whom Gantry serves is for the account that it runs in to decide.',
      CFR2: 'WAF is on by context: it costs more than all the rest while nobody calls.',
      CFR3: 'The REST and WebSocket APIs log every call; console files are the same for everybody.',
      ...(this.#settings.domain === undefined && {
        CFR4: "CloudFront's own domain comes with CloudFront's own certificate, whose policy nobody can set.",
      }),
    });
    return distribution;
  }

  #ownDomain(): Partial<cloudfront.DistributionProps> {
    const { domain, certificate } = this.#settings;
    if (domain === undefined || certificate === undefined) return {};
    return {
      domainNames: [domain],
      certificate: acm.Certificate.fromCertificateArn(this, 'Certificate', certificate),
      minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
    };
  }

  #consoleOrigin(console: s3.Bucket): cloudfront.IOrigin {
    const originAccessControl = new cloudfront.S3OriginAccessControl(this, 'ConsoleAccess', {
      originAccessControlName: this.#nameInAccount('console'),
    });
    return origins.S3BucketOrigin.withOriginAccessControl(console, { originAccessControl });
  }

  /** Of what CloudFront keeps, an account has each name once, in whatever region the stack is. */
  #nameInAccount(what: string): string {
    return `${this.stackName}-${this.region}-${what}`;
  }

  #apiBehavior(core: CoreStack): cloudfront.BehaviorOptions {
    const { api } = core.rest;
    const domain = `${api.restApiId}.execute-api.${this.region}.${this.urlSuffix}`;
    return {
      origin: new origins.HttpOrigin(domain, {
        originPath: `/${api.deploymentStage.stageName}`,
        protocolPolicy: cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
        readTimeout: Duration.seconds(60),
        customHeaders: shownTo(core),
      }),
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
      cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
      originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      responseHeadersPolicy: this.#apiHeaders,
      functionAssociations: [this.#before('PassViewer', passViewer)],
      compress: false,
    };
  }

  #socketBehavior(core: CoreStack): cloudfront.BehaviorOptions {
    const { sockets } = core;
    const domain = `${sockets.api.apiId}.execute-api.${this.region}.${this.urlSuffix}`;
    return {
      origin: new origins.HttpOrigin(domain, {
        protocolPolicy: cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
        customHeaders: shownTo(core),
      }),
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
      cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
      originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      functionAssociations: [this.#before('OpenSocket', openSocket)],
    };
  }

  #apiHeaderPolicy: cloudfront.ResponseHeadersPolicy | undefined;

  get #apiHeaders(): cloudfront.ResponseHeadersPolicy {
    this.#apiHeaderPolicy ??= this.#headers('ApiHeaders', "default-src 'none'; frame-ancestors 'none'");
    return this.#apiHeaderPolicy;
  }

  #headers(id: string, policy: string): cloudfront.ResponseHeadersPolicy {
    return new cloudfront.ResponseHeadersPolicy(this, id, {
      responseHeadersPolicyName: this.#nameInAccount(id),
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: policy, override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: cloudfront.HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: cloudfront.HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: { accessControlMaxAge: Duration.days(365), override: true },
      },
      // A page that opens the console in a tab, which is signed in where another tab is, gets no hold of it.
      customHeadersBehavior: {
        customHeaders: [{ header: 'Cross-Origin-Opener-Policy', value: 'same-origin', override: true }],
      },
    });
  }

  #before(id: string, code: string): cloudfront.FunctionAssociation {
    return {
      eventType: cloudfront.FunctionEventType.VIEWER_REQUEST,
      function: new cloudfront.Function(this, id, {
        functionName: this.#nameInAccount(id),
        code: cloudfront.FunctionCode.fromInline(onlyFor(this.#settings.allowedAddresses, code).trim()),
        runtime: cloudfront.FunctionRuntime.JS_2_0,
      }),
    };
  }
}
