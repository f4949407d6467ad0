#!/usr/bin/env node
import { Command } from 'commander';
import { inspectCommand } from './commands/inspect.ts';
import { keygenCommand } from './commands/keygen.ts';
import { rosterCommand } from './commands/roster.ts';
import { simulateCommand } from './commands/simulate.ts';
import { run, withExceptions } from './run.ts';
import { VERSION } from './version.ts';

const program = new Command('veilsum')
  .description('Secure aggregation that anyone can verify')
  .version(VERSION)
  .addCommand(keygenCommand())
  .addCommand(rosterCommand())
  .addCommand(simulateCommand())
  .addCommand(inspectCommand());

await run(withExceptions(program), process.argv);
