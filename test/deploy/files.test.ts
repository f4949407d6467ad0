/** The files of deploy/ say what the service needs; nothing here builds or starts a container. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { SERVE_SETTINGS } from '../../src/cli/commands/serveSettings.ts';
import { resolveSettings } from '../../src/cli/settings/resolve.ts';
import { coordinatorServer } from '../../src/net/server/server.ts';
import { CoordinatorService } from '../../src/net/service/coordinatorService.ts';
import { openLevelStore } from '../../src/net/service/levelStore.ts';
import {
  chartDocuments,
  deployFile,
  dockerStart,
  instructionsIn,
  lastStage,
  sectionsIn,
  unitStart,
} from '../support/deployment.ts';
import { coordinator, kernel } from '../support/federation.ts';

const manifest = JSON.parse(await readFile('package.json', 'utf8')) as {
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly peerDependencies: Readonly<Record<string, string>>;
};

describe('the Dockerfile', () => {
  it('builds in stages, and runs as a user without rights', async () => {
    const instructions = instructionsIn(await deployFile('Dockerfile'));
    const stages = instructions.filter(({ word }) => word === 'FROM');
    expect(stages.map(({ rest }) => / AS (\w+)$/.exec(rest)?.[1])).toEqual([
      'package',
      'install',
      undefined,
    ]);
    for (const { rest } of stages) expect(rest).toMatch(/^node:\d+-[\w-]+( |$)/);
    const last = lastStage(instructions);
    expect(last.findLast(({ word }) => word === 'USER')?.rest).toBe('node');
    // Copied from stages alone, so that neither sources nor development packages come along.
    for (const { word, rest } of last)
      if (word === 'COPY') expect(rest).toMatch(/^--from=install /);
    expect(instructions.some(({ word }) => word === 'ADD')).toBe(false);
  });

  it('starts the service without a shell in between, so that signals reach it', async () => {
    const last = lastStage(instructionsIn(await deployFile('Dockerfile')));
    expect(last.filter(({ word }) => word === 'CMD')).toEqual([]);
    expect(last.find(({ word }) => word === 'STOPSIGNAL')?.rest).toBe('SIGTERM');
    const { command } = await dockerStart();
    expect(command).toEqual(['node', '/app/node_modules/veilsum/dist/cli/veilsum.js', 'serve']);
  });

  it('installs the optional packages for databases in the versions that the package wants', async () => {
    const text = await deployFile('Dockerfile');
    for (const name of ['pg', 'pg-boss']) {
      const major = new RegExp(` ${name}@(\\d+)`).exec(text)?.[1];
      expect(manifest.peerDependencies[name]).toMatch(new RegExp(`^\\^${major}\\.`));
    }
  });

  it('sets no variable that the service does not know', async () => {
    const { environment } = await dockerStart();
    const settings = resolveSettings(SERVE_SETTINGS, { options: {}, environment });
    expect(settings.listen).toEqual({ host: '0.0.0.0', port: 8420 });
  });

  it('leaves everything out of its context that is not named', async () => {
    const [first] = (await deployFile('Dockerfile.dockerignore')).split('\n');
    expect(first).toBe('**');
  });
});

describe('the compose file', () => {
  it('waits for PostgreSQL, and gives the service variables that it knows', async () => {
    const { services, volumes } = parse(await deployFile('compose/compose.yaml')) as {
      services: Record<string, Record<string, unknown>>;
      volumes: object;
    };
    const { coordinator: service, database } = services;
    expect(service).toMatchObject({
      build: { context: '../..', dockerfile: 'deploy/Dockerfile' },
      depends_on: { database: { condition: 'service_healthy' } },
      read_only: true,
      cap_drop: ['ALL'],
    });
    // No port of the database, and the service's on the loopback interface alone.
    expect(database).not.toHaveProperty('ports');
    expect(service!['ports']).toEqual(['127.0.0.1:8420:8420']);
    const { environment: image } = await dockerStart();
    const own = service!['environment'] as Record<string, string>;
    const settings = resolveSettings(SERVE_SETTINGS, {
      options: {},
      environment: { ...image, ...own },
    });
    const { POSTGRES_USER, POSTGRES_DB } = database!['environment'] as Record<string, string>;
    expect(settings.store).toBe(`postgres://${POSTGRES_USER}@database/${POSTGRES_DB}`);
    expect(own['PGPASSWORD']).toBe(
      (database!['environment'] as Record<string, string>)['POSTGRES_PASSWORD'],
    );
    const mounted = [...(service!['volumes'] as string[]), ...(database!['volumes'] as string[])]
      .map((text) => text.split(':')[0]!)
      .filter((name) => !name.startsWith('.'));
    expect(mounted.sort()).toEqual(Object.keys(volumes).sort());
    // Heads outlive a container, and are not on the database's disk.
    expect(settings.heads).toMatch(/^\/var\/lib\/veilsum\//);
  });
});

describe('the unit', () => {
  it('passes SIGTERM on, and does not restart what is set wrongly', async () => {
    const {
      Unit,
      Service: service,
      Install,
    } = sectionsIn(await deployFile('systemd/veilsum.service'));
    expect([Unit, Install].every(Boolean)).toBe(true);
    expect(service).toMatchObject({
      KillSignal: ['SIGTERM'],
      User: ['veilsum'],
      Restart: ['on-failure'],
      RestartPreventExitStatus: ['2'],
      StateDirectoryMode: ['0700'],
    });
    // V8 compiles as it runs, and a user that changes would look like a copy of the heads.
    expect(service).not.toHaveProperty('MemoryDenyWriteExecute');
    expect(service).not.toHaveProperty('DynamicUser');
    const { environment } = await unitStart();
    expect(resolveSettings(SERVE_SETTINGS, { options: {}, environment }).store).toBe(
      '/var/lib/veilsum/store',
    );
  });
});

type Pod = Readonly<
  Record<string, unknown> & {
    readonly containers: readonly [
      {
        readonly image: string;
        readonly env: readonly {
          readonly name: string;
          readonly value?: string;
          readonly valueFrom?: unknown;
        }[];
      },
    ];
  }
>;

async function podOf(values: Readonly<Record<string, unknown>>): Promise<{
  readonly pod: Pod;
  readonly environment: Readonly<Record<string, string>>;
  readonly config: Readonly<Record<string, string>>;
}> {
  const [config, , set] = await chartDocuments(values);
  const { template } = set!['spec'] as { readonly template: { readonly spec: Pod } };
  const { env } = template.spec.containers[0];
  const pairs = env.map(({ name, value = 'postgres://db/veilsum' }) => [name, value] as const);
  return {
    pod: template.spec,
    environment: Object.fromEntries(pairs),
    config: config!['data'] as Record<string, string>,
  };
}

describe('the chart', () => {
  it('has the version of the package', async () => {
    const chart = parse(await deployFile('helm/veilsum/Chart.yaml')) as object;
    expect(chart).toMatchObject({ apiVersion: 'v2', appVersion: manifest.version });
    const { pod } = await podOf({});
    expect(pod.containers[0].image).toBe(`veilsum:${manifest.version}`);
  });

  it('keeps sessions in a folder, on a disk whose owner stays', async () => {
    const { pod, environment, config } = await podOf({
      roster: { format: 'veilsum-roster-1', clients: [] },
      tasks: { 'b.json': { round: 2 }, 'a.json': { round: 1 } },
      settings: { quiet: true },
    });
    expect(pod).toMatchObject({
      enableServiceLinks: false,
      securityContext: { runAsNonRoot: true, fsGroupChangePolicy: 'OnRootMismatch' },
    });
    const settings = resolveSettings(SERVE_SETTINGS, {
      options: {},
      environment,
      file: { path: 'config.json', fields: JSON.parse(config['config.json']!) as object as never },
    });
    expect(settings).toMatchObject({
      store: '/var/lib/veilsum/store',
      task: ['/etc/veilsum/a.json', '/etc/veilsum/b.json'],
      quiet: true,
    });
    expect(JSON.parse(config['a.json']!)).toEqual({ round: 1 });
    expect(JSON.parse(config['roster.json']!)).toMatchObject({ format: 'veilsum-roster-1' });
  });

  it('runs several processes on a database, each with heads of its own', async () => {
    const { pod, environment } = await podOf({ databaseSecret: 'database', replicas: 3 });
    expect(resolveSettings(SERVE_SETTINGS, { options: {}, environment })).toMatchObject({
      store: 'postgres://db/veilsum',
      heads: '/var/lib/veilsum/heads',
    });
    const store = pod.containers[0].env.find(({ name }) => name === 'VEILSUM_STORE');
    expect(store?.valueFrom).toEqual({ secretKeyRef: { name: 'database', key: 'url' } });
    await expect(podOf({ replicas: 3 })).rejects.toThrow(/several replicas need a database/);
  });

  it('names everything after its release', async () => {
    for (const document of await chartDocuments()) {
      expect(document).toMatchObject({ metadata: { name: 'sums' } });
    }
    const [, service, set] = await chartDocuments();
    const { matchLabels } = (set!['spec'] as { selector: { matchLabels: object } }).selector;
    expect(service!['spec']).toMatchObject({ selector: matchLabels });
    expect(set!['spec']).toMatchObject({
      serviceName: 'sums',
      template: { metadata: { labels: matchLabels } },
    });
  });

  it('checks exactly the values that it has', async () => {
    const values = parse(await deployFile('helm/veilsum/values.yaml')) as Record<string, object>;
    const { properties } = JSON.parse(await deployFile('helm/veilsum/values.schema.json')) as {
      properties: Record<string, { properties?: object }>;
    };
    const { global, ...own } = properties;
    expect(global).toEqual({ type: 'object' });
    expect(Object.keys(own).sort()).toEqual(Object.keys(values).sort());
    for (const name of ['image', 'storage', 'service']) {
      expect(Object.keys(own[name]!.properties!)).toEqual(Object.keys(values[name]!));
    }
    const templates = await Promise.all(
      ['configmap', 'service', 'statefulset'].map((name) =>
        deployFile(`helm/veilsum/templates/${name}.yaml`),
      ),
    );
    const used = [...templates.join('').matchAll(/\.Values\.(\w+)/g)].map(([, name]) => name!);
    expect([...new Set(used)].sort()).toEqual(Object.keys(values).sort());
  });
});

describe('the dashboard and the alerts', () => {
  let folder: string;
  /** Names of samples, and of their labels. */
  let exported: ReadonlyMap<string, ReadonlySet<string>>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'veilsum-metrics-'));
    const service = await CoordinatorService.start({
      identity: coordinator,
      kernel,
      store: await openLevelStore(join(folder, 'store')),
      now: () => Date.now(),
    });
    const app = await coordinatorServer({ service, now: () => Date.now(), uploadFolder: folder });
    await app.inject('/healthz');
    const { body } = await app.inject('/metrics');
    await app.close();
    await service.stop();
    const names = new Map<string, Set<string>>();
    for (const [, name, labels = ''] of body.matchAll(/^(\w+)(?:\{(.*)\})? \S+$/gm)) {
      const known = names.get(name!) ?? new Set(['instance', 'job', 'le']);
      for (const [, label] of labels.matchAll(/(\w+)="/g)) known.add(label!);
      names.set(name!, known);
    }
    exported = names;
  });

  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  /** Metrics of an expression with the labels that it selects by, and the labels that it groups by. */
  function readExpression(expression: string): [string, readonly string[]][] {
    const grouped = [...expression.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, names]) =>
      names!.split(',').map((name) => name.trim()),
    );
    return [...expression.matchAll(/\b((?:veilsum|process|nodejs)_\w+)(?:\{([^}]*)\})?/g)].map(
      ([, name, selector = '']) => [
        name!,
        [...grouped, ...[...selector.matchAll(/(\w+)(?:=|!)/g)].map(([, label]) => label!)],
      ],
    );
  }

  function expectExported(expression: string): void {
    const read = readExpression(expression);
    expect(read, expression).not.toEqual([]);
    for (const [name, labels] of read) {
      expect([...exported.keys()], expression).toContain(name);
      expect([...exported.get(name)!], expression).toEqual(expect.arrayContaining([...labels]));
    }
  }

  it('show metrics that the service exports, by labels that these have', async () => {
    const { panels, uid } = JSON.parse(await deployFile('grafana/veilsum.json')) as {
      uid: string;
      panels: {
        id: number;
        title: string;
        targets: { expr: string; legendFormat: string }[];
        gridPos: { x: number; y: number; w: number; h: number };
      }[];
    };
    expect(uid).toBe('veilsum');
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const { targets } of panels) for (const { expr } of targets) expectExported(expr);
    // Nothing lies over anything else.
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    const shown = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)).join(' ');
    const own = [...exported.keys()].filter((name) => name.startsWith('veilsum_'));
    for (const name of own) {
      // Of a histogram, the buckets are enough.
      expect(shown).toContain(name.replace(/_(count|sum)$/, ''));
    }
  });

  it('alert on them', async () => {
    const { groups } = parse(await deployFile('prometheus/alerts.yaml')) as {
      groups: { rules: { alert: string; expr: string; annotations: { summary: string } }[] }[];
    };
    const rules = groups.flatMap((group) => group.rules);
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    for (const { expr, annotations } of rules) {
      expectExported(expr);
      expect(annotations.summary).toMatch(/\.$/);
    }
  });
});
