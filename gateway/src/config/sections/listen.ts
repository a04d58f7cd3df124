import { z } from 'zod';
import { flag, whole } from '../fields.ts';

const tls = z
  .strictObject({
    certificatePath: z.string().min(1).describe('File with the certificate and those it rests on, PEM.'),
    keyPath: z.string().min(1).describe('File with its private key, PEM.'),
  })
  .describe('Speaks TLS itself instead of leaving it to what stands in front.');

export const listen = z
  .strictObject({
    host: z.string().min(1).default('127.0.0.1').describe('Address to listen on; loopback unless told otherwise.'),
    port: whole({ max: 65_535 }).default(4_000).describe('TCP port; 0 takes a free one.'),
    http2: flag()
      .default(false)
      .describe('HTTP/2 beside HTTP/1.1: by ALPN with `tls`; without, for clients that begin with it (h2c).'),
    tls: tls.optional(),
    maxConnections: whole({ min: 1 })
      .default(20_000)
      .describe('Connections open at a time; those beyond are closed at once.'),
    maxConnectionsPerAddress: whole({ min: 1 })
      .default(2_000)
      .describe('Connections open at a time from one address (an IPv6 /64); not held while proxies are trusted.'),
  })
  .prefault({});
