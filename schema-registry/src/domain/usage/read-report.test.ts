import { Report } from '@apollo/usage-reporting-protobuf';
import { describe, expect, it } from '@jest/globals';
import { Report as RouterReport } from './generated/usage_report.ts';
import { readReport } from './read-report.ts';

const noon = new Date('2026-01-01T12:30:00Z');
const endTime = { seconds: Date.parse('2026-01-01T12:10:00Z') / 1_000, nanos: 0 };
const hour = new Date('2026-01-01T12:00:00Z');
const web = { clientName: 'web', clientVersion: '1.2' };
const read = (report: Parameters<typeof Report.encode>[0]) =>
  readReport(Report.encode({ header: { graphRef: 'shop@prod' }, ...report }).finish(), noon);

describe('a usage report', () => {
  it('counts requests by signature, client and hour, from statistics and traces alike', () => {
    const key = '# Invoices\nquery Invoices{invoices{id}}';
    const { ref, operations } = read({
      header: { graphRef: 'shop@prod' },
      endTime,
      tracesPerQuery: {
        [key]: {
          statsWithContext: [
            { context: web, queryLatencyStats: { requestCount: 3, requestsWithErrorsCount: 1 } },
            { context: {}, queryLatencyStats: { requestCount: 2 } },
          ],
          trace: [
            { ...web, endTime, root: { child: [{ error: [{ message: 'no' }] }] } },
            { ...web, endTime: { seconds: endTime.seconds - 3_600, nanos: 0 } },
          ],
          referencedFieldsByType: { Query: { fieldNames: ['invoices'] }, Invoice: { fieldNames: ['id'] } },
        },
      },
    });
    const client = { name: 'web', version: '1.2' };
    expect(ref).toBe('shop@prod');
    expect(operations).toMatchObject([
      {
        name: 'Invoices',
        document: 'query Invoices{invoices{id}}',
        fields: ['Query.invoices', 'Invoice.id'],
        uses: [
          { client, hour, requests: 4, errors: 2 },
          { client: { name: '', version: '' }, hour, requests: 2, errors: 0 },
          { client, hour: new Date('2026-01-01T11:00:00Z'), requests: 1, errors: 0 },
        ],
      },
    ]);
  });

  it('takes operations without a name, and leaves out what was none', () => {
    const stats = { statsWithContext: [{ context: web, queryLatencyStats: { requestCount: 5 } }] };
    const { operations, unreadable } = read({
      tracesPerQuery: { '# -\n{a}': stats, '## GraphQLParseFailure\n': stats },
    });
    expect(operations).toMatchObject([{ name: '', document: '{a}' }]);
    expect(unreadable).toBe(5);
  });

  it('never counts ahead of now', () => {
    const stats = { statsWithContext: [{ context: web, queryLatencyStats: { requestCount: 1 } }] };
    const { operations } = read({
      endTime: { seconds: endTime.seconds * 2, nanos: 0 },
      tracesPerQuery: { '# A\n{a}': stats },
    });
    expect(operations[0]?.uses).toMatchObject([{ hour, requests: 1 }]);
  });

  it('reads which input fields and enum values variables had, where a router says so', () => {
    const extendedReferences = {
      inputTypes: { Page: { fieldNames: { first: { references: 9, nullReferences: 2, missing: 4 } } } },
      enumValues: { Colour: { enumValues: { RED: 6 } } },
    };
    const stats = [{ extendedReferences }, { extendedReferences }];
    const message = RouterReport.fromPartial({
      header: { graphRef: 'shop' },
      tracesPerQuery: { '# A\n{a}': { statsWithContext: stats } },
    });
    const report = RouterReport.encode(message).finish();
    expect(readReport(report, noon).operations[0]?.inputs).toEqual([
      { coordinate: 'Page.first', present: 14, nulls: 4, missing: 8 },
      { coordinate: 'Colour.RED', present: 12, nulls: 0, missing: 0 },
    ]);
  });

  it('is refused when it is no message, names no graph, or counts what nobody can', () => {
    const cut = Report.encode({ header: { graphRef: 'shop' } })
      .finish()
      .subarray(0, 4);
    for (const bytes of [Buffer.from('<html>'), Buffer.alloc(0), cut]) expect(() => readReport(bytes, noon)).toThrow();
    const queryLatencyStats = { requestCount: -7 };
    expect(() => read({ tracesPerQuery: { '# A\n{a}': { statsWithContext: [{ queryLatencyStats }] } } })).toThrow();
  });
});
