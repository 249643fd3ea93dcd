import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';

const root = join(import.meta.dirname, '..', '..');
const files = ['compose.yaml', 'compose/pro.yaml', 'compose/ministack.yaml'];
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const parseFile = (path: string): unknown => parse(read(path), { merge: true });

const serviceSchema = z.looseObject({
  image: z.string(),
  build: z.looseObject({ dockerfile: z.string() }).optional(),
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  cap_drop: z.array(z.string()).default([]),
  cap_add: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  user: z.string().optional(),
  mem_limit: z.string().optional(),
  pids_limit: z.number().optional(),
  networks: z.unknown().optional(),
  healthcheck: z.unknown().optional(),
  restart: z.string().optional(),
});
const networksSchema = z.looseObject({ cloud: z.looseObject({ ipv4_address: z.string() }) });
const services = files.flatMap((file) =>
  Object.entries(
    z.looseObject({ services: z.record(z.string(), serviceSchema) }).parse(parseFile(file)).services,
  ).map(([name, service]) => ({ file, name, service })),
);
const whole = services.filter(({ file }) => file === 'compose.yaml');
/** A pod by another name: its launcher becomes another user, which takes what the engine's guard lets pods have. */
const launcherRights = ['SETUID', 'SETGID', 'KILL', 'CHOWN'];
const isLauncher = ({ name }: { readonly name: string }): boolean => name === 'functions';
const titled = services.map((each) => [`${each.name} of ${each.file}`, each] as const);

describe('the compose files', () => {
  it.each(files)('%s fits the Compose Specification', (file) => {
    const schema = JSON.parse(read('test/compose/schema/compose-spec.json')) as Record<string, unknown>;
    const validate = new Ajv({ strict: false, validateFormats: false }).compile({
      ...schema,
      $schema: 'http://json-schema.org/draft-07/schema#',
    });
    expect(validate(parseFile(file)), JSON.stringify(validate.errors)).toBe(true);
  });

  it.each([
    [['compose.yaml']],
    [['compose.yaml', 'compose/pro.yaml']],
    [['compose.yaml', 'compose/ministack.yaml']],
  ])('fit what docker-compose reads: %s', (given) => {
    const program = ['/usr/bin/docker-compose', '/usr/local/bin/docker-compose'].find(existsSync);
    if (program === undefined) return console.warn('SKIPPED: there is no docker-compose here');
    const flags = given.flatMap((file) => ['-f', join(root, file)]);
    const env = { ...process.env, LOCALSTACK_AUTH_TOKEN: 'a token' };
    execFileSync(program, [...flags, 'config', '-q'], { stdio: 'pipe', env });
  });

  it.each(titled)('pins the image of %s, or builds it from our own sources', (_, { service }) => {
    if (service.build !== undefined || ['gantry-services:local', 'gantry-pod'].includes(service.image))
      return;
    expect(service.image).toMatch(/:(?:\$\{\w+:-)?\d+\.\d+\.\d+(?:@sha256:[0-9a-f]{64})?\}?$/);
  });

  it.each(titled)('gives %s no privilege, no capability, no host and no new rights', (_, each) => {
    const { service } = each;
    for (const name of ['privileged', 'devices', 'pid', 'ipc', 'userns_mode', 'cgroup_parent'])
      expect(service).not.toHaveProperty(name);
    expect(service.cap_add).toEqual(isLauncher(each) ? launcherRights : []);
    expect(service).not.toHaveProperty('network_mode', 'host');
  });

  it('opens ports on the loopback alone, and one only', () => {
    // The file's own words, which Compose fills in.
    expect(services.flatMap(({ service }) => service.ports)).toEqual([`127.0.0.1:${'$'}{PORT:-5050}:8080`]);
  });

  it("shows the engine's socket to its guard and to nobody else, who is on no network that leads out", () => {
    const shown = services.filter(({ service }) => JSON.stringify(service).includes('docker.sock'));
    expect(shown.map(({ name }) => name)).toEqual(['engine']);
    expect(shown[0]?.service.networks).toEqual(['engine']);
    expect(parseFile('compose.yaml')).toMatchObject({ networks: { engine: { internal: true } } });
    const mounts = services
      .flatMap(({ service }) => service.volumes)
      .filter((volume) => /^[./~$]/.test(volume));
    expect(mounts).toEqual([`${'$'}{DOCKER_SOCKET:-/var/run/docker.sock}:/var/run/docker.sock`]);
  });

  it('gives pods a network that leads nowhere, not even to this machine, with nothing in it but the way to their mailbox', () => {
    expect(parseFile('compose.yaml')).toMatchObject({
      networks: {
        pods: {
          name: 'gantry-pods',
          internal: true,
          driver_opts: { 'com.docker.network.bridge.inhibit_ipv4': 'true' },
        },
      },
    });
    const inside = services.filter(({ service }) => JSON.stringify(service.networks ?? '').includes('pods'));
    expect(inside.map(({ name }) => name)).toEqual(['mailbox']);
  });

  it("tells functions LocalStack's own address, and has it stream what PartiQL inserts", () => {
    const aws = whole.find(({ name }) => name === 'aws')?.service;
    const address = networksSchema.parse(aws?.networks).cloud.ipv4_address;
    expect(aws?.environment).toMatchObject({
      HOSTNAME_FROM_LAMBDA: address,
      LOCALSTACK_HOST: `${address}:4566`,
      PROVIDER_OVERRIDE_DYNAMODB: 'v2',
      PROVIDER_OVERRIDE_DYNAMODBSTREAMS: 'v2',
    });
  });

  it('limits every service, lets none gain rights, and runs functions on no network', () => {
    for (const { name, service } of whole) {
      expect([service.mem_limit, service.pids_limit], name).not.toContain(undefined);
      expect(service.security_opt, name).toContain('no-new-privileges:true');
      if (isLauncher({ name })) expect(service).toMatchObject({ network_mode: 'none', read_only: true });
    }
  });

  it('runs all that is ours without a capability or root, but for the guard of a socket of root and who launches functions', () => {
    const ours = whole.filter(({ name }) => name !== 'aws');
    expect(ours.filter(({ service }) => service.cap_drop.join() !== 'ALL')).toEqual([]);
    const others = ours.filter(({ service }) => service.user !== '65532:65532');
    expect(others.map(({ name, service }) => [name, service.user])).toEqual([
      ['engine', '0:0'],
      // Its first process is root with the launcher's rights; it serves nobody but the supervisor, its child.
      ['functions', undefined],
    ]);
    const writable = ours.filter(({ service }) => service.read_only !== true);
    expect(writable.map(({ name }) => name)).toEqual(['deployer']);
  });

  it('names a volume for whatever is to be kept, and lets the keys of the hosts be read alone', () => {
    const keys = whole.filter(({ service }) =>
      service.volumes.some((each) => each.startsWith('hosts-keys:')),
    );
    expect(
      keys.map(({ name, service }) => [name, service.volumes.some((each) => each.endsWith(':ro'))]),
    ).toEqual([
      ['hosts', false],
      ['deployer', true],
    ]);
  });

  it('tells when each service that stays is ready', () => {
    const staying = whole.filter(({ service }) => service.restart !== 'no');
    expect(staying.filter(({ service }) => service.healthcheck === undefined)).toEqual([]);
  });
});
