import { describe, expect, it } from '@jest/globals';
import { isPublicAddress } from './address.ts';
import { type ResolveHost, resolveTarget } from './target.ts';

const refused = (code: string) => expect.objectContaining({ kind: 'invalid', code });
const none: ReadonlySet<string> = new Set();
const signal = () => AbortSignal.timeout(2_000);
const to =
  (...addresses: string[]): ResolveHost =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

describe('a public address', () => {
  it.each(['8.8.8.8', '200.33.3.1', '2606:4700:4700::1111', '2a00:1450:4001::1'])('is %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ...[
      '0.0.0.0',
      '0.1.2.3',
      '10.0.0.1',
      '100.64.0.1',
      '127.0.0.1',
      '127.255.255.254',
      '169.254.169.254',
      '172.16.0.1',
    ],
    ...[
      '172.31.255.255',
      '192.0.0.1',
      '192.0.2.1',
      '192.168.1.1',
      '198.18.0.1',
      '198.51.100.1',
      '203.0.113.1',
      '224.0.0.1',
    ],
    ...[
      '240.0.0.1',
      '255.255.255.255',
      '::',
      '::1',
      '::ffff:8.8.8.8',
      '::ffff:127.0.0.1',
      '::127.0.0.1',
      '64:ff9b::7f00:1',
    ],
    ...[
      '64:ff9b:1::7f00:1',
      '100::1',
      '2001::1',
      '2001:db8::1',
      '2002:7f00:1::',
      'fc00::1',
      'fd00::1',
      'fe80::1',
      'fec0::1',
      'ff02::1',
    ],
    ...['localhost', '', '8.8.8.8:80'],
  ])('is not «%s»', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('a URL that a user gives', () => {
  it('leads to the address that was looked at', async () => {
    const target = await resolveTarget('https://docs.example/a.xml?b=1', none, to('8.8.8.8'), signal());
    expect(target).toMatchObject({ address: '8.8.8.8', family: 4 });
    expect(target.url.href).toBe('https://docs.example/a.xml?b=1');
  });

  it.each([
    ['http', 'http://docs.example/'],
    ['another scheme', 'file:///etc/passwd'],
    ['credentials', 'https://user:secret@docs.example/'],
    ['a user alone', 'https://user@docs.example/'],
    ['no URL', 'docs.example'],
    ['a loopback address', 'https://127.0.0.1/'],
    ['a loopback address in decimal', 'https://2130706433/'],
    ['a loopback address in hex and octal', 'https://0x7f.0.0.01/'],
    ['a private IPv6 address', 'https://[fd00::1]/'],
    ['a mapped IPv6 address', 'https://[::ffff:127.0.0.1]/'],
    ['the metadata service', 'https://169.254.169.254/latest/meta-data/'],
    ['a URL without end', `https://docs.example/${'a'.repeat(3_000)}`],
  ])('is refused with %s', async (_, url) => {
    await expect(resolveTarget(url, none, to('8.8.8.8'), signal())).rejects.toEqual(refused('URL_NOT_ALLOWED'));
  });

  it('is refused when one of its addresses is private', async () => {
    await expect(resolveTarget('https://docs.example/', none, to('8.8.8.8', '10.0.0.1'), signal())).rejects.toEqual(
      refused('URL_NOT_ALLOWED'),
    );
  });

  it('may be private and plain when its host and port are allowed, and no other port', async () => {
    const allowed = new Set(['localhost:8080', '[::1]:443']);
    expect(await resolveTarget('http://localhost:8080/a', allowed, to('127.0.0.1'), signal())).toMatchObject({
      address: '127.0.0.1',
    });
    expect(await resolveTarget('https://[::1]/a', allowed, to(), signal())).toMatchObject({
      address: '::1',
      family: 6,
    });
    await expect(resolveTarget('http://localhost:8081/a', allowed, to('127.0.0.1'), signal())).rejects.toEqual(
      refused('URL_NOT_ALLOWED'),
    );
  });

  it('fails when its host is not known, has no address or does not answer in time', async () => {
    const failing: ResolveHost = async () => Promise.reject(new Error('ENOTFOUND secret.internal'));
    const failed = refused('URL_FETCH_FAILED');
    await expect(resolveTarget('https://docs.example/', none, failing, signal())).rejects.toEqual(failed);
    await expect(resolveTarget('https://docs.example/', none, to(), signal())).rejects.toEqual(failed);
    const never: ResolveHost = () => new Promise(() => undefined);
    await expect(resolveTarget('https://docs.example/', none, never, AbortSignal.timeout(20))).rejects.toEqual(failed);
  });
});
