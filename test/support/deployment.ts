/** What the files in deploy/ start, read from these files. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { renderTemplate } from './goTemplate.ts';

/** A way to start the coordinator: its arguments, and the variables that it is given. */
export interface Started {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** One instruction of a Dockerfile. */
export interface Instruction {
  readonly word: string;
  readonly rest: string;
}

/** A section of a unit file: every value of a key, in order. */
export type Section = Readonly<Record<string, readonly string[]>>;

const DEPLOY = new URL('../../deploy/', import.meta.url);

/** Reads a file of deploy/. */
export function deployFile(path: string): Promise<string> {
  return readFile(new URL(path, DEPLOY), 'utf8');
}

/** The instructions of a Dockerfile, with the lines that a backslash continues as one. */
export function instructionsIn(text: string): Instruction[] {
  const lines = text
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [, word, rest] = /^([A-Z]+) (.*)$/.exec(line.trim()) ?? [];
    if (word === undefined) throw new Error(`not an instruction: ${line}`);
    return { word, rest: rest! };
  });
}

/** The instructions of the last stage, the one that runs. */
export function lastStage(instructions: readonly Instruction[]): readonly Instruction[] {
  return instructions.slice(instructions.findLastIndex(({ word }) => word === 'FROM'));
}

/** What a container of the image runs. */
export async function dockerStart(): Promise<Started> {
  const stage = lastStage(instructionsIn(await deployFile('Dockerfile')));
  const entry = stage.find(({ word }) => word === 'ENTRYPOINT')!;
  const variables = stage
    .filter(({ word }) => word === 'ENV')
    .flatMap(({ rest }) => rest.split(' '));
  return {
    command: JSON.parse(entry.rest) as string[],
    environment: Object.fromEntries(variables.map(pair)),
  };
}

/** The sections of a unit file. */
export function sectionsIn(text: string): Readonly<Record<string, Section>> {
  const sections: Record<string, Record<string, string[]>> = {};
  let section: Record<string, string[]> | undefined;
  for (const line of text.split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const header = /^\[(\w+)\]$/.exec(line)?.[1];
    if (header !== undefined) {
      section = sections[header] ??= {};
      continue;
    }
    const [key, value] = pair(line);
    if (!section || !/^\w+$/.test(key)) throw new Error(`not of a unit file: ${line}`);
    (section[key] ??= []).push(value);
  }
  return sections;
}

/** What the unit runs. */
export async function unitStart(): Promise<Started> {
  const { Service: service } = sectionsIn(await deployFile('systemd/veilsum.service'));
  return {
    command: service!['ExecStart']![0]!.split(' '),
    environment: Object.fromEntries(service!['Environment']!.map(pair)),
  };
}

/** The documents of the chart under values that replace the defaults. */
export async function chartDocuments(
  values: Readonly<Record<string, unknown>> = {},
): Promise<Record<string, unknown>[]> {
  const defaults = parse(await deployFile('helm/veilsum/values.yaml')) as object;
  const chart = parse(await deployFile('helm/veilsum/Chart.yaml')) as { appVersion: string };
  const data = {
    Values: { ...defaults, ...values },
    Release: { Name: 'sums' },
    Chart: { AppVersion: chart.appVersion },
  };
  const names = ['configmap', 'service', 'statefulset'];
  return Promise.all(
    names.map(async (name) => {
      const text = renderTemplate(await deployFile(`helm/veilsum/templates/${name}.yaml`), data);
      return parse(text) as Record<string, unknown>;
    }),
  );
}

function pair(text: string): [string, string] {
  const at = text.indexOf('=');
  return [text.slice(0, at), text.slice(at + 1)];
}
