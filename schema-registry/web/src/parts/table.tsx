import type { ReactNode } from 'react';

/** Rows under their headings, on a sheet that is pushed aside by itself where it is too wide. */
export function Table(props: { readonly headings: readonly string[]; readonly children: ReactNode }): ReactNode {
  return (
    <div className="sheet scrolls">
      <table>
        <thead>
          <tr>
            {props.headings.map((heading) => (
              <th key={heading}>{heading}</th>
            ))}
          </tr>
        </thead>
        <tbody>{props.children}</tbody>
      </table>
    </div>
  );
}
