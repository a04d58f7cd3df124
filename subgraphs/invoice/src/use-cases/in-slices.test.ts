import { describe, expect, it } from '@jest/globals';
import { buildDocument } from '../../test/document.ts';
import { readDocument } from '../domain/validation/read-document.ts';
import { inSlices } from './in-slices.ts';

describe('reading a large document in slices', () => {
  it('lets others in after every 64 KiB', async () => {
    const lines = Array.from({ length: 5_000 }, () => ({ importe: '1.00' }));
    const bytes = Buffer.from(buildDocument({ lines }));
    let turns = 0;
    let reading = true;
    const count = () => {
      turns += 1;
      if (reading) setImmediate(count);
    };
    setImmediate(count);
    const document = await inSlices(readDocument(bytes));
    reading = false;
    expect(document.name).toBe('Comprobante');
    // Read in one piece, nothing would have had a turn.
    expect(turns).toBeGreaterThanOrEqual(Math.floor(bytes.length / 65_536));
  });

  it('rejects with what the work throws', async () => {
    await expect(inSlices(readDocument(Buffer.from('<a>')))).rejects.toMatchObject({ code: 'DOCUMENT_UNREADABLE' });
  });
});
