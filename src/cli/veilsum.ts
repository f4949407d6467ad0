#!/usr/bin/env node
import { programFor } from './program.ts';
import { run } from './run.ts';

void run(programFor(process.argv[2]), process.argv);
