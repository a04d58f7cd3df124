import { type DocumentNode, TokenKind } from 'graphql';

/**
 * A thread here has a stack that others do not have: what routers, gateways and browsers could not read must not be
 * served to them. Routers of Apollo's stop at 500.
 */
const deepest = 200;

const steps: ReadonlyMap<string, number> = new Map([
  [TokenKind.BRACE_L, 1],
  [TokenKind.BRACKET_L, 1],
  [TokenKind.PAREN_L, 1],
  [TokenKind.BRACE_R, -1],
  [TokenKind.BRACKET_R, -1],
  [TokenKind.PAREN_R, -1],
]);

/** Whether a parsed text is nested too deeply for those who are to read it, sets of fields within strings included. */
export function isTooDeep({ loc }: DocumentNode): boolean {
  let depth = 0;
  for (let token = loc?.startToken ?? null; token; token = token.next) {
    depth += steps.get(token.kind) ?? 0;
    if (depth > deepest || isDeepText(token.value)) return true;
  }
  return false;
}

function isDeepText(text: string | undefined): boolean {
  if (text === undefined || text.length <= deepest || !text.includes('{')) return false;
  let depth = 0;
  for (const [brace] of text.matchAll(/[{}]/g)) {
    depth += brace === '{' ? 1 : -1;
    if (depth > deepest) return true;
  }
  return false;
}
