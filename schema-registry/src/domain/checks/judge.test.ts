import { describe, expect, it } from '@jest/globals';
import type { Approval } from './approval.ts';
import type { ChangeFinding, CheckOutcome } from './check-workflow.ts';
import { judge } from './judge.ts';

const change = (fingerprint: string, failing = true): ChangeFinding => ({
  code: 'FIELD_REMOVED',
  level: 'breaking',
  coordinate: null,
  description: '',
  fingerprint,
  failing,
  affected: [],
  affectedCount: 0,
});
const place = { line: 1, column: 1, byteOffset: 0 };
const outcome = (more: Partial<CheckOutcome> = {}): CheckOutcome => ({
  composition: { errors: [], modified: true },
  operations: { checked: 1, requests: 1, from: '', to: '', changes: [change('a', false)] },
  lint: [],
  violations: [],
  downstream: [],
  ...more,
});
const operations = { checked: 1, requests: 1, from: '', to: '', changes: [change('a'), change('b')] };
// Of an approval nothing else is looked at here.
const approval = (fingerprint: string) => ({ fingerprint }) as Approval;

describe('a check', () => {
  it('passes when nothing fails it', () => {
    expect(judge(outcome(), [])).toMatchObject({ status: 'PASSED', failing: [] });
  });

  it('passes when all that fails it is approved', () => {
    expect(judge(outcome({ operations }), [approval('a')])).toMatchObject({
      status: 'FAILED',
      operations: 'FAILED',
      failing: ['a', 'b'],
    });
    expect(judge(outcome({ operations }), [approval('a'), approval('b')])).toMatchObject({
      status: 'PASSED',
      failing: ['a', 'b'],
    });
  });

  it('that does not compose has nothing else, and nobody can approve of it', () => {
    const errors = [{ message: 'no', code: null, locations: [] }];
    const nothing = { operations: null, lint: null, violations: null, downstream: null };
    expect(judge(outcome({ composition: { errors, modified: false }, ...nothing }), [])).toEqual({
      status: 'FAILED',
      composition: 'FAILED',
      operations: 'BLOCKED',
      lint: 'BLOCKED',
      custom: 'BLOCKED',
      downstream: 'BLOCKED',
      failing: [],
      approvable: false,
    });
  });

  it('fails by errors of lint and policies, not by warnings', () => {
    const lint = (level: 'ERROR' | 'WARNING') => [
      { rule: 'TYPE_PREFIX' as const, level, message: '', coordinate: 'A', start: place, end: place, fingerprint: 'l' },
    ];
    const violations = (level: 'ERROR' | 'INFO') => [
      { rule: 'R', level, message: '', coordinate: null, sourceLocations: [], fingerprint: 'v' },
    ];
    expect(judge(outcome({ lint: lint('WARNING'), violations: violations('INFO') }), []).status).toBe('PASSED');
    expect(judge(outcome({ lint: lint('ERROR') }), [])).toMatchObject({
      lint: 'FAILED',
      custom: 'PASSED',
      failing: ['l'],
    });
    expect(judge(outcome({ violations: violations('ERROR') }), [approval('v')]).status).toBe('PASSED');
  });

  it('fails by its contracts if they block, and by one that does not compose whatever is approved', () => {
    const downstream = (blocks: boolean, errors: CheckOutcome['composition']['errors'] = []) => [
      { variant: 'public', errors, changes: [change('d')], blocks },
    ];
    expect(judge(outcome({ downstream: downstream(false) }), []).status).toBe('PASSED');
    expect(judge(outcome({ downstream: downstream(true) }), [])).toMatchObject({
      downstream: 'FAILED',
      approvable: true,
    });
    const broken = downstream(true, [{ message: 'no', code: null, locations: [] }]);
    expect(judge(outcome({ downstream: broken }), [approval('d')])).toMatchObject({
      status: 'FAILED',
      approvable: false,
    });
  });
});
