import { diffLines } from 'diff';
import type { ReactNode } from 'react';

/** Lines of what stays that are shown around a change. */
const around = 3;

/** Two schemas as one text: what came, what went, and a few lines around. Both are sorted, so order is no change. */
export function SchemaDiff({ from, to }: { readonly from: string; readonly to: string }): ReactNode {
  const parts = diffLines(from, to);
  if (parts.every(({ added, removed }) => !added && !removed)) return <p className="faint">The schema is the same.</p>;
  return (
    <pre className="diff sheet scrolls">
      {parts.map(({ added, removed, value }, at) => {
        const lines = value.replace(/\n$/, '').split('\n');
        // Parts have no name of their own, and the list never changes.
        const key = `${at}`;
        if (added) return <Lines key={key} kind="added" sign="+" lines={lines} />;
        if (removed) return <Lines key={key} kind="removed" sign="-" lines={lines} />;
        return <Kept key={key} lines={lines} isFirst={at === 0} isLast={at === parts.length - 1} />;
      })}
    </pre>
  );
}

function Lines({ kind, sign, lines }: { kind: string; sign: string; lines: readonly string[] }): ReactNode {
  return <span className={kind}>{lines.map((line) => `${sign} ${line}\n`).join('')}</span>;
}

function Kept({ lines, isFirst, isLast }: { lines: readonly string[]; isFirst: boolean; isLast: boolean }): ReactNode {
  const before = isFirst ? 0 : around;
  const after = isLast ? 0 : around;
  if (lines.length <= before + after + 1) return <Lines kind="kept" sign=" " lines={lines} />;
  return (
    <>
      {before > 0 && <Lines kind="kept" sign=" " lines={lines.slice(0, before)} />}
      <span className="skipped">{`… ${lines.length - before - after} lines\n`}</span>
      {after > 0 && <Lines kind="kept" sign=" " lines={lines.slice(-after)} />}
    </>
  );
}
