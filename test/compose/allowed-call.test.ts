import { describe, expect, it } from 'vitest';
import { allowedCall } from '../../compose/engine/allowed-call.ts';
import { podContainer } from '../../compose/engine/pod-container.ts';

const place = { network: 'gantry-pods', proxyUrl: 'http://mailbox:8080' };
const name = `gantry-pod-${'a1'.repeat(16)}`;
const good = podContainer({
  orderUrl: 'http://localstack:4566/b/in/order.json?X-Amz-Signature=s',
  startedBy: 'msn_1/pod_1',
  place,
});
const create = (body: unknown, target = `/containers/create?name=${name}`) =>
  allowedCall({ method: 'POST', target, body }, place);

describe('the guard of the engine', () => {
  it('lets a pod be made, started, waited for, read, stopped and removed', () => {
    expect(create(good)).toEqual({
      method: 'POST',
      path: `/containers/create?name=${name}`,
      body: good,
    });
    for (const [method, path] of [
      ['POST', '/start'],
      ['POST', '/wait'],
      ['POST', '/stop'],
      ['GET', '/json'],
      ['DELETE', ''],
    ] as const)
      expect(
        allowedCall({ method, target: `/v1.41/containers/${name}${path}`, body: undefined }, place),
      ).toMatchObject({ method, path: expect.stringContaining(`/containers/${name}${path}`) });
  });

  it('lists pods and nothing else, whatever was asked for', () => {
    const asked = { method: 'GET', target: '/containers/json?filters={}', body: undefined };
    expect(decodeURIComponent(allowedCall(asked, place)?.path ?? '')).toContain('{"label":["gantry.pod"]}');
  });

  it.each<[string, object]>([
    ['another image', { ...good, Image: 'debian' }],
    ['a command', { ...good, Cmd: ['sh'] }],
    ['an entry point', { ...good, Entrypoint: ['sh'] }],
    ['root', { ...good, User: '0' }],
    ['a second variable', { ...good, Env: [...good.Env, 'LD_PRELOAD=x'] }],
    ['another variable', { ...good, Env: ['PATH=/x'] }],
    ['no proxy', { ...good, Env: good.Env.slice(0, 1) }],
    ['a proxy of its own', { ...good, Env: [...good.Env.slice(0, 2), 'HTTP_PROXY=http://evil:1'] }],
    ['a variable more', { ...good, Env: [...good.Env, 'NODE_OPTIONS=--import=data:,x'] }],
    ['a resolver of names', { ...good, HostConfig: { ...good.HostConfig, Dns: ['9.9.9.9'] } }],
    ['names of its own', { ...good, HostConfig: { ...good.HostConfig, ExtraHosts: ['mailbox:1.2.3.4'] } }],
    ['links', { ...good, HostConfig: { ...good.HostConfig, Links: ['gantry-ministack:aws'] } }],
    ['another runtime', { ...good, HostConfig: { ...good.HostConfig, Runtime: 'x' } }],
    ['a host name', { ...good, Hostname: 'mailbox' }],
    ['mounts', { ...good, HostConfig: { ...good.HostConfig, Binds: ['/:/host'] } }],
    [
      'mounts by their other name',
      { ...good, HostConfig: { ...good.HostConfig, Mounts: [{ Type: 'bind' }] } },
    ],
    ['volumes', { ...good, Volumes: { '/x': {} } }],
    ['privileges', { ...good, HostConfig: { ...good.HostConfig, Privileged: true } }],
    ['a capability', { ...good, HostConfig: { ...good.HostConfig, CapAdd: ['SYS_ADMIN'] } }],
    ['no capability dropped', { ...good, HostConfig: { ...good.HostConfig, CapDrop: [] } }],
    ['devices', { ...good, HostConfig: { ...good.HostConfig, Devices: [{}] } }],
    ["the host's network", { ...good, HostConfig: { ...good.HostConfig, NetworkMode: 'host' } }],
    [
      "another container's network",
      { ...good, HostConfig: { ...good.HostConfig, NetworkMode: 'container:x' } },
    ],
    ["the host's processes", { ...good, HostConfig: { ...good.HostConfig, PidMode: 'host' } }],
    ['more memory', { ...good, HostConfig: { ...good.HostConfig, Memory: 1024 ** 3 } }],
    [
      'no filter of system calls',
      { ...good, HostConfig: { ...good.HostConfig, SecurityOpt: ['seccomp=unconfined'] } },
    ],
    ['a writable root', { ...good, HostConfig: { ...good.HostConfig, ReadonlyRootfs: false } }],
    ['a port', { ...good, ExposedPorts: { '80/tcp': {} } }],
    ['further networks', { ...good, NetworkingConfig: { EndpointsConfig: { other: {} } } }],
  ])('refuses a container with %s', (_, body) => {
    expect(create(body)).toBeUndefined();
  });

  it.each([
    ['POST', `/containers/${name}/exec`],
    ['POST', '/exec/1/start'],
    ['PUT', `/containers/${name}/archive?path=/`],
    ['GET', `/containers/${name}/archive?path=/`],
    ['POST', `/containers/${name}/attach?stdin=1`],
    ['POST', `/containers/${name}/update`],
    ['POST', `/containers/${name}/rename?name=x`],
    ['POST', '/containers/localstack/stop'],
    ['DELETE', '/containers/localstack'],
    ['DELETE', `/containers/${name}/../localstack`],
    ['DELETE', `/containers/${name}%2f..%2flocalstack`],
    ['DELETE', `//containers/${name}`],
    ['POST', '/containers/create?name=localstack'],
    ['POST', '/containers/create'],
    ['POST', '/build'],
    ['POST', '/images/create?fromImage=x'],
    ['GET', '/images/json'],
    ['GET', '/secrets'],
    ['POST', '/networks/gantry-pods/connect'],
    ['POST', '/volumes/create'],
    ['POST', '/session'],
    ['GET', '/info'],
    ['GET', '/events'],
  ])('refuses %s %s', (method, target) => {
    expect(allowedCall({ method, target, body: good }, place)).toBeUndefined();
  });
});
