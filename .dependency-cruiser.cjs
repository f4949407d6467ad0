/** The layers of the library: imports run downward only. */
const layers = [
  ['usage'],
  ['kernel'],
  ['crypto'],
  ['session', 'wire', 'messages', 'proofs', 'schemes'],
  ['client', 'coordinator', 'record'],
  ['net'],
  ['attacks'],
  ['cli'],
];

const upward = layers.slice(0, -1).map((folders, level) => ({
  name: `layer-${folders.join('-')}-imports-nothing-above`,
  severity: 'error',
  from: { path: `^src/(${folders.join('|')})/` },
  to: {
    path: `^src/(${layers
      .slice(level + 1)
      .flat()
      .join('|')}|index\\.ts)(/|$)`,
  },
}));

module.exports = {
  forbidden: [
    ...upward,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'client-and-coordinator-are-strangers',
      severity: 'error',
      from: { path: '^src/client/' },
      to: { path: '^src/coordinator/' },
    },
    {
      name: 'coordinator-and-client-are-strangers',
      severity: 'error',
      from: { path: '^src/coordinator/' },
      to: { path: '^src/client/' },
    },
    {
      name: 'participant-and-server-are-strangers',
      severity: 'error',
      from: { path: '^src/net/participant/' },
      to: { path: '^src/net/(server|service)/' },
    },
    {
      name: 'server-and-participant-are-strangers',
      severity: 'error',
      from: { path: '^src/net/(server|service)/' },
      to: { path: '^src/net/participant/' },
    },
    {
      name: 'parties-and-records-know-no-scheme-but-by-a-registry',
      severity: 'error',
      from: { path: '^src/(client|coordinator|record|messages)/' },
      to: { path: '^src/schemes/[^/]+/' },
    },
    {
      name: 'the-sides-of-a-scheme-are-strangers',
      severity: 'error',
      from: { path: '^src/schemes/(clientRegistry|[^/]+/client)\\.ts$' },
      to: { path: '^src/schemes/(coordinatorRegistry|[^/]+/coordinator)\\.ts$', reachable: true },
    },
    {
      name: 'the-other-side-of-a-scheme-is-a-stranger',
      severity: 'error',
      from: { path: '^src/schemes/(coordinatorRegistry|[^/]+/coordinator)\\.ts$' },
      to: { path: '^src/schemes/(clientRegistry|[^/]+/client)\\.ts$', reachable: true },
    },
    {
      name: 'the-verifier-imports-neither-party',
      severity: 'error',
      from: { path: '^src/record/' },
      to: { path: '^src/(client|coordinator)/' },
    },
    {
      name: 'node-modules-only-where-the-outside-is',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(net|cli)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        path: '^src/',
        pathNot: ['\\.d\\.ts$', '^src/kernel/assembly/sponge/index\\.ts$'],
      },
      to: {},
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
