// Which folder may import which: sdk/wire ← everything, collector/engine ← collector and dashboard-api, never back.
// Each rule names a folder and the only places its imports may lead to; packages are judged by `PACKAGES`.

const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: ['[.]test[.]ts$'] },
  to: { pathNot: allowed, dependencyTypesNot: ['npm', 'npm-dev', 'npm-no-pkg', 'core'] },
});

const never = (name, from, to, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: ['[.]test[.]ts$'] },
  to,
});

const WIRE = '^sdk/wire[.]ts$';
const NODE_SIDE = '^(sdk/build|collector/dev|test)/|^[^/]+[.](ts|js|cjs)$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    never('no-cycles', '', { circular: true }, 'A cycle hides which file knows which.'),
    never(
      'resolvable',
      '',
      { couldNotResolve: true, pathNot: '^cloudflare:' },
      'No such file or package.',
    ),

    only('wire-imports-nothing', WIRE, [], 'The contract is readable alone.'),
    only('sdk-core', '^sdk/core/', ['^sdk/core/', WIRE], 'Core decides; it knows no effect.'),
    only(
      'sdk-capture',
      '^sdk/capture/',
      ['^sdk/(capture|core|effects)/', WIRE],
      'Capture hands on to effects, which know nothing of it.',
    ),
    only(
      'sdk-effects',
      '^sdk/effects/',
      ['^sdk/(effects|core)/', WIRE],
      'Effects act on what core decided.',
    ),
    only('sdk', '^sdk/', ['^sdk/'], 'The SDK knows no server code.'),
    never(
      'sdk-tracker-composes',
      '^sdk/(?!build/|demo/|tracker[.]ts|commands[.]ts|methods[.]ts|index[.]ts|snippet[.]ts)[^/]+[.]ts$',
      { path: '^sdk/(capture|effects)/' },
      'Only tracker.ts wires capture and effects together, and commands.ts and methods.ts offer them to pages.',
    ),
    only(
      'engine',
      '^collector/engine/',
      ['^collector/engine/', WIRE],
      'The engine is pure and alone.',
    ),
    only(
      'ingest',
      '^collector/ingest/',
      ['^collector/(ingest|engine|store)/', WIRE],
      'Ingest applies through the engine and the store.',
    ),
    only(
      'store',
      '^collector/store/',
      ['^collector/(store|engine)/', WIRE],
      'The store knows no HTTP.',
    ),
    only(
      'dashboard-page',
      '^dashboard-api/page/',
      ['^dashboard-api/page/', WIRE, '^collector/engine/'],
      'The page talks to the API over HTTP alone.',
    ),
    only(
      'dashboard-api',
      '^dashboard-api/',
      ['^dashboard-api/', '^collector/engine/', WIRE],
      'The API reads; it neither ingests nor writes events.',
    ),
    never(
      'only-worker-composes',
      '^collector/(?!worker[.]ts$|dev/)',
      { path: '^dashboard-api/' },
      'collector/worker.ts alone joins the two halves of the Worker.',
    ),
    never(
      'tests-are-not-imported',
      '^(sdk|collector|dashboard-api)/',
      { path: '^test/' },
      'Product code runs without its tests.',
    ),
    never(
      'build-and-dev-stay-home',
      '^(?!sdk/build/|collector/dev/|test/|[^/]+$)',
      {
        path: '^(sdk/build|collector/dev)/',
      },
      'Scripts of the house are no part of the product.',
    ),

    // Packages and Node's own modules.
    never(
      'pure-has-no-packages',
      '^(sdk/core|collector/engine)/|^sdk/wire[.]ts$',
      { dependencyTypes: ['npm', 'npm-dev', 'npm-no-pkg', 'core'] },
      'Pure folders bring nothing along.',
    ),
    {
      name: 'no-node-in-the-product',
      comment: 'The SDK runs in browsers and the Worker in workerd.',
      severity: 'error',
      from: { path: '^(sdk|collector|dashboard-api)/', pathNot: [NODE_SIDE, '[.]test[.]ts$'] },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules'] },
    exclude: { path: ['^sdk/(dist|examples)/', '^[.]build/', '^node_modules/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['workerd', 'worker', 'browser', 'import', 'types', 'default'],
    },
    builtInModules: { add: ['cloudflare:test', 'cloudflare:workers'] },
  },
};
