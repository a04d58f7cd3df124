import type { Launch } from './launch.ts';
import { printRef } from './ref.ts';

const mostHints = 10;

/** What is said of a launch to whoever made it: how it went, and what the composer has to say. */
export function describeLaunch(launch: Launch, contracts: readonly Launch[]): string {
  const lines = [sentence(launch), ...contracts.map(sentence), ...launch.hints.slice(0, mostHints).map(hintLine)];
  if (launch.hints.length > mostHints) lines.push(`and ${launch.hints.length - mostHints} more hints`);
  return lines.join('\n');
}

function sentence({ graphId, variant, number, status }: Launch): string {
  const outcome = status === 'succeeded' ? 'is served' : 'failed: what is served stays as it was';
  return `Launch ${number} of ${printRef({ graphId, variant })} ${outcome}`;
}

function hintLine({ code, message }: Launch['hints'][number]): string {
  return `${code}: ${message}`;
}
