import { styleText } from 'node:util';
import { z } from 'zod';

/** Writes a line of a process's log for people: when, who, how grave, what, and the rest in short. */
export type FormatLine = (name: string, line: string) => string;

const entrySchema = z.looseObject({
  level: z.string(),
  time: z.string(),
  msg: z.string().default(''),
  err: z.looseObject({ message: z.string().default(''), stack: z.string().default('') }).optional(),
});

const nameColours = ['cyan', 'green', 'yellow', 'magenta', 'blue', 'gray'] as const;
const levelColours: Readonly<Record<string, 'red' | 'yellow' | 'gray' | 'white'>> = {
  fatal: 'red',
  error: 'red',
  warn: 'yellow',
  info: 'white',
};
/** Said by the line's prefix already, or of use to machines only. */
const leftOut = new Set(['level', 'time', 'msg', 'err', 'service', 'traceId', 'spanId', 'pid', 'hostname']);
const nameWidth = 15;

/** Makes the formatter, with colours or without. A line that is no log entry is passed on as it is. */
export function createFormatLine(colours: boolean): FormatLine {
  const paint = (colour: Parameters<typeof styleText>[0], text: string) =>
    colours ? styleText(colour, text, { validateStream: false }) : text;
  return (name, line) => {
    const who = paint(colourOf(name), name.padEnd(nameWidth));
    const entry = readEntry(line);
    if (!entry) return `${' '.repeat(12)} ${who} ${line}`;
    const level = paint(levelColours[entry.level] ?? 'gray', entry.level.padEnd(5));
    const rest = paint('gray', restOf(entry));
    const stack = entry.err ? whatWentWrong(entry.level, entry.err) : '';
    return `${paint('gray', entry.time.slice(11, 23).padEnd(12))} ${who} ${level} ${entry.msg} ${rest}${stack}`.trimEnd();
  };
}

/** The stack is for faults; of what may happen on a good day the message is enough. */
function whatWentWrong(level: string, err: { readonly message: string; readonly stack: string }): string {
  return level === 'error' || level === 'fatal' ? `\n${err.stack}` : ` (${err.message})`;
}

function readEntry(line: string): z.output<typeof entrySchema> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return entrySchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

function restOf(entry: Readonly<Record<string, unknown>>): string {
  return Object.entries(entry)
    .filter(([key]) => !leftOut.has(key))
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
}

function colourOf(name: string): (typeof nameColours)[number] {
  const sum = [...name].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return nameColours[sum % nameColours.length] ?? 'gray';
}
