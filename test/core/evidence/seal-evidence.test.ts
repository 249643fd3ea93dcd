import { beforeEach, describe, expect, test } from 'vitest';
import { createSigner } from '../../../adapters/local/signer.ts';
import { nodeSignatureVerifier } from '../../../adapters/node/signature-verifier.ts';
import { fromBase64, toBase64 } from '../../../core/evidence/base64.ts';
import { canonicalJson } from '../../../core/evidence/canonical-json.ts';
import { signCheckpoint } from '../../../core/evidence/checkpoint.ts';
import { signEnvelope } from '../../../core/evidence/dsse.ts';
import { sealEvidence } from '../../../core/evidence/seal-evidence.ts';
import { verifyBundle } from '../../../core/evidence/verify-bundle.ts';
import { runCommand } from '../../../core/mission/append-facts.ts';
import type { PublicKey, Signer } from '../../../core/ports/signer.ts';
import { saveSpec } from '../../../core/spec/spec-store.ts';
import type { EvidenceBundle } from '../../../core/wire/evidence.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import { specSchema } from '../../../core/wire/spec.ts';
import { temporaryHome } from '../../adapters/local/temporary-home.ts';
import { testedMission } from '../app/tested-mission.ts';
import { play } from '../mission/play.ts';
import { commands, request } from '../mission/samples.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';

let deps: TestPorts;
beforeEach(() => {
  deps = makePorts();
});

const seal = (missionId: MissionId): Promise<EvidenceBundle> => sealEvidence(deps)(missionId, never);
const check = (bundle: unknown, pinned?: string) =>
  verifyBundle({ digest: deps.digest, verifier: nodeSignatureVerifier }, bundle, pinned);
const signingKey = async (signer: Signer): Promise<PublicKey> =>
  (await signer.publicKeys(never))[0] as PublicKey;
const payloadOf = (bundle: EvidenceBundle) =>
  JSON.parse(new TextDecoder().decode(fromBase64(bundle.envelope.payload)));

async function built(): Promise<MissionId> {
  const { missionId } = await testedMission(deps, { wanted: { deploy: false, publish: false } });
  await runCommand(deps)({ missionId, command: commands().settle, actor: 'gantry' }, { signal: never });
  return missionId;
}
const failed = async (): Promise<MissionId> => (await play([commands().settle], { deps })).missionId;

describe('sealing', () => {
  test('happens once: the same bundle for all who ask, and never another one', async () => {
    const missionId = await built();
    const bundles = await Promise.all([seal(missionId), seal(missionId), seal(missionId)]);
    const kept = await deps.objects.get(`evidence/${missionId}.json`, never);
    const again = await seal(missionId);
    for (const bundle of bundles) expect(bundle).toEqual(again);
    expect(await deps.objects.get(`evidence/${missionId}.json`, never)).toEqual(kept);
    expect(Object.keys(again).toSorted()).toEqual(['envelope', 'events', 'public_key_pem', 'version']);
  });

  test('states the spec with its steps, and of one that the store has lost its digest', async () => {
    const { title, stack, features, needs, left_out, checks } = commands()['agree-spec'].data;
    const steps = [{ do: 'see', what: '12' }] as const;
    const spec = specSchema.parse({
      title,
      stack,
      features,
      needs,
      left_out,
      checks: checks.map((one) => ({ ...one, steps })),
    });
    const agreed = async (missionId: MissionId, sha256: string) => {
      const agree = commands()['agree-spec'];
      await play([{ ...agree, data: { ...agree.data, spec_sha256: sha256 } }, commands().settle], {
        deps,
        missionId,
      });
      return payloadOf(await seal(missionId)).predicate.buildDefinition.externalParameters;
    };
    const stored = deps.ids.make('msn') as MissionId;
    const sha256 = await saveSpec(deps)(stored, spec, never);
    expect(await agreed(stored, sha256)).toMatchObject({ spec_sha256: sha256, spec });
    expect(await agreed(deps.ids.make('msn') as MissionId, sha256)).toMatchObject({
      spec_sha256: sha256,
      spec: null,
    });
  });

  test('answers its own bundle should the store have lost the one that was first', async () => {
    const objects = { ...deps.objects, put: async () => 'exists' as const };
    expect((await sealEvidence({ ...deps, objects })(await failed(), never)).version).toBe(1);
  });

  test.each([
    ['runs', async () => (await play([], { deps })).missionId],
    ['was never requested', async () => deps.ids.make('msn') as MissionId],
  ])('waits for a mission that %s', async (_, make) => {
    await expect(seal(await make())).rejects.toMatchObject({ name: 'NotFound', code: 'evidence_not_ready' });
  });
});

describe('a statement', () => {
  test('binds the tree, the words, the rules, every report and the chain’s head', async () => {
    const missionId = await built();
    const bundle = await seal(missionId);
    const statement = payloadOf(bundle);
    const head = bundle.events.at(-1);
    const stored = bundle.events.find((event) => event.event === 'draft-stored');
    expect(statement).toMatchObject({
      _type: 'https://in-toto.io/Statement/v1',
      predicateType: 'https://slsa.dev/provenance/v1',
      subject: [{ name: missionId, digest: { sha256: stored?.data.tree_sha256 } }],
      predicate: {
        buildDefinition: {
          externalParameters: { request: 'Build a calculator', plan: null, deploy: false, publish: false },
          internalParameters: { model_id: 'built-in', actor: bundle.events[0]?.data.owner },
        },
        runDetails: {
          builder: { version: { gantry: deps.texts.version } },
          metadata: { invocationId: missionId },
        },
      },
    });
    expect(statement.predicate.runDetails.byproducts[0].annotations).toMatchObject({
      status: 'BUILT',
      attempts: [{ outcome: 'passed', tree_sha256: stored?.data.tree_sha256 }],
      deployment: null,
      pull_request: null,
      failure: null,
      chain: { seq: head?.seq, head_sha256: head?.sha256 },
    });
  });

  test('of a mission without a draft speaks of the head of its chain', async () => {
    const missionId = await failed();
    const bundle = await seal(missionId);
    expect(payloadOf(bundle)).toMatchObject({
      subject: [{ name: `${missionId}#head`, digest: { sha256: bundle.events.at(-1)?.sha256 } }],
    });
  });

  test('of a shipped app goes by the app’s name', async () => {
    const all = commands();
    const { missionId } = await testedMission(deps, { wanted: { publish: false } });
    for (const kind of ['intend-deploy', 'record-preview', 'record-live', 'settle'] as const)
      await runCommand(deps)({ missionId, command: all[kind], actor: 'gantry' }, { signal: never });
    expect(payloadOf(await seal(missionId))).toMatchObject({ subject: [{ name: 'calculator' }] });
  });
});

describe('verifying offline', () => {
  const other = createSigner({ home: temporaryHome() });

  test('passes a bundle as it was sealed, pinned or not', async () => {
    for (const missionId of [await built(), await failed()]) {
      const bundle = await seal(missionId);
      const { keyId, pem } = await signingKey(deps.signer);
      const headSha256 = bundle.events.at(-1)?.sha256;
      const verdict = { ok: true, missionId, headSha256, events: bundle.events.length, keyId };
      expect(await check(bundle)).toEqual({ ...verdict, isPinned: false });
      expect(await check(bundle, pem)).toEqual({ ...verdict, isPinned: true });
    }
  });

  test('passes a mission that ended on a heal which was never written', async () => {
    const { missionId } = await testedMission(deps);
    for (const kind of ['request-heal', 'settle'] as const)
      await runCommand(deps)({ missionId, command: commands()[kind], actor: 'gantry' }, { signal: never });
    expect(await check(await seal(missionId))).toMatchObject({ ok: true });
  });

  test('refuses what is not a bundle, and names the first bad event of one that was changed', async () => {
    const bundle = await seal(await failed());
    expect(await check({ ...bundle, more: 1 })).toMatchObject({
      ok: false,
      why: expect.stringContaining('not an evidence bundle'),
    });
    const [first, ...rest] = bundle.events;
    const events = [{ ...first, message: 'Other.' }, ...rest];
    expect(await check({ ...bundle, events })).toMatchObject({ ok: false, seq: 1 });
  });

  test('refuses another key than the pinned one, and a key that did not sign', async () => {
    const bundle = await seal(await failed());
    const { pem } = await signingKey(other);
    expect(await check(bundle, pem)).toEqual({
      ok: false,
      why: 'signed with a key other than the pinned one',
    });
    expect(await check({ ...bundle, public_key_pem: pem })).toMatchObject({
      why: 'the key id is not that of the public key',
    });
  });

  const withEnvelope = (bundle: EvidenceBundle, over: Partial<EvidenceBundle['envelope']>) => ({
    ...bundle,
    envelope: { ...bundle.envelope, ...over },
  });

  test('refuses base64 that does not encode back to itself', async () => {
    const bundle = await seal(await failed());
    expect(await check(withEnvelope(bundle, { payload: `${bundle.envelope.payload}\n` }))).toMatchObject({
      why: 'the envelope is not canonical base64',
    });
    const signatures = bundle.envelope.signatures.map((signature) => ({
      ...signature,
      sig: ` ${signature.sig}`,
    }));
    expect(await check(withEnvelope(bundle, { signatures }))).toMatchObject({ ok: false });
  });

  test('refuses a payload that was not signed', async () => {
    const bundle = await seal(await failed());
    const payload = toBase64(new TextEncoder().encode(canonicalJson({ ...payloadOf(bundle), _type: 'x' })));
    expect(await check(withEnvelope(bundle, { payload }))).toMatchObject({
      why: 'the signature does not match what it signs',
    });
  });

  const signed = async (bundle: EvidenceBundle, text: string) => ({
    ...bundle,
    envelope: (await signEnvelope(deps)(new TextEncoder().encode(text), never)).envelope,
  });

  test.each([
    ['no JSON', () => '{'],
    ['no statement', () => '{}'],
    ['not canonical', (statement: object) => JSON.stringify(statement, null, 1)],
  ])('refuses a signed payload that is %s', async (_, make) => {
    const bundle = await seal(await failed());
    expect(await check(await signed(bundle, make(payloadOf(bundle))))).toMatchObject({
      why: 'the payload is not a Gantry statement',
    });
  });

  test('refuses a signed statement on another chain, mission or tree', async () => {
    const bundle = await seal(await built());
    const statement = payloadOf(bundle);
    const { runDetails } = statement.predicate;
    const [byproduct] = runDetails.byproducts;
    const withChain = (chain: object) => ({
      ...statement,
      predicate: {
        ...statement.predicate,
        runDetails: {
          ...runDetails,
          byproducts: [{ ...byproduct, annotations: { ...byproduct.annotations, chain } }],
        },
      },
    });
    const { chain } = byproduct.annotations;
    const metadata = { ...runDetails.metadata, invocationId: 'msn_other' };
    const wrong: readonly (readonly [object, string])[] = [
      [withChain({ ...chain, head_sha256: 'x' }), 'the statement names another chain head'],
      [withChain({ ...chain, seq: 1 }), 'the statement names another chain head'],
      [
        { ...statement, predicate: { ...statement.predicate, runDetails: { ...runDetails, metadata } } },
        'the statement names another mission',
      ],
      [
        { ...statement, subject: [{ name: 'x', digest: { sha256: 'x' } }] },
        'the statement names another tree',
      ],
    ];
    for (const [forged, why] of wrong)
      expect(await check(await signed(bundle, canonicalJson(forged)))).toEqual({ ok: false, why });
  });
});

test('a checkpoint signs how far a chain reaches', async () => {
  const mission = await play([], { deps, wanted: request() });
  const { signature, ...body } = await signCheckpoint(deps)(mission, never);
  const { keyId, pem } = await signingKey(deps.signer);
  expect(body).toEqual({
    mission_id: mission.missionId,
    seq: 1,
    head_sha256: mission.headSha256,
    key_id: keyId,
  });
  const bytes = fromBase64(signature) ?? new Uint8Array();
  const message = (value: object): Uint8Array => new TextEncoder().encode(canonicalJson(value));
  expect(await nodeSignatureVerifier.verify(pem, message(body), bytes)).toBe(true);
  expect(await nodeSignatureVerifier.verify(pem, message({ ...body, seq: 2 }), bytes)).toBe(false);
});
