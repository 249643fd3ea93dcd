import { describe, expect, it } from 'vitest';
import { allowedLambdaCall } from '../../compose/engine/allowed-lambda-call.ts';

const network = 'gantry';
const name = 'gantry-localstack-lambda-gantrycore-functionsbuild-1a2b-9f8e7d6c';
const id = 'f'.repeat(64);
const engine = { network, nameOf: async (asked: string) => (asked === id ? name : 'gantry-edge-1') };
const good = {
  Image: 'public.ecr.aws/lambda/nodejs:24',
  Entrypoint: ['/var/rapid/init'],
  Env: ['AWS_REGION=eu-west-1'],
  Labels: {},
  Tty: false,
  Volumes: {},
  HostConfig: { NetworkMode: network, Binds: [], Dns: ['172.18.0.2'], Privileged: false, PortBindings: {} },
  NetworkingConfig: { EndpointsConfig: { [network]: null } },
};
const create = (body: unknown, target = `/v1.41/containers/create?name=${name}&platform=linux%2Farm64`) =>
  allowedLambdaCall({ method: 'POST', target, body }, engine);
const ask = (method: string, target: string) =>
  allowedLambdaCall({ method, target, body: undefined }, engine);

describe('the guard of the engine, for functions', () => {
  it('lets a function run in an image of AWS: pulled, made, filled, started, read, removed', async () => {
    expect(await create(good)).toMatchObject({
      path: `/containers/create?name=${name}&platform=linux%2Farm64`,
      body: { Image: good.Image },
    });
    expect(
      await ask('POST', '/images/create?fromImage=public.ecr.aws%2Flambda%2Fnodejs&tag=24'),
    ).toMatchObject({
      isSlow: true,
    });
    for (const [method, action] of [
      ['POST', '/start'],
      ['POST', '/stop'],
      ['GET', '/json'],
      ['HEAD', '/archive?path=%2Fvar%2Ftask'],
      ['GET', '/logs'],
      ['DELETE', ''],
    ] as const)
      expect(await ask(method, `/containers/${id}${action}`)).toMatchObject({ method });
    expect(await ask('PUT', `/containers/${id}/archive?path=/var/task`)).toMatchObject({ passesBody: true });
  });

  it('lets a function be put into its network in the words of LocalStack 4, and into no other', async () => {
    const inItsNetwork = { body: { NetworkingConfig: { EndpointsConfig: { [network]: {} } } } };
    expect(await create({ ...good, NetworkingConfig: { [network]: null } })).toMatchObject(inItsNetwork);
    // Docker answers `null` there with 400.
    expect(await create(good)).toMatchObject(inItsNetwork);
    expect(await create({ ...good, NetworkingConfig: { 'gantry-pods': null } })).toBeUndefined();
    expect(
      await create({ ...good, NetworkingConfig: { [network]: { Aliases: ['hosts'] } } }),
    ).toBeUndefined();
  });

  it.each<[string, object]>([
    ['another image', { ...good, Image: 'localstack/localstack' }],
    ['an image of that name elsewhere', { ...good, Image: 'evil.example/public.ecr.aws/lambda/nodejs' }],
    ['mounts', { ...good, HostConfig: { ...good.HostConfig, Binds: ['/:/host'] } }],
    ['mounts by their other name', { ...good, HostConfig: { ...good.HostConfig, Mounts: [{}] } }],
    ['volumes of others', { ...good, HostConfig: { ...good.HostConfig, VolumesFrom: ['x'] } }],
    ['privileges', { ...good, HostConfig: { ...good.HostConfig, Privileged: true } }],
    ['capabilities', { ...good, HostConfig: { ...good.HostConfig, CapAdd: ['ALL'] } }],
    ['devices', { ...good, HostConfig: { ...good.HostConfig, Devices: [{}] } }],
    ['published ports', { ...good, HostConfig: { ...good.HostConfig, PortBindings: { '80/tcp': [{}] } } }],
    ["the host's network", { ...good, HostConfig: { ...good.HostConfig, NetworkMode: 'host' } }],
    [
      'the name of another service',
      { ...good, NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: ['hosts'] } } } },
    ],
    [
      'a fixed address',
      {
        ...good,
        NetworkingConfig: {
          EndpointsConfig: { [network]: { IPAMConfig: { IPv4Address: '172.31.250.10' } } },
        },
      },
    ],
    ["a pod's label", { ...good, Labels: { 'gantry.pod': 'msn_1/pod_1' } }],
    ["a service's label", { ...good, Labels: { 'com.docker.compose.service': 'engine' } }],
    ['another network', { ...good, NetworkingConfig: { EndpointsConfig: { 'gantry-pods': {} } } }],
    ["the host's processes", { ...good, HostConfig: { ...good.HostConfig, PidMode: 'host' } }],
    ['a setting that nobody thought of', { ...good, HostConfig: { ...good.HostConfig, NewThing: 'on' } }],
  ])('refuses a container with %s', async (_, body) => {
    expect(await create(body)).toBeUndefined();
  });

  it.each([
    ['POST', `/containers/${id}/exec`],
    ['GET', `/containers/${id}/archive?path=/`],
    ['POST', `/containers/${'0'.repeat(64)}/stop`],
    ['DELETE', '/containers/gantry-edge-1'],
    ['DELETE', '/containers/my-localstack-lambda-theirs-1a2b'],
    ['PUT', '/containers/gantry-edge-1/archive?path=/'],
    ['HEAD', '/containers/gantry-edge-1/archive?path=/'],
    ['POST', '/containers/create?name=gantry-edge-1'],
    ['POST', '/images/create?fromImage=debian'],
    ['GET', '/images/debian/json'],
    ['POST', '/build'],
    ['POST', '/volumes/create'],
    ['POST', '/networks/gantry-pods/connect'],
    ['GET', '/networks/gantry-pods'],
    ['POST', '/commit'],
  ])('refuses %s %s', async (method, target) => {
    expect(await allowedLambdaCall({ method, target, body: good }, engine)).toBeUndefined();
  });
});
