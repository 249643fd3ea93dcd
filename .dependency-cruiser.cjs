/** The rooms of the house and what each may import; see AGENTS.md. Run once per world by scripts/check-imports.ts. */
/** A room may reach only what is listed, and Node's own modules where it says so. */
const room = (name, from, { allowed, node = false }, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { pathNot: allowed.map((path) => `^${path}`), ...(node && { dependencyTypesNot: ['core'] }) },
});

const packages = (...names) => names.map((name) => `node_modules/${name}/`);

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'A circle has no reading order.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      comment: 'An import that resolves to nothing.',
      from: {},
      to: { couldNotResolve: true },
    },
    room(
      'core-is-pure',
      '^core/',
      {
        allowed: [
          'core/',
          ...packages(
            'zod',
            'canonicalize',
            're2js',
            'yaml',
            'diff',
            'acorn',
            'acorn-jsx',
            '@sveltejs/acorn-typescript',
            'parse5',
          ),
        ],
      },
      'core knows no platform: hashing, time and ids come in as ports.',
    ),
    {
      name: 'adapters-keep-apart',
      severity: 'error',
      comment:
        'An adapter touches one outside system; only worlds/ puts several together. node/ is the runtime itself.',
      from: { path: '^adapters/(?!worlds/)([^/]+)/' },
      to: { path: '^adapters/', pathNot: ['^adapters/$1/', '^adapters/node/'] },
    },
    room(
      'adapters-import',
      '^adapters/',
      {
        allowed: [
          'core/',
          'adapters/',
          'demo-model/',
          'functions/_generated/models',
          'node_modules/',
          'pod-image/',
        ],
        node: true,
      },
      'Adapters know core and their own SDK.',
    ),
    {
      name: 'demo-model-serves-worlds',
      severity: 'error',
      comment: 'An adapter of one outside system needs no demo; worlds/ chooses it.',
      from: { path: '^adapters/(?!worlds/)' },
      to: { path: '^demo-model/' },
    },
    room(
      'demo-model-imports',
      '^demo-model/',
      { allowed: ['core/', 'demo-model/', ...packages('zod', 'diff')], node: true },
      'The built-in model is one more author: it knows what every author is told.',
    ),
    room(
      'functions-import',
      '^functions/(?!_generated/)',
      {
        allowed: [
          'core/',
          'functions/',
          'adapters/worlds/',
          ...packages(
            'zod',
            '@middy/core',
            '@types/aws-lambda',
            '@aws-lambda-powertools',
            '@modelcontextprotocol/sdk',
          ),
        ],
        node: true,
      },
      'A function binds the world and core; no SDK.',
    ),
    {
      name: 'functions-have-no-siblings',
      severity: 'error',
      comment:
        'One folder a Lambda: what two share lives in core or _onion. The tools of mcp are the endpoints of others.',
      from: { path: '^functions/(?!mcp/)([^_][^/]*)/' },
      to: { path: '^functions/', pathNot: ['^functions/$1/', '^functions/_'] },
    },
    room(
      'local-imports',
      '^local/',
      {
        allowed: ['core/', 'local/', 'functions/', 'adapters/worlds/', 'infra/workflow/', 'node_modules/'],
        node: true,
      },
      'The local world composes; it does not reach into adapters.',
    ),
    room(
      'infra-imports',
      '^infra/',
      {
        allowed: [
          'core/wire/',
          'core/model/',
          'core/errors',
          'functions/_generated/models',
          'infra/',
          'node_modules/',
        ],
        node: true,
      },
      'The CDK app names handlers by path, knows the wire, and chooses the models that functions may ask; it runs none of them.',
    ),
    room(
      'pod-image-imports',
      '^pod-image/',
      {
        allowed: [
          'core/wire/',
          'core/pod/',
          'core/draft/',
          'core/data/',
          'core/spec/show-step',
          // The rules for Python, which its own parser is asked about in the pod.
          'core/gate/agreed-needs',
          'core/gate/read/python-modules',
          'core/ports/',
          'core/errors',
          'pod-image/',
          'node_modules/',
        ],
        node: true,
      },
      'The pod is not trusted and knows only its wire.',
    ),
    room(
      'compose-imports',
      '^compose/',
      {
        allowed: [
          'core/',
          'compose/',
          'local/gateway/',
          'local/serve-',
          'local/terminal',
          'adapters/ai-sdk/',
          'adapters/local/',
          'adapters/node/',
          'demo-model/',
          'pod-image/database/',
          'adapters/aws/secrets',
          'scripts/deploy/finish',
          'functions/_generated/models',
          'node_modules/',
        ],
        node: true,
      },
      "The services beside an emulator are made of the local world's own parts, and hold nothing of a world.",
    ),
    {
      name: 'compose-services-keep-apart',
      severity: 'error',
      comment: 'A service knows another by its wire; pods and their guard share the shape of a container.',
      from: { path: '^compose/([^/]+)/' },
      to: { path: '^compose/[^/]+/', pathNot: ['^compose/$1/', '^compose/engine/pod-container'] },
    },
    room(
      'skills-import',
      '^skills/',
      { allowed: ['core/', 'skills/', ...packages('zod')] },
      'A skill is words and, at most, a handler over core.',
    ),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: {
      path: [
        // The source of the built-in model's apps: data here, modules only where they are built.
        '^demo-model/(kits|parts)/[^/]+/(page|src|test)/',
        // A text of the template, which finds its packages in Lambda's runtime.
        '^infra/constructs/run-build\\.cjs$',
      ],
    },
    enhancedResolveOptions: { exportsFields: ['exports'], extensions: ['.ts', '.js', '.json', '.d.ts'] },
  },
};
