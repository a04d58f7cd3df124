import type { GitContext } from './launch.ts';

/** A git context as clients send it: any of it may be missing. */
export type GivenGitContext = { readonly [K in keyof GitContext]?: string | null | undefined };

const longest = 2_000;

/** Reads what a client tells of its checkout, each part cut to a bounded length and to what is text. Null when it tells nothing. */
export function readGitContext(given: GivenGitContext | null | undefined): GitContext | null {
  const read = (text: string | null | undefined) => text?.slice(0, longest).toWellFormed().replaceAll('\0', '') || null;
  const git: GitContext = {
    branch: read(given?.branch),
    commit: read(given?.commit),
    committer: read(given?.committer),
    message: read(given?.message),
    remoteUrl: read(given?.remoteUrl),
  };
  return Object.values(git).some((part) => part !== null) ? git : null;
}
