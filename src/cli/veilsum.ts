#!/usr/bin/env node
import { Command } from 'commander';
import { evidenceCommand } from './commands/evidence.ts';
import { inspectCommand } from './commands/inspect.ts';
import { joinCommand } from './commands/join.ts';
import { keygenCommand } from './commands/keygen.ts';
import { planCommand } from './commands/plan.ts';
import { replayCommand } from './commands/replay.ts';
import { rosterCommand } from './commands/roster.ts';
import { serveCommand } from './commands/serve.ts';
import { simulateCommand } from './commands/simulate.ts';
import { run, withExceptions } from './run.ts';
import { VERSION } from './version.ts';

const program = new Command('veilsum')
  .description('Secure aggregation that anyone can verify')
  .version(VERSION)
  .addCommand(keygenCommand())
  .addCommand(rosterCommand())
  .addCommand(planCommand())
  .addCommand(serveCommand())
  .addCommand(joinCommand())
  .addCommand(simulateCommand())
  .addCommand(inspectCommand())
  .addCommand(evidenceCommand())
  .addCommand(replayCommand());

void run(withExceptions(program), process.argv);
