/**
 * Runs the steps of a ceremony, each on the machine of the person who takes it.
 *
 *     npm run keys:ceremony -- start NAME PTAU PTAU_SHA256 OUT.zkey
 *         first, by the organiser
 *     npm run keys:ceremony -- contribute IN.zkey OUT.zkey NAME
 *         each contributor
 *     npm run keys:ceremony -- close NAME PTAU IN.zkey OUT.zkey BEACON EXPONENT
 *         last; also writes the transcript, OUT.zkey.json
 *     npm run keys:ceremony -- verify NAME PTAU KEY.zkey TRANSCRIPT.json
 *         anyone
 *     npm run keys:ceremony -- adopt NAME PTAU KEY.zkey TRANSCRIPT.json
 *         copies a verified key into keys/
 *
 * NAME is that of a circuit in keys/; PTAU is a powers-of-tau file prepared for phase 2.
 */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileInto, describeKeys, type Workshop } from './build.ts';
import {
  close,
  contribute,
  initiate,
  transcribe,
  type Transcript,
  verifyTranscript,
} from './ceremony.ts';
import { COMPILER_FLAGS, compilerVersion, type Compiled } from './compile.ts';
import { PROJECT } from './files.ts';
import { readManifest, withDigests, writeManifest } from './manifest.ts';
import { circuitNamed } from './names.ts';
import { powerOf, publicPowersOfTau } from './powersOfTau.ts';
import { endCurve } from './snarkjs.ts';

const KEYS = join(PROJECT, 'keys');
const WORKSHOP: Workshop = { keys: KEYS, cache: join(KEYS, '.cache') };

function compiled(name: string): Compiled {
  return compileInto(WORKSHOP.cache, circuitNamed(name));
}

async function start([name, ptau, sha256, to]: readonly string[]): Promise<void> {
  await publicPowersOfTau(ptau!, sha256!);
  await initiate(compiled(name!).r1cs, ptau!, to!);
}

async function finish(args: readonly string[]): Promise<void> {
  const [name, ptau, from, to, hash, exponent] = args as readonly [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const beacon = { hash, exponent: Number(exponent) };
  await close(from, to, beacon);
  const { r1cs } = compiled(name);
  const transcript = await transcribe(name, { r1cs, ptau, zkey: to }, beacon);
  writeFileSync(`${to}.json`, `${JSON.stringify(transcript, undefined, 2)}\n`);
}

async function verify([name, ptau, zkey, file]: readonly string[]): Promise<boolean> {
  const transcript = JSON.parse(readFileSync(file!, 'utf8')) as Transcript;
  const { r1cs } = compiled(name!);
  const faults = await verifyTranscript(
    transcript,
    { r1cs, ptau: ptau!, zkey: zkey! },
    join(WORKSHOP.cache, `${process.pid}-initial.zkey`),
  );
  for (const { kind, name: who, hash } of transcript.contributions) {
    console.log(`${kind} ${who}: ${hash}`);
  }
  for (const fault of faults) console.log(`WRONG: ${fault}`);
  if (faults.length === 0) console.log('the key follows from the circuit by these contributions');
  else process.exitCode = 1;
  return faults.length === 0;
}

async function adopt(args: readonly string[]): Promise<void> {
  if (!(await verify(args))) return;
  const [name, ptau, zkey, file] = args as readonly [string, string, string, string];
  const transcript = JSON.parse(readFileSync(file, 'utf8')) as Transcript;
  copyFileSync(zkey, join(KEYS, `${name}.zkey`));
  copyFileSync(file, join(KEYS, `${name}.transcript.json`));
  const entry = await describeKeys(WORKSHOP, circuitNamed(name), compiled(name), {
    origin: 'ceremony',
    powersOfTau: { power: powerOf(ptau), origin: 'public' },
    ptau: { path: ptau, sha256: transcript.ptau },
  });
  const path = join(KEYS, 'manifest.json');
  const entries = { ...readManifest(path)?.circuits, [name]: entry };
  const compiler = { version: compilerVersion(), flags: COMPILER_FLAGS };
  writeManifest(path, compiler, withDigests(KEYS, entries));
}

const ARGUMENTS: Readonly<Record<string, number>> = {
  start: 4,
  contribute: 3,
  close: 6,
  verify: 4,
  adopt: 4,
};

const [command = '', ...args] = process.argv.slice(2);
if (ARGUMENTS[command] !== args.length) {
  console.error('usage: see the head of scripts/keys/ceremonyMain.ts, or keys/README.md');
  process.exitCode = 2;
} else if (command === 'start') await start(args);
else if (command === 'contribute') console.log(await contribute(args[0]!, args[1]!, args[2]!));
else if (command === 'close') await finish(args);
else if (command === 'verify') await verify(args);
else await adopt(args);
await endCurve();
