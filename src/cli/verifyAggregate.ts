#!/usr/bin/env node
import { verifyCommand } from './commands/verify.ts';
import { withHelp } from './help.ts';
import { run, withExceptions } from './run.ts';
import { VERSION } from './version.ts';

void run(withExceptions(withHelp(verifyCommand().version(VERSION))), process.argv);
