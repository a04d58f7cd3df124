import { type RoverRun, runRover } from '../rover.ts';

/** What a command printed, with the JSON that is on its standard output. */
export type JsonRun = RoverRun & {
  // Differs from command to command; the tests know what they ask for.
  // biome-ignore lint/suspicious/noExplicitAny: of an answer
  readonly data: any;
  readonly error: { readonly message: string; readonly code: string | null } | null;
};

/** What a command does for people and for programs. */
export type BothRuns = { readonly codes: readonly (number | null)[]; readonly told: string; readonly json: JsonRun };

/** The real rover, as it is set up on somebody's machine. */
export type Rover = {
  /** Runs a command as people do: `told` is all that it printed. */
  run(command: string, input?: string): Promise<{ readonly code: number | null; readonly told: string }>;
  /** Runs it as programs do, with `--format json`. */
  json(command: string, input?: string): Promise<JsonRun>;
  /** Runs it both ways, which must not matter to what it is about. */
  both(command: string, input?: string): Promise<BothRuns>;
};

/** Sets up rover; `settings` are variables of its environment. */
export function createRover(
  target: { readonly url: string; readonly key: string },
  settings: NodeJS.ProcessEnv = {},
): Rover {
  const execute = (command: string, input: string | undefined, more: readonly string[] = []) =>
    runRover(target, [...command.split(' '), ...more], input, { ...settings, RUST_BACKTRACE: '0' });
  const run: Rover['run'] = async (command, input) => {
    const { code, stdout, stderr } = await execute(command, input);
    return { code, told: stdout + stderr };
  };
  const json: Rover['json'] = async (command, input) => {
    const ran = await execute(command, input, ['--format', 'json']);
    return { ...ran, ...read(ran) };
  };
  const both: Rover['both'] = async (command, input) => {
    const [people, programs] = await Promise.all([run(command, input), json(command, input)]);
    return { codes: [people.code, programs.code], told: people.told, json: programs };
  };
  return { run, json, both };
}

function read({ stdout, stderr }: RoverRun): Pick<JsonRun, 'data' | 'error'> {
  try {
    return JSON.parse(stdout);
  } catch (cause) {
    throw new Error(`rover printed no JSON:\n${stdout}\n${stderr}`, { cause });
  }
}
