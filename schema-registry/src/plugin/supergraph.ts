#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { composerVersion } from '../domain/composition/composer-version.ts';
import { composeConfig, type PluginAnswer } from './compose-config.ts';

// The plugin `supergraph` of rover: `supergraph compose <configuration>` prints one line of JSON and ends with 0, or
// with 1 where it does not compose. Any other way to end is a crash for rover.
const [command, file] = process.argv.slice(2);

if (command === 'compose' && file) print(composeConfig(readFileSync(file, 'utf8')));
else if (command === '--version') process.stdout.write(`supergraph ${composerVersion}\n`);
else {
  process.stderr.write('usage: supergraph compose <configuration.yaml>\n');
  process.exitCode = 2;
}

function print(answer: PluginAnswer): void {
  if ('Err' in answer) process.exitCode = 1;
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
