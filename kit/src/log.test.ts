import { describe, expect, it } from '@jest/globals';
import { withCallContext } from './context.ts';
import { createLog } from './log.ts';

function captured(write: (log: ReturnType<typeof createLog>) => void): Record<string, unknown> {
  const lines: string[] = [];
  write(createLog({ service: 'auth', level: 'info' }, { write: (line) => lines.push(line) }));
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '');
}

describe('a log line', () => {
  it('is JSON that names the service and the call it belongs to', () => {
    const line = captured((log) => withCallContext({ correlationId: 'c-1' }, () => log.info({ rows: 3 }, 'read')));
    expect(line).toMatchObject({ level: 'info', service: 'auth', correlationId: 'c-1', rows: 3, msg: 'read' });
    expect(Date.parse(String(line.time))).toBeGreaterThan(0);
  });

  it('shows no secret, two levels deep', () => {
    const secrets = { password: 'p', headers: { authorization: 'Bearer x' }, a: { b: { accessToken: 't' } } };
    const line = captured((log) => log.info(secrets, 'careless'));
    expect(JSON.stringify(line)).not.toMatch(/"p"|Bearer x|"t"/);
    expect(line).toMatchObject({ password: '[Redacted]' });
  });

  it('keeps an error with its stack and its cause', () => {
    const line = captured((log) => log.error({ err: new Error('outer', { cause: new Error('inner') }) }, 'failed'));
    expect(line.err).toMatchObject({
      message: expect.stringContaining('inner'),
      stack: expect.stringContaining('log.test'),
    });
  });
});
