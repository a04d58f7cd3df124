import { describe, expect, it } from '@jest/globals';
import { parseEmail } from './email.ts';

describe('an e-mail address', () => {
  it('is one address in any case', () => {
    expect(parseEmail(' Admin@Norte.Example ')).toBe('admin@norte.example');
  });

  it.each(['a@b.mx', 'josé@correo.example', 'a.b+tag@mail.sub.example', `${'x'.repeat(242)}@example.org`])(
    'may be %s',
    (text) => {
      expect(parseEmail(text)).toBe(text);
    },
  );

  it.each([
    '',
    'a@b',
    '@b.mx',
    'a b@c.mx',
    'a@b@c.mx',
    'a@b..mx',
    'a@b.mx\r\nBcc: c@d.mx',
    'a\u0000@b.mx',
    'Name <a@b.mx>',
    'a@b.mx,c@d.mx',
    `${'x'.repeat(243)}@example.org`,
    'x'.repeat(1_000_000),
  ])('is not %j', (text) => {
    expect(() => parseEmail(text)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });
});
