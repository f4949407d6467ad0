/** The layers of the library: imports run downward only. */
const layers = [
  ['usage'],
  ['kernel'],
  ['crypto'],
  ['session', 'wire', 'messages', 'proofs', 'schemes'],
  ['client', 'coordinator', 'record', 'survey'],
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

/** Two sides that never import each other. */
function strangers(one, onePath, other, otherPath, how = {}) {
  const apart = (from, fromPath, to, toPath) => ({
    name: `${from}-imports-nothing-of-${to}`,
    severity: 'error',
    from: { path: fromPath },
    to: { path: toPath, ...how },
  });
  return [apart(one, onePath, other, otherPath), apart(other, otherPath, one, onePath)];
}

module.exports = {
  forbidden: [
    ...upward,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    ...strangers('client', '^src/client/', 'coordinator', '^src/coordinator/'),
    ...strangers('participant', '^src/net/participant/', 'server', '^src/net/(server|service)/'),
    ...strangers(
      'the-clients-side-of-a-scheme',
      '^src/schemes/(clientRegistry|[^/]+/client)\\.ts$',
      'the-coordinators',
      '^src/schemes/(coordinatorRegistry|[^/]+/coordinator)\\.ts$',
      { reachable: true },
    ),
    {
      name: 'parties-and-records-know-no-scheme-but-by-a-registry',
      severity: 'error',
      from: { path: '^src/(client|coordinator|record|messages)/' },
      to: { path: '^src/schemes/[^/]+/' },
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
